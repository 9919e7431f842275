import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Session } from '../../src/core/model.ts';
import { lastMornings } from '../../src/core/mornings.ts';

const utc = (): number => 0;
const MIDNIGHT = Date.UTC(2026, 10, 20);
/** So many days before the twentieth, at that hour. */
const read = (ago: number, hour: number, ready?: boolean): Session => {
  const start = MIDNIGHT - ago * DAY_MS + hour * HOUR_MS;
  return { ...sessionAt(start, start + 1000, utc), ...(ready === undefined ? {} : { ready }) };
};

test('the first reading of a day alone counts, whatever the order they are given in', () => {
  const sessions = [read(0, 19, true), read(0, 7, false), read(1, 7, true), read(1, 20, false)];
  assert.deepEqual(lastMornings(sessions, MIDNIGHT + 21 * HOUR_MS, 3, utc), ['none', 'ready', 'late']);
});

test('a day begins at four: who reads at one in the night reads the day before', () => {
  const sessions = [read(0, 1, false), read(1, 7, true), read(0, 8, true)];
  assert.deepEqual(lastMornings(sessions, MIDNIGHT + 9 * HOUR_MS, 2, utc), ['ready', 'ready']);
  assert.deepEqual(lastMornings(sessions.slice(0, 1), MIDNIGHT + 2 * HOUR_MS, 2, utc), ['none', 'late']);
});

test('a today nobody has read yet is no morning that was missed', () => {
  assert.deepEqual(lastMornings([read(1, 7, true)], MIDNIGHT + 6 * HOUR_MS, 2, utc), ['none', 'ready']);
});

test('what was not known is not counted, and what lies before is left out', () => {
  assert.deepEqual(lastMornings([read(0, 7), read(40, 7, true)], MIDNIGHT + 8 * HOUR_MS, 3, utc), [
    'none',
    'none',
    'none',
  ]);
});
