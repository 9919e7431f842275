// `store`: writing and reading at 100, 10,000 and 100,000 articles in a real browser's IndexedDB; the outbox with 10,000 waiting.
// A list, an article and a mark must not notice how much lies beside them.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { build, type Rolldown } from 'vite';
import { launchChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temp.ts';
import { median, percentile, type Report } from './harness.ts';
import type { StorePage, Times } from './store/page.ts';

const SIZES = [100, 10_000, 100_000] as const;
const STEP = 2000;
const TIMES = 30;
const ACTS = 200;

/** What must stay as it was at 10,000 when there are 100,000, with some room for a deeper tree; counting counts. */
const FLAT = new Set([
  'first page of All, 50 rows',
  'first page of a feed',
  'first page of a folder of 40 feeds',
  'an article with its text',
  'marking one article read',
  'a feed of 50 that brings nothing new',
  'a feed of 50 new articles',
]);
const FLAT_BAR = 2;
/** Times the bare puts: the statuses, and the sweep of two lists. */
const READ_BAR = 3;

export default async function store(report: Report): Promise<void> {
  const site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>bench</title>'),
  );
  await new Promise<void>(done => site.listen(0, '127.0.0.1', done));
  const profile = await temporaryFolder('store-bench');
  const browser = await launchChromium({ profile: profile.path });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`http://127.0.0.1:${String((site.address() as AddressInfo).port)}/`);
    const cdp = await page.createCDPSession();
    await cdp.send('Runtime.evaluate', { expression: await script() });
    await measure(page, report);
  } finally {
    await browser.close();
    site.close();
    await profile.remove();
  }
}

async function measure(page: Page, report: Report): Promise<void> {
  const call = async <N extends keyof StorePage>(
    name: N,
    argument: number,
  ): Promise<Awaited<ReturnType<StorePage[N]>>> =>
    (await page.evaluate(`storePage.${name}(${String(argument)})`)) as Awaited<ReturnType<StorePage[N]>>;

  await call('queue', 10_000);
  const acts = await call('act', ACTS);
  const [idle, busy] = [percentile(acts.idle, 95), percentile(acts.busy, 95)];
  report.figure({
    figure: 'an action with 10,000 waiting, p95',
    value: busy,
    unit: 'ms',
    baseline: idle,
    ratio: busy / idle,
    bar: 1.2,
  });

  const used = new Map<number, Times>();
  for (const size of SIZES) {
    const feeds: number[] = [];
    // By steps, each well inside the time that one call to the browser may take.
    for (let filled = STEP; filled < size + STEP; filled += STEP)
      feeds.push(...(await call('fill', Math.min(filled, size))));
    report.figure({
      figure: `filling to ${size.toLocaleString('en')}, an article`,
      value: median(feeds),
      unit: 'ms',
    });
    used.set(size, await call('use', TIMES));
    if (size === 10_000) {
      const { read, undo, bare } = await call('markAll', size);
      report.note(`10,000 bare puts of the same statuses: ${bare.toFixed(0)} ms`);
      report.figure({
        figure: 'marking 10,000 read, durable',
        value: read,
        unit: 'ms',
        baseline: bare,
        ratio: read / bare,
        bar: READ_BAR,
      });
      report.figure({
        figure: 'taking that back',
        value: undo,
        unit: 'ms',
        baseline: bare,
        ratio: undo / bare,
      });
    }
  }
  for (const what of Object.keys(used.get(100_000) ?? {})) {
    const at = (size: number): number => median(used.get(size)?.[what] ?? []);
    for (const size of [100, 10_000])
      report.figure({ figure: `${what}, ${size.toLocaleString('en')} stored`, value: at(size), unit: 'ms' });
    report.figure({
      figure: `${what}, 100,000 stored`,
      value: at(100_000),
      unit: 'ms',
      baseline: at(10_000),
      ratio: at(100_000) / at(10_000),
      ...(FLAT.has(what) ? { bar: FLAT_BAR } : {}),
    });
  }
  report.figure({ figure: 'storage an article at 100,000', value: (await call('bytes', 0)) / 100_000, unit: 'bytes' });
}

async function script(): Promise<string> {
  const result = (await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: join(import.meta.dirname, 'store/page.ts'), output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  return result.output[0].code;
}
