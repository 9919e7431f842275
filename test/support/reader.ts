// What a person does in the reader, by the names that a screen reader says: the contract of its controls.

import type { ElementHandle, Page } from 'puppeteer-core';
import { until } from './until.ts';

/** Waits for an element by role and accessible name, shadow roots included. */
export async function named(page: Page, role: string, name: string, timeoutMs = 30_000): Promise<ElementHandle> {
  const handle = await page.waitForSelector(`::-p-aria([name="${name.replaceAll('"', '\\"')}"][role="${role}"])`, {
    timeout: timeoutMs,
  });
  if (!handle) throw new Error(`no ${role} "${name}"`);
  return handle;
}

export async function press(page: Page, role: string, name: string): Promise<void> {
  await (await named(page, role, name)).evaluate(element => (element as HTMLElement).click());
}

/** First visit: past the welcome to the empty app. */
export async function openEmpty(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/`, { waitUntil: 'load' });
  await press(page, 'button', 'Skip');
  await named(page, 'button', 'Add feed');
}

/** Adds one feed by its address; answers when the dialog has gone. */
export async function subscribe(page: Page, address: string): Promise<void> {
  await press(page, 'button', 'Add feed');
  const box = await named(page, 'textbox', 'Feed or site address');
  await box.evaluate((element, value) => {
    (element as HTMLInputElement).value = value;
    element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  }, address);
  await press(page, 'button', 'Subscribe');
  await until(() => page.evaluate(() => document.querySelector('dialog[open]') === null), {
    what: `the dialog closes after ${address}`,
  });
}

/** The link of an article in any list. */
export async function headline(page: Page, title: string, timeoutMs = 30_000): Promise<ElementHandle> {
  return await named(page, 'link', title, timeoutMs);
}

/** Text of the page, shadow roots included. */
export async function textOf(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      const shadow = node instanceof Element ? node.shadowRoot : null;
      return [...(shadow?.childNodes ?? []), ...node.childNodes].map(read).join('');
    };
    return read(document.body);
  });
}

/** Whether a worker is active and answers for this page's origin. */
export async function workerReady(page: Page): Promise<void> {
  await until(
    () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'),
    {
      what: 'the worker is active',
      timeoutMs: 30_000,
    },
  );
}

/** Waits until no wake is under way and every feed has been asked for. */
export async function wakesEnd(page: Page): Promise<void> {
  await until(() => page.evaluate(areAtRest), { what: 'the wakes end', timeoutMs: 60_000 });
}

/** Runs in the page. */
export async function areAtRest(): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open('predawn');
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new Error('no database'));
  });
  const store = database.transaction(database.objectStoreNames[0]!).objectStore(database.objectStoreNames[0]!);
  const family = (name: string): Promise<Record<string, unknown>[]> =>
    new Promise((done, fail) => {
      const request = store.getAll(IDBKeyRange.bound([name], [name, []]));
      request.onsuccess = () => done(request.result as Record<string, unknown>[]);
      request.onerror = () => fail(new Error('not read'));
    });
  const [wakes, feeds] = await Promise.all([family('wake'), family('feed')]);
  database.close();
  return wakes.every(wake => wake['result'] !== 'running') && feeds.every(feed => feed['checkedAt'] !== undefined);
}

/** Hours go by for what the device remembers: reports of wakes and checks of feeds lie so far back. */
export async function timePasses(page: Page, hours: number): Promise<void> {
  await page.evaluate(letTimePass, hours * 3_600_000);
}

/** Runs in the page. */
export async function letTimePass(ms: number): Promise<void> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open('predawn');
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new Error('no database'));
  });
  const store = database.objectStoreNames[0]!;
  await new Promise<void>((done, fail) => {
    const transaction = database.transaction(store, 'readwrite');
    const cursor = transaction.objectStore(store).openCursor();
    cursor.onsuccess = () => {
      const row = cursor.result;
      if (!row) return;
      const [family, at] = row.primaryKey as [string, number];
      const value = row.value as Record<string, unknown>;
      if (family === 'wake') {
        row.delete();
        const earlier = Object.fromEntries(
          Object.entries(value).map(([name, v]) => [name, /At$/.test(name) ? (v as number) - ms : v]),
        );
        transaction.objectStore(store).put(earlier, ['wake', at - ms]);
      } else if (family === 'feed' && typeof value.checkedAt === 'number')
        row.update({ ...value, checkedAt: value.checkedAt - ms });
      row.continue();
    };
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(new Error('aborted'));
  });
  database.close();
}
