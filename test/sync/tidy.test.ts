import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArticleId } from '../../src/core/model.ts';
import type { Library } from '../../src/store/library-api.ts';
import { tidyDaily } from '../../src/sync/tidy.ts';
import { wake } from '../../src/sync/wake.ts';
import { clockAt, feed, HEAD, item, memoryLibrary, MORNING, ndjson, updated, wakeDeps } from './support.ts';

const DAY_MS = 86_400_000;

const titles = async (library: Library): Promise<string[]> =>
  (await library.list({ kind: 'all' }, { limit: 500 })).rows.map(row => row.headline.title);

/** `count` articles of one feed, a day apart, the newest `newestDays` old; all read when they came. */
async function libraryOf(count: number, newestDays: number): Promise<Library> {
  const library = await memoryLibrary();
  const one = feed('one');
  await library.putFeed(one);
  const items = Array.from({ length: count }, (_, i) =>
    item(`i${String(i)}`, { date_published: new Date(MORNING - (newestDays + i) * DAY_MS).toISOString() }),
  );
  const then = MORNING - newestDays * DAY_MS;
  const { newIds } = await library.ingest(one.id, { kind: 'updated', feed: HEAD, items }, then);
  await library.markRead(newIds, true, then);
  return library;
}

test('the rule of retention runs at the end of a wake: what is old and read goes, what is starred stays', async () => {
  const library = await libraryOf(40, 100);
  const oldest = (await library.list({ kind: 'all' }, { limit: 500 })).rows.at(-1)?.headline.id as ArticleId;
  await library.act(
    { kind: 'mark', articleId: oldest, field: 'starred', value: true, previous: false },
    { now: MORNING - DAY_MS },
  );

  await wake(
    'refresh',
    wakeDeps(library, async () => ndjson([updated('one', [item('new')])])),
  );

  const left = await titles(library);
  assert.ok(left.includes('Title of new'));
  assert.ok(left.includes('Title of i39'), 'the starred one');
  assert.ok(!left.includes('Title of i38'), 'the oldest that nobody kept');
  assert.equal(left.length, 21, 'the newest 20 of the feed and the starred one');
});

test('once a day is enough, and a clock that was set back does not put it off', async () => {
  const library = await libraryOf(1, 0);
  let runs = 0;
  const counting: Library = { ...library, retain: options => (runs++, library.retain(options)) };
  const clock = clockAt();
  const run = (): Promise<void> => tidyDaily(counting, { now: clock.now() });

  await run();
  clock.pass(3_600_000);
  await run();
  assert.equal(runs, 1);
  clock.pass(DAY_MS);
  await run();
  assert.equal(runs, 2);
  clock.pass(-30 * DAY_MS);
  await run();
  assert.equal(runs, 3);
});

test('a run that is cut short is not taken for done', async () => {
  const library = await libraryOf(60, 100);
  const dead = AbortSignal.abort();
  await tidyDaily(library, { now: MORNING, signal: dead });
  assert.equal((await titles(library)).length, 60);
  await tidyDaily(library, { now: MORNING });
  assert.equal((await titles(library)).length, 20);
});

test('full storage: texts already read give way to this morning’s', async () => {
  const library = await memoryLibrary(30_000);
  const one = feed('one');
  await library.putFeed(one);
  const long = (id: string) => item(id, { content_html: `<p>${'x'.repeat(12_000)}</p>` });
  const { newIds } = await library.ingest(
    one.id,
    { kind: 'updated', feed: HEAD, items: [long('old')] },
    MORNING - DAY_MS,
  );
  await library.markRead(newIds, true, MORNING - DAY_MS);

  const report = await wake(
    'refresh',
    wakeDeps(library, async () => ndjson([updated('one', [long('new1'), long('old')])])),
  );

  assert.equal(report.result, 'complete');
  const [fresh] = (await library.list({ kind: 'unread' })).rows;
  assert.equal(fresh?.headline.title, 'Title of new1');
  assert.ok((await library.article(fresh.headline.id))?.body, 'its text is there');
});

test('more than the person wants to give is freed, oldest first', async () => {
  const library = await libraryOf(30, 1);
  await library.putSettings({ keepMegabytes: 50 });
  const before = (await library.list({ kind: 'all' }, { limit: 99 })).rows;
  assert.ok(before.every(row => row.headline.text !== 'none'));

  await tidyDaily(library, { now: MORNING, usedBytes: async () => 50_000_000 });
  assert.ok((await library.list({ kind: 'all' }, { limit: 99 })).rows.every(row => row.headline.text !== 'none'));

  await tidyDaily(library, { now: MORNING + DAY_MS, usedBytes: async () => 60_000_000 });
  assert.ok((await library.list({ kind: 'all' }, { limit: 99 })).rows.some(row => row.headline.text === 'none'));
});
