// A database that the browser lost, over a real IndexedDB and Cache Storage: what cannot be fetched again is back.

import type { Feed } from '../../src/core/model.ts';
import type { Library } from '../../src/store/library-api.ts';
import { openLibrary } from '../../src/store/library.ts';
import { restoreBackup, writeBackup } from '../../src/store/backup.ts';
import { SCHEMA } from '../../src/store/schema.ts';
import * as secondCopy from '../../src/store/second-copy.ts';
import { equal } from './expect.ts';
import { HOUR, NOW, stories, subscribe, withStories } from './fixtures.ts';

const REQUEST = { url: 'https://x.example/', method: 'POST', headers: {}, body: { kind: 'none' } } as const;

let name: string;
let nth = 0;
let open: Library | undefined;

/** The document is written at once: a test waits for no clock. */
const soon = {
  ...secondCopy,
  openSecondCopy: (backend: Parameters<typeof secondCopy.openSecondCopy>[0], cache: string) =>
    secondCopy.openSecondCopy(backend, cache, work => work()),
};

async function start(): Promise<Library> {
  open?.close();
  open = await openLibrary({ name, secondCopy: () => Promise.resolve(soon) });
  return open;
}

async function lose(): Promise<void> {
  open?.close();
  open = undefined;
  await new Promise<void>(done => (indexedDB.deleteDatabase(name).onsuccess = () => done()));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(done => setTimeout(done));
}

/** The document follows what is written; it holds a feed of this name. */
async function written(text: string): Promise<void> {
  await until(async () => {
    const found = await (
      await caches.open(`${name}-second-copy`)
    ).match(`/second-copy/${encodeURIComponent('["inventory"]')}`);
    return (await found?.text())?.includes(text) ?? false;
  });
}

