// The built reader without a network: what is asked for, and what nobody asked for, comes when the network is back and the tab long closed.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { closeTab, openCutOff, goOffline, paper, type CutOff } from '../support/cut-off.ts';
import { headline, press, subscribe, textOf, timePasses, wakesEnd } from '../support/reader.ts';
import { until } from '../support/until.ts';

const YESTERDAY = 'Yesterday in the harbour';
const MORNING = 'This morning in the harbour';
const OWN_HOST_MS = 1_500;

interface Evening extends CutOff {
  /** Requests for the feed that the publisher has answered. */
  readonly asked: () => number;
}

/** A feed was read in the evening; nine hours have gone by, the publisher has news, and there is no network. */
async function offlineMorning(t: TestContext): Promise<Evening | undefined> {
  const site = (...titles: string[]) => [
    { '/feed.xml': { body: paper('The Harbour Paper', ...titles), type: 'application/rss+xml' } },
  ];
  const device = await openCutOff(t, site(YESTERDAY));
  if (!device) return undefined;
  const { page, publishers } = device;
  await subscribe(page, `${publishers.origins[0]!}/feed.xml`);
  await headline(page, YESTERDAY);
  await wakesEnd(page);
  await timePasses(page, 9);
  await publishers.publish(site(MORNING, YESTERDAY));
  // Nine hours are no more than a moment to the gateway, which asks one of its owner's hosts once a second.
  const published = Date.now();
  await until(() => Date.now() - published > OWN_HOST_MS, { what: 'the gateway would ask again' });
  await goOffline(device);
  const asked = (): number => publishers.asked().filter(line => line === '200 /feed.xml').length;
  return { ...device, asked };
}

/** Opened with no network again: what is there was fetched by nobody's hand. */
async function isOnTheDevice({ network, browser, origin, asked }: Evening, before: number): Promise<void> {
  await until(() => asked() > before, { what: 'the feed is fetched, no page open', timeoutMs: 40_000 });
  assert.equal((await browser.pages()).filter(open => open.url().startsWith(origin)).length, 0);
  const page = await browser.newPage();
  await page.goto(`${origin}/all`, { waitUntil: 'load' });
  await headline(page, MORNING);
  await wakesEnd(page);
  network.cut();
  await page.goto(`${origin}/all`, { waitUntil: 'load' });
  await headline(page, MORNING);
}

/** Runs in the page. */
async function tagWaits(): Promise<boolean> {
  const { sync } = (await navigator.serviceWorker.ready) as unknown as { sync: { getTags(): Promise<string[]> } };
  return (await sync.getTags()).includes('predawn-outbox');
}

test('after an offline morning the first network wakes the worker, tab closed', { timeout: 150_000 }, async t => {
  const evening = await offlineMorning(t);
  if (!evening) return;
  const { page, network, asked } = evening;

  // A person opens the reader in the train, reads what there is, and closes it. Nothing waits to be sent.
  await page.reload({ waitUntil: 'load' });
  await headline(page, YESTERDAY);
  await until(() => page.evaluate(tagWaits), { what: 'a sync is registered' });
  const before = asked();
  await closeTab(evening);
  network.restore();

  await isOnTheDevice(evening, before);
});

test('a refresh asked for offline is done when the network is back, tab closed', { timeout: 150_000 }, async t => {
  const evening = await offlineMorning(t);
  if (!evening) return;
  const { page, network, asked, origin } = evening;

  await press(page, 'button', 'Refresh');
  await until(async () =>
    (await textOf(page)).includes('You are offline. It is fetched as soon as there is a network.'),
  );
  await page.goto(`${origin}/outbox`, { waitUntil: 'load' });
  await until(async () => /Refresh the feeds/.test(await textOf(page)), { what: 'it stands in the Outbox' });
  const before = asked();
  await closeTab(evening);
  network.restore();

  await isOnTheDevice(evening, before);
});
