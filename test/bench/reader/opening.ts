// Blocking time to interactive, and how soon an article's text is there: opened, next, previous.

import { until } from '../../support/until.ts';
import { median, percentile } from '../harness.ts';
import type { Report } from '../harness.ts';
import { blockedMs, watchLongTasks, withLibrary } from './profile.ts';

const ARTICLES = 5000;
const RUNS = 5;
const STEPS = 40;
const PAUSE_MS = 400;

export async function blocking(report: Report): Promise<void> {
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
      found.push(await blockedMs(page));
    }
    return found;
  });
  report.figure({
    figure: `blocking time to interactive, ${String(ARTICLES)} articles, 4x CPU`,
    value: median(times),
    unit: 'ms',
    bar: 100,
  });
}

export async function opening(report: Report): Promise<void> {
  const times = await withLibrary({ articles: ARTICLES, words: 600 }, async ({ page, origin }) => {
    await page.goto(`${origin}/all`, { waitUntil: 'load' });
    await page.waitForSelector('article h3 a');
    return await page.evaluate(
      async (steps, pause) => {
        const text = (): string => document.querySelector('.reading h1')?.textContent ?? '';
        const shown = (before: string): Promise<number> => {
          const started = performance.now();
          return new Promise((done, fail) => {
            const late = setTimeout(() => fail(new Error(`nothing new after ${before}`)), 10_000);
            const look = (): void => {
              if (text() !== before && document.querySelector('.reading .prose p')) {
                clearTimeout(late);
                requestAnimationFrame(() => done(performance.now() - started));
                observer.disconnect();
              }
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          });
        };
        const press = (key: string): Promise<number> => {
          const taken = shown(text());
          document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          return taken;
        };
        const found: number[] = [];
        for (let step = 0; step < steps; step += 1) {
          found.push(await press(step % 4 === 3 ? 'k' : 'j'));
          // A person looks before the next key.
          await new Promise(done => setTimeout(done, pause));
        }
        // The first one loads the view itself.
        return found.slice(1);
      },
      STEPS,
      PAUSE_MS,
    );
  });
  report.figure({
    figure: 'open an article, next, previous (stored), 4x CPU: p95 to its text',
    value: percentile(times, 95),
    unit: 'ms',
    bar: 100,
  });
}
