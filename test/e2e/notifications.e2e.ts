// Notifications as a desktop shows them, clicked on as a person would: the article that was asked for opens, or comes to the front.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { allowNotifications, type Desktop, startDesktop } from '../support/desktop.ts';
import { makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { type FeedOrigin, startFeedOrigins } from '../support/origins.ts';
import { headline, named, openEmpty, press, subscribe, textOf, workerReady } from '../support/reader.ts';
import { until } from '../support/until.ts';

const TITLE = 'The harbour wakes';
const WHOLE = 'And the last boat of the night came home with the first light, as it always had.';

interface Desk {
  readonly desktop: Desktop;
  readonly browser: Browser;
  readonly page: Page;
  readonly origin: string;
  readonly publisher: FeedOrigin;
}

/** A reader that may notify, on a desktop that clicks on whatever it is shown. */
async function sitDown(t: TestContext): Promise<Desk | undefined> {
  const desktop = await startDesktop();
  if (!desktop) {
    t.skip('no python3-dbus here');
    return undefined;
  }
  t.after(() => desktop.stop());
  const [publisher] = await startFeedOrigins([{}]);
  t.after(() => publisher!.close());
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const browser = await launchChromium({ env: desktop.env });
  t.after(() => killBrowser(browser));
  await allowNotifications(browser, gateway.origin);
  const page = await browser.newPage();
  await openEmpty(page, gateway.origin);
  await workerReady(page);
  return { desktop, browser, page, origin: gateway.origin, publisher: publisher! };
}

/** A feed that gives a summary, and the page of its story, which is slow in coming. */
async function openSummary({ publisher, page }: Desk, delayMs: number): Promise<string> {
  const date = new Date(Date.now() - 3_600_000).toUTCString();
  publisher.put('/feed.xml', {
    body: `<rss version="2.0"><channel><title>The Harbour Paper</title><link>${publisher.origin}/</link><item><title>${TITLE}</title><link>${publisher.origin}/story</link><guid isPermaLink="false">story</guid><pubDate>${date}</pubDate><description>The boats lay still …</description></item></channel></rss>`,
    type: 'application/rss+xml',
  });
  const text = Array.from(
    { length: 6 },
    (_, at) => `<p>${`Boat ${String(at)} lay still, and nobody spoke. `.repeat(9)}${WHOLE}</p>`,
  ).join('');
  publisher.put('/story', {
    body: `<!doctype html><html lang="en"><head><title>${TITLE}</title></head><body><article><h1>${TITLE}</h1>${text}</article></body></html>`,
    type: 'text/html; charset=utf-8',
    delayMs,
  });
  await subscribe(page, `${publisher.origin}/feed.xml`);
  await headline(page, TITLE);
  await press(page, 'link', TITLE);
  await named(page, 'button', 'Save for offline');
  return page.url();
}

/** Pressed, and shown as pressed: kept from then on. */
async function save(page: Page): Promise<void> {
  const button = await named(page, 'button', 'Save for offline');
  await button.evaluate(element => (element as HTMLElement).click());
  await until(() => button.evaluate(element => element.ariaPressed === 'true'), { what: 'it is shown as saved' });
}

async function pagesAt(browser: Browser, url: string): Promise<Page[]> {
  return (await browser.pages()).filter(page => page.url() === url);
}

test(
  'saved, tab closed: a notification when it is ready, and a click opens the article with its whole text',
  { timeout: 120_000 },
  async t => {
    const desk = await sitDown(t);
    if (!desk) return;
    const { desktop, browser, page, origin } = desk;
    const article = await openSummary(desk, 2_000);

    await save(page);
    await browser.newPage();
    await page.close();

    assert.deepEqual(await desktop.shown('Ready to read offline', 40_000), [
      'Ready to read offline',
      `${new URL(origin).host}\n\n${TITLE}`,
    ]);
    const [opened] = await until(
      async () => {
        const pages = await pagesAt(browser, article);
        return pages.length > 0 && pages;
      },
      { what: 'the article opens' },
    );
    await until(async () => (await textOf(opened!)).includes(WHOLE), { what: 'with its whole text' });
  },
);

test('saved, another tab in front: a click brings the article to the front', { timeout: 120_000 }, async t => {
  const desk = await sitDown(t);
  if (!desk) return;
  const { desktop, browser, page } = desk;
  const article = await openSummary(desk, 2_000);

  await save(page);
  const other = await browser.newPage();
  await other.bringToFront();
  await until(() => page.evaluate(() => document.visibilityState === 'hidden'), { what: 'the article is behind' });

  await desktop.shown('Ready to read offline', 40_000);
  await until(() => page.evaluate(() => document.visibilityState === 'visible'), { what: 'the article is in front' });
  assert.equal((await pagesAt(browser, article)).length, 1);
  await until(async () => (await textOf(page)).includes(WHOLE), { what: 'with its whole text' });
});

test('saved, the reader elsewhere: a click leads its window to the article', { timeout: 120_000 }, async t => {
  const desk = await sitDown(t);
  if (!desk) return;
  const { desktop, browser, page, origin } = desk;
  const article = await openSummary(desk, 2_000);

  await save(page);
  // Within the app: to the worker its address is still the one that it was opened by.
  await page.evaluate(() => document.querySelector<HTMLElement>('.rail a[href="/settings"]')?.click());
  await named(page, 'heading', 'Settings');

  await desktop.shown('Ready to read offline', 40_000);
  await until(async () => (await pagesAt(browser, article)).length === 1, { what: 'the article is shown' });
  assert.equal((await pagesAt(browser, `${origin}/settings`)).length, 0);
  await page.goBack();
  await named(page, 'heading', 'Settings');
});

test(
  'several feeds at an address, tab closed: the person is asked, and a click opens the choice',
  { timeout: 120_000 },
  async t => {
    const desk = await sitDown(t);
    if (!desk) return;
    const { desktop, browser, page, publisher, origin } = desk;
    const feed = (name: string): string => makeRss({ title: name, site: publisher.origin, items: [] });
    publisher.put('/news.xml', { body: feed('News'), type: 'application/rss+xml' });
    publisher.put('/tide.xml', { body: feed('Tides'), type: 'application/rss+xml' });
    const alternate = (title: string, href: string): string =>
      `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`;
    publisher.put('/', {
      body: `<!doctype html><title>Harbour</title>${alternate('News', '/news.xml')}${alternate('Tides', '/tide.xml')}<p>Hello`,
      type: 'text/html; charset=utf-8',
      delayMs: 1_500,
    });

    await subscribe(page, `${publisher.origin}/`);
    await browser.newPage();
    await page.close();

    const [, body] = await desktop.shown('Which feed do you want?', 40_000);
    assert.match(body, /2 feeds were found at http/);
    const [opened] = await until(
      async () => {
        const pages = await pagesAt(browser, `${origin}/feeds`);
        return pages.length > 0 && pages;
      },
      { what: 'the choice opens' },
    );
    await until(async () => /Several feeds were found: which one\?/.test(await textOf(opened!)), { what: 'it asks' });
    await until(async () => /Tides/.test(await textOf(opened!)), { what: 'it names them' });
  },
);
