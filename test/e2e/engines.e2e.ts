// The same flow without periodic sync, in the engines that have none: open, subscribe, server stopped, reload, read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { WebDriver } from 'selenium-webdriver';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { launchFirefox } from '../support/firefox.ts';
import { startGateway } from '../support/gateway.ts';
import type { GatewayProcess } from '../support/gateway.ts';
import { startFeedOrigins } from '../support/origins.ts';
import * as reader from '../support/reader.ts';
import { until } from '../support/until.ts';
import { launchWebKit } from '../support/webkit.ts';
import * as webkitReader from '../support/webkit-reader.ts';

const TITLE = 'News from the harbour';
const LAST_WORDS = 'These are the last words of the story.';

test('Firefox: what was subscribed is read with the server stopped', { timeout: 150_000 }, async t => {
  const { gateway, address } = await prepare(t);
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await reader.openEmpty(page, gateway.origin);
  await reader.workerReady(page);
  await reader.subscribe(page, address);
  await reader.headline(page, TITLE);

  await gateway.kill();
  await page.reload({ waitUntil: 'domcontentloaded' });

  await reader.headline(page, TITLE);
  await reader.press(page, 'link', TITLE);
  await until(() => reader.textOf(page).then(text => text.includes(LAST_WORDS)), {
    what: 'the whole article is there',
  });
  await assert.rejects(fetch(`${gateway.origin}/healthz`));
});

test('WebKitGTK: what was subscribed is read with the server stopped', { timeout: 150_000 }, async t => {
  const { gateway, driver } = await subscribedInWebKit(t);

  await gateway.kill();
  await reloadInWebKit(driver);

  await webkitReader.press(driver, 'link', TITLE);
  await until(() => webkitReader.textOf(driver).then(text => text.includes(LAST_WORDS)), {
    what: 'the whole article is there',
  });
  await assert.rejects(fetch(`${gateway.origin}/healthz`));
});

test('WebKitGTK: the first visit opens every screen with the server stopped', { timeout: 150_000 }, async t => {
  const { gateway, driver } = await subscribedInWebKit(t);

  // Nothing is kept by this engine's own cache: what the page has not loaded yet comes from its worker.
  await gateway.kill();

  for (const [path, name] of SCREENS) {
    await driver.executeScript(`document.querySelector('.rail a[href="${path}"]').click()`);
    await webkitReader.named(driver, 'heading', name);
  }
  await driver.executeScript(`document.querySelector('.rail a[href="/all"]').click()`);
  await webkitReader.press(driver, 'link', TITLE);
  await until(() => webkitReader.textOf(driver).then(text => text.includes(LAST_WORDS)), {
    what: 'the whole article is there',
  });
});

const SCREENS = [
  ['/all', 'All'],
  ['/search', 'Search'],
  ['/feeds', 'Feeds'],
  ['/deliveries', 'Deliveries'],
  ['/outbox', 'Outbox'],
  ['/settings', 'Settings'],
] as const;

const WORKER_ACTIVE = `
  const done = arguments[arguments.length - 1];
  navigator.serviceWorker.getRegistration().then(registration => done(registration?.active?.state === 'activated'), () => done(false));
`;

async function subscribedInWebKit(t: TestContext) {
  const { gateway, address } = await prepare(t);
  const webkit = await launchWebKit();
  t.after(() => webkit.close());
  const { driver } = webkit;
  await webkitReader.openEmpty(driver, gateway.origin);
  await until(() => driver.executeAsyncScript<boolean>(WORKER_ACTIVE), {
    what: 'the worker is active',
    timeoutMs: 30_000,
  });
  await webkitReader.subscribe(driver, address);
  await webkitReader.named(driver, 'link', TITLE);
  return { gateway, driver };
}

/** A link of the printed page that is followed before is a journey of the browser's own. */
const STARTED = `document.querySelector('.rail a[aria-current]') !== null`;

async function reloadInWebKit(driver: WebDriver): Promise<void> {
  // The refresh may answer while the old page is still there.
  await driver.executeScript('window.isOld = true');
  await driver.navigate().refresh();
  await until(() => driver.executeScript<boolean>(`return !window.isOld && ${STARTED}`), {
    what: 'the new page is there, and its app listens',
  });
}

/** The reader's main screens by the names that a screen reader says, in whatever drives the engine. */
interface Hands {
  readonly see: (role: webkitReader.Role, name: string) => Promise<void>;
  readonly press: (role: webkitReader.Role, name: string) => Promise<void>;
  readonly type: (role: webkitReader.Role, name: string, text: string) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** An expression, true or not. */
  readonly holds: (expression: string) => Promise<boolean>;
  readonly text: () => Promise<string>;
}

const BOX = 'Search everything on this device';

