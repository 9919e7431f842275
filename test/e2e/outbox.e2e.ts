// The outbox in a real Chromium: sent by the browser's own sync with no page open, after kills, past hung tabs. What counts is what arrived.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { chromiumPath } from '../support/chromium-flags.mjs';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { killTest } from '../support/kill-test.ts';
import { openNetwork } from '../support/network.ts';
import { openSite, startOutboxSite, startOutboxSiteInside } from '../support/outbox-site.ts';
import { temporaryFolder } from '../support/temp.ts';
import { tearLog } from '../support/torn-log.ts';
import { until } from '../support/until.ts';

/** A page that is not stopped answers long before, milliseconds. */
const BESIDE_MS = 5_000;
const FIVE = ['1', '2', '3', '4', '5'];

async function sendAll(page: Page, destination: string, texts: readonly string[]): Promise<void> {
  await page.evaluate(
    async (name, all) => {
      for (const text of all) await predawn.send(name, text);
      await predawn.registered;
    },
    destination,
    texts,
  );
}

/** Something that is no page of the site, so that the browser lives on. */
async function closeSite(browser: Browser, page: Page): Promise<void> {
  await browser.newPage();
  await page.close();
}

test('five messages written offline arrive by the sync event, no page open', { timeout: 90_000 }, async t => {
  const network = await openNetwork();
  if (!network) return t.skip('no user namespaces here');
  t.after(() => network.close());
  const site = await startOutboxSiteInside(network);
  t.after(() => site.stop());
  const browser = await launchChromium({ program: await network.wrapper(chromiumPath()) });
  t.after(() => killBrowser(browser));
  const page = await openSite(browser, site.origin);

  network.cut();
  await until(() => page.evaluate(() => !navigator.onLine), { what: 'the browser knows that it is offline' });
  await sendAll(page, 'book', FIVE);
  await closeSite(browser, page);
  assert.deepEqual(site.effects(), []);
  network.restore();

  await until(() => site.effects().length === 5, { what: 'all five arrive', timeoutMs: 20_000 });
  assert.deepEqual(
    site.effects().map(([, text]) => text),
    FIVE,
  );
});

test(
  'a browser killed in mid-sync delivers at its next start with no page open, once',
  { timeout: 90_000 },
  async t => {
    const site = await startOutboxSite();
    t.after(() => site.close());
    const profile = await temporaryFolder('profile');
    t.after(() => profile.remove());
    const first = await launchChromium({ profile: profile.path });
    t.after(() => killBrowser(first));
    const page = await openSite(first, site.origin);
    site.switch('book', { silent: true });
    await sendAll(page, 'book', ['1', '2']);
    await closeSite(first, page);
    // Taken by the server, its answer never given: the worst moment.
    await until(() => site.effects.length === 1, { what: 'the first is on its way' });
    await killBrowser(first);
    site.switch('book', {});

    const second = await launchChromium({ profile: profile.path });
    t.after(() => killBrowser(second));

    await until(() => site.effects.length === 2, { what: 'the rest arrives', timeoutMs: 30_000 });
    assert.deepEqual(
      site.effects.map(({ text }) => text),
      ['1', '2'],
    );
    assert.equal((await second.pages()).filter(open => open.url().startsWith(site.origin)).length, 0);
  },
);

test('a browser that throws its database away after a kill loses nothing that waits', { timeout: 90_000 }, async t => {
  const site = await startOutboxSite();
  t.after(() => site.close());
  const profile = await temporaryFolder('profile');
  t.after(() => profile.remove());
  const start = async (): Promise<[Browser, Page]> => {
    const browser = await launchChromium({ profile: profile.path });
    t.after(() => killBrowser(browser));
    return [browser, await openSite(browser, site.origin)];
  };
  site.switch('book', { status: 503 });
  const [first, page] = await start();
  await sendAll(page, 'book', ['1', '2']);
  await killBrowser(first);
  await tearLog(profile.path);
  // Goes on behind the tear, as if nothing had been.
  const [second, later] = await start();
  await sendAll(later, 'book', ['3']);
  await later.evaluate(() => predawn.library.backend.write({ puts: [[['wake', 1], 'goes with the database']] }));
  await killBrowser(second);
  site.switch('book', {});

  const [, last] = await start();

  await until(() => site.effects.length >= 3, { what: 'all three arrive', timeoutMs: 30_000 });
  assert.deepEqual(
    site.effects.map(({ text }) => text),
    ['1', '2', '3'],
  );
  // Else this test has not made happen what it is about.
  assert.equal(await last.evaluate(() => predawn.library.backend.get(['wake', 1])), undefined);
});

/** Runs in the page. */
async function isIdle(): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query();
  const wakes = await predawn.library.wakes(20);
  return held.length + pending.length === 0 && wakes.every(({ endedAt }) => endedAt !== undefined);
}

/**
 * A page of a browser in which another tab holds the lock. Undefined where Chromium has put both into one process: then the hung
 * one stops the other's scripts as well, and nothing that we write can help.
 */
