import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Timers } from '../../src/core/timers.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { decide } from '../../src/sync/decide.ts';
import { createHost } from '../../src/sync/host.ts';
import { TAGS } from '../../src/sync/messages.ts';
import type { PushState } from '../../src/sync/push.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { clockAt, feed, GATEWAY, item, memoryLibrary, MORNING, ndjson, updated } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function hostOf(library: Library, fetch: Fetch, now = clockAt().now) {
  return createHost({
    library,
    device: { onLine: true, connection: { type: 'wifi' } },
    fetch,
    now,
    origin: GATEWAY,
    caches: undefined,
    direct: () => Promise.reject(new Error('unused')),
    timeZone: 'UTC',
    tell: () => undefined,
  });
}

/** Reads at 07:10 every morning. */
async function reader(): Promise<Library> {
  const library = await memoryLibrary();
  for (let ago = 1; ago <= 20; ago++) {
    const start = MORNING - ago * DAY + 40 * MINUTE_MS;
    await library.putSession(sessionAt(start, start + 8 * MINUTE_MS, () => 0));
  }
  await library.putFeed(feed('one', { checkedAt: MORNING - DAY, itemsPerDay: 9 }));
  return library;
}

const timers = (dueA: number, dueB: number): Timers => ({
  restartedAt: MORNING - DAY,
  timers: [
    { tag: TAGS.morningA, dueAt: dueA },
    { tag: TAGS.morningB, dueAt: dueB },
  ],
});

test('a periodic wake says when it was due, and its timer is counted on', async () => {
  const library = await reader();
  await library.backend.write({
    puts: [[keys.meta('steering'), timers(MORNING - 9 * MINUTE_MS, MORNING + 12 * HOUR)]],
  });
  const host = hostOf(library, async () => ndjson([updated('one', [item('a')])]));

  const report = await host.wakeFor('periodicsync', { tag: TAGS.morningA, waitMs: 0 });

  assert.deepEqual([report.result, report.dueAt], ['complete', MORNING - 9 * MINUTE_MS]);
  const after = await library.backend.get<Timers>(keys.meta('steering'));
  const next = after?.timers.find(({ tag }) => tag === TAGS.morningA)?.dueAt ?? 0;
  assert.ok(next > MORNING + 11 * HOUR, new Date(next).toISOString());
});

test('the timer is counted on where the network failed the wake, and the retry is not called late', async () => {
  const library = await reader();
  await library.backend.write({ puts: [[keys.meta('steering'), timers(MORNING - HOUR, MORNING + 12 * HOUR)]] });
  const host = hostOf(library, () => Promise.reject(new TypeError('no network')));
  const first = await host.wakeFor('periodicsync', { tag: TAGS.morningA, waitMs: 0 });
  const retry = await host.wakeFor('periodicsync', { tag: TAGS.morningA, waitMs: 0 });
  assert.deepEqual([first.dueAt, retry.dueAt], [MORNING - HOUR, undefined]);
});

test('where push is on, the next times go to the gateway after a wake; where it is off, nothing does', async () => {
  const library = await reader();
  const asked: string[] = [];
  const sent: Record<string, unknown>[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push(`${init?.method ?? 'GET'} ${new URL(url).pathname}`);
    if (!url.includes('/api/push')) return ndjson([updated('one', [item('a')])]);
    sent.push(JSON.parse(init?.body as string) as Record<string, unknown>);
    return new Response(null, { status: 204 });
  };
  const host = hostOf(library, fetch);
  await host.wakeFor('refresh', { waitMs: 0 });
  assert.deepEqual(asked, ['POST /api/edition']);

  const on: PushState = { id: 'x'.repeat(43), jobs: [], uploadedAt: MORNING - 2 * DAY };
  await library.backend.write({ puts: [[keys.meta('push'), on]] });
  await host.wakeFor('refresh', { waitMs: 0 });

  assert.deepEqual(asked.slice(1), ['POST /api/edition', `PUT /api/push/${on.id}`]);
  assert.deepEqual(Object.keys(sent[0] ?? {}).sort(), ['feeds', 'jobs', 'visible']);
  const kept = await library.backend.get<PushState>(keys.meta('push'));
  assert.equal(kept?.uploadedAt, MORNING);
  assert.equal(kept.jobs.length, 1);
});

test('an upload that fails costs the wake nothing', async () => {
  const library = await reader();
  const on: PushState = { id: 'x'.repeat(43), jobs: [], uploadedAt: 0 };
  await library.backend.write({ puts: [[keys.meta('push'), on]] });
  const fetch: Fetch = url =>
    url.includes('/api/push') ? Promise.reject(new TypeError('gone')) : Promise.resolve(ndjson([updated('one', [])]));
  assert.equal((await hostOf(library, fetch).wakeFor('refresh', { waitMs: 0 })).result, 'complete');
});

test('a timer that may run after the reading is no reason to leave the wake; a push well before it is', async () => {
  const library = await reader();
  const now = MORNING - 1.5 * HOUR;
  const asked = {
    library,
    reason: 'periodicsync',
    conditions: { online: true, metered: false },
    now,
    offsetAt: () => 0,
    device: 'phone',
  } as const;
  // 05:00; the reading is at 07:10, the next timer is due at 06:20 and may be an hour late.
  await library.backend.write({
    puts: [[keys.meta('steering'), timers(MORNING - 10 * MINUTE_MS, MORNING + 12 * HOUR)]],
  });
  assert.equal((await decide(asked)).kind, 'fetch');
  const push: PushState = { id: 'x', jobs: [{ at: MORNING, ttlSeconds: 600, urgency: 'high' }], uploadedAt: now };
  await library.backend.write({ puts: [[keys.meta('push'), push]] });
  const left = await decide(asked);
  assert.deepEqual([left.kind, left.kind === 'nothing' && left.why], ['nothing', 'unlikely-session']);
});