async function walkMainScreens(hands: Hands, gateway: GatewayProcess): Promise<void> {
  const { see, press, type, reload, holds, text } = hands;
  const comes = (what: string, check: () => Promise<boolean>): Promise<unknown> =>
    until(check, { what, timeoutMs: 30_000 });
  const go = async (name: string, path: string): Promise<void> => {
    await holds(`(document.querySelector('.rail a[href="${path}"]').click(), true)`);
    await see('heading', name);
  };
  const read = async (): Promise<void> => {
    await press('link', TITLE);
    await comes('the whole article is there', () =>
      holds(`document.querySelector('.reading')?.innerText.includes('${LAST_WORDS}') === true`),
    );
  };

  // With a network: read, star, set.
  await read();
  await press('button', 'Star');
  await comes('the star is shown', () =>
    holds(`document.querySelector('.bar [aria-label="Star"]')?.getAttribute('aria-pressed') === 'true'`),
  );
  await press('button', 'Text appearance');
  await press('button', 'Larger');
  await comes('the text is larger', () =>
    holds(`document.documentElement.style.getPropertyValue('--text-size') === '1.1'`),
  );
  await press('button', 'Close');
  await go('Settings', '/settings');
  await press('radio', 'Dark');
  await comes('it is dark', () => holds(`document.documentElement.dataset.theme === 'dark'`));
  await holds(`(document.querySelector('.rail a[href="/"]').click(), true)`);
  await see('link', TITLE);

  // Without one, and anew: what was done is still so, and every screen opens.
  await gateway.kill();
  await assert.rejects(fetch(`${gateway.origin}/healthz`));
  await reload();
  await comes('it is dark still', () => holds(`document.documentElement.dataset.theme === 'dark'`));
  await go('Starred', '/starred');
  await read();
  assert.ok(await holds(`document.querySelector('.bar [aria-label="Star"]').getAttribute('aria-pressed') === 'true'`));
  await go('All', '/all');
  await press('button', 'Mark all read');
  await press('button', 'Undo');
  await go('Search', '/search');
  await type('searchbox', BOX, 'harbour');
  await see('link', TITLE);
  await go('Feeds', '/feeds');
  await see('button', 'Edit The Harbour Paper');
  await go('Deliveries', '/deliveries');
  await go('Outbox', '/outbox');
  await go('Settings', '/settings');
  assert.ok((await text()).includes('Storage'));
}

test('Firefox: the main screens, with and without a network', { timeout: 240_000 }, async t => {
  const { gateway, address } = await prepare(t);
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 800 });
  await reader.openEmpty(page, gateway.origin);
  await reader.workerReady(page);
  await reader.subscribe(page, address);
  await reader.headline(page, TITLE);
  await walkMainScreens(
    {
      async reload() {
        await page.reload({ waitUntil: 'domcontentloaded' });
        await until(() => page.evaluate(STARTED), { what: 'the app listens' });
      },
      see: async (role, name) => void (await reader.named(page, role, name)),
      press: (role, name) => reader.press(page, role, name),
      async type(role, name, words) {
        await (await reader.named(page, role, name)).type(words);
      },
      holds: expression => page.evaluate(expression) as Promise<boolean>,
      text: () => reader.textOf(page),
    },
    gateway,
  );
});

test('WebKitGTK: the main screens, with and without a network', { timeout: 240_000 }, async t => {
  const { gateway, driver } = await subscribedInWebKit(t);
  await walkMainScreens(
    {
      reload: () => reloadInWebKit(driver),
      see: async (role, name) => void (await webkitReader.named(driver, role, name)),
      press: (role, name) => webkitReader.press(driver, role, name),
      type: async (role, name, words) => (await webkitReader.named(driver, role, name)).sendKeys(words),
      holds: expression => driver.executeScript<boolean>(`return ${expression}`),
      text: () => webkitReader.textOf(driver),
    },
    gateway,
  );
});

const LATER = 'News of the evening';
/** What would open a prompt, or ask a push service, is only counted. */
const COUNT_ASKS = `
  globalThis.asked = [];
  const count = (owner, name, answer) => {
    if (owner) Object.defineProperty(owner, name, { configurable: true, value: () => (asked.push(name), Promise.resolve(answer)) });
  };
  count(globalThis.Notification, 'requestPermission', 'denied');
  count(globalThis.StorageManager?.prototype, 'persist', false);
  count(globalThis.PushManager?.prototype, 'subscribe', null);
  count(globalThis.Geolocation?.prototype, 'getCurrentPosition');
`;
const ASKED = 'asked.join()';
const AWAY_MS = 36 * 3_600_000;

/** What a person sees of wakes where nothing wakes the app: no prompt, what is true, and fresh news on coming back. */
interface Onlooker {
  readonly run: <T>(expression: string) => Promise<T>;
  /** Away for so long, then back: the page is hidden and seen again. */
  readonly comeBack: (ms: number) => Promise<void>;
  readonly text: () => Promise<string>;
}

