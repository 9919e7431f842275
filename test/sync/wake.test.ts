import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedId, WakeReport } from '../../src/core/model.ts';
import type { WorkerMessage } from '../../src/sync/messages.ts';
import { keys } from '../../src/store/keys.ts';
import { noteOpen } from '../../src/sync/opens.ts';
import { patienceFor } from '../../src/sync/patience.ts';
import { wake } from '../../src/sync/wake.ts';
import { clockAt, feed, item, memoryLibrary, MORNING, ndjson, updated, wakeDeps } from './support.ts';

test('fetches every feed by one request, stores what came, and reports it', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  await library.putFeed(feed('two', { cursor: 'old' }));
  const asked: unknown[] = [];
  const deps = wakeDeps(library, async (_url, init) => {
    asked.push(JSON.parse(init?.body as string));
    return ndjson([
      updated('one', [item('a'), item('b')]),
      { kind: 'unchanged', url: 'https://two.test/feed', cursor: 'c2' },
    ]);
  });

  const report = await wake('refresh', deps);

  assert.deepEqual(asked, [
    { feeds: [{ url: 'https://one.test/feed' }, { url: 'https://two.test/feed', cursor: 'old' }], limit: 50 },
  ]);
  assert.equal(report.result, 'complete');
  assert.deepEqual(report.feeds, { planned: 2, updated: 1, unchanged: 1, failed: 0 });
  assert.equal(report.newArticles, 2);
  assert.ok(report.bytes > 300);
  assert.equal((await library.list({ kind: 'all' })).rows.length, 2);
  assert.deepEqual(await library.wakes(5), [report]);
  assert.equal((await library.edition())?.articleIds.length, 2);
});

test('stands as running while it runs, and tells the page feed by feed', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  let stored: WakeReport[] = [];
  const told: WorkerMessage[] = [];
  const fetch = async () => {
    stored = await library.wakes(5);
    return ndjson([updated('one', [item('a')])]);
  };

  await wake('start', wakeDeps(library, fetch, { tell: message => told.push(message) }));

  assert.equal(stored[0]?.result, 'running');
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['wake-progress', 'wake-progress', 'wake-ended'],
  );
});

test('a wake that was killed is called interrupted, and the next asks only for what is missing', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  for (const id of ['one', 'two', 'three']) await library.putFeed(feed(id));
  const dead = new AbortController();
  // The stream gives one feed, then the worker dies: nothing after it runs.
  const dying = wakeDeps(
    library,
    async () =>
      new Response(
        new ReadableStream({
          start: controller => {
            controller.enqueue(new TextEncoder().encode(`${JSON.stringify(updated('one', [item('a')]))}\n`));
          },
        }),
        { headers: { 'content-type': 'application/x-ndjson' } },
      ),
    { now: clock.now, locks: freeLocks(), signal: dead.signal },
  );
  const arrived = new Promise<void>(done =>
    library.onChange(changed => changed.some(([family]) => family === 'headline') && done()),
  );
  void wake('periodicsync', dying).catch(() => undefined);
  await arrived;

  clock.pass(60_000);
  const asked: string[] = [];
  // Another worker: it shares the store with the dead one, not its locks.
  const report = await wakeAlone(
    library,
    async (_url, init) => {
      const body = JSON.parse(init?.body as string) as { feeds: { url: string }[] };
      asked.push(...body.feeds.map(({ url }) => url));
      return ndjson([updated('two', [item('b')]), updated('three', [item('c')])]);
    },
    clock.now,
  );

  assert.deepEqual(asked.sort(), ['https://three.test/feed', 'https://two.test/feed']);
  assert.equal(report.result, 'complete');
  assert.deepEqual((await library.wakes(5)).map(({ result }) => result).sort(), ['complete', 'interrupted']);
  dead.abort();
});

test('does nothing twelve minutes after a complete wake, and says so; a person who asks is served', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  await library.putFeed(feed('one'));
  const deps = wakeDeps(library, async () => ndjson([updated('one', [item('a')])]), { now: clock.now });
  await wake('start', deps);
  clock.pass(5 * 60_000);

  const again = await wake('visible', deps);
  assert.deepEqual([again.result, again.why], ['nothing', 'just-synced']);
  assert.equal((await library.wakes(5)).length, 1);

  const asked = await wake('refresh', deps);
  assert.equal(asked.result, 'complete');
});

test('keeps what came when the stream breaks off, and calls itself partial', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  await library.putFeed(feed('two'));

  const report = await wake(
    'refresh',
    wakeDeps(library, async () => ndjson([updated('one', [item('a')])], { end: false })),
  );

  assert.deepEqual([report.result, report.why], ['partial', 'gateway-broke-off']);
  assert.equal((await library.list({ kind: 'all' })).rows.length, 1);
});

test('fails with a reason when the gateway cannot be reached, and leaves the stored paper alone', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  await wake(
    'refresh',
    wakeDeps(library, async () => ndjson([updated('one', [item('a')])])),
  );
  const paper = await library.edition();

  const report = await wake(
    'refresh',
    wakeDeps(library, () => Promise.reject(new TypeError('Failed to fetch')), { now: () => MORNING + 1 }),
  );

  assert.deepEqual([report.result, report.why], ['failed', 'gateway-unreachable']);
  assert.deepEqual(await library.edition(), paper);
});

