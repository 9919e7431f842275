// A browser with a library of made-up news in it, for one measurement.

import type { Page } from 'puppeteer-core';
import { launchChromium, throttle } from '../../support/chromium.ts';
import { startGateway } from '../../support/gateway.ts';
import { openEmpty, workerReady } from '../../support/reader.ts';
import { seedLibrary } from '../../support/seed.ts';

export interface Seeded {
  readonly page: Page;
  readonly origin: string;
}

/** Seeds, then hands the page over at the CPU factor; everything is gone afterwards. */
export async function withLibrary<T>(
  { articles, words = 120, factor = 4 }: { articles: number; words?: number; factor?: number },
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
    await seedLibrary(page, { articles, words });
    await throttle(page, factor);
    return await work({ page, origin: gateway.origin });
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

/** Milliseconds of long tasks beyond 50 ms each, since the document began, seen so far. Call `watchLongTasks` before the navigation. */
export async function blockedMs(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const { longTasks = [] } = globalThis as unknown as { longTasks?: number[] };
    return longTasks.reduce((sum, ms) => sum + Math.max(0, ms - 50), 0);
  });
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
