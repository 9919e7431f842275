// A page's own store, read and written from outside: what a test sets up and what it looks at.

import type { Page } from 'puppeteer-core';

export async function inStore(
  page: Page,
  what: 'get' | 'put' | 'family' | 'clear',
  key: (string | number)[],
  value?: unknown,
): Promise<unknown> {
  return await page.evaluate(
    async (what, key, value) => {
      const settle = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((done, fail) => {
          request.onsuccess = () => done(request.result);
          request.onerror = () => fail(new Error(what));
        });
      const database = await settle(indexedDB.open('predawn'));
      const name = database.objectStoreNames[0]!;
      const store = database.transaction(name, 'readwrite').objectStore(name);
      const family = IDBKeyRange.bound(key, [...key, []]);
      try {
        if (what === 'get') return await settle(store.get(key) as IDBRequest<unknown>);
        if (what === 'put') return await settle(store.put(value, key));
        return what === 'family' ? await settle(store.getAll(family)) : await settle(store.delete(family));
      } finally {
        database.close();
      }
    },
    what,
    key,
    value,
  );
}
