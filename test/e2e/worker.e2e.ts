// The worker as browsers run it: what it leaves alone, when it takes over, what opens without it, and where a click on its notification leads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetType } from 'puppeteer-core';
import type { Browser } from 'puppeteer-core';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { allowNotifications, pusher, startDesktop } from '../support/desktop.ts';
import { openSite, siteFolder, startOutboxSite } from '../support/outbox-site.ts';
import { startDestination } from '../support/destination.ts';
import { until } from '../support/until.ts';

test('deletes nothing that is not ours', { timeout: 60_000 }, async t => {
  const site = await startOutboxSite();
  t.after(() => site.close());
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await browser.newPage();
  await page.goto(`${site.origin}/d/nothing`, { waitUntil: 'load' });
  await page.evaluate(async () => {
    await (await caches.open('the-host')).put('/a', new Response('a'));
    await (await caches.open('workbox-precache-v2-the-host')).put('/b', new Response('b'));
    await caches.open('predawn-front-of-an-old-version');
  });

  const opened = await openSite(browser, site.origin);

  const names = await until(
    async () => {
      const all = await opened.evaluate(() => caches.keys());
      return !all.includes('predawn-front-of-an-old-version') && all;
    },
    { what: 'the old front page goes' },
  );
  assert.ok(names.includes('the-host') && names.includes('workbox-precache-v2-the-host'));
  assert.ok(names.filter(name => !/^(?:the-host|workbox)/.test(name)).every(name => name.startsWith('predawn-')));
});

test('the front page opens with the server dead and the worker stopped', { timeout: 60_000 }, async t => {
  const site = await startOutboxSite();
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await openSite(browser, site.origin);
  await site.close();
  const cdp = await page.createCDPSession();
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.stopAllWorkers');

  await page.goto(`${site.origin}/`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready', { what: 'the front page is there' });
  await page.goto(`${site.origin}/starred`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready', { what: 'the shell is there' });
  await page.goto(`${site.origin}/no/such/page`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready', { what: 'the shell answers what is no page' });
  const refused = page.goto(`${site.origin}/api/anything`, { waitUntil: 'load' });
  await assert.rejects(refused, /ERR_CONNECTION_REFUSED/, 'what is the gateway’s own goes to the network');
});

test('a newer worker waits for the person’s consent, then takes over', { timeout: 60_000 }, async t => {
  const site = await startDestination({ folder: await siteFolder(), replace: { '/sw.js': [/"test"/g, '"newer"'] } });
  t.after(() => site.close());
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  await (await openSite(browser, site.origin)).close();
  const page = await openSite(browser, site.origin);
  await page.evaluate(() => {
    predawn.bridge.onUpdate(update => Object.assign(globalThis, { update }));
  });
  site.replacing(true);
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await until(() => page.evaluate(() => 'update' in globalThis), { what: 'the update is offered' });
  const shells = () =>
    page.evaluate(async () => (await caches.keys()).filter(name => /^predawn-front-/.test(name)).sort());
  assert.deepEqual(await shells(), ['predawn-front-newer', 'predawn-front-test']);

  const reloaded = page.waitForNavigation({ waitUntil: 'load' });
  await page.evaluate(() => (globalThis as unknown as { update: { apply(): void } }).update.apply());
  await reloaded;

  await until(async () => (await shells()).join() === 'predawn-front-newer', { what: 'the older front page goes' });
});

test('a click on a notification opens the article, or the window that shows it', { timeout: 90_000 }, async t => {
  const desktop = await startDesktop();
  if (!desktop) return t.skip('no python3-dbus here');
  t.after(() => desktop.stop());
  const site = await startOutboxSite();
  t.after(() => site.close());
  const browser = await launchChromium({ env: desktop.env });
  t.after(() => killBrowser(browser));
  await allowNotifications(browser, site.origin);
  const page = await openSite(browser, site.origin);
  const push = await pusher(page);

  await push({ title: 'Ready to read offline', body: 'The harbour wakes', navigate: '/article/one' });

  await desktop.shown('Ready to read offline');
  await until(() => openPages(browser, `${site.origin}/article/one`) === 1, { what: 'the article opens' });
  const before = (await browser.pages()).length;
  await push({ title: 'Again', navigate: '/article/one' });
  await desktop.shown('Again');
  await until(() => openPages(browser, `${site.origin}/article/one`) === 1, { what: 'it stays one' });
  assert.equal((await browser.pages()).length, before);
});

function openPages(browser: Browser, url: string): number {
  return browser.targets().filter(target => target.type() === TargetType.PAGE && target.url() === url).length;
}
