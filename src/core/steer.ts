// Whether to restart the periodic timers now: only a page that is visible can choose the phase of the wakes to come.

import { foresee, HORIZON_MS, valueOfPhase, valueOfWake } from './foresight.ts';
import type { Latency } from './latency.ts';
import type { Rhythm } from './rhythm.ts';
import { dueTimes, FLOOR_MS, restartedTimers, type Factor, type Timers } from './timers.ts';

export interface SteerInput {
  readonly now: number;
  readonly rhythm: Rhythm;
  /** Absent where none is registered. */
  readonly timers: Timers | undefined;
  readonly factor: Factor;
  readonly latency: Latency;
  /** Tags to register, in this order; one where two misbehave. */
  readonly tags: readonly string[];
}

export type SteerDecision =
  | { readonly kind: 'keep'; readonly gain: number; readonly nextDueAt: number | undefined }
  /** Unregister all, register `tags` in order, store `timers`. */
  | {
      readonly kind: 'restart';
      readonly gain: number;
      readonly nextDueAt: number | undefined;
      readonly timers: Timers;
    };

/** Restart only for a gain of 4 % or more of what one wake is worth: a phase is kept for days, and a little more each morning is much. */
const WORTH_A_RESTART = 0.04;
const SCALE = FLOOR_MS / HORIZON_MS;

/** `gain` is the share by which restarting is better than keeping; negative where it is worse. */
export function steer(input: SteerInput): SteerDecision {
  const { now, factor, rhythm, latency, tags, timers } = input;
  const restarted = restartedTimers(now, factor, tags);
  const next = timers ? dueTimes(timers, factor, now, Infinity)[0] : undefined;
  if (timers === undefined || next === undefined) {
    return { kind: 'restart', gain: 1, nextDueAt: restarted.timers[0]?.dueAt, timers: restarted };
  }
  const foresight = foresee(rhythm, latency, factor, tags.length, now);
  const period = (tags.length > 1 ? 1 : factor) * FLOOR_MS;
  /** Wakes every period, of which the first is due at `first`: none of those before it comes. */
  const value = (first: number): number => {
    let worth = valueOfPhase(foresight, now, first);
    for (let due = first - period; due > now - period; due -= period) worth -= valueOfWake(foresight, due);
    return worth;
  };
  const kept = value(next);
  const gain = kept > 0 ? (value(now + FLOOR_MS * factor) - kept) / (kept * SCALE) : 0;
  if (gain >= WORTH_A_RESTART) {
    return { kind: 'restart', gain, nextDueAt: restarted.timers[0]?.dueAt, timers: restarted };
  }
  return { kind: 'keep', gain, nextDueAt: next };
}
