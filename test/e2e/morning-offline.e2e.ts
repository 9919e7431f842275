// What a person does without a network, or in the moment before the battery dies, is not lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../src/core/strings/en.ts';
import { chromiumPath } from '../support/chromium-flags.mjs';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startGateway } from '../support/gateway.ts';
import { openNetwork } from '../support/network.ts';
import { startOriginsApart } from '../support/origins.ts';
import { headline, named, openEmpty, press, subscribe, textOf, workerReady } from '../support/reader.ts';
import { freePort, temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const TITLE = 'News from the harbour';

test(
  'a feed added offline is fetched by a sync when the network is back, the tab closed',
  { timeout: 120_000 },
  async t => {
    const network = await openNetwork();
    if (!network)
      return t.skip('no user namespaces: nothing here takes the network away from browser and system alike');
    t.after(() => network.close());
    const [item, ...rest] = makeItems(4, { newestAt: Date.now() - 3_600_000 });
    const body = makeRss({
      title: 'The Harbour Paper',
      site: 'https://harbour.example',
      items: [{ ...item!, title: TITLE }, ...rest],
    });
    const publisher = await startOriginsApart([{ '/feed.xml': { body, type: 'application/rss+xml' } }], network);
    t.after(() => publisher.close());
    const gateway = await startGateway({ port: await freePort(), network });
    t.after(() => gateway.kill());
    const profile = await temporaryFolder('profile');
    t.after(() => profile.remove());
    const options = { profile: profile.path, program: await network.wrapper(chromiumPath()), shortSync: true };
    let browser = await launchChromium(options);
    t.after(() => killBrowser(browser));

    const page = await browser.newPage();
    await openEmpty(page, gateway.origin);
    await workerReady(page);
    await page.reload({ waitUntil: 'load' });
    network.cut();
    await until(() => page.evaluate(() => !navigator.onLine), { what: 'the browser knows that it is offline' });
    await subscribe(page, `${publisher.origins[0]}/feed.xml`);
    await until(() => page.evaluate(tagWaits), { what: 'a sync is registered' });
    await page.close();
    assert.deepEqual(publisher.asked(), [], 'nobody has asked for the feed yet');

    network.restore();
    await until(() => publisher.asked().includes('200 /feed.xml'), {
      what: 'the sync fetches the feed, no page open',
      timeoutMs: 60_000,
    });

    // Read and starred, then killed in the next moment.
    const again = await browser.newPage();
    await again.goto(`${gateway.origin}/`, { waitUntil: 'domcontentloaded' });
    await headline(again, TITLE);
    await press(again, 'link', TITLE);
    await press(again, 'button', 'Star');
    await until(() => again.evaluate(isPressed), { what: 'the star is shown' });
    await killBrowser(browser);
    network.cut();

    browser = await launchChromium(options);
    const last = await browser.newPage();
    await last.goto(`${gateway.origin}/starred`, { waitUntil: 'domcontentloaded' });
    await headline(last, TITLE);
    await press(last, 'link', TITLE);
    await named(last, 'button', 'Mark as unread');

    // An address that means nothing says so without a network too, and leads home.
    await last.goto(`${gateway.origin}/no/such/page`, { waitUntil: 'domcontentloaded' });
    await until(async () => (await textOf(last)).includes(en.errors.notFound), { what: 'the app says it' });
    await press(last, 'link', en.nav.today);
    await headline(last, TITLE);
  },
);

/** Runs in the page. */
async function tagWaits(): Promise<boolean> {
  const registration = await navigator.serviceWorker.ready;
  const { sync } = registration as unknown as { sync: { getTags(): Promise<string[]> } };
  return (await sync.getTags()).length > 0;
}

/** Runs in the page: whether any toggle is pressed. */
function isPressed(): boolean {
  const find = (root: ParentNode): boolean =>
    root.querySelector('[aria-pressed=true]') !== null ||
    [...root.querySelectorAll('*')].some(element => element.shadowRoot !== null && find(element.shadowRoot));
  return find(document);
}
