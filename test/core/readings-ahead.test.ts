// The readings that Deliveries tells of: learned ones, each once, also about midnight.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import { readingsAhead } from '../../src/core/readings-ahead.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';

const offsetAt = (): number => 60;
/** Noon at UTC+1. */
const NOON = Date.UTC(2026, 10, 23, 11);
const MIDNIGHT = NOON + 12 * HOUR_MS;

/** Sixty days, read at each of these minutes after the coming midnight, by turns. */
function readings(...minutes: readonly (readonly number[])[]): string[] {
  const sessions = minutes.flatMap(turns =>
    Array.from({ length: 60 }, (_, ago) => {
      const at = MIDNIGHT - (ago + 1) * DAY_MS + (turns[ago % turns.length] ?? 0) * MINUTE_MS;
      return sessionAt(at, at + 10 * MINUTE_MS, offsetAt);
    }),
  );
  return readingsAhead(learnRhythm(sessions, NOON, { offsetAt }), NOON).map(at =>
    new Date(at + HOUR_MS).toISOString().slice(11, 16),
  );
}

test('who reads about midnight is told of one reading', () => {
  const [only, ...others] = readings([-20, 25, 5, -35]);
  assert.deepEqual(others, []);
  assert.match(only ?? '', /^(?:23:[45]|00:0)/);
});

test('an evening and a morning are two readings', () => {
  assert.equal(readings([-150], [7 * 60]).length, 2);
  assert.equal(readings([-40], [150]).length, 2);
});
