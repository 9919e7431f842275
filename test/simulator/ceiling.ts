// How good steering could be at the very best: someone who knows every reading and every delay to come chooses each restart.

import { WORLD, wakeRunsAt, type Assumptions } from './device.ts';
import { DAY, HOUR, MINUTE, START, person, readingDayOf, type Person } from './people.ts';
import { seeded } from './random.ts';

export interface CeilingOptions {
  readonly seed: number;
  readonly users?: number;
  readonly days?: number;
  readonly assume?: Assumptions;
}

const PERIOD = 12 * HOUR;
const WITHIN = 120 * MINUTE;
/** Phases kept in mind at once, best first. */
const KEPT = 120;

/** Share of mornings with a wake in the two hours before, phone, factor 1, two tags that hold the phase, no push. */
export function steeringCeiling({ seed, users = 200, days = 60, assume = WORLD }: CeilingOptions): number {
  let mornings = 0;
  let ready = 0;
  for (let index = 0; index < users; index++) {
    const who = person(index, seeded(seed * 100_003 + index), days);
    const counted = who.sessions.map((session, i) => {
      const before = who.sessions[i - 1];
      if (!before || session.start < START + 14 * DAY) return false;
      return readingDayOf(before.start, who.offsetAt) < readingDayOf(session.start, who.offsetAt);
    });
    mornings += counted.filter(Boolean).length;
    ready += best(who, counted, assume, seed);
  }
  return ready / mornings;
}

/** Dynamic programming over sessions: value of each phase that is still held, and of the best to restart from. */
function best(who: Person, counted: readonly boolean[], assume: Assumptions, seed: number): number {
  let held = new Map<number, number>();
  let top = 0;
  who.sessions.forEach((session, i) => {
    if (counted[i]) {
      held = new Map(
        [...held].map(([phase, value]) => [phase, value + Number(isServed(who, phase, session.start, assume, seed))]),
      );
      top = Math.max(top, ...held.values());
    }
    held = new Map([...held].sort((a, b) => b[1] - a[1]).slice(0, KEPT));
    for (const moment of [session.start, (session.start + session.end) / 2, session.end]) held.set(moment, top);
  });
  return top;
}

function isServed(who: Person, phase: number, at: number, assume: Assumptions, seed: number): boolean {
  const last = Math.floor((at - phase) / PERIOD);
  return [last, last - 1].some(n => {
    if (n < 1) return false;
    const runs = wakeRunsAt(who, 'phone', phase + n * PERIOD, assume, seed);
    return runs <= at && runs >= at - WITHIN;
  });
}
