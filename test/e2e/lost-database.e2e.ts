// The built reader, its browser killed at the worst moment: the database is gone, and what the person had is not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { startFeedOrigins } from '../support/origins.ts';
import { headline, openEmpty, press, subscribe, textOf, wakesEnd, workerReady } from '../support/reader.ts';
import { temporaryFolder } from '../support/temp.ts';
import { tearLog } from '../support/torn-log.ts';
import { until } from '../support/until.ts';

const STARRED = 'The harbour, starred';
const PLAIN = 'The harbour, read';

test(
  'feeds and stars are back after the browser threw its database away, and it is said',
  { timeout: 120_000 },
  async t => {
    const items = makeItems(2, { newestAt: Date.now() - 3_600_000 });
    const rss = makeRss({
      title: 'The Harbour Paper',
      site: 'https://harbour.example',
      items: items.map((item, at) => ({
        ...item,
        title: [STARRED, PLAIN][at]!,
        link: `https://harbour.example/${at}`,
      })),
    });
    const [publisher] = await startFeedOrigins([{ '/feed.xml': { body: rss, type: 'application/rss+xml' } }]);
    t.after(() => publisher!.close());
    const gateway = await startGateway();
    t.after(() => gateway.kill());
    const profile = await temporaryFolder('lost-database');
    t.after(() => profile.remove());
    const start = async (): Promise<[Browser, Page]> => {
      const browser = await launchChromium({ profile: profile.path });
      t.after(() => killBrowser(browser));
      return [browser, await browser.newPage()];
    };
    const [first, page] = await start();
    await openEmpty(page, gateway.origin);
    await workerReady(page);
    await subscribe(page, `${publisher!.origin}/feed.xml`);
    await (await headline(page, STARRED)).evaluate(link => (link as HTMLElement).click());
    await press(page, 'button', 'Star');
    await page.waitForSelector('.bar [aria-label="Star"][aria-pressed="true"]');
    await wakesEnd(page);
    await until(() => page.evaluate(isCopied), { what: 'feeds are kept twice' });
    await killBrowser(first);
    await tearLog(profile.path);
    const [second, later] = await start();
    await later.goto(`${gateway.origin}/all`, { waitUntil: 'load' });
    await headline(later, PLAIN);
    await wakesEnd(later);
    assert.doesNotMatch(await textOf(later), /second copy/);
    await killBrowser(second);

    const [, last] = await start();
    await last.goto(`${gateway.origin}/starred`, { waitUntil: 'load' });

    await headline(last, STARRED);
    await until(async () => /are back from a second copy/.test(await textOf(last)), { what: 'it is said' });
    await press(last, 'button', 'Understood');
    await last.goto(`${gateway.origin}/all`, { waitUntil: 'load' });
    // Fetched again, and no second article of the starred one.
    await headline(last, PLAIN);
    assert.equal((await textOf(last)).split(STARRED).length, 2);
    assert.doesNotMatch(await textOf(last), /second copy/);
  },
);

/** Runs in the page. */
async function isCopied(): Promise<boolean> {
  const cache = await caches.open('predawn-second-copy');
  const found = await cache.match(`/second-copy/${encodeURIComponent('["inventory"]')}`);
  return (await found?.text())?.includes('The Harbour Paper') ?? false;
}
