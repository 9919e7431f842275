// 200 feeds, each on a host of its own under 127.0.0.0/8: one edition through the gateway, and a whole refresh of a device, beside a bare fetch of
// the same 200.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import type { EditionLine } from '../../feeds/wire.ts';
import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import { startProgram } from '../support/child.ts';
import { launchChromium } from '../support/chromium.ts';
import { realFeeds } from '../support/corpus.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { startOriginsApart } from '../support/origins.ts';
import type { Site } from '../support/origins.ts';
import { openEmpty, workerReady } from '../support/reader.ts';
import { seedSubscriptions } from '../support/seed.ts';
import { temporaryFolder } from '../support/temp.ts';
import { inTurn, median } from './harness.ts';
import type { Report } from './harness.ts';

const FEEDS = 200;
const RUNS = 3;

export default async function refresh(report: Report): Promise<void> {
  await ensureBuilt({ quiet: true });
  const sites = feedSites(report);
  const publishers = await startOriginsApart(sites);
  const urls = publishers.origins.map(origin => `${origin}/feed.xml`);
  try {
    const edition = await inTurn(
      RUNS,
      () => firstEdition(urls),
      () => bareFetch(urls),
    );
    tell(report, `first edition of ${FEEDS} feeds through the gateway`, edition);
    const device = await inTurn(
      RUNS,
      () => firstRefresh(urls),
      () => bareFetch(urls),
    );
    tell(report, `first refresh of a device, ${FEEDS} feeds into its store`, device);
  } finally {
    await publishers.close();
  }
}

function tell(report: Report, figure: string, { a, b }: { readonly a: number[]; readonly b: number[] }): void {
  const value = median(a);
  const baseline = median(b);
  report.figure({ figure, value, unit: 'ms', baseline, ratio: value / baseline });
}

function feedSites(report: Report): Site[] {
  const real = realFeeds(FEEDS);
  if (real.length === FEEDS) {
    const bytes = real.reduce((sum, feed) => sum + feed.bytes.length, 0);
    report.note(`real feeds of the corpus, ${(bytes / 1e6).toFixed(1)} MB`);
    return real.map(({ bytes: body }) => ({ '/feed.xml': { body } }));
  }
  report.note('corpus not present: made feeds of 40 items');
  return Array.from({ length: FEEDS }, (_, index) => ({
    '/feed.xml': {
      body: makeRss({
        title: `Paper ${index}`,
        site: `https://paper-${index}.example`,
        items: makeItems(40, { seed: index }),
      }),
    },
  }));
}

/** Milliseconds of a new gateway's first edition, to the last byte. */
async function firstEdition(urls: readonly string[]): Promise<number> {
  const gateway = await startGateway();
  try {
    const started = performance.now();
    const response = await fetch(`${gateway.origin}/api/edition`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: gateway.origin, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ feeds: urls.map(url => ({ url })) }),
    });
    const text = await response.text();
    const took = performance.now() - started;
    if (!response.ok) throw new Error(`the gateway answered ${response.status}: ${text.slice(0, 300)}`);
    const lines = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as EditionLine);
    const last = lines.at(-1);
    if (last?.kind !== 'end' || lines.length !== urls.length + 1)
      throw new Error(`the edition has ${lines.length} lines`);
    return took;
  } finally {
    await gateway.stop();
  }
}

/** Milliseconds from asking for a refresh until the worker's report says complete; a new gateway, a new profile. */
async function firstRefresh(urls: readonly string[]): Promise<number> {
  const gateway = await startGateway();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await openEmpty(page, gateway.origin);
    await workerReady(page);
    await page.reload({ waitUntil: 'load' });
    await seedSubscriptions(page, urls);
    return await timeWake(page);
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

async function timeWake(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        const started = performance.now();
        navigator.serviceWorker.addEventListener('message', event => {
          const message = event.data as { kind: string; report?: { reason: string; result: string; why?: string } };
          if (message.kind !== 'wake-ended' || message.report?.reason !== 'refresh') return;
          if (message.report.result === 'complete' || message.report.result === 'partial')
            done(performance.now() - started);
          else fail(new Error(JSON.stringify(message.report)));
        });
        navigator.serviceWorker.controller?.postMessage({ kind: 'wake', reason: 'refresh' });
      }),
  );
}

async function bareFetch(urls: readonly string[]): Promise<number> {
  const folder = await temporaryFolder('urls');
  const file = join(folder.path, 'urls.json');
  await writeFile(file, JSON.stringify(urls));
  const program = startProgram(process.execPath, [join(import.meta.dirname, 'bare/fetch-all.ts'), file]);
  const [, took] = await program.said(/^took ([\d.]+)$/m, 60_000);
  await program.stop();
  await folder.remove();
  return Number(took);
}
