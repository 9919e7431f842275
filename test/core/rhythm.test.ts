import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clockText, localTime, MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Session } from '../../src/core/model.ts';
import { chanceOfSession, expectedSessions, heatmap, learnRhythm } from '../../src/core/rhythm.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Monday. */
const MONDAY = Date.UTC(2026, 2, 2);
const utc = (): number => 0;

function readAt(day: number, minute: number, offsetAt: (t: number) => number = utc): Session {
  const start = MONDAY + day * DAY + (minute - offsetAt(MONDAY + day * DAY)) * MINUTE_MS;
  return sessionAt(start, start + 7 * MINUTE_MS, offsetAt);
}

/** Reads at `minute` on every day of a span that `reads` allows. */
function habit(minute: number, days: number, reads: (day: number) => boolean = () => true): Session[] {
  return Array.from({ length: days }, (_, day) => day)
    .filter(reads)
    .map(day => readAt(day, minute + ((day * 7) % 11) - 5));
}

const isWorkDay = (day: number): boolean => day % 7 < 5;

describe('rhythm', () => {
  test('expects a person where others read, before anything is known', () => {
    const rhythm = learnRhythm([], MONDAY, { offsetAt: utc });
    const morning = chanceOfSession(rhythm, MONDAY + 5 * HOUR, MONDAY + 10 * HOUR);
    const night = chanceOfSession(rhythm, MONDAY + HOUR, MONDAY + 4 * HOUR);
    assert.ok(morning > 0.3 && morning < 0.8, `morning ${morning}`);
    assert.ok(night < 0.1, `night ${night}`);
  });

  test('learns a reading time within a week', () => {
    const now = MONDAY + 7 * DAY;
    const rhythm = learnRhythm(habit(430, 7), now, { offsetAt: utc });
    assert.ok(chanceOfSession(rhythm, now + 6 * HOUR, now + 8.5 * HOUR) > 0.7);
    assert.ok(chanceOfSession(rhythm, now + 14 * HOUR, now + 16 * HOUR) < 0.15);
    const [first] = expectedSessions(rhythm, now, DAY);
    assert.ok(first);
    assert.ok(
      Math.abs((first.at - now) / MINUTE_MS - 430) < 20,
      `expected about 07:10, got ${(first.at - now) / MINUTE_MS}`,
    );
  });

  test('the chance grows with the span, stays within one, and is nothing for an empty span', () => {
    const now = MONDAY + 30 * DAY;
    const rhythm = learnRhythm([...habit(430, 30), ...habit(1130, 30)], now, { offsetAt: utc });
    let last = 0;
    for (let hours = 0; hours <= 48; hours += 3) {
      const chance = chanceOfSession(rhythm, now, now + hours * HOUR);
      assert.ok(chance >= last && chance <= 1);
      last = chance;
    }
    assert.equal(chanceOfSession(rhythm, now, now), 0);
  });

  test('keeps work days and weekends apart', () => {
    const now = MONDAY + 28 * DAY;
    const sessions = [...habit(430, 28, isWorkDay), ...habit(600, 28, day => !isWorkDay(day))];
    const rhythm = learnRhythm(sessions, now, { offsetAt: utc });
    const on = (day: number, from: number, to: number): number =>
      chanceOfSession(rhythm, now + day * DAY + from * HOUR, now + day * DAY + to * HOUR);
    assert.ok(on(0, 6.5, 8) > 0.75, 'Monday at seven');
    assert.ok(on(5, 9, 11) > 0.6, 'Saturday at ten');
    assert.ok(on(5, 6.5, 8) < on(0, 6.5, 8) / 2, 'Saturday at seven is unlikely');
  });

  test('a weekday of its own outweighs the others of its kind', () => {
    const now = MONDAY + 56 * DAY;
    const rhythm = learnRhythm(
      habit(430, 56, day => isWorkDay(day) && day % 7 !== 2),
      now,
      { offsetAt: utc },
    );
    const morning = (day: number): number =>
      chanceOfSession(rhythm, now + day * DAY + 6 * HOUR, now + day * DAY + 9 * HOUR);
    assert.ok(morning(1) - morning(2) > 0.1, `Tuesday ${morning(1)}, Wednesday ${morning(2)}`);
  });

  test('days without a reading count', () => {
    const now = MONDAY + 60 * DAY;
    const always = learnRhythm(habit(430, 60), now, { offsetAt: utc });
    const stopped = learnRhythm(habit(430, 39), now, { offsetAt: utc });
    const morning = (rhythm: typeof always): number => chanceOfSession(rhythm, now + 6 * HOUR, now + 9 * HOUR);
    assert.ok(morning(stopped) < morning(always) * 0.65, 'three weeks away halve what is expected');
    assert.ok(morning(stopped) > 0.15, 'and do not wipe it out');
  });

  test('a new habit outweighs an old one after its half-life', () => {
    const now = MONDAY + 80 * DAY;
    const sessions = [...habit(430, 50), ...habit(1200, 80, day => day >= 50)];
    const rhythm = learnRhythm(sessions, now, { offsetAt: utc });
    const old = chanceOfSession(rhythm, now + 6 * HOUR, now + 8 * HOUR);
    const fresh = chanceOfSession(rhythm, now + 19 * HOUR, now + 21 * HOUR);
    assert.ok(fresh > old * 1.4, `old ${old}, new ${fresh}`);
  });

  test('follows the wall clock through travel and summer time', () => {
    const moved = MONDAY + 20 * DAY;
    const offsetAt = (t: number): number => (t < moved ? 60 : 60 + 9 * 60);
    const sessions = Array.from({ length: 20 }, (_, day) => readAt(day, 430, offsetAt));
    const rhythm = learnRhythm(sessions, moved + HOUR, { offsetAt });
    const [next] = expectedSessions(rhythm, moved + HOUR, DAY);
    assert.ok(next);
    assert.ok(Math.abs(localTime(next.at, offsetAt).minute - 430) < 20, clockText(localTime(next.at, offsetAt).minute));
  });

  test('midnight is a time like any other', () => {
    const now = MONDAY + 30 * DAY + 12 * HOUR;
    const rhythm = learnRhythm(
      Array.from({ length: 30 }, (_, day) => readAt(day, day % 2 ? 1435 : 1440 + 5)),
      now,
      { offsetAt: utc },
    );
    assert.ok(chanceOfSession(rhythm, now + 11 * HOUR, now + 13 * HOUR) > 0.6);
  });

  test('times set by hand win, and learning goes on beneath', () => {
    const now = MONDAY + 30 * DAY;
    const learned = habit(430, 30);
    const rhythm = learnRhythm(learned, now, { offsetAt: utc, setTimes: [5 * 60] });
    assert.equal(rhythm.byHand, true);
    const [first] = expectedSessions(rhythm, now, DAY);
    assert.ok(first);
    assert.ok(Math.abs((first.at - now) / MINUTE_MS - 300) < 15);
    assert.ok(chanceOfSession(rhythm, now + 4.5 * HOUR, now + 5.5 * HOUR) > 0.8);
    assert.ok(chanceOfSession(rhythm, now + 6.5 * HOUR, now + 8 * HOUR) > 0.1);
  });

  test('the heat map has a row a weekday and says when', () => {
    const now = MONDAY + 28 * DAY;
    const map = heatmap(learnRhythm(habit(430, 28, isWorkDay), now, { offsetAt: utc }));
    assert.deepEqual([map.length, ...map.map(row => row.length)], [7, 24, 24, 24, 24, 24, 24, 24]);
    assert.ok(map.flat().every(value => value >= 0 && value <= 1));
    const tuesday = map[2] ?? [];
    assert.equal(tuesday.indexOf(Math.max(...tuesday)), 7);
  });

  test('sessions of the future and of another era are no lesson', () => {
    const now = MONDAY + 10 * DAY;
    const plain = learnRhythm(habit(430, 10), now, { offsetAt: utc });
    const odd = learnRhythm([...habit(430, 10), readAt(20, 900), readAt(-400, 900)], now, { offsetAt: utc });
    assert.deepEqual(odd.all, plain.all);
  });
});
