import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSearchEngine, tokens } from '../../src/app/search/engine.ts';
import type { SearchDocument, SearchEngine } from '../../src/app/search/engine.ts';
import { followLibrary, indexLibrary } from '../../src/app/search/indexer.ts';
import { fold, readQuery } from '../../src/app/search/query.ts';
import type { ArticleId, FeedId } from '../../src/core/model.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { openLibrary } from '../../src/store/library.ts';
import type { Library } from '../../src/store/library-api.ts';
import { stories, withStories } from '../store/fixtures.ts';
import { until } from '../support/until.ts';

const utc = (year: number, month: number, day: number): number => Date.UTC(year, month, day);
const read = (text: string) => readQuery(text, utc);
const none = new Set<ArticleId>();

function article(id: string, change: Partial<SearchDocument> = {}): SearchDocument {
  const base = { feedId: 'f' as FeedId, feedTitle: 'Harbour Notes', title: '', author: '', text: '', publishedAt: 0 };
  return { ...base, id: id as ArticleId, ...change };
}

function engineOf(...documents: SearchDocument[]): SearchEngine {
  const engine = createSearchEngine();
  for (const document of documents) engine.put(document);
  return engine;
}

const found = (engine: SearchEngine, text: string, flagged = none): string[] =>
  engine.find(read(text), () => flagged).map(hit => hit.id);

test('reads words, phrases, exclusions and operators', () => {
  const query = read('tide "by hand" -storm feed:"Harbour Notes" is:starred before:2026-11-23 after:2026');
  assert.deepEqual(query.words, ['tide']);
  assert.deepEqual(query.phrases, ['by hand']);
  assert.deepEqual(query.without, ['storm']);
  assert.deepEqual(query.feeds, ['harbour notes']);
  assert.deepEqual(query.flags, ['starred']);
  assert.equal(query.before, Date.UTC(2026, 10, 23));
  assert.equal(query.after, Date.UTC(2026, 0, 1));
  assert.deepEqual(query.unknown, []);
});

test('says which operators it did not understand', () => {
  assert.deepEqual(read('is:purple before:soon feed:').unknown, ['is:purple', 'before:soon', 'feed:']);
});

test('takes an address for words, not for an operator', () => {
  assert.deepEqual(read('https://example.org/a').words, ['https://example.org/a']);
});

test('the last word is open only while it is being typed', () => {
  assert.equal(read('light').openEnded, true);
  assert.equal(read('light ').openEnded, false);
  assert.equal(read('light is:unread').openEnded, false);
});

test('folds case and accents', () => {
  assert.equal(fold('ÉLYSÉE Straße'), 'elysee strasse');
});

test('finds as you type, without accents, in title and text', () => {
  const engine = engineOf(
    article('a', { title: 'Élysée at dawn' }),
    article('b', { text: 'They walked past the Elysée in the rain.' }),
    article('c', { title: 'Nothing of the kind' }),
  );
  assert.deepEqual(found(engine, 'elys').sort(), ['a', 'b']);
});

test('a title outranks the text, the newer outranks the older', () => {
  const day = 86_400_000;
  const engine = engineOf(
    article('text', { text: 'a lighthouse', publishedAt: 100 * day }),
    article('old', { title: 'lighthouse', publishedAt: 0 }),
    article('new', { title: 'lighthouse', publishedAt: 100 * day }),
  );
  assert.deepEqual(found(engine, 'lighthouse'), ['new', 'old', 'text']);
});

test('all words must be there', () => {
  const engine = engineOf(article('a', { title: 'night trains' }), article('b', { title: 'night' }));
  assert.deepEqual(found(engine, 'night trains'), ['a']);
});

test('forgives a slip of the finger where nothing fits', () => {
  assert.deepEqual(found(engineOf(article('a', { title: 'lighthouse' })), 'lighthuose'), ['a']);
});

test('narrows by feed, flag, date, phrase and exclusion', () => {
  const engine = engineOf(
    article('a', { title: 'tide tables', text: 'redrawn by hand', publishedAt: Date.UTC(2026, 9, 1) }),
    article('b', {
      title: 'tide tables',
      text: 'hand in hand by',
      feedTitle: 'Courier',
      publishedAt: Date.UTC(2026, 10, 1),
    }),
  );
  assert.deepEqual(found(engine, 'tide feed:harbour'), ['a']);
  assert.deepEqual(found(engine, 'tide before:2026-10-15'), ['a']);
  assert.deepEqual(found(engine, 'tide after:2026-10-15'), ['b']);
  assert.deepEqual(found(engine, '"by hand"'), ['a']);
  assert.deepEqual(found(engine, 'tide -redrawn'), ['b']);
  assert.deepEqual(found(engine, 'is:starred', new Set(['b' as ArticleId])), ['b']);
  assert.deepEqual(found(engine, 'is:read', new Set(['b' as ArticleId])), ['a']);
});