test('one bad feed is counted and costs the others nothing', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  await library.putFeed(feed('two'));
  const fetch = async () =>
    ndjson([{ kind: 'failed', url: 'https://two.test/feed', code: 'timeout' }, updated('one', [item('a')])]);

  const report = await wake('refresh', wakeDeps(library, fetch));

  assert.deepEqual(report.feeds, { planned: 2, updated: 1, unchanged: 0, failed: 1 });
  assert.equal(report.result, 'partial');
  assert.equal((await library.feeds()).find(({ id }) => id === 'two')?.state.kind, 'failing');
});

test('a person who cancels gets a cancelled wake, and what came stays', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  await library.putFeed(feed('two'));
  const cancel = new AbortController();
  const fetch = async () => ndjson([updated('one', [item('a')]), updated('two', [item('b')])]);
  const tell = (message: WorkerMessage) => {
    if (message.kind === 'wake-progress' && message.done === 1) cancel.abort();
  };

  const report = await wake('refresh', wakeDeps(library, fetch, { signal: cancel.signal, tell }));

  assert.equal(report.result, 'cancelled');
  assert.equal((await library.list({ kind: 'all' })).rows.length, 1);
});

test('full storage ends the wake with its reason and loses nothing that was stored', async () => {
  const library = await memoryLibrary(6_000);
  await library.putFeed(feed('one'));
  await library.putFeed(feed('two'));
  const large = item('b', { content_html: `<p>${'x'.repeat(20_000)}</p>` });
  const fetch = async () => ndjson([updated('one', [item('a')]), updated('two', [large])]);

  const report = await wake('refresh', wakeDeps(library, fetch));

  assert.deepEqual([report.result, report.why], ['partial', 'quota-exceeded']);
  assert.equal((await library.list({ kind: 'all' })).rows.length, 1);
});

test('notifies once, and only for a wake that nobody watched', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  await library.putFeed(feed('one'));
  await library.putSettings({ notifications: true, readingTimes: [11 * 60] });
  const notified: number[] = [];
  const notify = async ({ newArticles }: { newArticles: number }) => void notified.push(newArticles);
  const badges: number[] = [];
  const badge = async (count: number) => void badges.push(count);
  let serial = 0;
  const fetch = async () => ndjson([updated('one', [item(`a${(serial += 1)}`), item(`b${serial}`)])]);

  await wake('refresh', wakeDeps(library, fetch, { now: clock.now, notify, badge }));
  assert.deepEqual([notified, badges], [[], [2]]);

  clock.pass(4 * 3_600_000);
  await wake('periodicsync', wakeDeps(library, fetch, { now: clock.now, notify, badge }));
  assert.deepEqual([notified, badges], [[4], [2, 4]]);
});

test('leaves a wake alone that no reading is near, and says so', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one', { checkedAt: MORNING - 7_200_000 }));
  await library.putSettings({ readingTimes: [5 * 60] });
  await library.backend.write({ puts: [[keys.meta('steering'), steeringTo(MORNING + 5 * 3_600_000)]] });
  const fetch = () => assert.fail('nothing is fetched');

  const report = await wake('periodicsync', wakeDeps(library, fetch));

  assert.deepEqual([report.result, report.why], ['nothing', 'unlikely-session']);
  assert.deepEqual(await library.wakes(5), [report]);
});

/** A wake that takes no lock of this process: as another process would. */
function wakeAlone(library: Parameters<typeof wakeDeps>[0], fetch: Parameters<typeof wakeDeps>[1], now: () => number) {
  return wake('periodicsync', { ...wakeDeps(library, fetch, { now }), locks: freeLocks() });
}

function steeringTo(dueAt: number) {
  return { restartedAt: MORNING, timers: [{ tag: 'a', dueAt }] };
}

function freeLocks(): LockManager {
  const request = (...args: unknown[]) => Promise.resolve((args.at(-1) as (lock: unknown) => unknown)({}));
  return { request, query: async () => ({ held: [], pending: [] }) };
}

test('what a person asked for waits for the wake that runs; what the browser offers leaves at once', async () => {
  assert.ok(patienceFor('refresh') > 0 && patienceFor('subscribe') > 0);
  assert.equal(patienceFor('start') + patienceFor('periodicsync') + patienceFor('visible'), 0);
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  let release = (): void => undefined;
  const held = new Promise<void>(resolve => (release = resolve));
  const slow = async () => {
    await held;
    return ndjson([updated('one', [item('a')])]);
  };
  const quick = async () => ndjson([updated('one', [item('a'), item('b')])]);

  const first = wake('start', wakeDeps(library, slow));
  const offered = await wake('visible', wakeDeps(library, quick, { waitMs: patienceFor('visible') }));
  const asked = wake('refresh', wakeDeps(library, quick, { waitMs: patienceFor('refresh') }));
  release();

  assert.equal(offered.why, 'already-running');
  assert.equal((await first).newArticles, 1);
  assert.equal((await asked).newArticles, 1);
});

test('asks first for the feeds that are opened most', async () => {
  const library = await memoryLibrary();
  const asked: string[] = [];
  for (const id of ['one', 'two', 'three']) await library.putFeed(feed(id, { checkedAt: MORNING - 86_400_000 }));
  await noteOpen(library, (await library.feeds())[2]?.id as FeedId, MORNING);
  const deps = wakeDeps(library, async (_url, init) => {
    const { feeds } = JSON.parse(init?.body as string) as { feeds: { url: string }[] };
    asked.push(...feeds.map(({ url }) => url));
    return ndjson([]);
  });

  await wake('refresh', deps);

  assert.equal(asked[0], (await library.feeds())[2]?.url);
});
