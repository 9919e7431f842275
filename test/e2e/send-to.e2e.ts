// "Send to" in the built reader: a webhook that lets browsers in and one that does not, and an article sent with no network and the tab closed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { chromiumPath } from '../support/chromium-flags.mjs';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { startDestination } from '../support/destination.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { openNetwork } from '../support/network.ts';
import { startFeedOrigins, startOriginsApart } from '../support/origins.ts';
import { headline, named, openEmpty, press, subscribe, textOf, workerReady } from '../support/reader.ts';
import { until } from '../support/until.ts';

const TITLE = 'The harbour wakes';

function rss(): string {
  const [first, ...rest] = makeItems(3, { newestAt: Date.now() - 3_600_000 });
  const items = [{ ...first!, title: TITLE }, ...rest];
  return makeRss({ title: 'The Harbour Paper', site: 'https://paper.example', items });
}

/** Fills the boxes of the dialog in front, by their names. */
async function fill(page: Page, boxes: Readonly<Record<string, string>>): Promise<void> {
  await page.waitForSelector('dialog[open] [name=url]');
  await page.evaluate(values => {
    for (const [name, value] of Object.entries(values)) {
      const box = document.querySelector<HTMLInputElement>(`dialog [name=${name}]`);
      if (box) box.value = value;
    }
  }, boxes);
}

async function setUpWebhook(page: Page, boxes: Readonly<Record<string, string>>): Promise<void> {
  await page.waitForSelector('.destinations .send-menu button');
  await page.evaluate(() => document.querySelector<HTMLElement>('.destinations .send-menu button')?.click());
  await fill(page, boxes);
  await press(page, 'button', 'Test and save');
}

async function says(page: Page, words: RegExp): Promise<void> {
  await until(async () => words.test(await textOf(page)), { what: `the page says ${String(words)}` });
}

/** From now on the words of the live region are kept. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const words: string[] = [];
    Object.assign(globalThis, { heard: words });
    const live = document.getElementById('live')!;
    new MutationObserver(() => words.push(live.textContent)).observe(live, { childList: true, characterData: true });
  });
}

function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

/** A reader with one article open. */
async function openArticle(browser: Browser, gateway: string, feed: string): Promise<Page> {
  const page = await browser.newPage();
  await openEmpty(page, gateway);
  await workerReady(page);
  await subscribe(page, feed);
  await headline(page, TITLE);
  await press(page, 'link', TITLE);
  await named(page, 'button', 'Send to');
  return page;
}

test(
  'an article goes to a webhook that lets browsers in; one that does not is called by its name',
  { timeout: 120_000 },
  async t => {
    const [publisher] = await startFeedOrigins([{ '/feed.xml': { body: rss() } }]);
    t.after(() => publisher!.close());
    const hooks = await startDestination();
    t.after(() => hooks.close());
    hooks.switch('open', { cors: ['content-type', 'authorization'] });
    const gateway = await startGateway();
    t.after(() => gateway.kill());
    const browser = await launchChromium();
    t.after(() => killBrowser(browser));
    const page = await openArticle(browser, gateway.origin, `${publisher!.origin}/feed.xml`);
    const article = new URL(page.url()).pathname;
    const template = '{"text": "{{title}}", "key": "{{key}}"}';

    // The first use leads to set-up.
    await press(page, 'button', 'Send to');
    await setUpWebhook(page, { name: 'Notebook', url: `${hooks.origin}/d/open`, secret: 'of-the-hook', template });
    await says(page, /It works: a test article was sent and taken\. Saved\./);
    await press(page, 'button', 'Done');
    await press(page, 'link', 'Back to the article');
    await named(page, 'button', 'Send to');
    await listen(page);
    await press(page, 'button', 'Send to');
    await until(() => hooks.effects.some(({ text }) => text === TITLE), { what: 'the article arrives' });
    // What a screen reader hears, in this order.
    await until(async () => (await heard(page)).includes(`Sent: ${TITLE}`), { what: '"sent" is said' });
    assert.deepEqual(
      (await heard(page)).filter(words => /sent/i.test(words)),
      ['Saved, will be sent to Notebook.', `Sent: ${TITLE}`],
    );
    assert.deepEqual(
      hooks.requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers.authorization),
      ['Bearer of-the-hook', 'Bearer of-the-hook'],
    );
    assert.equal(hooks.effects.filter(({ text }) => text === TITLE).length, 1);

    // The second lets no browser in, and says so at set-up. It is saved all the same.
    await page.goto(`${gateway.origin}/settings/destinations`, { waitUntil: 'load' });
    await setUpWebhook(page, { name: 'Fortress', url: `${hooks.origin}/d/closed`, template });
    await says(page, /It does not work yet\. This site refuses requests from a browser \(CORS\)\./);
    await press(page, 'button', 'Save anyway');
    await page.goto(`${gateway.origin}${article}`, { waitUntil: 'load' });
    await press(page, 'button', 'Send to');
    await page.waitForSelector('.send-dialog li');
    await page.evaluate(() => document.querySelectorAll<HTMLElement>('.send-dialog li button')[1]?.click());
    for (const tries of [1, 2, 3]) {
      await page.goto(`${gateway.origin}/outbox`, { waitUntil: 'load' });
      await until(async () => Number(/(\d) (?:try|tries)/.exec(await textOf(page))?.[1] ?? 0) >= tries, {
        what: `${String(tries)} tries`,
        timeoutMs: 20_000,
      });
    }
    await says(page, /Send “The harbour wakes” to Fortress/);
    await says(page, /This site refuses requests from a browser \(CORS\)/);
    assert.equal(
      hooks.effects.some(({ destination }) => destination === 'closed'),
      false,
    );

    // What it holds up is itself alone.
    await page.goto(`${gateway.origin}${article}`, { waitUntil: 'load' });
    await press(page, 'button', 'Send to');
    await page.waitForSelector('.send-dialog li');
    await page.evaluate(() => document.querySelectorAll<HTMLElement>('.send-dialog li button')[0]?.click());
    await until(() => hooks.effects.filter(({ text }) => text === TITLE).length === 2, { what: 'the other goes on' });
  },
);

