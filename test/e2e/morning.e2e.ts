// The whole promise, once, in real Chromium: installed for real, woken by the browser's own periodic sync, killed, cut off, opened again; and
// the morning's news is there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import sharp from 'sharp';
import { chromiumPath } from '../support/chromium-flags.mjs';
import { cutWorkers, installApp, killBrowser, launchChromium, watchBackground } from '../support/chromium.ts';
import { realFeeds } from '../support/corpus.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import type { MadeItem } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { openNetwork } from '../support/network.ts';
import { startOriginsApart } from '../support/origins.ts';
import type { Site } from '../support/origins.ts';
import {
  headline,
  named,
  openEmpty,
  press,
  subscribe,
  textOf,
  timePasses,
  wakesEnd,
  workerReady,
} from '../support/reader.ts';
import { freePort, temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const LAST_WORDS = 'These are the last words of the morning’s story.';

test('the morning edition is there with the network gone', { timeout: 240_000 }, async t => {
  const network = await openNetwork();
  if (!network)
    console.log(
      '  no user namespaces here: the network is not really cut, the gateway is killed and the workers are emulated offline',
    );
  t.after(() => network?.close());
  const real = realFeeds(6);
  if (real.length === 0) console.log('  corpus not present: our own feeds only');
  const others: Site[] = real.map(({ bytes, path }) => ({
    '/feed': { body: bytes, type: /json$/.test(path) ? 'application/json' : 'text/xml' },
  }));
  const publishers = await startOriginsApart([{}, ...others], network);
  t.after(() => publishers.close());
  const [publisher = '', ...realOrigins] = publishers.origins;
  await publishers.publish([await site(publisher, eveningItems()), ...others]);
  const port = await freePort();
  const first = await startGateway({ port, ...(network && { network }) });
  t.after(() => first.kill());

  const profile = await temporaryFolder('profile');
  t.after(() => profile.remove());
  const program = network ? await network.wrapper(chromiumPath()) : undefined;
  const start = (): Promise<Browser> =>
    launchChromium({ profile: profile.path, shortSync: true, ...(program === undefined ? {} : { program }) });

  // In the evening: subscribe, install.
  let browser = await start();
  t.after(() => killBrowser(browser));
  const page = await browser.newPage();
  await openEmpty(page, first.origin);
  for (const origin of realOrigins) await subscribe(page, `${origin}/feed`);
  await subscribe(page, `${publisher}/feed.xml`);
  await headline(page, 'The evening’s story');
  await workerReady(page);
  await installApp(browser, first.origin);
  await page.reload({ waitUntil: 'load' });
  await until(() => registeredTags(page), { what: 'periodic syncs are registered once installed', timeoutMs: 30_000 });
  assert.equal(await permission(page), 'granted');

  // At night: the publisher prints, the gateway has forgotten, hours go by on the device, the app is closed. Last the hours: from then on the
  // browser may wake the worker at any moment.
  await wakesEnd(page);
  await first.stop();
  const second = await startGateway({ port, ...(network && { network }) });
  t.after(() => second.kill());
  await publishers.publish([await site(publisher, [...morningItems(), ...eveningItems()]), ...others]);
  const asleep = await browser.newPage();
  const watch = await watchBackground(asleep, 'periodicBackgroundSync');
  await timePasses(page, 8);
  await page.close();
  await until(() => publishers.asked().includes('200 /morning.png'), {
    what: 'a periodic sync fires by itself and fetches the morning’s picture',
    timeoutMs: 60_000,
  });
  const seen = watch.events.length;
  await until(() => watch.events.slice(seen).some(event => /completed/i.test(event)), {
    what: 'the event ends',
    timeoutMs: 60_000,
  });
  assert.ok(
    watch.events.some(event => /dispatched/i.test(event)),
    'the browser dispatched it',
  );

  // In the morning: no battery, no network.
  await killBrowser(browser);
  if (network) network.cut();
  await second.kill();
  browser = await start();
  const morning = await browser.newPage();
  if (!network) t.after(await cutWorkers(browser));
  await emptyHttpCache(morning);
  const requests = watchNetwork(morning);
  await morning.goto(`${first.origin}/`, { waitUntil: 'domcontentloaded' });
  await headline(morning, 'The morning’s story');
  await press(morning, 'link', 'The morning’s story');
  await until(() => textOf(morning).then(text => text.includes(LAST_WORDS)), { what: 'the whole article is there' });
  await named(morning, 'button', 'Star');
  const width = await until(() => pictureWidth(morning), { what: 'its picture is there' });
  assert.ok(width > 0);
  if (real.length > 0) {
    // Lists hold the rows that are seen, and a few beside.
    await morning.setViewport({ width: 800, height: 6000 });
    await morning.goto(`${first.origin}/all`, { waitUntil: 'domcontentloaded' });
    await until(() => articlesShown(morning).then(count => count > 20), {
      what: 'the real publishers’ articles are there',
    });
  }
  assert.deepEqual(requests.answered, [], 'nothing came from the network');
});

function eveningItems(): MadeItem[] {
  const items = makeItems(6, { newestAt: Date.now() - 10 * HOUR_MS });
  return items.map((item, index) =>
    index === 0 ? { ...item, title: 'The evening’s story', picture: '/evening.png' } : item,
  );
}

function morningItems(): MadeItem[] {
  const [item] = makeItems(1, { seed: 2, newestAt: Date.now() - HOUR_MS, words: 600 });
  return [
    { ...item!, title: 'The morning’s story', paragraphs: [...item!.paragraphs, LAST_WORDS], picture: '/morning.png' },
  ];
}

async function site(origin: string, items: MadeItem[]): Promise<Site> {
  const illustrated = items.map(({ picture, ...item }) => ({
    ...item,
    ...(picture && { picture: `${origin}${picture}` }),
  }));
  return {
    '/feed.xml': {
      body: makeRss({ title: 'The Harbour Paper', site: 'https://harbour.example', items: illustrated }),
      type: 'application/rss+xml',
    },
    '/evening.png': { body: await picture('#334466'), type: 'image/png' },
    '/morning.png': { body: await picture('#dd8844'), type: 'image/png' },
  };
}

async function picture(background: string): Promise<Buffer> {
  return await sharp({ create: { width: 640, height: 400, channels: 3, background } })
    .png()
    .toBuffer();
}

async function registeredTags(page: Page): Promise<boolean> {
  const tags = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const { periodicSync } = registration as unknown as { periodicSync: { getTags(): Promise<string[]> } };
    return await periodicSync.getTags();
  });
  return tags.length > 0;
}

