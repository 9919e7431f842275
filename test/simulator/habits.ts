// How good steering could be for someone who knows a person's habits, trips and shifts to the letter, but not what each day brings.

import { WORLD, wakeRunsAt, type Assumptions } from './device.ts';
import { DAY, HOUR, MINUTE, START, person, readingDayOf, type Person } from './people.ts';
import type { Steering } from './product.ts';
import { seeded } from './random.ts';

const PERIOD = 12 * HOUR;
const STEP = 5 * MINUTE;
const PHASES = PERIOD / STEP;
const FROM = START - DAY;
const WITHIN = 120 * MINUTE;
/** Other lives of the same person, from which the chances are counted. */
const LIVES = 40;

/** By dynamic programming over the phase of the timers (two tags, factor 1), from the last day backwards. */
export function knowsHabits(who: Person, seed: number, days = 60, assume: Assumptions = WORLD): Steering {
  const steps = ((days + 3) * DAY) / STEP;
  const { visits, served } = chances(who.index, seed, days, steps, assume);
  const after: Float64Array[] = [];
  let value = new Float64Array(PHASES);
  for (let step = steps - 1; step >= 0; step--) {
    const visit = Math.min(1, visits[step] ?? 0);
    const restarted = value[step % PHASES] ?? 0;
    if (visit > 0) value = value.map(kept => kept + visit * Math.max(0, restarted - kept));
    after[step] = value;
    const row = served[step];
    if (row) value = value.map((kept, phase) => kept + (row[phase] ?? 0));
  }
  const worth = (dueAt: number, row: Float64Array): number => {
    const exact = (dueAt - FROM) / STEP - 0.5;
    const step = Math.floor(exact);
    const at = (index: number): number => row[((index % PHASES) + PHASES) % PHASES] ?? 0;
    return at(step) + (exact - step) * (at(step + 1) - at(step));
  };
  return (now, dueAt) => {
    const row = after[Math.floor((now - FROM) / STEP) + 1];
    return dueAt === undefined || (row !== undefined && worth(now, row) > worth(dueAt, row));
  };
}

interface Chances {
  /** Readings expected to start in each step. */
  readonly visits: Float64Array;
  /** By step and phase: first readings of a day expected then that such a phase serves. */
  readonly served: readonly (Float64Array | undefined)[];
}

function chances(index: number, seed: number, days: number, steps: number, assume: Assumptions): Chances {
  const visits = new Float64Array(steps);
  const served: (Float64Array | undefined)[] = [];
  for (let life = 0; life < LIVES; life++) {
    const other = person(index, seeded(seed * 100_003 + index), days, 'phone', assume.laterSpreadMin, life);
    other.sessions.forEach(({ start }, i) => {
      const step = Math.floor((start - FROM) / STEP);
      visits[step] = (visits[step] ?? 0) + 1 / LIVES;
      const before = other.sessions[i - 1];
      if (!before || readingDayOf(before.start, other.offsetAt) === readingDayOf(start, other.offsetAt)) return;
      const row = (served[step] ??= new Float64Array(PHASES));
      const earliest = step - Math.ceil((WITHIN + assume.dozingMaxMin * MINUTE) / STEP);
      for (let due = earliest; due < step; due++) {
        const runs = wakeRunsAt(other, 'phone', FROM + (due + 0.5) * STEP, assume, seed);
        const phase = ((due % PHASES) + PHASES) % PHASES;
        if (runs <= start && runs >= start - WITHIN) row[phase] = (row[phase] ?? 0) + 1 / LIVES;
      }
    });
  }
  return { visits, served };
}
