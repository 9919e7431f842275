// The first visit by `/?try=newsroom`: the gateway prints the headlines, the app takes the page over without a flash, a shift or a lost tap.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import type { GatewayProcess } from '../support/gateway.ts';
import { until } from '../support/until.ts';

let gateway: GatewayProcess;
let browser: Browser;

before(async () => {
  gateway = await startGateway();
  browser = await launchChromium();
  // The gateway reads its own papers once; nobody waits for that.
  await until(async () => (await (await fetch(`${gateway.origin}/?try=newsroom`)).text()).includes('sample-'), {
    what: 'the newsroom is printed',
  });
});

after(async () => {
  await browser.close();
  await gateway.stop();
});

async function newVisitor(): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 390, height: 844 });
  return page;
}

test('the headlines stand there without a script', async () => {
  const page = await newVisitor();
  await page.setJavaScriptEnabled(false);
  await page.goto(`${gateway.origin}/?try=newsroom`);
  const titles = await page.$$eval('article a', links => links.map(link => link.textContent.trim()));
  assert.ok(titles.length >= 4, titles.join(' | '));
  assert.ok(titles.every(title => title !== ''));
  await page.close();
});

test('the app takes the printed page over: the same nodes, nothing moved', async () => {
  const page = await newVisitor();
  await page.evaluateOnNewDocument(() => {
    const seen = { shift: 0, articles: [] as Element[] };
    Object.assign(globalThis, { seen });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    document.addEventListener('DOMContentLoaded', () => {
      seen.articles = [...document.querySelectorAll('article')];
    });
  });
  await page.goto(`${gateway.origin}/?try=newsroom`);
  await until(() => page.evaluate(() => document.querySelector('.status .ready') !== null), {
    what: 'pictures are here and the edition is complete',
    timeoutMs: 60_000,
  });
  const found = await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { shift: number; articles: Element[] } };
    const now = [...document.querySelectorAll('article')];
    return {
      shift: seen.shift,
      printed: seen.articles.length,
      same: seen.articles.every((one, at) => one === now[at]),
    };
  });
  assert.ok(found.printed >= 4);
  assert.equal(found.same, true);
  assert.ok(found.shift < 0.01, String(found.shift));
  await page.close();
});

test('a headline tapped before any script runs opens its article', async () => {
  const page = await newVisitor();
  await page.setJavaScriptEnabled(false);
  await page.goto(`${gateway.origin}/?try=newsroom`);
  const [href, title] = await page.$eval('article a', link => [link.href, link.textContent] as const);
  await page.setJavaScriptEnabled(true);
  await page.goto(href);
  await page.waitForSelector('.reading h1', { timeout: 30_000 });
  assert.equal(await page.$eval('.reading h1', heading => heading.textContent), title);
  await page.close();
});

test('a second look, with all feeds there, keeps what the person has', async () => {
  const page = await newVisitor();
  await page.goto(`${gateway.origin}/?try=newsroom`);
  await until(() => page.evaluate(() => sessionStorage.getItem('predawn-trying') === null && location.search === ''), {
    what: 'the newsroom is taken in',
  });
  await page.goto(`${gateway.origin}/feeds`);
  const feeds = (): Promise<number> =>
    page.evaluate(() => document.querySelectorAll('#rail-feeds a[href^="/feed/"]').length);
  await until(async () => (await feeds()) === 4, { what: 'four feeds' });
  await page.goto(`${gateway.origin}/?try=newsroom`);
  await until(() => page.evaluate(() => location.search === ''), { what: 'looked again' });
  assert.equal(await feeds(), 4);
  await page.close();
});
