// Predawn's elements and kit beside what a host already has: Workbox, an older copy, newer data, a frame, cookies. In real Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { FEED, FORM, startHostSite, type HostSite } from '../embed/host-site.ts';
import { launchChromium } from '../support/chromium.ts';
import { EMBED, buildEmbed } from '../support/embed-build.ts';
import { startGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

describe('beside what a host has', () => {
  let site: HostSite;
  let browser: Browser;
  let page: Page;
  let errors: string[];

  const open = async (path = '/'): Promise<void> => {
    await page.goto(site.origin + path, { waitUntil: 'load' });
  };
  const controlled = async (): Promise<void> => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // A page that was on its way while the worker claimed those that were there is not among them.
    if (!(await page.evaluate(() => navigator.serviceWorker.controller !== null)))
      await page.reload({ waitUntil: 'load' });
    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { what: 'a worker' });
  };
  const deliver = (): Promise<{ pages: number; failed: number }> =>
    page.evaluate(async () => {
      const worker = (await navigator.serviceWorker.ready).active;
      const told = new Promise<{ pages: number; failed: number }>(done => {
        navigator.serviceWorker.onmessage = event => done(event.data as { pages: number; failed: number });
      });
      worker?.postMessage('deliver');
      return await told;
    });
  const said = (selector: string, of: Page | Frame = page): Promise<string> =>
    of.$eval(selector, element => (element.shadowRoot?.textContent ?? '').replace(/\s+/g, ' '));
  const keys = (): Promise<string> =>
    page.evaluate(
      () =>
        new Promise<string>(done => {
          const request = indexedDB.open('predawn-embed');
          request.onsuccess = () => {
            const rows = request.result.transaction('keyval').objectStore('keyval').getAllKeys();
            rows.onsuccess = () => {
              request.result.close();
              done(JSON.stringify(rows.result));
            };
          };
        }),
    );
  const stopWorker = async (): Promise<void> => {
    const cdp = await browser.target().createCDPSession();
    const pageCdp = await page.createCDPSession();
    await pageCdp.send('ServiceWorker.enable');
    await pageCdp.send('ServiceWorker.stopAllWorkers');
    await pageCdp.detach();
    await cdp.detach();
  };

  before(async () => {
    await buildEmbed();
    site = await startHostSite();
  });
  beforeEach(async () => {
    await browser?.close();
    browser = await launchChromium({ shortSync: true });
    page = await browser.newPage();
    errors = [];
    page.on('pageerror', error => errors.push(String(error)));
    Object.assign(site, {
      content: FEED,
      scripts: ['predawn'],
      worker: 'own',
      policy: 'strict',
      book: 201,
      feeds: 'fine',
    });
    for (const list of [site.received, site.tries, site.askedElsewhere]) list.length = 0;
  });
  after(async () => {
    await browser?.close();
    await site.stop();
  });

  for (const worker of ['workbox', 'workbox-behind'] as const)
    it(`lives in a worker that Workbox built, the kit ${worker === 'workbox' ? 'before' : 'after'} it`, async () => {
      Object.assign(site, { worker, content: `${FEED}${FORM}` });
      await open();
      await controlled();
      const host = () =>
        page.evaluate(async () => (await caches.keys()).filter(name => !name.startsWith('predawn-')).sort());
      const before = await host();
      assert.equal(before.length, 1, 'Workbox has its precache');
      assert.equal((await deliver()).pages, 1);
      assert.deepEqual(await host(), before, 'and keeps it');
      assert.deepEqual(
        await page.evaluate(async () => (await caches.keys()).filter(name => name.startsWith('predawn-'))),
        ['predawn-embed-pages'],
      );
      // A worker that was asleep: the first navigation wakes it. Each answers what is its own, with the server dead.
      const workerErrors = watchWorkers(browser);
      for (const isDead of [false, true]) {
        if (isDead) await site.stop();
        try {
          await stopWorker();
          await open('/shell.html');
          assert.equal(await page.$eval('h1', heading => heading.textContent), 'The shell', 'from the precache');
          await stopWorker();
          await open();
          assert.equal(await page.$eval('h1', heading => heading.textContent), 'A host', 'the kept page');
          await open();
          assert.equal(await page.$eval('h1', heading => heading.textContent), 'A host', 'and once more, awake');
        } finally {
          if (isDead) await site.start();
        }
      }
      assert.deepEqual(workerErrors, []);
      await page.click('predawn-form button');
      await until(() => site.received.length === 1, { what: 'delivery' });
    });

  it('never takes pages over, never deletes, never names what is not its own', async () => {
    const text = await readFile(join(EMBED, 'sw.js'), 'utf8');
    assert.doesNotMatch(text, /skipWaiting|\.claim\(|workbox|caches\.delete|deleteDatabase/);
    const names = [...text.matchAll(/caches\.(?:open|has)\((\w+)\)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(names)].length, 1, 'one cache');
  });

  it('keeps nothing that was fetched with credentials, and nothing of another origin', async () => {
    await open();
    await open();
    await controlled();
    assert.equal(await page.$eval('#who', who => who.textContent), 'Hello, Ada.', 'the host knows its reader');
    const delivery = await deliver();
    assert.deepEqual([delivery.pages, delivery.failed], [1, 1], 'the one of another origin is refused');
    const kept = await page.evaluate(async () => {
      const cache = await caches.open('predawn-embed-pages');
      const texts = (await cache.keys()).map(async request => [
        request.url,
        await (await cache.match(request))?.text(),
      ]);
      return (await Promise.all(texts)) as [string, string][];
    });
    assert.ok(kept.length > 2);
    for (const [url, body] of kept) {
      assert.equal(new URL(url).origin, site.origin);
      assert.ok(!body.includes('Ada'), url);
    }
    assert.deepEqual(site.askedElsewhere, [], 'and never asked for');
  });

  it('lets several copies stand on one page: the first serves, none breaks another', async () => {
    Object.assign(site, {
      policy: 'loose',
      content: `${FEED}${FORM}`,
      scripts: ['/embed-older/one/predawn-feed.js', 'predawn', '/embed-older/one/predawn.js'],
    });
    await open();
    await until(async () => /Monday 4/.test(await said('predawn-feed')), { what: 'headlines' });
    await page.click('predawn-form button');
    await until(() => site.received.length === 1, { what: 'delivery' });
    assert.deepEqual(errors, []);
  });

  it('under Trusted Types leaves the first of two copies whole, though the second cannot run', async () => {
    Object.assign(site, { content: `${FEED}${FORM}`, scripts: ['predawn', '/embed-older/one/predawn.js'] });
    await open();
    await until(async () => /Monday 4/.test(await said('predawn-feed')), { what: 'headlines' });
    await page.click('predawn-form button');
    await until(() => site.received.length === 1, { what: 'delivery' });
    // Lit of the second copy may make no policy of the same name; its file ends there.
    assert.ok(errors.length === 1 && /policy/i.test(errors[0] ?? ''), errors.join());
  });

  it('reads through data of a newer version, and never writes', async () => {
    Object.assign(site, { content: '', scripts: [] });
    await open();
    await page.evaluate(
      () =>
        new Promise<void>(done => {
          const request = indexedDB.open('predawn-embed', 1);
          request.onupgradeneeded = () => request.result.createObjectStore('keyval');
          request.onsuccess = () => {
            const transaction = request.result.transaction('keyval', 'readwrite');
            transaction.objectStore('keyval').put(99, ['meta', 'schema']);
            transaction.oncomplete = () => {
              request.result.close();
              done();
            };
          };
        }),
    );
    const before = await keys();
    Object.assign(site, { content: `${FEED}${FORM}<predawn-save href="/">Keep</predawn-save>`, scripts: ['predawn'] });
    await open();
    await until(async () => /Monday 4.*Fetched/.test(await said('predawn-feed')), { what: 'headlines all the same' });
    await page.click('predawn-form button');
    await until(async () => /Reload it/.test(await said('predawn-form')), { what: 'what to do' });
    assert.equal(await page.$eval('predawn-form input', input => input.value), 'hello', 'what was written stays');
    await controlled();
    assert.equal((await deliver()).pages, 1);
    assert.equal(await keys(), before);
    assert.deepEqual(site.received, []);
  });

  it('reads a feed of another site through a gateway that serves the host, and says so where it does not', async () => {
    const gateway = await startGateway({ env: { PREDAWN_EMBED_ORIGINS: site.origin } });
    const stranger = await startGateway();
    try {
      const feed = `src="${site.otherOrigin}/feed.xml" limit="3" layout="cards"`;
      Object.assign(site, {
        policy: 'loose',
        content: `<predawn-feed id="served" ${feed} gateway="${gateway.origin}"></predawn-feed><predawn-feed id="refused" ${feed} gateway="${stranger.origin}">Our stories</predawn-feed>`,
      });
      await open();
      await until(async () => /Monday & more 0.*Fetched/.test(await said('#served')), { what: 'headlines' });
      await until(async () => /gateway does not answer, or does not serve/.test(await said('#refused')), {
        what: 'a reason',
      });
    } finally {
      await gateway.stop();
      await stranger.stop();
    }
  });

  it('says that there is no network, and when there is one again', async () => {
    site.content = `${FEED}<predawn-status></predawn-status>`;
    await open();
    await until(async () => /Monday 4/.test(await said('predawn-feed')), { what: 'headlines' });
    await until(async () => /Online · delivered/.test(await said('predawn-status')), { what: 'online' });
    await page.setOfflineMode(true);
    await until(async () => /Offline · delivered/.test(await said('predawn-status')), { what: 'offline' });
    await page.$eval('predawn-feed', feed => (feed as HTMLElement & { refresh(): Promise<void> }).refresh());
    assert.match(await said('predawn-feed'), /Monday 4.*No network\. Fetched/);
    await page.setOfflineMode(false);
    await until(async () => /Online/.test(await said('predawn-status')), { what: 'online again' });
  });

  it('shows a push that is its own, with the morning fetched before', async () => {
    await open();
    await controlled();
    const context = browser.defaultBrowserContext();
    await context.setPermission(site.origin, { permission: { name: 'notifications' }, state: 'granted' });
    const cdp = await page.createCDPSession();
    const registered = new Promise<string>(done => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) done(first.registrationId);
      });
    });
    await cdp.send('ServiceWorker.enable');
    site.edition = 'Wednesday';
    await cdp.send('ServiceWorker.deliverPushMessage', {
      origin: site.origin,
      registrationId: await registered,
      data: JSON.stringify({ predawn: { title: 'Your morning', url: '/' } }),
    });
    const shown = () =>
      page.evaluate(async () =>
        (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title }) => title),
      );
    await until(async () => (await shown()).includes('Your morning'), { what: 'a notification' });
    site.feeds = 'dead';
    await open();
    await until(async () => /Wednesday 4/.test(await said('predawn-feed')), { what: 'this morning’s headlines, kept' });
    site.edition = 'Monday';
  });

  it('without scripts is a plain form, and shows its own content', async () => {
    Object.assign(site, {
      content: `<predawn-feed src="/feed.json"><a href="/news">Our stories</a></predawn-feed>${FORM}`,
    });
    await page.setJavaScriptEnabled(false);
    await open();
    assert.match(await page.$eval('predawn-feed', feed => feed.innerText), /Our stories/);
    await Promise.all([page.waitForNavigation(), page.click('predawn-form button')]);
    assert.equal(new URL(page.url()).pathname, '/book');
    assert.deepEqual(
      site.received.map(({ key, body }) => [key, body]),
      [[undefined, 'message=hello']],
    );
  });

  it('in a frame of another site fetches plainly, keeps no feed, and says so', async () => {
    Object.assign(site, {
      policy: 'loose',
      content: `${FEED}${FORM}<predawn-save href="/">Keep</predawn-save><predawn-morning></predawn-morning>`,
    });
    await open('/framing');
    const framed = (): Frame | undefined => page.frames().find(one => one.url().startsWith(site.otherOrigin));
    const frame = await until(framed, { what: 'the frame' });
    await until(async () => /Monday 4.*not kept for offline/.test(await said('predawn-feed', frame)), {
      what: 'headlines, and what is missing',
    });
    await until(async () => /Inside another site/.test(await said('predawn-morning', frame)), { what: 'no mornings' });
    await frame.$eval('predawn-save', save => save.shadowRoot?.querySelector('button')?.click());
    await until(async () => /Inside another site/.test(await said('predawn-save', frame)), { what: 'no pages' });
    site.book = 'dead';
    await frame.$eval('predawn-form button', button => button.click());
    await until(async () => /Saved in this frame/.test(await said('predawn-form', frame)), { what: 'what is kept' });
    site.book = 201;
    await page.reload({ waitUntil: 'load' });
    await until(() => site.received.length === 1, { what: 'sent while it is shown' });
    const rows = await framed()?.evaluate(
      () =>
        new Promise<string>(done => {
          const request = indexedDB.open('predawn-embed');
          request.onsuccess = () => {
            const all = request.result.transaction('keyval').objectStore('keyval').getAllKeys();
            all.onsuccess = () => done(JSON.stringify(all.result));
          };
        }),
    );
    assert.ok(!rows?.includes('"feed"'), 'no feed is kept');
  });
});

/** What goes wrong in workers from now on. */
function watchWorkers(browser: Browser): string[] {
  const wrong: string[] = [];
  browser.on('targetcreated', target => {
    void target
      .worker()
      .then(worker => worker?.on('error', error => wrong.push(String(error))))
      .catch(() => undefined);
  });
  return wrong;
}
