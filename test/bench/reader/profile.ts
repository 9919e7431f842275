// Browsers with a library of made-up news in them, and what all measurements share.

import type { Page } from 'puppeteer-core';
import { launchChromium, throttle } from '../../support/chromium.ts';
import { startGateway } from '../../support/gateway.ts';
import { openEmpty, workerReady } from '../../support/reader.ts';
import { seedLibrary } from '../../support/seed.ts';
import { temporaryFolder } from '../../support/temp.ts';
import { firstHeadline, prepareBare, prepareOurs } from '../start.ts';
import { median } from '../harness.ts';
import type { Report } from '../harness.ts';

export type CpuFactor = 1 | 4;

/** What a part of the bench is given. */
export interface Part {
  readonly report: Report;
  /** The bare page's first headline, once: taken between measurements it knows the same slow moments. */
  readonly bare: (factor: CpuFactor) => Promise<number>;
  /** A profile with 100,000 articles, made once for all who ask. */
  readonly large: () => Promise<Installed>;
  /** A bar in milliseconds of processor's work, as it is on this machine now: by what the bare page took in this part. */
  readonly barHere: (ms: number, factor: CpuFactor) => Promise<number>;
}

/** A browser profile, and the origin whose store it holds; the server is gone. */
export interface Installed {
  readonly path: string;
  readonly origin: string;
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
export const MANY = 100_000;

/** The large library's app in a browser again, its server up. */
export async function withLarge<T>({ path, origin }: Installed, work: (seeded: Seeded) => Promise<T>): Promise<T> {
  const gateway = await startGateway({ port: Number(new URL(origin).port) });
  const browser = await launchChromium({ profile: path });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    await throttle(page, 4);
    return await work({ page, origin });
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

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

/** What parts share: the bare page and the large library, installed when the first asks for them. The bare page is measured anew for each part. */
export function shareProfiles(report: Report): { readonly part: () => Part; readonly remove: () => Promise<void> } {
  const folders: { remove(): Promise<void> }[] = [];
  let installed: Promise<Installed> | undefined;
  let many: Promise<Installed> | undefined;
  const fill = async (): Promise<Installed> => {
    const profile = await temporaryFolder('large');
    folders.push(profile);
    return { path: profile.path, origin: await prepareOurs(profile.path, MANY) };
  };
  const install = async (): Promise<Installed> => {
    const [profile, site] = [await temporaryFolder('bare'), await temporaryFolder('bare-site')];
    folders.push(profile, site);
    return { path: profile.path, origin: await prepareBare(profile.path, site.path) };
  };
  return {
    part() {
      const times = { 1: [] as number[], 4: [] as number[] };
      const bare = async (factor: CpuFactor): Promise<number> => {
        installed ??= install();
        const { path, origin } = await installed;
        const took = await firstHeadline(path, origin, factor);
        times[factor].push(took);
        return took;
      };
      return {
        report,
        bare,
        large: () => (many ??= fill()),
        async barHere(ms, factor) {
          const isFirst = times[factor].length < BARE_RUNS;
          while (times[factor].length < BARE_RUNS) await bare(factor);
          const [now, then] = [median(times[factor]), BARE_THEN[factor]];
          if (isFirst || times[factor].length > BARE_RUNS)
            report.note(
              `bare page ${now.toFixed(0)} ms at ${String(factor)}x, ${String(then)} where the bars were taken: bars x ${(now / then).toFixed(2)}`,
            );
          return (ms * now) / then;
        },
      };
    },
    async remove() {
      for (const folder of folders) await folder.remove();
    },
  };
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
