// Wakes of a really installed Chromium, by itself: one that failed is tried again, and then brings news, badge and notification with no page open.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { WakeReport } from '../../src/core/model.ts';
import { installApp, launchChromium, watchBackground } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import { openEmpty, subscribe, wakesEnd, workerReady } from '../support/reader.ts';
import { inStore } from '../support/in-store.ts';
import { freePort } from '../support/temp.ts';
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
  const shown = await until(() => notifications(page).then(found => found.length > 0 && found), {
    what: 'one notification',
  });
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? '', /offline|on this device/i);
});

async function wakes(page: Page): Promise<WakeReport[]> {
  const all = (await inStore(page, 'family', ['wake'])) as WakeReport[];
  return all.filter(({ reason }) => reason === 'periodicsync');
}

async function notifications(page: Page): Promise<string[]> {
  return await page.evaluate(async () =>
    (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => `${title}: ${body}`),
  );
}
