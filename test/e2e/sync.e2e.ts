// What the reader asked for offline, and what a kill must not take: in the built app, in a real Chromium, by what publishers and disk have seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { closeTab, goOffline, openCutOff, paper } from '../support/cut-off.ts';
import { startGateway } from '../support/gateway.ts';
import { inStore } from '../support/in-store.ts';
import { startFeedOrigins } from '../support/origins.ts';
import { headline, named, openEmpty, press, subscribe, textOf } from '../support/reader.ts';
import { temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const TITLE = 'The harbour wakes';

async function storedWakes(page: Page): Promise<{ result: string; feeds: { planned: number; updated: number } }[]> {
  const wakes = (await stored(page, 'wake')) as { result: string; feeds: { planned: number; updated: number } }[];
  return wakes.filter(({ result }) => result !== 'nothing');
}

/** Values of one family of keys. */
async function stored(page: Page, family: string): Promise<unknown[]> {
  return (await inStore(page, 'family', [family])) as unknown[];
}

test('a subscription made offline is carried out by the sync event, tab closed', { timeout: 120_000 }, async t => {
  const device = await openCutOff(t, [{ '/feed.xml': { body: paper('The Harbour Paper', TITLE) } }]);
  if (!device) return;
  const { network, publishers, browser, page, origin } = device;

  await goOffline(device);
  await subscribe(page, `${publishers.origins[0]}/feed.xml`);
  const feeds = (await stored(page, 'feed')) as { state: { kind: string } }[];
  assert.deepEqual(
    feeds.map(({ state }) => state.kind),
    ['pending'],
  );
  await closeTab(device);
  network.restore();

  await until(() => publishers.asked().includes('200 /feed.xml'), { what: 'the feed is fetched', timeoutMs: 30_000 });
  const again = await browser.newPage();
  await again.goto(`${origin}/`, { waitUntil: 'load' });
  await headline(again, TITLE);
});

test('star and read survive a kill of the browser', { timeout: 120_000 }, async t => {
  const [publisher] = await startFeedOrigins([{ '/feed.xml': { body: paper('The Harbour Paper', TITLE) } }]);
  t.after(() => publisher!.close());
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const profile = await temporaryFolder('profile');
  t.after(() => profile.remove());
  const first = await launchChromium({ profile: profile.path });
  t.after(() => killBrowser(first));
  const page = await first.newPage();
  await openEmpty(page, gateway.origin);
  await subscribe(page, `${publisher!.origin}/feed.xml`);
  await headline(page, TITLE);
  await press(page, 'link', TITLE);
  await press(page, 'button', 'Star');
  // As soon as the person sees it, it must hold.
  await until(async () => ((await stored(page, 'status')) as { starred: boolean }[]).some(({ starred }) => starred));
  await killBrowser(first);

  const second = await launchChromium({ profile: profile.path });
  t.after(() => killBrowser(second));
  const morning = await second.newPage();
  await morning.goto(`${gateway.origin}/starred`, { waitUntil: 'load' });
  await headline(morning, TITLE);
  const statuses = (await stored(morning, 'status')) as { starred: boolean; read: boolean }[];
  assert.deepEqual(
    statuses.filter(({ starred }) => starred).map(({ read }) => read),
    [true],
  );
});

test('a wake that was killed goes on with what is missing', { timeout: 120_000 }, async t => {
  const slow = { '/feed.xml': { body: paper('The Slow Paper', 'Late news'), delayMs: 4_000 } };
  const sites = [
    ...Array.from({ length: 4 }, (_, index) => ({ '/feed.xml': { body: paper(`Paper ${index}`, TITLE) } })),
    slow,
  ];
  const publishers = await startFeedOrigins(sites);
  t.after(() => Promise.all(publishers.map(publisher => publisher.close())));
  const gateway = await startGateway();
  t.after(() => gateway.kill());
  const profile = await temporaryFolder('profile');
  t.after(() => profile.remove());
  const start = (): Promise<Browser> => launchChromium({ profile: profile.path });
  const first = await start();
  t.after(() => killBrowser(first));
  const page = await first.newPage();
  await openEmpty(page, gateway.origin);
  for (const publisher of publishers) await subscribe(page, `${publisher.origin}/feed.xml`);
  const isSettled = async () => (await stored(page, 'outbox')).length === 0;
  await until(isSettled, { what: 'all are subscribed to', timeoutMs: 30_000 });
  const before = (await storedWakes(page)).length;

  // Another gateway knows nothing: every feed is fetched again, the slow one slowly.
  const fresh = await startGateway({ port: await moved(gateway) });
  t.after(() => fresh.kill());
  await press(page, 'button', 'Refresh');
  await until(async () => (await fetchedSince(page)) === 4, { what: 'four of five have come' });
  await killBrowser(first);

  const second = await start();
  t.after(() => killBrowser(second));
  const morning = await second.newPage();
  await morning.goto(`${fresh.origin}/`, { waitUntil: 'load' });
  const wakes = await until(
    async () => {
      const all = await storedWakes(morning);
      return all.length > before + 1 && all.at(-1)?.result === 'complete' && all;
    },
    { what: 'the wake is gone on with', timeoutMs: 30_000 },
  );
  assert.equal(wakes.at(-2)?.result, 'interrupted');
  assert.equal(wakes.at(-1)?.feeds.planned, 1);
  await named(morning, 'link', 'Late news');
  assert.ok((await textOf(morning)).length > 0);

  async function fetchedSince(open: Page): Promise<number> {
    const running = (await storedWakes(open)).at(-1) as unknown as { startedAt: number; result: string };
    const feeds = (await stored(open, 'feed')) as { checkedAt?: number }[];
    return running.result === 'running'
      ? feeds.filter(({ checkedAt = 0 }) => checkedAt >= running.startedAt).length
      : 0;
  }
});

/** Ends the gateway and answers its port, free for one that starts anew. */
async function moved(gateway: { readonly port: number; kill(): Promise<void> }): Promise<number> {
  await gateway.kill();
  return gateway.port;
}
