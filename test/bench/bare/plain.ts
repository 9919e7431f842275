// The bare page that issue 7's bars are measured against, as one plainly writes it: a shell precached by Workbox, a module that reads the unread
// articles from IndexedDB, sorts them and shows the list. No reader, no elements. Why this one: docs/decisions/bench-bare-page.md

import { type Article, fill, open } from './database.ts';

async function unread(): Promise<Article[]> {
  const database = await open();
  const articles = await new Promise<Article[]>((done, fail) => {
    const request = database.transaction('articles').objectStore('articles').getAll() as IDBRequest<Article[]>;
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('not read'));
  });
  return articles.filter(article => !article.read).sort((a, b) => b.at - a.at);
}

function row({ id, title, feed, at }: Article): HTMLElement {
  const article = document.createElement('article');
  const link = document.createElement('a');
  link.href = `/article/${id}`;
  link.textContent = title;
  const meta = document.createElement('p');
  meta.textContent = `${feed} · ${new Date(at).toLocaleString()}`;
  article.append(link, meta);
  return article;
}

Object.assign(globalThis, { fillBare: fill });
void navigator.serviceWorker.register('/sw.js');
document.querySelector('main')!.replaceChildren(...(await unread()).map(row));
