// Writes actions, kills the browser and the network at random moments, and counts at the server what arrived. Seeded.

import type { Browser, Page } from 'puppeteer-core';
import { chromiumPath } from './chromium-flags.mjs';
import { killBrowser, launchChromium } from './chromium.ts';
import { openNetwork } from './network.ts';
import { openSite, startOutboxSite, startOutboxSiteInside } from './outbox-site.ts';
import { temporaryFolder } from './temp.ts';
import { until } from './until.ts';

export interface KillTestOptions {
  readonly seed: number;
  readonly actions: number;
  /** SIGKILLs of the whole browser. */
  readonly browserKills: number;
  readonly networkKills: number;
  /** No more kills are begun after so long; the rest is counted as it is, milliseconds. */
  readonly limitMs: number;
}

export interface KillTestOutcome {
  /** Actions that the page said were kept. */
  readonly kept: number;
  readonly lost: number;
  readonly twice: number;
  /** Effects of one destination that came before an earlier one. */
  readonly outOfOrder: number;
  readonly browserKills: number;
  readonly networkKills: number;
  /** Whether the link itself was cut, or connections were broken by the server. */
  readonly network: 'link' | 'connections';
  readonly tookMs: number;
}

const DESTINATIONS = ['guest-book', 'photo-wall', 'chat'] as const;

type Event = 'act' | 'kill-browser' | 'kill-network';

export async function killTest(options: KillTestOptions): Promise<KillTestOutcome> {
  const random = seeded(options.seed);
  const began = performance.now();
  const network = await openNetwork();
  const profile = await temporaryFolder('kill-test');
  const place = network ? await startInside(network) : await startHere();
  const program = network ? await network.wrapper(chromiumPath()) : undefined;
  const start = (): Promise<Browser> =>
    launchChromium({ profile: profile.path, shortSync: true, ...(program === undefined ? {} : { program }) });

  const kept: { destination: string; text: string }[] = [];
  const done = { browser: 0, network: 0 };
  let browser = await start();
  let page: Page | undefined;
  let isCut = false;
  let isInstalled = false;
  let serial = 0;

  const act = async (): Promise<void> => {
    // A first visit needs the network: there is no worker yet.
    if (!isInstalled) setNetwork(false);
    page ??= await openSite(browser, place.origin).catch(() => {
      // Killed before the browser had written its registration down: a first visit again.
      setNetwork(false);
      return until(() => openSite(browser, place.origin), { what: 'the site opens', timeoutMs: 20_000 });
    });
    isInstalled = true;
    const burst = 1 + Math.floor(random() * 3);
    for (let index = 0; index < burst && kept.length < options.actions; index += 1) {
      const destination = DESTINATIONS[Math.floor(random() * DESTINATIONS.length)]!;
      const text = String((serial += 1));
      // Kept where the page says so; one whose page died before it said so may arrive or not.
      await page.evaluate((name, words) => predawn.send(name, words).then(() => undefined), destination, text);
      kept.push({ destination, text });
    }
  };
  const setNetwork = (cut: boolean): void => {
    if (cut === isCut) return;
    isCut = cut;
    if (cut) place.cut();
    else place.restore();
  };

  try {
    for (const event of shuffled(eventsOf(options), random)) {
      const isLate = performance.now() - began > options.limitMs;
      if (event === 'act') await act();
      else if (event === 'kill-network') {
        if (isLate) continue;
        setNetwork(!isCut);
        done.network += isCut ? 1 : 0;
      } else {
        if (isLate) continue;
        // Somewhere in the midst of writing, registering, sending, settling.
        const dying = page ? act().catch(() => undefined) : Promise.resolve();
        await pause(random() * 60);
        await killBrowser(browser);
        await dying;
        page = undefined;
        browser = await start();
        done.browser += 1;
      }
    }
    setNetwork(false);
    // Those that died with their page are written anew, under new names.
    while (kept.length < options.actions) await act();
    page ??= await openSite(browser, place.origin);
    await page.evaluate(() => predawn.bridge.replay());
    const isEmpty = () => page!.evaluate(async () => (await predawn.library.outbox()).length === 0);
    await until(isEmpty, { what: 'the outbox is empty', timeoutMs: 60_000 });
    const effects = place.effects();
    return {
      ...judge(kept, effects),
      kept: kept.length,
      browserKills: done.browser,
      networkKills: done.network,
      network: network ? 'link' : 'connections',
      tookMs: Math.round(performance.now() - began),
    };
  } finally {
    await killBrowser(browser);
    await place.stop();
    await network?.close();
    await profile.remove();
  }
}

interface Place {
  readonly origin: string;
  cut(): void;
  restore(): void;
  effects(): readonly (readonly [destination: string, text: string])[];
  stop(): Promise<void>;
}

async function startInside(network: NonNullable<Awaited<ReturnType<typeof openNetwork>>>): Promise<Place> {
  const site = await startOutboxSiteInside(network);
  return {
    origin: site.origin,
    cut: () => network.cut(),
    restore: () => network.restore(),
    effects: () => site.effects().map(([destination, text]) => [destination, text] as const),
    stop: () => site.stop(),
  };
}

/** Without namespaces: connections are broken before or after the request was taken, in turn. */
async function startHere(): Promise<Place> {
  const site = await startOutboxSite();
  let turn = 0;
  return {
    origin: site.origin,
    cut() {
      turn += 1;
      for (const name of DESTINATIONS) site.switch(name, { cut: turn % 2 ? 'after' : 'before' });
    },
    restore() {
      for (const name of DESTINATIONS) site.switch(name, {});
    },
    effects: () => site.effects.map(({ destination, text }) => [destination, text] as const),
    stop: () => site.close(),
  };
}

function judge(
  kept: readonly { destination: string; text: string }[],
  effects: readonly (readonly [string, string])[],
): Pick<KillTestOutcome, 'lost' | 'twice' | 'outOfOrder'> {
  const counts = new Map<string, number>();
  for (const [, text] of effects) counts.set(text, (counts.get(text) ?? 0) + 1);
  let outOfOrder = 0;
  for (const destination of DESTINATIONS) {
    const order = effects.filter(([name]) => name === destination).map(([, text]) => Number(text));
    outOfOrder += order.filter((value, index) => index > 0 && value < order[index - 1]!).length;
  }
  return {
    lost: kept.filter(({ text }) => !counts.has(text)).length,
    twice: [...counts.values()].filter(count => count > 1).length,
    outOfOrder,
  };
}

function eventsOf({ actions, browserKills, networkKills }: KillTestOptions): Event[] {
  return [
    // Two a time on the average; those that a dying page writes come besides.
    ...Array.from({ length: Math.ceil(actions / 2) }, (): Event => 'act'),
    ...Array.from({ length: browserKills }, (): Event => 'kill-browser'),
    // Every cut is followed by its end somewhere.
    ...Array.from({ length: networkKills * 2 }, (): Event => 'kill-network'),
  ];
}

function shuffled<T>(values: T[], random: () => number): T[] {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [values[index], values[other]] = [values[other]!, values[index]!];
  }
  return values;
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pause(ms: number): Promise<void> {
  return new Promise(done => setTimeout(done, ms));
}