async function permission(page: Page): Promise<string> {
  return await page.evaluate(
    async () => (await navigator.permissions.query({ name: 'periodic-background-sync' as PermissionName })).state,
  );
}

async function articlesShown(page: Page): Promise<number> {
  return await page.$$eval('article, [role=article]', elements => elements.length);
}

/** The browser's own cache may hold what was fetched, and may lose it at any time: what counts is what the app has stored. */
async function emptyHttpCache(page: Page): Promise<void> {
  const cdp = await page.createCDPSession();
  await cdp.send('Network.clearBrowserCache');
  await cdp.detach();
}

/** Natural width of the morning's picture, once it is drawn. */
async function pictureWidth(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const find = (root: ParentNode): HTMLImageElement[] => [
      ...root.querySelectorAll('img'),
      ...[...root.querySelectorAll('*')].flatMap(element => (element.shadowRoot ? find(element.shadowRoot) : [])),
    ];
    return find(document).find(image => image.currentSrc.includes('morning.png') && image.complete)?.naturalWidth ?? 0;
  });
}

/** Addresses that a server, not the worker or a cache, has answered. */
function watchNetwork(page: Page): { readonly answered: string[] } {
  const answered: string[] = [];
  page.on('response', response => {
    if (!response.fromServiceWorker() && !response.fromCache() && response.remoteAddress().ip)
      answered.push(response.url());
  });
  return { answered };
}
