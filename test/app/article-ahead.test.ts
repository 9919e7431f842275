import assert from 'node:assert/strict';
import { test } from 'node:test';
import { articlesAhead } from '../../src/app/article-ahead.ts';
import type { Article, ArticleId } from '../../src/core/model.ts';
import type { Key } from '../../src/store/backend.ts';
import type { Library } from '../../src/store/library-api.ts';
import { until } from '../support/until.ts';

function countingLibrary(): { library: Library; reads: string[]; change: (...keys: Key[]) => void } {
  const reads: string[] = [];
  const listeners: ((changed: readonly Key[]) => void)[] = [];
  const library = {
    article: (id: ArticleId) => {
      reads.push(id);
      return Promise.resolve({ read: reads.length } as unknown as Article);
    },
    onChange: (listener: (changed: readonly Key[]) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  } as unknown as Library;
  return { library, reads, change: (...keys) => listeners.forEach(listener => listener(keys)) };
}

const [a, b] = ['a', 'b'] as unknown as [ArticleId, ArticleId];

test('what was read ahead is not read again, once', async () => {
  const { library, reads } = countingLibrary();
  const ahead = articlesAhead(library);
  ahead.read(a);
  ahead.read(a);
  await ahead.take(a);
  assert.deepEqual(reads, ['a']);
  await ahead.take(a);
  assert.deepEqual(reads, ['a', 'a']);
});

for (const [what, key] of [
  ['status', ['status', 'a']],
  ['text', ['body', 'a']],
  ['headline', ['headline', 'feed', 'a']],
  ['feed', ['feed', 'feed']],
] as const)
  test(`an article whose ${what} has changed is read anew`, async () => {
    const { library, reads, change } = countingLibrary();
    articlesAhead(library).read(a);
    change(key);
    await articlesAhead(library).take(a);
    assert.deepEqual(reads, ['a', 'a']);
  });

test('what was read ahead is prepared when there is time, unless it was taken', async () => {
  const { library } = countingLibrary();
  const ahead = articlesAhead(library);
  const prepared: Article[] = [];
  ahead.onRead(article => prepared.push(article));
  ahead.read(a);
  ahead.read(b);
  await ahead.take(b);
  await until(() => prepared.length > 0, { what: 'the article is prepared' });
  await new Promise(setImmediate);
  assert.deepEqual(prepared, [await ahead.take(a)]);
});

test('a change of another article leaves it', async () => {
  const { library, reads, change } = countingLibrary();
  articlesAhead(library).read(a);
  change(['status', b], ['headline', 'feed', b]);
  await articlesAhead(library).take(a);
  assert.deepEqual(reads, ['a']);
});
