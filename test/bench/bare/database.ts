// The bare pages' database, as it is plainly laid out: a record an article, its text in it, an index by date.

export interface Article {
  readonly id: number;
  readonly at: number;
  readonly read: boolean;
  readonly title: string;
  readonly feed: string;
  readonly text: string;
}

const HOUR_MS = 3_600_000;

export async function open(): Promise<IDBDatabase> {
  return await new Promise((done, fail) => {
    const request = indexedDB.open('bare', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('articles', { keyPath: 'id' }).createIndex('at', 'at');
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('no database'));
  });
}

/** Called by the bench: all unread, `words` words each. */
export async function fill(count: number, words: number): Promise<void> {
  const database = await open();
  const transaction = database.transaction('articles', 'readwrite');
  const store = transaction.objectStore('articles');
  const newest = Date.now();
  for (let id = 0; id < count; id += 1)
    store.put({
      id,
      at: newest - id * HOUR_MS,
      read: false,
      title: `Headline ${id}`,
      feed: `The Paper No. ${id % 100}`,
      text: 'word '.repeat(words),
    } satisfies Article);
  await new Promise(done => (transaction.oncomplete = done));
  database.close();
}
