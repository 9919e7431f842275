// The same flow without periodic sync, in the engines that have none: open, subscribe, server stopped, reload, read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
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

  await gateway.kill();
  // The refresh may answer while the old page is still there.
  await driver.executeScript('window.isOld = true');
  await driver.navigate().refresh();
  await until(() => driver.executeScript<boolean>('return !window.isOld'), { what: 'the new page is there' });

  await webkitReader.press(driver, 'link', TITLE);
  await until(() => webkitReader.textOf(driver).then(text => text.includes(LAST_WORDS)), {
    what: 'the whole article is there',
  });
  await assert.rejects(fetch(`${gateway.origin}/healthz`));
});

const WORKER_ACTIVE = `
  const done = arguments[arguments.length - 1];
  navigator.serviceWorker.getRegistration().then(registration => done(registration?.active?.state === 'activated'), () => done(false));
`;

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
      reload: async () => void (await page.reload({ waitUntil: 'domcontentloaded' })),
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
  await walkMainScreens(
    {
      async reload() {
        // The refresh may answer while the old page is still there.
        await driver.executeScript('window.isOld = true');
        await driver.navigate().refresh();
        await until(() => driver.executeScript<boolean>('return !window.isOld'), { what: 'the new page is there' });
      },
      see: async (role, name) => void (await webkitReader.named(driver, role, name)),
      press: (role, name) => webkitReader.press(driver, role, name),
      type: async (role, name, words) => (await webkitReader.named(driver, role, name)).sendKeys(words),
      holds: expression => driver.executeScript<boolean>(`return ${expression}`),
      text: () => webkitReader.textOf(driver),
    },
    gateway,
  );
});

async function prepare(t: TestContext): Promise<{ readonly gateway: GatewayProcess; readonly address: string }> {
  const [item, ...rest] = makeItems(5, { newestAt: Date.now() - 3_600_000 });
  const items = [{ ...item!, title: TITLE, paragraphs: [...item!.paragraphs, LAST_WORDS] }, ...rest];
  const body = makeRss({ title: 'The Harbour Paper', site: 'https://harbour.example', items });
  const [publisher] = await startFeedOrigins([{ '/feed.xml': { body, type: 'application/rss+xml' } }]);
  t.after(() => publisher!.close());
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  return { gateway, address: `${publisher!.origin}/feed.xml` };
}
