// "Mark all read" with 10,000 unread: shown, durable, undone.

import type { Page } from 'puppeteer-core';
import { until } from '../../support/until.ts';
import type { Report } from '../harness.ts';
import { withLibrary } from './profile.ts';

const ARTICLES = 10_000;

export async function marking(report: Report): Promise<void> {
  const found = await withLibrary({ articles: ARTICLES, words: 40, factor: 1 }, async ({ page, origin }) => {
    await page.goto(`${origin}/all`, { waitUntil: 'load' });
    await page.waitForSelector('article h3 a');
    const started = performance.now();
    const shown = await page.evaluate(async () => {
      const button = document.querySelector<HTMLElement>('[aria-label="Mark all read"]');
      const at = performance.now();
      button?.click();
      while (!document.querySelector('article.row.read')) await new Promise(requestAnimationFrame);
      return performance.now() - at;
    });
    await until(async () => (await unread(page)) === 0, { what: 'all are read in the store', timeoutMs: 60_000 });
    const durable = performance.now() - started;
    await until(
      () =>
        page.evaluate(() => {
          const undo = [...document.querySelectorAll('button')].find(one => one.textContent.trim() === 'Undo');
          undo?.click();
          return undo !== undefined;
        }),
      { what: 'Undo is offered' },
    );
    await until(async () => (await unread(page)) === ARTICLES, { what: 'all are unread again', timeoutMs: 60_000 });
    return { shown, durable };
  });
  report.figure({ figure: `mark all ${String(ARTICLES)} read: shown`, value: found.shown, unit: 'ms', bar: 100 });
  report.figure({
    figure: `mark all ${String(ARTICLES)} read: durable (undo works)`,
    value: found.durable,
    unit: 'ms',
    bar: 2000,
  });
}

/** Read from the database itself, not from the page. */
async function unread(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, fail) => {
      const request = indexedDB.open('predawn');
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(new Error('no database'));
    });
    const store = database.objectStoreNames[0] ?? '';
    const count = await new Promise<number>((done, fail) => {
      const request = database
        .transaction(store)
        .objectStore(store)
        .count(IDBKeyRange.bound(['unread'], ['unread', []]));
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(new Error('no count'));
    });
    database.close();
    return count;
  });
}
