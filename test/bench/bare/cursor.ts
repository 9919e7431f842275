// The quickest page that can be written without printing one: a cursor by date, each row in the page at its step, thirty rows. Told beside the
// plain page, without a bar.

import { type Article, open } from './database.ts';

const FIRST_SCREEN = 30;

const database = await open();
const cursor = database.transaction('articles').objectStore('articles').index('at').openCursor(null, 'prev');
const list = document.querySelector('main')!;
let shown = 0;
cursor.onsuccess = () => {
  if (!cursor.result || shown >= FIRST_SCREEN) return;
  const { title } = cursor.result.value as Article;
  const article = document.createElement('article');
  const link = document.createElement('a');
  link.href = `/article/${shown}`;
  link.textContent = title;
  article.append(link);
  list.append(article);
  shown += 1;
  cursor.result.continue();
};
