// What the elements cost a host: bytes, blocking, shift; and how soon what is kept is shown with the feed's server dead.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { startHostSite, type HostSite } from '../embed/host-site.ts';
import { launchChromium, throttle } from '../support/chromium.ts';
import { until } from '../support/until.ts';
import { median, type Report } from './harness.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/embed');
const RUNS = 5;
/** Bytes, brotli: a script with everything that it imports at its top. */
const SIZES = [
  ['<predawn-feed>, all it needs for a JSON Feed', 'one/predawn-feed.js', 14_000],
  ['<predawn-form> with its outbox', 'one/predawn-form.js', 12_000],
  ['all six elements', 'one/predawn.js', 24_000],
  ['predawn/sw without parser', 'sw.js', 8000],
] as const;

export default async function embed(report: Report): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '-c', 'vite.embed.config.ts', '--mode', 'test', '--logLevel', 'error'],
    {
      cwd: ROOT,
    },
  );
  for (const [figure, file, bar] of SIZES) report.figure({ figure, value: await bytesOf(file), unit: 'B', bar });
  const site = await startHostSite();
  const browser = await launchChromium();
  try {
    Object.assign(site, {
      content: '<predawn-feed src="/feed.json" limit="10"></predawn-feed>',
      scripts: ['predawn-feed'],
    });
    await costs(report, site, browser);
    await repeatVisit(report, site, browser);
  } finally {
    await browser.close();
    await site.stop();
  }
}

async function bytesOf(entry: string): Promise<number> {
  const seen = new Set<string>();
  const follow = async (file: string): Promise<number> => {
    if (seen.has(file)) return 0;
    seen.add(file);
    const code = await readFile(join(OUT, file), 'utf8');
    const imports = Array.from(code.matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g), ([, path]) =>
      join(dirname(file), path ?? ''),
    );
    const sizes = await Promise.all([...new Set(imports)].map(follow));
    return sizes.reduce((sum, size) => sum + size, brotliCompressSync(code).length);
  };
  return follow(entry);
}

/** Blocking beyond 50 ms a task, and shift, on a first visit at a quarter of the processor's speed. */
async function costs(report: Report, site: HostSite, browser: Browser): Promise<void> {
  const blocked: number[] = [];
  const shifts: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await throttle(page, 4);
    await page.goto(site.origin, { waitUntil: 'load' });
    await until(() => page.evaluate(SHOWN), { what: 'headlines' });
    await page.evaluate(() => new Promise(done => setTimeout(done, 500)));
    blocked.push(Number(await page.evaluate('blocked')));
    shifts.push(Number(await page.evaluate('shift')));
    await context.close();
  }
  report.figure({ figure: 'blocking time for the host, 4x CPU', value: median(blocked), unit: 'ms', bar: 50 });
  report.figure({ figure: 'layout shift with `limit` given', value: Math.max(...shifts), unit: '', bar: 0 });
}

/** From the element's definition to its headlines, the feed answering nothing. */
async function repeatVisit(report: Report, site: HostSite, browser: Browser): Promise<void> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(site.origin, { waitUntil: 'load' });
  await until(() => page.evaluate(SHOWN), { what: 'headlines' });
  await page.setRequestInterception(true);
  page.on('request', request => void (request.url().endsWith('/feed.json') ? request.abort() : request.continue()));
  await page.evaluateOnNewDocument(`
    customElements.whenDefined('predawn-feed').then(() => {
      const defined = performance.now();
      const look = () => (${SHOWN}) ? (globalThis.took = performance.now() - defined) : setTimeout(look, 1);
      look();
    });
  `);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.goto(site.origin, { waitUntil: 'load' });
    times.push(Number(await until(() => page.evaluate('globalThis.took'), { what: 'kept headlines' })));
  }
  report.figure({ figure: 'headlines from what is kept, no network', value: median(times), unit: 'ms', bar: 50 });
  await context.close();
}

const SHOWN = `document.querySelector('predawn-feed')?.shadowRoot?.querySelectorAll('a[part=title]').length === 10`;
