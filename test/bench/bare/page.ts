// The bare page beside which `start` is measured: a shell precached by Workbox, headlines read from IndexedDB by a cursor. No reader, no elements.

interface Row {
  readonly title: string;
  readonly at: number;
}

const FIRST_SCREEN = 30;

async function open(): Promise<IDBDatabase> {
  return await new Promise((done, fail) => {
    const request = indexedDB.open('bare', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('articles', { keyPath: 'id' }).createIndex('at', 'at');
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('no database'));
  });
}

async function fill(count: number): Promise<void> {
  const database = await open();
  const transaction = database.transaction('articles', 'readwrite');
  const store = transaction.objectStore('articles');
  for (let id = 0; id < count; id += 1) store.put({ id, at: id, title: `Headline ${id}`, text: 'word '.repeat(120) });
  await new Promise(done => (transaction.oncomplete = done));
  database.close();
}

async function show(): Promise<void> {
  const database = await open();
  const cursor = database.transaction('articles').objectStore('articles').index('at').openCursor(null, 'prev');
  const list = document.querySelector('main')!;
  let shown = 0;
  cursor.onsuccess = () => {
    if (!cursor.result || shown >= FIRST_SCREEN) return;
    const { title } = cursor.result.value as Row;
    const article = document.createElement('article');
    const link = document.createElement('a');
    link.href = `/article/${shown}`;
    link.textContent = title;
    article.append(link);
    list.append(article);
    shown += 1;
    cursor.result.continue();
  };
}

Object.assign(globalThis, { fillBare: fill });
void navigator.serviceWorker.register('/sw.js');
void show();
