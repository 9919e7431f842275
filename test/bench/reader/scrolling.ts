// Scrolling 50,000 rows: how even the frames are, how large the page becomes, what stays in memory.

import type { CDPSession } from 'puppeteer-core';
import type { Report } from '../harness.ts';
import { withLibrary } from './profile.ts';

const ROWS = 50_000;
const FRAMES = 1200;
const STEP_PX = 240;
const LATE_MS = 32;

export async function scrolling(report: Report): Promise<void> {
  const found = await withLibrary({ articles: ROWS, words: 40 }, async ({ page, origin }) => {
    await page.goto(`${origin}/all`, { waitUntil: 'load' });
    await page.waitForSelector('article h3 a');
    const cdp = await page.createCDPSession();
    const scroll = (): Promise<{ late: number; most: number }> =>
      page.evaluate(
        async (frames, step, late) => {
          let slow = 0;
          let most = 0;
          let last = await new Promise<number>(done => requestAnimationFrame(done));
          for (let frame = 0; frame < frames; frame += 1) {
            window.scrollBy(0, step);
            const now = await new Promise<number>(done => requestAnimationFrame(done));
            if (now - last > late) slow += 1;
            last = now;
            if (frame % 20 === 0) most = Math.max(most, document.querySelectorAll('*').length);
          }
          return { late: slow / frames, most };
        },
        FRAMES,
        STEP_PX,
        LATE_MS,
      );
    const first = await scroll();
    const before = await heap(cdp);
    const second = await scroll();
    const after = await heap(cdp);
    return { late: second.late, most: Math.max(first.most, second.most), growth: after / before };
  });
  report.figure({
    figure: `scrolling ${String(ROWS)} rows, 4x CPU: frames over ${String(LATE_MS)} ms`,
    value: found.late * 100,
    unit: '%',
    bar: 1,
  });
  report.figure({ figure: 'elements in the page at the most', value: found.most, unit: '', bar: 3000 });
  report.figure({
    figure: 'heap after as many rows again, against before',
    value: found.growth,
    unit: 'x',
    bar: 1.1,
  });
}

async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
