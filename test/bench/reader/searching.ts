// Search over 20,000 articles: from a keystroke to its hits in the page, and whether building the index ever blocks the page. The index is
// in a worker, which Chromium does not throttle: the page's part is slowed, the worker's is not.

import { until } from '../../support/until.ts';
import { percentile } from '../harness.ts';
import type { Report } from '../harness.ts';
import { blockedMs, watchLongTasks, withLibrary } from './profile.ts';

const ARTICLES = 20_000;
const INDEX_TIMEOUT_MS = 180_000;

export async function searching(report: Report): Promise<void> {
  const found = await withLibrary({ articles: ARTICLES, words: 200 }, async ({ page, origin }) => {
    await watchLongTasks(page);
    await page.goto(`${origin}/search`, { waitUntil: 'load' });
    await page.waitForSelector('.search-sheet input');
    const loaded = await blockedMs(page);
    await until(() => page.evaluate(() => document.querySelector('.search-status')?.textContent.trim() === ''), {
      what: 'the index is built',
      timeoutMs: INDEX_TIMEOUT_MS,
    });
    const blocked = (await blockedMs(page)) - loaded;
    const words = await page.evaluate(async () => {
      const stored = await new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open('predawn');
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(new Error('no database'));
      });
      const store = stored.objectStoreNames[0] ?? '';
      const titles = await new Promise<string[]>(done => {
        const request = stored
          .transaction(store)
          .objectStore(store)
          .getAll(IDBKeyRange.bound(['headline'], ['headline', []]), 40);
        request.onsuccess = () => done((request.result as { title: string }[]).map(headline => headline.title));
      });
      stored.close();
      return [...new Set(titles.flatMap(title => title.split(/\s+/)).filter(word => word.length > 4))].slice(0, 12);
    });
    const times = await page.evaluate(async typed => {
      const input = document.querySelector<HTMLInputElement>('.search-sheet input');
      const sheet = document.querySelector('.search-sheet');
      if (!input || !sheet) return [];
      const answered = (): Promise<number> => {
        const started = performance.now();
        return new Promise(done => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => done(performance.now() - started));
          });
          observer.observe(sheet, { childList: true, subtree: true, characterData: true });
          setTimeout(() => {
            observer.disconnect();
            done(performance.now() - started);
          }, 1000);
        });
      };
      const all: number[] = [];
      for (const word of typed)
        for (let end = 1; end <= word.length; end += 1) {
          const taken = answered();
          input.value = word.slice(0, end);
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
          all.push(await taken);
        }
      return all;
    }, words);
    return { times, blocked };
  });
  report.note(`${String(found.times.length)} keystrokes`);
  report.figure({
    figure: `search over ${String(ARTICLES)} articles, 4x CPU: p95 of a keystroke`,
    value: percentile(found.times, 95),
    unit: 'ms',
    bar: 80,
  });
  report.figure({
    figure: 'page blocked beyond 50 ms while the index is built',
    value: found.blocked,
    unit: 'ms',
    bar: 0,
  });
}
