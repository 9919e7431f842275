// When a host's reader comes, learned from visits on the device, and what that makes of the timers.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openMemory } from '../../src/sync/embed/database.ts';
import { noteWake, putMorning, readMorning, timesOf } from '../../src/sync/embed/morning.ts';
import { EMBED_TAGS } from '../../src/sync/embed/names.ts';
import { noteVisit, steerMorning, type PeriodicSyncLike } from '../../src/sync/embed/steering.ts';
import { openEmbedStore, type EmbedStore } from '../../src/sync/embed/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAY = Date.UTC(2026, 10, 2);
const BOTH = [EMBED_TAGS.morning, EMBED_TAGS.morningB];

const deps = (now: number) => ({ now, offsetAt: () => 0, device: 'phone' }) as const;

function timers(registered: string[] = []): PeriodicSyncLike & { readonly registered: string[]; restarts: number } {
  return {
    registered,
    restarts: 0,
    register(tag) {
      if (!registered.includes(tag)) registered.push(tag);
      if (tag === EMBED_TAGS.morning) this.restarts++;
      return Promise.resolve();
    },
    unregister(tag) {
      registered.splice(registered.indexOf(tag), 1);
      return Promise.resolve();
    },
    getTags: () => Promise.resolve([...registered]),
  };
}

/** A fortnight of a reader who comes at 6:30 and at 18:30, and stays for seven minutes. */
async function aHabit(): Promise<{ store: EmbedStore; evening: number }> {
  const store = await openEmbedStore(openMemory);
  await putMorning(store, { on: true, times: [] });
  for (let day = 0; day < 14; day++)
    for (const hour of [6.5, 18.5])
      for (const minutes of [0, 4, 7])
        await noteVisit(store, deps(MONDAY + day * DAY_MS + hour * HOUR_MS + minutes * 60_000));
  return { store, evening: MONDAY + 13 * DAY_MS + 18.6 * HOUR_MS };
}

describe('the morning of a host', () => {
  it('counts pages seen soon after each other as one visit, and forgets what is too old to learn from', async () => {
    const { store, evening } = await aHabit();
    const visits = await store.db.list<{ startedAt: number; endedAt: number }>('visit');
    assert.equal(visits.length, 28);
    assert.equal((visits[0]?.endedAt ?? 0) - (visits[0]?.startedAt ?? 0), 7 * 60_000);
    await noteVisit(store, deps(evening + 150 * DAY_MS));
    assert.equal((await store.db.list('visit')).length, 1);
  });

  it('learns when the reader comes, and the worker finds it in the store', async () => {
    const { store, evening } = await aHabit();
    await steerMorning(store, timers(), deps(evening));
    const { learned = [] } = await readMorning(store);
    assert.equal(learned.length, 2, learned.join());
    assert.match(learned[0] ?? '', /^06:[23]/);
    assert.deepEqual(timesOf(await readMorning(store), ['09:00']), learned, 'what was learned wins over a proposal');
  });

  it('registers two timers, keeps a phase that serves, and restarts one that does not', async () => {
    const { store, evening } = await aHabit();
    const browser = timers();
    assert.equal((await steerMorning(store, browser, deps(evening))).kind, 'restart');
    assert.deepEqual(browser.registered, BOTH);
    assert.equal(browser.restarts, 1);
    assert.equal((await steerMorning(store, browser, deps(evening + 60_000))).kind, 'keep');
    assert.equal(browser.restarts, 1);
    // Registered at noon, they would come at noon and at midnight: the evening is worth a restart.
    const noon = await aHabit();
    const unlucky = timers();
    await steerMorning(noon.store, unlucky, deps(noon.evening + 17.4 * HOUR_MS));
    assert.equal((await steerMorning(noon.store, unlucky, deps(noon.evening + DAY_MS))).kind, 'restart');
  });

  it('reckons with the wakes that the worker noted, once', async () => {
    const { store, evening } = await aHabit();
    const browser = timers();
    const first = await steerMorning(store, browser, deps(evening));
    const dueAt = first.nextDueAt ?? 0;
    await noteWake(store, { tag: EMBED_TAGS.morning, startedAt: dueAt + 60_000, endedAt: dueAt + 64_000 });
    const next = await steerMorning(store, browser, deps(dueAt + HOUR_MS));
    assert.ok((next.nextDueAt ?? 0) > dueAt + HOUR_MS, 'the timer that fired is due again later');
    assert.deepEqual(await store.db.list('wake'), []);
  });

  it('obeys times that were set', async () => {
    const { store, evening } = await aHabit();
    await putMorning(store, { on: true, times: ['05:00'] });
    await steerMorning(store, timers(), deps(evening));
    assert.deepEqual(timesOf(await readMorning(store)), ['05:00']);
  });
});