async function lookAtHonesty(
  { run, comeBack, text }: Onlooker,
  publish: () => Promise<void>,
  words: readonly string[],
) {
  const go = async (path: string, sentence: string): Promise<void> => {
    await run(`document.querySelector('.rail a[href="${path}"]').click()`);
    await until(async () => (await text()).includes(sentence), { what: `${path} says "${sentence}"` });
  };
  const [inDeliveries = '', inSettings = ''] = words;
  await go('/deliveries', inDeliveries);
  await go('/settings', inSettings);

  await publish();
  await comeBack(AWAY_MS);
  // It says so once they are here, and not before: a list opened then has them.
  await go('/deliveries', 'Fetched when you came back');
  await go('/all', LATER);
  assert.equal(await run<string>(ASKED), '', 'nothing was asked of the person');
}

test('Firefox: asks for nothing, says what is so, fetches on coming back', { timeout: 150_000 }, async t => {
  const { gateway, address, publish } = await prepare(t);
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 800 });
  await page.evaluateOnNewDocument(COUNT_ASKS);
  await reader.openEmpty(page, gateway.origin);
  await reader.workerReady(page);
  await reader.subscribe(page, address);
  await reader.headline(page, TITLE);
  await reader.wakesEnd(page);
  await lookAtHonesty(
    {
      run: expression => page.evaluate(expression) as Promise<never>,
      async comeBack(ms) {
        const other = await browser.newPage();
        await other.bringToFront();
        await until(() => page.evaluate(() => document.visibilityState === 'hidden'), { what: 'it is hidden' });
        await page.evaluate(reader.letTimePass, ms);
        await page.bringToFront();
      },
      text: () => reader.textOf(page),
    },
    publish,
    ['This browser does not deliver in the background.', 'This browser shows every push'],
  );
});

test('WebKitGTK: asks for nothing, says what is so, fetches on coming back', { timeout: 150_000 }, async t => {
  const { gateway, address, publish } = await prepare(t);
  const webkit = await launchWebKit();
  t.after(() => webkit.close());
  const { driver } = webkit;
  await webkitReader.openEmpty(driver, gateway.origin);
  // A prompt of before would be an answer by now, or an alert.
  assert.match(
    await driver.executeScript<string>('return globalThis.Notification?.permission ?? "default"'),
    /default/,
  );
  await driver.executeScript(COUNT_ASKS);
  await until(() => driver.executeAsyncScript<boolean>(WORKER_ACTIVE), {
    what: 'the worker is active',
    timeoutMs: 30_000,
  });
  await webkitReader.subscribe(driver, address);
  await webkitReader.named(driver, 'link', TITLE);
  await until(() => driver.executeAsyncScript<boolean>(`(${reader.areAtRest.toString()})().then(arguments[0])`), {
    what: 'the wakes end',
    timeoutMs: 60_000,
  });
  await lookAtHonesty(
    {
      run: expression => driver.executeScript(`return ${expression}`),
      async comeBack(ms) {
        await see(driver, 'hidden');
        await driver.executeAsyncScript(
          `const done = arguments[1]; (${reader.letTimePass.toString()})(arguments[0]).then(() => done())`,
          ms,
        );
        await see(driver, 'visible');
      },
      text: () => webkitReader.textOf(driver),
    },
    publish,
    ['This browser does not deliver in the background.', 'This browser cannot be woken by push here.'],
  );
});

/** A window without a window manager is never covered: what the page is told is told by hand. */
async function see(driver: WebDriver, state: 'hidden' | 'visible'): Promise<void> {
  await driver.executeScript(
    `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => arguments_ });
     document.dispatchEvent(new Event('visibilitychange'));`.replace('arguments_', `'${state}'`),
  );
}

interface Prepared {
  readonly gateway: GatewayProcess;
  readonly address: string;
  /** One more article stands in the feed. */
  readonly publish: () => Promise<void>;
}

async function prepare(t: TestContext): Promise<Prepared> {
  const [item, ...rest] = makeItems(5, { newestAt: Date.now() - 3_600_000 });
  const items = [{ ...item!, title: TITLE, paragraphs: [...item!.paragraphs, LAST_WORDS] }, ...rest];
  const feed = (more: typeof items = []) => ({
    body: makeRss({ title: 'The Harbour Paper', site: 'https://harbour.example', items: [...more, ...items] }),
    type: 'application/rss+xml',
  });
  const [publisher] = await startFeedOrigins([{ '/feed.xml': feed() }]);
  t.after(() => publisher!.close());
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const publish = async (): Promise<void> => {
    const [late] = makeItems(1, { seed: 77, newestAt: Date.now() });
    publisher!.put('/feed.xml', feed([{ ...late!, title: LATER }]));
    // Another gateway knows nothing, and asks at once.
    await gateway.kill();
    const fresh = await startGateway({ port: gateway.port });
    t.after(() => fresh.kill());
  };
  return { gateway, address: `${publisher!.origin}/feed.xml`, publish };
}
