// Scrolling 50,000 rows: how even the frames are, how large the page becomes, what stays in memory. Frames are counted at the top of the list; then
// its 50,000 rows are rushed through, and frames are counted while scrolling back up at seventeen screens a second, faster than a thumb can.

import type { CDPSession, Page } from 'puppeteer-core';
import { withLarge, type Part } from './profile.ts';

const ROWS = 50_000;
const FRAMES = 600;
const STEP_PX = 240;
const RUSH_PX = 8000;
/** Of a row on a phone, as far as the rush goes, pixels. */
const ROW_PX = 90;
const LATE_MS = 32;

interface Scrolled {
  readonly frames: number;
  readonly late: number;
  readonly most: number;
  /** Frames on which a row's place in the screen was still empty. */
  readonly empty: number;
}

export async function scrolling({ report, large }: Part): Promise<void> {
  const found = await withLarge(await large(), async ({ page, origin }) => {
    await page.goto(`${origin}/all`, { waitUntil: 'load' });
    await page.waitForSelector('article h3 a');
    const cdp = await page.createCDPSession();
    const top = await scroll(page, FRAMES, STEP_PX);
    const rush = await scroll(page, Infinity, RUSH_PX);
    const before = await heap(cdp);
    const end = await scroll(page, FRAMES, -STEP_PX);
    const up = await scroll(page, Infinity, -RUSH_PX);
    const after = await heap(cdp);
    return { top, rush, end, up, growth: after / before };
  });
  const share = ({ late, frames }: Scrolled): number => (late / frames) * 100;
  const { top, rush, end, up } = found;
  report.figure({
    figure: `scrolling ${String(ROWS)} rows, 4x CPU: frames over ${String(LATE_MS)} ms`,
    value: share({ ...top, late: top.late + end.late, frames: top.frames + end.frames }),
    unit: '%',
    bar: 1,
  });
  report.figure({
    figure: `  from end to end in ${String(rush.frames)} + ${String(up.frames)} frames`,
    value: share({ ...rush, late: rush.late + up.late, frames: rush.frames + up.frames }),
    unit: '%',
  });
  report.figure({
    figure: '  frames with an empty place',
    value: ((top.empty + end.empty) / (top.frames + end.frames)) * 100,
    unit: '%',
  });
  report.figure({
    figure: 'elements in the page at the most',
    value: Math.max(...[top, rush, end, up].map(one => one.most)),
    unit: '',
    bar: 3000,
  });
  report.figure({ figure: 'heap after the way back, against before', value: found.growth, unit: 'x', bar: 1.1 });
}

/** At most so many frames, or until the page does not go further. */
async function scroll(page: Page, frames: number, step: number): Promise<Scrolled> {
  // In pieces: a call of the protocol has its limit.
  const sum = { frames: 0, late: 0, most: 0, empty: 0 };
  for (let stuck = 0; sum.frames < frames && stuck < 2;) {
    const part = await page.evaluate(scrollPart, Math.min(600, frames - sum.frames), step, LATE_MS);
    sum.frames += part.frames;
    sum.late += part.late;
    sum.empty += part.empty;
    sum.most = Math.max(sum.most, part.most);
    const isFar = await page.evaluate(px => scrollY > px, ROWS * ROW_PX);
    stuck = part.stuck ? stuck + 1 : isFar && step === RUSH_PX ? 2 : 0;
  }
  return sum;
}

/** Runs in the page. */
async function scrollPart(frames: number, step: number, late: number): Promise<Scrolled & { readonly stuck: boolean }> {
  const sum = { frames: 0, late: 0, most: 0, empty: 0, stuck: false };
  const frame = (): Promise<number> => new Promise(done => requestAnimationFrame(done));
  let last = await frame();
  let still = 0;
  while (sum.frames < frames && still < 60) {
    const before = scrollY;
    scrollBy(0, step);
    const now = await frame();
    sum.frames += 1;
    if (now - last > late) sum.late += 1;
    last = now;
    still = scrollY === before ? still + 1 : 0;
    if (sum.frames % 20 === 0) {
      sum.most = Math.max(sum.most, document.querySelectorAll('*').length);
      const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
      if (!middle?.closest('article, h2')) sum.empty += 20;
    }
  }
  return { ...sum, frames: sum.frames - still, stuck: still > 0 };
}

async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
