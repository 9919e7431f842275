// Browsers with a library of made-up news in them, and what all measurements share.

import type { Page } from 'puppeteer-core';
import { launchChromium, throttle } from '../../support/chromium.ts';
import { startGateway } from '../../support/gateway.ts';
import { openEmpty, workerReady } from '../../support/reader.ts';
import { seedLibrary } from '../../support/seed.ts';
import { temporaryFolder } from '../../support/temp.ts';
import { firstHeadline, prepareBare } from '../start.ts';
import { median } from '../harness.ts';
import type { Report } from '../harness.ts';

export type CpuFactor = 1 | 4;

/** What a part of the bench is given. */
export interface Part {
  readonly report: Report;
  /** A bar in milliseconds of processor's work, as it is on this machine now. */
  readonly barHere: (ms: number, factor: CpuFactor) => Promise<number>;
}

export interface Seeded {
  readonly page: Page;
  readonly origin: string;
}

export interface LibrarySize {
  readonly articles: number;
  readonly feeds?: number;
  readonly words?: number;
  /** Slows the page's main thread, as Chromium's own throttling does; default 4. */
  readonly factor?: CpuFactor;
}

/** Milliseconds of the bare page at 1x and 4x where issue 7's bars in milliseconds were taken. */
const BARE_THEN = { 1: 228, 4: 432 } as const;
const BARE_RUNS = 5;

/** Seeds, then hands the page over at the CPU factor; everything is gone afterwards. */
export async function withLibrary<T>(
  { articles, feeds, words = 120, factor = 4 }: LibrarySize,
  work: (seeded: Seeded) => Promise<T>,
): Promise<T> {
  const gateway = await startGateway();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    await openEmpty(page, gateway.origin);
    await workerReady(page);
    await page.reload({ waitUntil: 'load' });
    await seedLibrary(page, { articles, words, ...(feeds === undefined ? {} : { feeds }) });
    await throttle(page, factor);
    return await work({ page, origin: gateway.origin });
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

/** Measures the bare page once a run, when the first bar asks for it. */
export function scaledBars(report: Report): Part['barHere'] {
  const bare = new Map<CpuFactor, Promise<number>>();
  let prepared: Promise<{ path: string; origin: string }> | undefined;
  return async (ms, factor) => {
    prepared ??= prepare();
    const { path, origin } = await prepared;
    if (!bare.has(factor)) bare.set(factor, measure(path, origin, factor));
    return (ms * ((await bare.get(factor)) ?? BARE_THEN[factor])) / BARE_THEN[factor];
  };

  async function prepare(): Promise<{ path: string; origin: string }> {
    const [profile, site] = [await temporaryFolder('bare'), await temporaryFolder('bare-site')];
    process.once('exit', () => void Promise.all([profile.remove(), site.remove()]));
    return { path: profile.path, origin: await prepareBare(profile.path, site.path) };
  }

  async function measure(path: string, origin: string, factor: CpuFactor): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < BARE_RUNS; run += 1) times.push(await firstHeadline(path, origin, factor));
    const now = median(times);
    const then = BARE_THEN[factor];
    report.note(
      `the bare page takes ${now.toFixed(0)} ms at ${factor}x (${then} where the bars were taken): bars in ms of work x ${(now / then).toFixed(2)}`,
    );
    return now;
  }
}

/** Milliseconds of long tasks beyond 50 ms each, since the document began, seen so far. Call `watchLongTasks` before the navigation. */
export async function blockedMs(page: Page): Promise<number> {
  return (await longTasks(page)).reduce((sum, ms) => sum + Math.max(0, ms - 50), 0);
}

export async function longTasks(page: Page): Promise<readonly number[]> {
  return await page.evaluate(() => (globalThis as unknown as { longTasks?: number[] }).longTasks ?? []);
}

export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const longTasks: number[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) longTasks.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
}
