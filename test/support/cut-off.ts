// A reader with its gateway and publishers in a network of their own, which a test can take away from all of them.

import type { TestContext } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { chromiumPath } from './chromium-flags.mjs';
import { killBrowser, launchChromium } from './chromium.ts';
import { makeItems, makeRss } from './feed-maker.ts';
import { startGateway } from './gateway.ts';
import { type Network, openNetwork } from './network.ts';
import { type Site, startOriginsApart } from './origins.ts';
import { openEmpty, workerReady } from './reader.ts';
import { until } from './until.ts';

export interface CutOff {
  readonly network: Network;
  readonly publishers: Awaited<ReturnType<typeof startOriginsApart>>;
  readonly browser: Browser;
  /** The reader, opened, without a subscription. */
  readonly page: Page;
  /** Of the gateway. */
  readonly origin: string;
}

/** Undefined, and the test skipped, where this machine has no such networks. */
export async function openCutOff(t: TestContext, sites: readonly Site[]): Promise<CutOff | undefined> {
  const network = await openNetwork();
  if (!network) {
    t.skip('no user namespaces here');
    return undefined;
  }
  t.after(() => network.close());
  const publishers = await startOriginsApart(sites, network);
  t.after(() => publishers.close());
  const gateway = await startGateway({ network });
  t.after(() => gateway.kill());
  const browser = await launchChromium({ program: await network.wrapper(chromiumPath()) });
  t.after(() => killBrowser(browser));
  const page = await browser.newPage();
  await openEmpty(page, gateway.origin);
  await workerReady(page);
  return { network, publishers, browser, page, origin: gateway.origin };
}

export async function goOffline({ network, page }: CutOff): Promise<void> {
  network.cut();
  await until(() => page.evaluate(() => !navigator.onLine), { what: 'the browser knows that it is offline' });
}

/** No page of the reader is open any more, the browser is. */
export async function closeTab({ browser, page }: CutOff): Promise<void> {
  await browser.newPage();
  await page.close();
}

/** One feed with these titles, the newest first, an hour old. */
export function paper(title: string, ...titles: readonly string[]): string {
  const items = makeItems(titles.length, { newestAt: Date.now() - 3_600_000 });
  return makeRss({
    title,
    site: 'https://harbour.example',
    items: items.map((item, at) => ({ ...item, title: titles[at]! })),
  });
}
