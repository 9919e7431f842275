// The gallery as a visitor meets it, in real Chromium: every snippet runs as it is shown, every example works, and so do the three demos.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { cutWorkers, launchChromium } from '../support/chromium.ts';
import { EMBED, buildEmbed } from '../support/embed-build.ts';
import { startGateway, type GatewayProcess } from '../support/gateway.ts';
import { freePort, temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const PAGES = [
  '',
  'chat.html',
  'encyclopedia.html',
  'notification.html',
  'blog.html',
  'workbox/',
  'react.html',
  'cms.html',
];
const AXE = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');

describe('the gallery', () => {
  let gateway: GatewayProcess;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let port: number;
  let browser: Browser;
  let page: Page;
  let wrong: string[];

  const start = async (): Promise<void> => {
    gateway = await startGateway({ port, data: folder.path });
  };
  const visit = async (path: string): Promise<void> => {
    page = await browser.newPage();
    page.on('pageerror', error => wrong.push(`${path}: ${String(error)}`));
    page.on('response', answer => answer.status() >= 400 && wrong.push(`${answer.status()} ${answer.url()}`));
    await page.evaluateOnNewDocument(
      `addEventListener('securitypolicyviolation', event => console.error('policy ' + event.violatedDirective + ' ' + event.blockedURI));`,
    );
    page.on('console', message => message.type() === 'error' && wrong.push(`${path}: ${message.text()}`));
    await page.goto(`${gateway.origin}/newsroom/gallery/${path}`, { waitUntil: 'load' });
  };
  const workerReady = async (): Promise<void> => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // A page that was on its way while the worker claimed those that were there is not among them.
    if (!(await page.evaluate(() => navigator.serviceWorker.controller !== null)))
      await page.reload({ waitUntil: 'load' });
    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { what: 'the worker' });
  };
  const words = (selector: string): Promise<string> =>
    page.$eval(selector, element => (element.shadowRoot?.textContent ?? element.textContent).replace(/\s+/g, ' '));
  const headlines = (count: number, selector = 'predawn-feed'): Promise<unknown> =>
    until(
      () =>
        page.$eval(
          selector,
          (feed, count) => feed.shadowRoot?.querySelectorAll('a[part=title]').length === count,
          count,
        ),
      { what: `${count} headlines` },
    );
  const guestBook = async (): Promise<string[]> => {
    const response = await fetch(`${gateway.origin}/newsroom/guest-book.json`);
    const { entries } = (await response.json()) as { entries: { message: string }[] };
    return entries.map(({ message }) => message).reverse();
  };
  const write = async (message: string): Promise<void> => {
    await page.type('predawn-form [name=message]', message);
    await page.click('predawn-form button');
    await until(() => page.$eval('predawn-form [name=message]', field => (field as HTMLInputElement).value === ''), {
      what: 'kept',
    });
  };
  const notifications = (): Promise<string[]> =>
    page.evaluate(async () =>
      (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => `${title}: ${body}`),
    );
  const mayNotify = async (): Promise<void> => {
    const context = browser.defaultBrowserContext();
    await context.setPermission(gateway.origin, { permission: { name: 'notifications' }, state: 'granted' });
  };
  /** The code that a page shows. */
  const shown = (): Promise<string[]> => page.$$eval('pre code', blocks => blocks.map(block => block.textContent));
  /** What a person pastes, as a page of its own. */
  const paste = async (code: string): Promise<void> => {
    const body = /^<!doctype/i.test(code) ? code : `<!doctype html><html lang="en"><title>Pasted</title>${code}`;
    page = await browser.newPage();
    // The paste is answered here, not by the gallery's worker.
    await page.setBypassServiceWorker(true);
    await page.setRequestInterception(true);
    page.on('request', request => {
      const isIt = request.url().endsWith('/pasted.html');
      void (isIt ? request.respond({ contentType: 'text/html', body }) : request.continue());
    });
    await page.goto(`${gateway.origin}/newsroom/gallery/pasted.html`, { waitUntil: 'load' });
  };

  before(async () => {
    await buildEmbed();
    folder = await temporaryFolder('gallery');
    port = await freePort();
  });
  beforeEach(async () => {
    await browser?.close();
    await gateway?.stop();
    await start();
    browser = await launchChromium({ shortSync: true });
    wrong = [];
  });
  after(async () => {
    await browser?.close();
    await gateway.stop();
    await folder.remove();
  });

  it('opens every page without an error, accessible in light and dark', { timeout: 120_000 }, async () => {
    for (const path of PAGES) {
      await visit(path);
      await until(() => page.evaluate(() => document.querySelectorAll(':not(:defined)').length === 0), {
        what: `elements of ${path}`,
      });
      await page.$$eval('details', all => all.forEach(one => (one.open = true)));
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        await page.evaluate(await readFile(AXE, 'utf8'));
        const found = await page.evaluate(
          `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join()))`,
        );
        assert.deepEqual(found, [], `${path} ${value}`);
      }
      await page.close();
    }
    assert.deepEqual(wrong, []);
  });

  it('tells of each element all that custom-elements.json knows', async () => {
    const text = await readFile(join(EMBED, 'custom-elements.json'), 'utf8');
    interface Named {
      readonly name: string;
    }
    const { modules } = JSON.parse(text) as {
      modules: {
        declarations: {
          tagName?: string;
          attributes?: Named[];
          events?: Named[];
          cssParts?: Named[];
          cssProperties?: Named[];
        }[];
      }[];
    };
    await visit('');
    for (const { tagName, attributes, events, cssParts, cssProperties } of modules.flatMap(one => one.declarations)) {
      if (tagName === undefined) continue;
      const said = await page.$$eval(
        'details',
        (all, tagName) =>
          all.find(one => one.querySelector('summary')?.textContent.includes(`<${tagName}>`))?.textContent,
        tagName,
      );
      for (const { name } of [attributes, events, cssParts, cssProperties].flatMap(list => list ?? []))
        assert.ok(said?.includes(name), `${tagName} ${name}`);
    }
  });

  it('shows each snippet as it runs, and it runs where it is pasted', async () => {
    await visit('');
    const live = await page.$$eval('.live + pre', blocks =>
      blocks.map(block => [block.previousElementSibling?.innerHTML.trim() ?? '', block.textContent] as const),
    );
    assert.equal(live.length, 9);
    const tags = (code: string): string[] => [...code.matchAll(/<(predawn-\w+)[^>]*>/g)].map(([, tag = '']) => tag);
    for (const [running, code] of live) assert.deepEqual(tags(running), tags(code));
    const snippets = await shown();
    await page.close();
    const feed = snippets.find(code => code.includes('limit="4"')) ?? '';
    await paste(feed);
    await headlines(4);
    await page.close();
    const form = snippets.find(code => code.includes('guest-book')) ?? '';
    await paste(form);
    await write('pasted');
    await until(async () => (await guestBook()).includes('pasted'), { what: 'delivery' });
  });

  it('example: a blog of plain HTML', async () => {
    await visit('blog.html');
    await headlines(3);
    const [code = ''] = await shown();
    await page.close();
    await paste(code);
    await headlines(3);
    assert.deepEqual(wrong, []);
  });

  it('example: a CMS without a build, held by its hashes', async () => {
    await visit('cms.html');
    await headlines(3);
    const [code = ''] = await shown();
    await page.close();
    assert.equal([...code.matchAll(/integrity="sha384-/g)].length, 2);
    await paste(code);
    await headlines(3);
    await write('from the CMS');
    await until(async () => (await guestBook()).includes('from the CMS'), { what: 'delivery' });
    await page.close();
    await paste(code.replace(/sha384-.{4}/, 'sha384-AAAA'));
    await until(() => page.evaluate(() => customElements.get('predawn-form') !== undefined), {
      what: 'the other script',
    });
    assert.equal(
      await page.evaluate(() => customElements.get('predawn-feed') === undefined),
      true,
      'a changed file does not run',
    );
  });

  it('example: React hears events and sets properties', async () => {
    await visit('react.html');
    await headlines(3);
    await page.$eval('predawn-feed', feed => feed.shadowRoot?.querySelector<HTMLElement>('a[part=title]')?.click());
    await until(async () => !(await words('#opened')).includes('nothing yet'), {
      what: 'the headline in React’s state',
    });
    const sent = page.waitForRequest(request => request.method() === 'POST');
    await write('from React');
    assert.equal((await sent).headers()['x-token'], 'none', 'the hook was set by a ref');
    await until(async () => (await guestBook()).includes('from React'), { what: 'delivery' });
    assert.deepEqual(wrong, []);
  });

  it('example: a site with Workbox keeps its page, and the kit its own', async () => {
    await visit('workbox/');
    await workerReady();
    await headlines(3);
    await page.$eval('predawn-save', save => save.shadowRoot?.querySelector('button')?.click());
    await until(async () => /On this device/.test(await words('predawn-save')), { what: 'kept' });
    const names = await page.evaluate(async () =>
      (await caches.keys()).map(name => name.replace(/-precache.*/, '')).sort(),
    );
    assert.deepEqual(names, ['predawn-embed-pages', 'workbox']);
    await gateway.stop();
    await page.goto(`${gateway.origin}/newsroom/gallery/workbox/`, { waitUntil: 'load' });
    await headlines(3);
    assert.match(await words('predawn-feed'), /Fetched/);
  });

  it(
    'demo: a chat whose messages arrive in order, each once, the tab closed and the server dead meanwhile',
    { timeout: 120_000 },
    async () => {
      await visit('chat.html');
      await workerReady();
      await gateway.stop();
      for (const message of ['one', 'two', 'three']) await write(message);
      await until(async () => (await page.$$('#messages .waits')).length === 3, { what: 'three that wait' });
      assert.match(await words('predawn-outbox'), /3 to send/);
      await page.close();
      await start();
      await until(async () => (await guestBook()).length === 3, {
        what: 'delivery by the sync, no page open',
        timeoutMs: 60_000,
      });
      assert.deepEqual(await guestBook(), ['one', 'two', 'three']);
      await visit('chat.html');
      await until(async () => (await page.$$('#messages li')).length === 3, { what: 'what has arrived' });
      await until(async () => (await words('predawn-outbox')).trim() === '', { what: 'an empty outbox' });
      assert.deepEqual(await guestBook(), ['one', 'two', 'three']);
    },
  );

  it('demo: an encyclopedia whose entry is asked for offline, told when ready, and read with the server dead', async () => {
    await visit('encyclopedia.html');
    await mayNotify();
    await workerReady();
    await headlines(12);
    const restore = await cutWorkers(browser);
    await page.setOfflineMode(true);
    const title = await page.$eval('predawn-feed', feed => {
      const link = feed.shadowRoot?.querySelector<HTMLAnchorElement>('a[part=title]');
      link?.click();
      return link?.textContent?.trim() ?? '';
    });
    await until(() => page.$eval('#asked', panel => !panel.hasAttribute('hidden')), { what: 'the question' });
    assert.equal((await words('#asked h2')).trim(), title);
    await page.$eval('#asked predawn-save', save => save.shadowRoot?.querySelector('button')?.click());
    await until(async () => /Asked for/.test(await words('#asked predawn-save')), { what: 'asked for' });
    await page.setOfflineMode(false);
    await restore();
    await until(async () => (await notifications()).length === 1, { what: 'a notification' });
    assert.match((await notifications())[0] ?? '', /Ready to read/);
    await until(() => page.$eval('#asked a', link => !(link as HTMLElement).hidden), { what: 'a link to read it' });
    await gateway.stop();
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click('#asked a')]);
    assert.equal(await page.$eval('h1', heading => heading.textContent.trim()), title);
  });

  it('demo: a notification from a sync, the tab closed', async () => {
    await visit('notification.html');
    await mayNotify();
    await workerReady();
    await page.reload({ waitUntil: 'load' });
    await until(async () => /allowed/.test(await words('#allowed')), { what: 'permission' });
    const restore = await cutWorkers(browser);
    await page.setOfflineMode(true);
    await write('greetings');
    await until(async () => /Saved, will be sent/.test(await words('predawn-form')), { what: 'kept' });
    const other = await browser.newPage();
    await page.close();
    await restore();
    await until(async () => (await guestBook()).includes('greetings'), { what: 'delivery', timeoutMs: 60_000 });
    page = other;
    await page.goto(`${gateway.origin}/newsroom/gallery/blog.html`, { waitUntil: 'load' });
    await until(async () => (await notifications()).some(said => /^Delivered: A postcard/.test(said)), {
      what: 'a notification',
    });
    assert.deepEqual(await guestBook(), ['greetings']);
  });
});