test('operators alone list the newest first', () => {
  const engine = engineOf(article('a', { publishedAt: 1 }), article('b', { publishedAt: 2 }));
  assert.deepEqual(found(engine, 'feed:harbour'), ['b', 'a']);
});

test('finds in scripts without spaces', () => {
  assert.deepEqual(tokens('東京都'), ['東京', '京都']);
  assert.deepEqual(found(engineOf(article('a', { title: '東京都の朝' })), '京都'), ['a']);
});

test('an article put twice is found once, as it is now; a removed one never', () => {
  const engine = engineOf(article('a', { title: 'before' }), article('a', { title: 'after' }));
  assert.deepEqual(found(engine, 'before'), []);
  assert.deepEqual(found(engine, 'after'), ['a']);
  engine.remove('a' as ArticleId);
  assert.deepEqual(found(engine, 'after'), []);
  assert.equal(engine.size, 0);
});

test('indexes the library newest first and in slices', async () => {
  const backend = openMemoryBackend();
  const feedId = 'f' as FeedId;
  await backend.write({
    puts: Array.from({ length: 100 }, (_, i) => i).flatMap(i => [
      [['recent', -i, `a${i}`], feedId] as const,
      [
        ['headline', feedId, `a${i}`],
        { id: `a${i}`, feedId, title: `Story ${i}`, excerpt: '', publishedAt: i },
      ] as const,
      [['body', `a${i}`], { articleId: `a${i}`, html: `<p>number${i} &amp; more</p>` }] as const,
    ]),
  });
  const library = { backend, feeds: () => Promise.resolve([]) } as unknown as Library;
  const engine = createSearchEngine();
  const first: boolean[] = [];
  let pauses = 0;
  await indexLibrary(library, engine, {
    pause: () => Promise.resolve(void pauses++),
    onProgress: () => first.push(engine.has('a99' as ArticleId) && !engine.has('a0' as ArticleId)),
  });
  assert.equal(engine.size, 100);
  assert.ok(pauses >= 3, `${pauses} pauses`);
  assert.equal(first[1], true, 'the newest is there before the oldest');
  assert.deepEqual(found(engine, 'number42'), ['a42']);
});

test('follows a large delivery in slices, and forgets what has gone', async () => {
  const library = await openLibrary({ backend: openMemoryBackend() });
  const engine = createSearchEngine();
  let pauses = 0;
  let most = 0;
  let before = 0;
  const pause = (): Promise<void> => {
    pauses += 1;
    most = Math.max(most, engine.size - before);
    before = engine.size;
    return Promise.resolve();
  };
  const stop = followLibrary(library, engine, { pause, onIndexed: () => undefined });
  // Of some hundreds each is told; of more only that there are many.
  for (const [name, count] of [
    ['a', 100],
    ['b', 300],
  ] as const) {
    const size = engine.size + count;
    await withStories(library, name, stories(count));
    await until(() => engine.size === size, { what: 'the delivery is indexed' });
  }
  assert.ok(pauses >= 15 && most <= 20, `${pauses} pauses, at most ${most} articles between two`);
  assert.equal(found(engine, 'Story').length, 200);

  const [kept] = await library.unreadIds({ kind: 'feed', feedId: 'b' as FeedId });
  await library.setSaved(kept!, true, Date.now());
  for (const feed of await library.feeds()) await library.unsubscribe(feed.id);
  await until(() => engine.size === 1, { what: 'they are forgotten' });
  assert.deepEqual(engine.ids(), [kept]);
  stop();

  const anew = createSearchEngine();
  await indexLibrary(library, anew, { pause });
  assert.deepEqual(anew.ids(), [kept], 'kept when its feed went, found after a start too');
});

test('ranks no crowd: a word that stands everywhere is found in titles first, the newest first', () => {
  const crowd = Array.from({ length: 3000 }, (_, at) =>
    article(`c${String(at)}`, { text: 'the common word', publishedAt: 10_000 - at }),
  );
  const engine = engineOf(
    ...crowd.slice(0, 2000),
    article('title', { title: 'Common', publishedAt: 5 }),
    ...crowd.slice(2000),
  );
  const hits = found(engine, 'common');
  assert.deepEqual(hits.slice(0, 3), ['title', 'c0', 'c1']);
  assert.equal(hits.length, 200);
  engine.put(article('late', { text: 'common', publishedAt: 20_000 }));
  assert.deepEqual(found(engine, 'common').slice(0, 3), ['title', 'late', 'c0']);
  assert.deepEqual(found(engine, 'common word before:1970-01-02').length, 200);
});
