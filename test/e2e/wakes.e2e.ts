// Wakes of a really installed Chromium, by itself: one that failed is tried again, and then brings news, badge and notification; one that was
// killed goes on at the browser's next start, with no page of ours open.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { WakeReport } from '../../src/core/model.ts';
import { installApp, killBrowser, launchChromium, watchBackground } from '../support/chromium.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { inStore } from '../support/in-store.ts';
import { startFeedOrigins } from '../support/origins.ts';
import { openEmpty, subscribe, wakesEnd, workerReady } from '../support/reader.ts';
import { freePort, temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

test('a wake that found no gateway is tried again by the browser, then sets the badge and notifies', async t => {
  const port = await freePort();
  const evening = await startGateway({ port });
  t.after(() => evening.kill());
  const browser = await launchChromium({ shortSync: true });
  t.after(() => browser.close());
  await browser
    .defaultBrowserContext()
    .setPermission(evening.origin, { permission: { name: 'notifications' }, state: 'granted' });
  const page = await browser.newPage();
  await openEmpty(page, evening.origin);
  await subscribe(page, `${evening.origin}/newsroom/courier.xml`);
  await until(async () => (await page.$$('article, [role=article]')).length > 0, {
    what: 'there is something to read',
  });
  await workerReady(page);
  await installApp(browser, evening.origin);
  const manifestId = `${evening.origin}/`;
  const system = await browser.target().createCDPSession();
  const badge = async (): Promise<number> => (await system.send('PWA.getOsAppState', { manifestId })).badgeCount;
  const watch = await watchBackground(page, 'periodicBackgroundSync');
  // What the browser notes that it showed: what still stands may be gone again on a desktop that keeps none.
  const notified = await watchBackground(page, 'notifications');
  await page.reload({ waitUntil: 'load' });
  await wakesEnd(page);
  const before = await badge();
  const [feed] = (await inStore(page, 'family', ['feed'])) as Record<string, unknown>[];
  const settings = (await inStore(page, 'get', ['meta', 'settings'])) ?? {};
  await inStore(page, 'put', ['meta', 'settings'], { ...settings, notifications: true });

  // The gateway dies; another feed is waited for.
  await evening.kill();
  const { cursor: _cursor, checkedAt: _checked, ...rest } = feed!;
  await inStore(page, 'put', ['feed', 'second'], {
    ...rest,
    id: 'second',
    url: `${evening.origin}/newsroom/harbour.atom`,
  });
  const refused = /event failed predawn-morning-(a|b) Next Attempt Delay \(ms\): (1\d{3}|2000).*waitUntil rejected/;
  await until(() => watch.events.some(event => refused.test(event)), {
    what: 'the browser notes that the wake failed, and when it tries again',
    timeoutMs: 60_000,
  });
  assert.ok((await wakes(page)).some(({ result }) => result === 'failed'));

  const morning = await startGateway({ port });
  t.after(() => morning.kill());
  await until(
    async () => (await wakes(page)).some(({ result, newArticles }) => result === 'complete' && newArticles > 0),
    { what: 'a later try brings the news', timeoutMs: 60_000 },
  );
  await until(async () => (await badge()) > before, { what: 'the badge counts them' });
  const displayed = (): string[] => notified.events.filter(event => /^Notification displayed/i.test(event));
  await until(() => displayed().length > 0, { what: 'one notification' });
  assert.equal(displayed().length, 1, notified.events.join('\n'));
  assert.match(displayed()[0] ?? '', /offline|on this device/i);
});

test('a wake killed half-way goes on when the browser starts, and loses no feed that had come', async t => {
  const paper = (index: number, titles: readonly string[]): string =>
    makeRss({
      title: `Paper ${String(index)}`,
      site: `https://paper-${String(index)}.example`,
      items: titles.map((title, at) => {
        const [item] = makeItems(1, { seed: index * 10 + titles.length - at, newestAt: Date.now() - at * HOUR });
        return { ...item!, title };
      }),
    });
  const publishers = await startFeedOrigins(PAPERS.map(index => ({ '/feed.xml': { body: paper(index, ['Old']) } })));
  t.after(() => Promise.all(publishers.map(publisher => publisher.close())));
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const profile = await temporaryFolder('profile');
  t.after(() => profile.remove());
  const evening = await launchChromium({ profile: profile.path, shortSync: true });
  t.after(() => killBrowser(evening));
  const page = await evening.newPage();
  await openEmpty(page, gateway.origin);
  for (const { origin } of publishers) await subscribe(page, `${origin}/feed.xml`);
  await until(async () => (await headlines(page)).length === 5, {
    what: 'all are subscribed to',
    timeoutMs: 60_000,
  });
  await workerReady(page);
  await installApp(evening, gateway.origin);
  await page.reload({ waitUntil: 'load' });
  await wakesEnd(page);

  // The morning, in one go: old subscriptions, checked hours ago, a reading expected soon; every paper has news, and one is slow.
  await page.evaluate(HOLD_WAKES);
  for (const [index, publisher] of publishers.entries())
    publisher.put('/feed.xml', { body: paper(index, ['New', 'Old']), ...(index === 4 ? { delayMs: 30_000 } : {}) });
  const now = Date.now();
  const soon = new Date(now + HOUR);
  await inStore(page, 'put', ['meta', 'settings'], {
    ...((await inStore(page, 'get', ['meta', 'settings'])) ?? {}),
    readingTimes: [soon.getHours() * 60 + soon.getMinutes()],
  });
  for (const feed of (await inStore(page, 'family', ['feed'])) as { id: string }[])
    await inStore(page, 'put', ['feed', feed.id], {
      ...feed,
      addedAt: now - 72 * HOUR,
      checkedAt: now - 6 * HOUR,
      itemsPerDay: 24,
    });
  await inStore(page, 'clear', ['wake']);
  await page.evaluate(LET_WAKES);
  await until(
    async () => {
      const running = (await wakes(page)).find(({ result }) => result === 'running');
      const feeds = (await inStore(page, 'family', ['feed'])) as { checkedAt: number }[];
      return running && feeds.filter(({ checkedAt }) => checkedAt >= running.startedAt).length === 4;
    },
    { what: 'four of five have come', timeoutMs: 60_000 },
  );
  await killBrowser(evening);

  publishers[4]!.put('/feed.xml', { body: paper(4, ['New', 'Old']) });
  const morning = await launchChromium({ profile: profile.path, shortSync: true });
  t.after(() => killBrowser(morning));
  // Same origin, and no page of the app's: the store is looked at, nothing is woken.
  const onlooker = await morning.newPage();
  await onlooker.goto(`${gateway.origin}/healthz`);
  const [killed, resumed] = await until(
    async () => {
      const all = (await wakes(onlooker)).filter(({ result }) => result !== 'nothing');
      return all.some(({ result }) => result === 'complete') && all;
    },
    { what: 'the wake is gone on with', timeoutMs: 60_000 },
  );
  assert.deepEqual([killed?.result, killed?.feeds.planned], ['interrupted', 5]);
  assert.deepEqual([resumed?.result, resumed?.reason], ['complete', 'periodicsync']);
  assert.deepEqual([resumed?.feeds.planned, resumed?.newArticles], [1, 1], 'the one that had not come, and it alone');
  assert.deepEqual((await headlines(onlooker)).filter(title => title === 'New').length, 5);
});

const HOUR = 3_600_000;
const PAPERS = [0, 1, 2, 3, 4];
/** Whoever holds this lock keeps every wake from beginning. */
const HOLD_WAKES = `new Promise(held => void navigator.locks.request('predawn-wake', () => {
  held();
  return new Promise(done => { globalThis.letWakes = done; });
}))`;
const LET_WAKES = 'globalThis.letWakes()';

async function headlines(page: Page): Promise<string[]> {
  return ((await inStore(page, 'family', ['headline'])) as { title: string }[]).map(({ title }) => title);
}

async function wakes(page: Page): Promise<WakeReport[]> {
  const all = (await inStore(page, 'family', ['wake'])) as WakeReport[];
  return all.filter(({ reason }) => reason === 'periodicsync');
}