async function pageBesideHung(t: TestContext, origin: string, hang: string): Promise<Page | undefined> {
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await openSite(browser, origin);
  const hung = await browser.newPage();
  await hung.goto(`${origin}/`, { waitUntil: 'networkidle0' });
  // What a page does at its start is over: one that hangs in the midst of a transaction holds the database, which no other can help.
  await until(() => hung.evaluate(isIdle), { what: 'the other tab is idle' });
  // It says so itself in the very task in which it begins to spin; or, where it only holds the lock, when it has it.
  let isBeside = false;
  const said = page.evaluate(() => new Promise<void>(done => (new BroadcastChannel('hung').onmessage = () => done())));
  said.then(
    () => (isBeside = true),
    () => undefined,
  );
  // Asked after it, answered after it: it listens.
  await page.evaluate(() => true);
  await hung.evaluate(`navigator.locks.request('predawn-replay', () => ${hang}), 0`);
  // A page in the same process is stopped as well, and never answers: the limit tells the two apart, nobody waits for it otherwise.
  await until(() => isBeside, { timeoutMs: BESIDE_MS }).catch(() => undefined);
  if (isBeside) return page;
  await killBrowser(browser);
  return undefined;
}

for (const [what, hang] of [
  ['holds the lock for ever', "{ new BroadcastChannel('hung').postMessage(0); return new Promise(() => undefined); }"],
  [
    'hangs while it holds the lock',
    "{ setTimeout(() => { new BroadcastChannel('hung').postMessage(0); for (;;); }); return new Promise(() => undefined); }",
  ],
] as const) {
  test(`a tab that ${what} does not starve the outbox`, { timeout: 60_000 }, async t => {
    const site = await startOutboxSite();
    t.after(() => site.close());
    const page = await until(() => pageBesideHung(t, site.origin, hang), {
      what: 'the tabs are in processes of their own',
      timeoutMs: 40_000,
    });

    await page.evaluate(() => void predawn.send('book', 'past it'));

    await until(() => site.effects.length === 1, { what: 'the message arrives all the same', timeoutMs: 15_000 });
  });
}

test(
  'twenty sends with the server dead go out on the first page load after it is back',
  { timeout: 60_000 },
  async t => {
    const site = await startOutboxSite();
    t.after(() => site.close());
    const browser = await launchChromium();
    t.after(() => killBrowser(browser));
    const page = await openSite(browser, site.origin);
    site.switch('book', { cut: 'before' });
    const texts = Array.from({ length: 20 }, (_, index) => String(index));
    await sendAll(page, 'book', texts);
    await until(() => site.requests.length > 0, { what: 'a try is made' });
    site.switch('book', {});

    await page.reload({ waitUntil: 'load' });

    await until(() => site.effects.length === 20, { what: 'all are delivered', timeoutMs: 10_000 });
    assert.deepEqual(
      site.effects.map(({ text }) => text),
      texts,
    );
  },
);

/** An operating system that holds background work back, and what its browser then does. */
for (const answer of ['hangs', 'rejects'] as const)
  test(`a sync whose registration ${answer} leaves the page to send`, { timeout: 60_000 }, async t => {
    const site = await startOutboxSite();
    t.after(() => site.close());
    const browser = await launchChromium();
    t.after(() => killBrowser(browser));
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(hangs => {
      const refused = (): Promise<never> => Promise.reject(new DOMException('no', 'NotAllowedError'));
      Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {
        value: { register: hangs ? () => new Promise(() => undefined) : refused },
      });
    }, answer === 'hangs');
    await page.goto(`${site.origin}/`, { waitUntil: 'load' });
    await until(async () => (await page.title()) === 'ready');

    await page.evaluate(() => void predawn.send('book', '1'));

    await until(() => site.effects.length === 1, { what: 'it arrives' });
    assert.equal(await page.evaluate(() => predawn.registered), 'page-only');
  });

test('without a worker the page sends', { timeout: 60_000 }, async t => {
  const site = await startOutboxSite();
  t.after(() => site.close());
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('no', 'SecurityError'));
  });
  await page.goto(`${site.origin}/`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready');

  await page.evaluate(() => void predawn.send('book', '1'));

  await until(() => site.effects.length === 1, { what: 'it arrives' });
  assert.deepEqual(await page.evaluate(async () => [await predawn.bridge.mode, predawn.bridge.why()]), [
    'page',
    'worker-failed',
  ]);
});

test('without a database memory holds it, and the page knows', { timeout: 60_000 }, async t => {
  const site = await startOutboxSite();
  t.after(() => site.close());
  const browser = await launchChromium();
  t.after(() => killBrowser(browser));
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  });
  await page.goto(`${site.origin}/`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready');

  await page.evaluate(() => void predawn.send('book', '1'));

  await until(() => site.effects.length === 1, { what: 'it arrives' });
  assert.deepEqual(await page.evaluate(async () => [await predawn.bridge.mode, predawn.bridge.why()]), [
    'memory',
    'storage-refused',
  ]);
});

test(
  'kills of browser and network at random moments lose nothing and do nothing twice',
  { timeout: 120_000 },
  async () => {
    const seed = Number(process.env['PREDAWN_SEED'] ?? Date.now() % 1_000_000);
    const outcome = await killTest({ seed, actions: 60, browserKills: 8, networkKills: 8, limitMs: 90_000 });
    const told = `seed ${seed} (PREDAWN_SEED=${seed} runs it again): ${JSON.stringify(outcome)}`;
    assert.deepEqual([outcome.lost, outcome.twice, outcome.outOfOrder], [0, 0, 0], told);
    assert.ok(outcome.browserKills >= 4, told);
  },
);
