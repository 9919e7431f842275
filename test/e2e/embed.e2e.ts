// Predawn's elements in somebody else's page, in real Chromium: under a strict policy, harmless, through a dead server, before the reader wakes.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { FEED, FORM, startHostSite, type HostSite } from '../embed/host-site.ts';
import { installApp, launchChromium } from '../support/chromium.ts';
import { buildEmbed } from '../support/embed-build.ts';
import { comeAndGo, lookAtHost } from '../support/embed-harm.ts';
import { until } from '../support/until.ts';

describe('in a host page', () => {
  let site: HostSite;
  let browser: Browser;
  let page: Page;

  const headlines = (of = page): Promise<string[]> =>
    of.evaluate(() =>
      [...(document.querySelector('predawn-feed')?.shadowRoot?.querySelectorAll('[part=title]') ?? [])].map(
        link => link.textContent ?? '',
      ),
    );
  const open = async (): Promise<void> => {
    await page.goto(site.origin, { waitUntil: 'load' });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  };

  before(async () => {
    await buildEmbed();
    site = await startHostSite();
  });
  beforeEach(async () => {
    await browser?.close();
    browser = await launchChromium({ shortSync: true });
    page = await browser.newPage();
    Object.assign(site, { content: FEED, scripts: ['predawn-feed'], edition: 'Monday' });
    site.received.length = 0;
    site.tries.length = 0;
  });
  after(async () => {
    await browser?.close();
    await site.stop();
  });

  it('works under a strict policy and Trusted Types, with two scripts on one page', async () => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    Object.assign(site, { content: FEED + FORM, scripts: ['predawn-feed', 'predawn-form', 'predawn'] });
    await open();
    await until(async () => (await headlines()).length === 5, { what: 'five headlines' });
    assert.deepEqual(errors, []);
    assert.deepEqual(await page.evaluate('violations'), []);
    assert.equal(await page.evaluate('customElements.get("predawn-form") !== undefined'), true);
  });

  it('delivers a form once, though the server was dead and the page closed', async () => {
    Object.assign(site, { content: FORM, scripts: ['predawn-form'] });
    await open();
    await page.waitForFunction('customElements.get("predawn-form")');
    await site.stop();
    await page.click('predawn-form button');
    await until(() => page.$eval('predawn-form', form => form.getAttribute('state') === 'pending'), { what: 'kept' });
    await page.close();
    await site.start();
    page = await browser.newPage();
    await open();
    await until(() => site.received.length > 0, { what: 'delivery' });
    await open();
    const paths = `sent by ${JSON.stringify(site.tries)}`;
    assert.equal(site.received.length, 1, paths);
    assert.equal(new Set(site.tries.map(({ key }) => key)).size, 1, paths);
    assert.match(site.received[0]?.key ?? '', /^[\da-f-]{36}$/);
    assert.equal(site.received[0]?.body, 'message=hello');
  });

  it('leaves the host as it was, after each element came and went a hundred times', async () => {
    Object.assign(site, { content: '', scripts: ['predawn'] });
    await open();
    await page.waitForFunction('customElements.get("predawn-status")');
    const cdp = await page.createCDPSession();
    await cdp.send('Performance.enable');
    await comeAndGo(page, 20);
    const first = await lookAtHost(page, cdp);
    await comeAndGo(page, 80);
    const last = await lookAtHost(page, cdp);
    assert.deepEqual(last.host, first.host);
    assert.deepEqual(last.host.caches, ['host-v1']);
    // One that is left behind each time would be eighty.
    assert.ok(last.listeners < first.listeners + 8, `listeners ${first.listeners} -> ${last.listeners}`);
    assert.ok(last.heap < first.heap * 1.1 + 200_000, `heap ${first.heap} -> ${last.heap}`);
  });

  it('brings the morning by itself: installed, periodic sync, server dead, this morning on the page', async () => {
    Object.assign(site, { content: `${FEED}<predawn-morning></predawn-morning>`, scripts: ['predawn'] });
    await open();
    await until(async () => (await headlines()).length === 5, { what: 'headlines' });
    await installApp(browser, site.origin);
    await open();
    site.edition = 'Tuesday';
    const morning = (): Promise<string | null> =>
      page.$eval('predawn-morning', element => element.getAttribute('state'));
    const tags = (): Promise<string[]> =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
          periodicSync: { getTags(): Promise<string[]> };
        };
        return (await registration.periodicSync.getTags()).sort();
      });
    const press = (): Promise<void> =>
      page.$eval('predawn-morning', element => element.shadowRoot?.querySelector('button')?.click());
    await until(async () => (await morning()) === 'off', { what: 'granted, and not asked for' });
    await press();
    await until(async () => (await morning()) === 'on', { what: 'asked for' });
    await until(async () => (await tags()).length === 2, { what: 'both timers' });
    await press();
    await until(async () => (await morning()) === 'off' && (await tags()).length === 0, { what: 'ended' });
    await press();
    await until(async () => (await tags()).length === 2, { what: 'both timers again' });
    await until(() => page.evaluate(() => caches.has('predawn-embed-pages')), {
      timeoutMs: 60_000,
      what: 'a delivery by itself',
    });
    await until(
      () =>
        page.evaluate(
          async () => (await caches.match(location.origin + '/', { cacheName: 'predawn-embed-pages' })) !== undefined,
        ),
      {
        what: 'the page in the cache',
      },
    );
    await page.close();
    await site.stop();
    try {
      page = await browser.newPage();
      await page.goto(site.origin, { waitUntil: 'load' });
      await until(async () => (await headlines())[0] === 'Tuesday 0', { what: 'this morning’s headlines' });
    } finally {
      await site.start();
    }
  });
});
