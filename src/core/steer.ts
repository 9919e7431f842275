// Whether to restart the periodic timers now: only a page that is visible can choose the phase of the wakes to come.

import { HOUR_MS } from './local-clock.ts';
import type { Latency } from './latency.ts';
import type { Rhythm } from './rhythm.ts';
import { dueTimes, restartedTimers, type Factor, type Timers } from './timers.ts';
import { freshnessOf, valueOf, worthOfReadings } from './value.ts';

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

/** Restart only for a gain of 4 % or more. */
const WORTH_A_RESTART = 0.04;
/** Two mornings: a phase that serves only the next one is not worth losing a good one for. */
const HORIZON_MS = 54 * HOUR_MS;

/** `gain` is the share by which restarting is better than keeping; negative where it is worse. */
export function steer(input: SteerInput): SteerDecision {
  const { now, factor } = input;
  const restarted = restartedTimers(now, factor, input.tags);
  if (!input.timers || input.timers.timers.length === 0) {
    return { kind: 'restart', gain: 1, nextDueAt: restarted.timers[0]?.dueAt, timers: restarted };
  }
  const worth = worthOfReadings(input.rhythm, now, HORIZON_MS);
  const value = (timers: Timers) => {
    const due = dueTimes(timers, factor, now, now + HORIZON_MS);
    return valueOf(worth, freshnessOf(worth, due, input.latency, input.rhythm, now));
  };
  const kept = value(input.timers);
  const gain = kept > 0 ? value(restarted) / kept - 1 : 0;
  if (gain >= WORTH_A_RESTART) {
    return { kind: 'restart', gain, nextDueAt: restarted.timers[0]?.dueAt, timers: restarted };
  }
  return { kind: 'keep', gain, nextDueAt: dueTimes(input.timers, factor, now, Infinity)[0] };
}
