// From a cold start of browser and worker to the first headline, 5,000 articles stored and the server dead; in turn with a bare page of Workbox
// and IndexedDB. The `reader` bench measures the same with a cursor's page and with 100,000 articles.

import type { Page } from 'puppeteer-core';
import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import { launchChromium, throttle } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import { openEmpty, workerReady } from '../support/reader.ts';
import { seedLibrary } from '../support/seed.ts';
import { temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { buildBare, serveBare } from './bare/build.ts';
import { inTurn, median } from './harness.ts';
import type { Report } from './harness.ts';

const ARTICLES = 5000;
/** Of each article's text, in our store and in the bare page's. */
const WORDS = 120;
/** Of a library with very many articles. */
const MANY_FEEDS = 400;
const RUNS = 5;
/** Issue 7's bar, of the bare page. */
const BAR = 0.5;

export default async function start(report: Report): Promise<void> {
  await ensureBuilt({ quiet: true });
  const ours = await temporaryFolder('start');
  const bare = await temporaryFolder('bare');
  const site = await temporaryFolder('bare-site');
  try {
    const ourOrigin = await prepareOurs(ours.path);
    const bareOrigin = await prepareBare(bare.path, site.path);
    for (const factor of [1, 4]) {
      const times = await inTurn(
        RUNS,
        () => firstHeadline(ours.path, ourOrigin, factor),
        () => firstHeadline(bare.path, bareOrigin, factor),
      );
      const value = median(times.a);
      const baseline = median(times.b);
      const figure = `first headline, ${ARTICLES} articles, server dead, ${factor}x CPU`;
      report.figure({ figure, value, unit: 'ms', baseline, ratio: value / baseline, bar: BAR, sense: 'max' });
    }
  } finally {
    for (const folder of [ours, bare, site]) await folder.remove();
  }
}

/** A profile whose library holds the articles and whose front page is printed; the gateway is gone when it answers. */
export async function prepareOurs(profile: string, articles = ARTICLES): Promise<string> {
  const gateway = await startGateway();
  const browser = await launchChromium({ profile });
  try {
    const page = await browser.newPage();
    await openEmpty(page, gateway.origin);
    await workerReady(page);
    await page.reload({ waitUntil: 'load' });
    await seedLibrary(
      page,
      articles > ARTICLES ? { articles, words: 40, feeds: MANY_FEEDS } : { articles, words: WORDS },
    );
  } finally {
    await browser.close();
    await gateway.kill();
  }
  return gateway.origin;
}

export async function prepareBare(profile: string, site: string): Promise<string> {
  await buildBare(site);
  const server = await serveBare(site);
  const browser = await launchChromium({ profile });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`, { waitUntil: 'load' });
    await workerReady(page);
    await page.evaluate(
      (count, words) =>
        (globalThis as unknown as { fillBare(count: number, words: number): Promise<void> }).fillBare(count, words),
      ARTICLES,
      WORDS,
    );
  } finally {
    await browser.close();
    await server.close();
  }
  return server.origin;
}

/** Milliseconds from the navigation to the first article's link in the page; a browser process of its own. */
export async function firstHeadline(profile: string, origin: string, factor: number, path = '/'): Promise<number> {
  const browser = await launchChromium({ profile });
  try {
    const page = await browser.newPage();
    await throttle(page, factor);
    await page.evaluateOnNewDocument(watchFirstHeadline);
    await page.goto(`${origin}${path}`, { waitUntil: 'domcontentloaded' });
    return await until(() => seenAt(page), { what: 'the first headline', timeoutMs: 30_000 });
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else. */
function watchFirstHeadline(): void {
  const look = (): boolean => {
    const link = document.querySelector('article a[href], [role=article] a[href]');
    if (!link?.textContent.trim()) return false;
    Object.assign(globalThis, { firstHeadlineAt: performance.now() });
    return true;
  };
  new MutationObserver((_, observer) => {
    if (look()) observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

async function seenAt(page: Page): Promise<number | undefined> {
  return await page.evaluate(() => (globalThis as unknown as { firstHeadlineAt?: number }).firstHeadlineAt);
}
