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
