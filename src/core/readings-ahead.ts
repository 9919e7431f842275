// The readings of the next day that a person is told of: those that were learned or set, each once.

import { DAY_MS, HOUR_MS, localTime, MINUTE_MS } from './local-clock.ts';
import { expectedSessions, isKnown, type ExpectedSession, type Rhythm } from './rhythm.ts';

/** A reading is expected about then: to five minutes. */
const ABOUT_MS = 5 * MINUTE_MS;
/** Parts of one habit about midnight lie no further apart. */
const ONE_HABIT_MS = 2 * HOUR_MS;

/** Middles of the readings expected in the day to come, soonest first. */
export function readingsAhead(rhythm: Rhythm, now: number): number[] {
  const readings: ExpectedSession[] = [];
  for (const next of expectedSessions(rhythm, now, DAY_MS)) {
    const last = readings.at(-1);
    if (last && isOneHabit(last, next, rhythm)) readings[readings.length - 1] = joined(last, next);
    else readings.push(next);
  }
  return readings.filter(({ at }) => isKnown(rhythm, at)).map(({ at }) => Math.round(at / ABOUT_MS) * ABOUT_MS);
}

/** The rhythm has a row for each weekday: a habit about midnight stands in two. */
function isOneHabit(before: ExpectedSession, after: ExpectedSession, { offsetAt }: Rhythm): boolean {
  const isMidnight = before.to === after.from && localTime(after.from, offsetAt).minute === 0;
  return isMidnight && after.at - before.at < ONE_HABIT_MS;
}

function joined(before: ExpectedSession, after: ExpectedSession): ExpectedSession {
  const chance = before.chance + after.chance;
  const at = (before.at * before.chance + after.at * after.chance) / chance;
  return { at, from: before.from, to: after.to, chance: Math.min(1, chance) };
}
