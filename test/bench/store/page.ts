// Runs in a page of the `store` bench: fills a library of its own and times what a reader does with it. Built and called by ../store.ts.

import type { WireItem } from '../../../feeds/wire.ts';
import { DEFAULT_FEED_SETTINGS } from '../../../src/core/model.ts';
import type { ArticleId, FeedId, FolderId } from '../../../src/core/model.ts';
import type { Action, Destination } from '../../../src/core/outbox.ts';
import { openLibrary } from '../../../src/store/library.ts';
import type { Library } from '../../../src/store/library-api.ts';
import { makeItems } from '../../support/feed-maker.ts';

/** Milliseconds of each repetition, by what was done. */
export type Times = Record<string, number[]>;

export interface Acts {
  readonly idle: number[];
  readonly busy: number[];
}

export interface StorePage {
  /** Up to so many articles, in feeds of 200; milliseconds an article. */
  fill(articles: number): Promise<number[]>;
  /** What a reader does, so many times each. */
  use(times: number): Promise<Times>;
  /** One entry each, here with what waits, and in a library where nothing else does. */
  act(times: number): Promise<Acts>;
  /** Entries that wait, so many more. */
  queue(entries: number): Promise<void>;
  /** Marks so many read and back; beside it the same statuses put bare, in one transaction each time. */
  markAll(articles: number): Promise<{ readonly read: number; readonly undo: number; readonly bare: number }>;
  /** The bytes that the origin's databases take. */
  bytes(): Promise<number>;
}

declare global {
  var storePage: StorePage;
}

/** Articles of a feed as filled, and in one answer that is timed. */
const PER_FEED = 200;
const ANSWER = 50;
/** Feeds of the folder whose merged list is timed. */
const IN_FOLDER = 40;
const FOLDER = 'folder' as FolderId;
const SITE: Destination = {
  id: 'site',
  key: { kind: 'none' },
  mode: 'cors',
  onUnknown: 'resend',
  onConflict: 'refused',
};
const NOW = Date.UTC(2026, 10, 23, 6);

let opened: Promise<Library> | undefined;
let filled = 0;
let next = 0;
/** Articles that each feed was given. */
const given: number[] = [];

const library = (): Promise<Library> => (opened ??= openLibrary({ name: 'predawn-bench' }));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function ingest(index: number, count: number): Promise<number> {
  const lib = await library();
  given[index] = count;
  const id = `feed-${String(index)}` as FeedId;
  await lib.putFeed({
    id,
    url: `https://paper-${String(index)}.example/feed`,
    title: `Paper ${String(index)}`,
    order: index,
    addedAt: NOW,
    state: { kind: 'pending' },
    settings: DEFAULT_FEED_SETTINGS,
    ...(index < IN_FOLDER ? { folderId: FOLDER } : {}),
  });
  const items = wire(index, makeStories(index));
  return timed(() =>
    lib.ingest(
      id,
      {
        kind: 'updated',
        feed: { version: 'https://jsonfeed.org/version/1.1', title: `Paper ${String(index)}` },
        items,
      },
      NOW,
    ),
  );
}

function makeStories(index: number): ReturnType<typeof makeItems> {
  return makeItems(given[index] ?? 0, { seed: index + 1, words: 80, newestAt: NOW - index * 1000 });
}

function wire(index: number, made: ReturnType<typeof makeItems>): WireItem[] {
  return made.map(item => ({
    id: item.id,
    url: `https://paper-${String(index)}.example/${item.id}`,
    title: item.title,
    content_html: item.paragraphs.map(paragraph => `<p>${paragraph}</p>`).join(''),
    date_published: new Date(item.publishedAt).toISOString(),
    _predawn: { guid: item.id },
  }));
}

