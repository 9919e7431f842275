import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Timers } from '../../src/core/timers.ts';
import type { Library } from '../../src/store/library-api.ts';
import { keys } from '../../src/store/keys.ts';
import { dueAtOf, noteTimerWake, readOutlook, steerTimers, type PeriodicSync } from '../../src/sync/steering.ts';
import { memoryLibrary } from './support.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const offsetAt = (): number => 0;
const EVENING = MONDAY + 20 * DAY + 18.6 * HOUR;
const at = (now: number, library: Library) => ({ library, now, offsetAt, device: 'phone' as const });

async function reader(): Promise<Library> {
  const library = await memoryLibrary();
  for (let day = 0; day <= 20; day++) {
    for (const minute of [430, 1110]) {
      const start = MONDAY + day * DAY + minute * MINUTE_MS;
      if (start < EVENING) await library.putSession(sessionAt(start, start + 8 * MINUTE_MS, offsetAt));
    }
  }
  return library;
}

function browser(tags: string[] = []): PeriodicSync & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    getTags: async () => [...tags],
    register: async (tag, { minInterval }) => {
      calls.push(`+${tag}`);
      assert.ok(minInterval < 12 * HOUR);
      tags.push(tag);
    },
    unregister: async tag => {
      calls.push(`-${tag}`);
      tags.splice(tags.indexOf(tag), 1);
    },
  };
}

test('registers both tags one after the other on the first visit, and remembers when they are due', async () => {
  const library = await reader();
  const periodic = browser();
  const decision = await steerTimers(periodic, at(EVENING, library));
  assert.equal(decision.kind, 'restart');
  assert.deepEqual(periodic.calls, ['+predawn-morning-a', '+predawn-morning-b']);
  assert.equal(await dueAtOf(library, 'predawn-morning-a', EVENING + DAY), EVENING + 12 * HOUR);
  assert.equal(await dueAtOf(library, 'predawn-morning-b', EVENING + DAY), EVENING + 24 * HOUR);
});

test('leaves them at a wrong time, restarts them at a right one', async () => {
  const library = await reader();
  const periodic = browser();
  await steerTimers(periodic, at(EVENING, library));
  periodic.calls.length = 0;
  assert.equal((await steerTimers(periodic, at(EVENING + 3 * HOUR, library))).kind, 'keep');
  assert.deepEqual(periodic.calls, []);
  const wrong: Timers = {
    restartedAt: EVENING - DAY,
    timers: [
      { tag: 'predawn-morning-a', dueAt: EVENING + 6 * HOUR },
      { tag: 'predawn-morning-b', dueAt: EVENING + 18 * HOUR },
    ],
  };
  await library.backend.write({ puts: [[keys.meta('steering'), wrong]] });
  assert.equal((await steerTimers(periodic, at(EVENING, library))).kind, 'restart');
  assert.deepEqual(periodic.calls, [
    '-predawn-morning-a',
    '-predawn-morning-b',
    '+predawn-morning-a',
    '+predawn-morning-b',
  ]);
});

test('registers anew where the browser has forgotten a tag', async () => {
  const library = await reader();
  await steerTimers(browser(), at(EVENING, library));
  const periodic = browser(['predawn-morning-a']);
  assert.equal((await steerTimers(periodic, at(EVENING + HOUR, library))).kind, 'restart');
  assert.deepEqual(periodic.calls, ['-predawn-morning-a', '+predawn-morning-a', '+predawn-morning-b']);
});

test('a retry comes before its timer is due again: nothing is learned of its delay', async () => {
  const library = await reader();
  await steerTimers(browser(), at(EVENING, library));
  assert.equal(await dueAtOf(library, 'predawn-morning-a', EVENING + HOUR), undefined);
});

test('counts on after a wake', async () => {
  const library = await reader();
  await steerTimers(browser(), at(EVENING, library));
  await noteTimerWake('predawn-morning-a', at(EVENING + 12 * HOUR + 9 * MINUTE_MS, library));
  assert.equal(await dueAtOf(library, 'predawn-morning-a', EVENING + 2 * DAY), EVENING + 36 * HOUR);
  const { dueTimes } = await readOutlook(at(EVENING + 13 * HOUR, library));
  assert.deepEqual(
    dueTimes,
    [24, 36, 48, 60].map(hours => EVENING + hours * HOUR),
  );
});