test('an address that gives no answer is handed over, and never called acknowledged', { timeout: 120_000 }, async t => {
  const [publisher] = await startFeedOrigins([{ '/feed.xml': { body: rss() } }]);
  t.after(() => publisher!.close());
  const hooks = await startDestination();
  t.after(() => hooks.close());
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await openArticle(browser, gateway.origin, `${publisher!.origin}/feed.xml`);

  await press(page, 'button', 'Send to');
  await page.waitForSelector('.destinations .send-menu button');
  await page.evaluate(() => document.querySelector<HTMLElement>('.destinations .send-menu button')?.click());
  await page.waitForSelector('dialog [name=mode][value=opaque]');
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog [name=mode][value=opaque]')?.click());
  await fill(page, { name: 'Blind', url: `${hooks.origin}/d/blind` });
  await press(page, 'button', 'Test and save');
  await says(page, /A test article was handed over.*look there whether it arrived/);
  await press(page, 'button', 'Done');
  await press(page, 'link', 'Back to the article');
  await press(page, 'button', 'Send to');

  await until(() => hooks.effects.some(({ text }) => text.includes(TITLE)), { what: 'it arrives' });
  await says(page, new RegExp(`Handed over: ${TITLE}`));
  assert.doesNotMatch(await textOf(page), new RegExp(`Sent: ${TITLE}`));
  await page.goto(`${gateway.origin}/outbox`, { waitUntil: 'load' });
  await says(page, /handed over; this destination gives no receipt/);
});

test('an article sent offline arrives when the network is back, tab closed', { timeout: 120_000 }, async t => {
  const network = await openNetwork();
  if (!network) return t.skip('no user namespaces here');
  t.after(() => network.close());
  const publishers = await startOriginsApart([{ '/feed.xml': { body: rss() } }], network);
  t.after(() => publishers.close());
  const gateway = await startGateway({ network });
  t.after(() => gateway.kill());
  const browser = await launchChromium({ program: await network.wrapper(chromiumPath()) });
  t.after(() => killBrowser(browser));
  const page = await openArticle(browser, gateway.origin, `${publishers.origins[0]}/feed.xml`);
  await press(page, 'button', 'Send to');
  // The guest book of the newsroom: a destination of our own origin.
  const url = `${gateway.origin}/newsroom/guest-book`;
  await setUpWebhook(page, { name: 'Guest book', url, template: '{"name": "{{feed}}", "message": "{{title}}"}' });
  await says(page, /It works/);
  await press(page, 'button', 'Done');
  await press(page, 'link', 'Back to the article');
  await named(page, 'button', 'Send to');

  network.cut();
  await until(() => page.evaluate(() => !navigator.onLine), { what: 'the browser knows that it is offline' });
  await press(page, 'button', 'Send to');
  await says(page, /Saved, will be sent to Guest book as soon as there is a network\./);
  await browser.newPage();
  await page.close();
  network.restore();

  const messages = (): string[] => {
    const script = `fetch(${JSON.stringify(`${url}.json`)}).then(r => r.text()).then(console.log)`;
    const { stdout } = spawnSync(...asCommand(network.inside(process.execPath, ['-e', script])), { encoding: 'utf8' });
    return (JSON.parse(stdout) as { entries: { message: string }[] }).entries.map(({ message }) => message);
  };
  await until(() => messages().includes(TITLE), { what: 'the article arrives', timeoutMs: 30_000 });
  assert.equal(messages().filter(message => message === TITLE).length, 1);
  assert.equal((await browser.pages()).filter(open => open.url().startsWith(gateway.origin)).length, 0);
});

function asCommand([command, args]: readonly [string, readonly string[]]): [string, string[]] {
  return [command, [...args]];
}