globalThis.storePage = {
  async fill(articles) {
    const times: number[] = [];
    while (filled < articles) {
      const count = Math.min(PER_FEED, articles - filled);
      times.push((await ingest(next++, count)) / count);
      filled += count;
    }
    return times;
  },

  async use(times) {
    const lib = await library();
    const feeds = (await lib.feeds()).map(feed => feed.id);
    const any = (list: readonly FeedId[], i: number): FeedId => list[(i * 7919) % list.length] as FeedId;
    const out: Times = {};
    const measure = async (what: string, work: (i: number) => Promise<unknown>): Promise<void> => {
      const measured: number[] = [];
      for (let i = 0; i < times; i++) measured.push(await timed(() => work(i)));
      out[what] = measured;
    };
    const { rows } = await lib.list({ kind: 'all' }, { limit: 50 });
    const ids = rows.map(row => row.headline.id);
    await measure('first page of All, 50 rows', () => lib.list({ kind: 'all' }, { limit: 50 }));
    await measure('first page of a feed', i => lib.list({ kind: 'feed', feedId: any(feeds, i) }, { limit: 50 }));
    await measure('first page of a folder of 40 feeds', () =>
      lib.list({ kind: 'folder', folderId: FOLDER }, { limit: 50 }),
    );
    await measure('an article with its text', i => lib.article(ids[i % ids.length] as ArticleId));
    await measure('all counts', () => lib.counts());
    await measure('marking one article read', i => {
      const action: Action = {
        kind: 'mark',
        articleId: ids[i % ids.length] as ArticleId,
        field: 'read',
        value: i % 2 === 0,
        previous: i % 2 === 1,
      };
      return lib.act(action, { now: NOW });
    });
    const answers = Array.from({ length: times }, (_, i) => {
      const index = (i * 7919) % feeds.length;
      return { index, items: wire(index, makeStories(index)).slice(0, ANSWER) };
    });
    await measure('a feed of 50 that brings nothing new', i => {
      const { index, items } = answers[i] as (typeof answers)[number];
      const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'x' } as const;
      return lib.ingest(`feed-${String(index)}` as FeedId, { kind: 'updated', feed, items }, NOW + 1);
    });
    const added: number[] = [];
    for (let i = 0; i < times; i++) added.push(await ingest(next++, ANSWER));
    filled += times * ANSWER;
    out['a feed of 50 new articles'] = added;
    return out;
  },

  async act(times) {
    const [busy, idle] = [await library(), await openLibrary({ name: 'predawn-bench-idle' })];
    const out: Acts = { idle: [], busy: [] };
    // In turn, so that a slow moment of the machine strikes both.
    for (let i = 0; i < times; i++) {
      out.idle.push(await timed(() => idle.act(message(i), { now: NOW, destination: SITE })));
      out.busy.push(await timed(() => busy.act(message(i), { now: NOW, destination: SITE })));
      await emptied(idle);
    }
    idle.close();
    return out;
  },

  async queue(entries) {
    const lib = await library();
    for (let at = 0; at < entries; at += 200) {
      await Promise.all(
        Array.from({ length: Math.min(200, entries - at) }, (_, i) =>
          lib.act(message(at + i), { now: NOW, destination: SITE }),
        ),
      );
    }
  },

  async markAll(articles) {
    const lib = await library();
    await lib.markRead(
      (await lib.list({ kind: 'all' }, { limit: 50 })).rows.map(row => row.headline.id),
      false,
      NOW,
    );
    const ids = (await lib.unreadIds({ kind: 'all' })).slice(0, articles);
    let changed: ArticleId[] = [];
    const read = await timed(async () => {
      changed = await lib.markRead(ids, true, NOW);
    });
    const undo = await timed(() => lib.markRead(changed, false, NOW));
    const statuses = await lib.backend.getMany(changed.map(id => ['status', id]));
    const bare = await timed(() => putBare(changed.map((id, i) => [['bare', id], statuses[i]])));
    return { read, undo, bare };
  },

  async bytes() {
    return (await navigator.storage.estimate()).usage ?? 0;
  },
};

async function emptied(lib: Library): Promise<void> {
  for (const { seq } of await lib.outbox()) await lib.settleOutbox(seq, null);
}

/** As few lines of IndexedDB as it takes. */
function putBare(rows: readonly [IDBValidKey, unknown][]): Promise<void> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('predawn-bench-bare', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onsuccess = () => {
      const transaction = request.result.transaction('rows', 'readwrite');
      const store = transaction.objectStore('rows');
      for (const [key, value] of rows) store.put(value, key);
      transaction.oncomplete = () => {
        request.result.close();
        done();
      };
      transaction.onabort = () => fail(new Error('aborted', { cause: transaction.error }));
    };
  });
}

function message(i: number): Action {
  return {
    kind: 'send',
    title: `Message ${String(i)}`,
    request: {
      url: 'https://site.example/messages',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: { kind: 'text', text: JSON.stringify({ text: 'Good morning. '.repeat(20) }), type: 'application/json' },
    },
  };
}
