// Blocking time to interactive, and how soon an article's text is there: opened from the list, next, previous.

import type { Page } from 'puppeteer-core';
import { until } from '../../support/until.ts';
import { median, percentile } from '../harness.ts';
import { blockedMs, watchLongTasks, withLibrary } from './profile.ts';
import type { Part } from './profile.ts';

const ARTICLES = 5000;
const WORDS = 600;
const RUNS = 5;
const OPENS = 20;
const STEPS = 30;
/** A person looks before the next tap or key. */
const PAUSE_MS = 300;
/** A short tap. */
const PRESS_MS = 60;

export async function blocking({ report, barHere }: Part): Promise<void> {
  const times = await withLibrary({ articles: ARTICLES }, async ({ page, origin }) => {
    await watchLongTasks(page);
    const found: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await page.goto(`${origin}/`, { waitUntil: 'load' });
      // Interactive: a control of the app answers, and the main thread has been still.
      await until(() => page.evaluate(() => document.querySelector('predawn-today:defined article a') !== null), {
        what: 'the app has taken the page over',
      });
      await page.evaluate(() => new Promise(done => requestIdleCallback(done, { timeout: 5000 })));
      await page.evaluate(ms => new Promise(done => setTimeout(done, ms)), PAUSE_MS);
      found.push(await blockedMs(page));
    }
    return found;
  });
  report.figure({
    figure: `blocking time to interactive, ${String(ARTICLES)} articles, 4x CPU`,
    value: median(times),
    unit: 'ms',
    bar: await barHere(100, 4),
  });
}

export async function opening({ report, barHere }: Part): Promise<void> {
  const { opens, steps } = await withLibrary({ articles: ARTICLES, words: WORDS }, async ({ page, origin }) => {
    await page.goto(`${origin}/all`, { waitUntil: 'load' });
    await page.waitForSelector('article h3 a');
    await page.evaluate(() => new Promise(done => requestIdleCallback(done, { timeout: 5000 })));
    await page.evaluate(ms => new Promise(done => setTimeout(done, ms)), 2 * PAUSE_MS);
    return { opens: await openSome(page), steps: await stepOn(page) };
  });
  const bar = await barHere(100, 4);
  report.figure({ figure: 'open an article, 4x CPU: the first one', value: opens[0] ?? 0, unit: 'ms', bar });
  report.figure({
    figure: 'open an article (stored), 4x CPU: p95 to text',
    value: percentile(opens, 95),
    unit: 'ms',
    bar,
  });
  report.figure({
    figure: 'next, previous (stored), 4x CPU: p95 to text',
    value: percentile(steps, 95),
    unit: 'ms',
    bar,
  });
}

/** Taps on one row after the other, and goes back from each. */
async function openSome(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < OPENS; at += 1) {
    await page.waitForFunction(() => document.querySelector('.list-sheet')?.checkVisibility(), { polling: 'raf' });
    found.push(
      await page.evaluate(
        async (row, pause, press) => {
          await new Promise(done => setTimeout(done, pause));
          const link = document.querySelectorAll<HTMLElement>('.list-sheet article h3 a')[row];
          const title = link?.textContent ?? '';
          // A finger lies on the glass for a moment; the wait begins when it is lifted.
          link?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
          await new Promise(done => setTimeout(done, press));
          const started = performance.now();
          link?.click();
          while (
            document.querySelector('.reading h1')?.textContent !== title ||
            !document.querySelector('.reading .prose p')
          )
            await new Promise(requestAnimationFrame);
          const taken = performance.now() - started;
          await new Promise(done => setTimeout(done, pause));
          history.back();
          return taken;
        },
        at % 6,
        PAUSE_MS,
        PRESS_MS,
      ),
    );
  }
  return found;
}

/** With the keys, from one article to its neighbours. */
async function stepOn(page: Page): Promise<number[]> {
  await page.waitForFunction(() => document.querySelector('.list-sheet')?.checkVisibility(), { polling: 'raf' });
  return await page.evaluate(
    async (steps, pause) => {
      const title = (): string => document.querySelector('.reading h1')?.textContent ?? '';
      const press = async (key: string): Promise<number> => {
        const before = title();
        const started = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        while (title() === before || !document.querySelector('.reading .prose p')) {
          await new Promise(requestAnimationFrame);
          if (performance.now() - started > 10_000) throw new Error(`nothing new after ${before}`);
        }
        return performance.now() - started;
      };
      const found: number[] = [];
      for (let step = 0; step < steps; step += 1) {
        found.push(await press(step % 4 === 3 ? 'k' : 'j'));
        await new Promise(done => setTimeout(done, pause));
      }
      // The first one opens from the list.
      return found.slice(1);
    },
    STEPS,
    PAUSE_MS,
  );
}