describe('second copy', () => {
  beforeEach(() => {
    name = `predawn-second-${String(++nth)}`;
  });

  afterEach(async () => {
    await lose();
    await caches.delete(`${name}-second-copy`);
  });

  it('gives back what waits to be sent, in its order, with its files, under its ids', async () => {
    const library = await start();
    const file = new Blob(['a picture'], { type: 'image/png' });
    const first = await library.act({ kind: 'send', request: REQUEST, title: 'one' }, { now: NOW });
    await library.act(
      {
        kind: 'send',
        title: 'two',
        request: {
          ...REQUEST,
          body: { kind: 'form', encoding: 'multipart', fields: [{ name: 'photo', blobId: 'b1', filename: 'p.png' }] },
        },
      },
      { now: NOW, blobs: new Map([['b1', file]]) },
    );
    const third = await library.act({ kind: 'send', request: REQUEST, title: 'three' }, { now: NOW });
    await library.settleOutbox(first!.seq, null);

    await lose();
    const again = await start();

    const entries = await again.outbox();
    equal(
      entries.map(({ seq, action }) => [seq, action.kind === 'send' && action.title]),
      [
        [2, 'two'],
        [3, 'three'],
      ],
    );
    equal(entries[1], third);
    const kept = await again.backend.get<{ bytes: Uint8Array<ArrayBuffer>; type: string }>(['blob', 'b1']);
    equal([await new Blob([kept!.bytes]).text(), kept!.type], ['a picture', 'image/png']);
    equal((await again.counts()).waiting, 2);
    // The next one comes after them.
    equal((await again.act({ kind: 'send', request: REQUEST, title: 'four' }, { now: NOW }))?.seq, 4);
  });

  it('gives back feeds, folders, settings, reading times, stars and what was saved; says so once', async () => {
    const library = await start();
    const { feed, ids } = await withStories(library, 'daily', stories(3));
    await library.putFolder({ id: 'f1' as never, title: 'Papers', order: 1 });
    await library.putFeed({ ...((await library.feed(feed)) as Feed), customTitle: 'My Daily', cursor: 'c1' });
    await library.putSettings({ theme: 'dark' });
    await library.putSession({ startedAt: NOW - HOUR } as never);
    await library.act(
      { kind: 'mark', articleId: ids[0]!, field: 'starred', value: true, previous: false },
      { now: NOW },
    );
    await library.setSaved(ids[1]!, true, NOW);
    await library.act(
      { kind: 'mark', articleId: ids[2]!, field: 'starred', value: true, previous: false },
      { now: NOW },
    );
    await library.act(
      { kind: 'mark', articleId: ids[2]!, field: 'starred', value: false, previous: true },
      { now: NOW },
    );
    await written('"dark"');
    await written('My Daily');
    await written(`"startedAt":${String(NOW - HOUR)}`);

    await lose();
    const again = await start();

    const back = await again.feed(feed);
    equal([back?.customTitle, back?.url, back?.state.kind], ['My Daily', 'https://daily.example/feed', 'active']);
    // What it says of articles that are gone is asked for again.
    equal([back?.cursor, back?.checkedAt], [undefined, undefined]);
    equal(
      (await again.folders()).map(({ title }) => title),
      ['Papers'],
    );
    equal((await again.settings()).theme, 'dark');
    equal((await again.sessions(0)).length, 1);
    equal(
      (await again.list({ kind: 'starred' }, { limit: 9 })).rows.map(row => row.headline.title),
      ['Story 1'],
    );
    equal(
      (await again.list({ kind: 'saved' }, { limit: 9 })).rows.map(row => row.headline.title),
      ['Story 2'],
    );
    equal((await again.counts()).all, 2);
    const before = await again.article(ids[0]!);
    // The feed's next answer makes no second article of it.
    const { newIds } = await again.ingest(
      feed,
      { kind: 'updated', feed: { version: 'https://jsonfeed.org/version/1.1', title: 'The Daily' }, items: stories(3) },
      NOW,
    );
    equal(newIds.length, 1);
    // And brings its text back.
    equal(before?.headline.text, 'none');
    equal((await again.article(ids[0]!))?.body?.html, '<p>Text of story 1.</p>');
    equal([await secondCopy.takeRestored(again.backend), await secondCopy.takeRestored(again.backend)], [true, false]);
  });

  it('keeps what an earlier version had stored before there was a second copy', async () => {
    open = await openLibrary({ name });
    await open.act({ kind: 'send', request: REQUEST, title: 'old' }, { now: NOW });
    await withStories(open, 'old', stories(1));
    const library = await start();
    await subscribe(library, 'new');
    await written('old.example');

    await lose();
    const again = await start();

    const titles = (await again.outbox()).flatMap(({ action }) => (action.kind === 'send' ? [action.title] : []));
    equal(titles, ['old']);
    equal((await again.feeds()).length, 2);
  });

  it('follows a restored backup, however large', async () => {
    const library = await start();
    for (let i = 0; i < 30; i++) await library.act({ kind: 'send', request: REQUEST, title: `${i}` }, { now: NOW });
    const backup = await writeBackup(library, { now: NOW });
    for (const { seq } of await library.outbox()) await library.settleOutbox(seq, null);
    await restoreBackup(library, backup);

    await lose();

    equal((await (await start()).outbox()).length, 30);
  });

  it('gives what it has back under the schema that it was written by', async () => {
    const library = await start();
    await withStories(library, 'daily', stories(1));
    await written('daily.example');
    // Lost first: what still follows a change would write over what is put there now.
    await lose();
    const cache = await caches.open(`${name}-second-copy`);
    const document = `/second-copy/${encodeURIComponent('["inventory"]')}`;
    const text = await (await cache.match(document))!.text();
    const newer = text.replace(`"version":${String(SCHEMA.version)}`, '"version":99');
    await cache.put(document, new Response(newer));

    const again = await start();

    // What a newer one had kept is only read.
    equal([again.readOnly, (await again.feeds()).length], [true, 1]);
  });

  it('gives nothing back where nothing was lost, and nothing where there is nothing', async () => {
    const library = await start();
    equal(await secondCopy.takeRestored(library.backend), false);
    await library.act({ kind: 'send', request: REQUEST, title: 'one' }, { now: NOW });
    const again = await start();
    equal((await again.outbox()).length, 1);
    equal(await secondCopy.takeRestored(again.backend), false);
  });

  it('leaves out a row that cannot be read', async () => {
    const library = await start();
    await library.act({ kind: 'send', request: REQUEST, title: 'one' }, { now: NOW });
    const cache = await caches.open(`${name}-second-copy`);
    await cache.put('/second-copy/%5B%22outbox%22%2C9%5D', new Response('not JSON'));

    await lose();
    const again = await start();

    equal((await again.outbox()).length, 1);
  });
});
