// When to ask the gateway for a push: the one or two times at which a wake is worth most beside those that come anyway.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a weekday or a slot */

import { HOUR_MS, MINUTE_MS } from './local-clock.ts';
import type { Latency } from './latency.ts';
import { expectedSessions, SLOT_MS, type Rhythm } from './rhythm.ts';
import { freshness, freshnessOf, middle, worthOfReadings } from './value.ts';

export interface PushPlanInput {
  readonly now: number;
  readonly rhythm: Rhythm;
  /** When periodic syncs are due (`dueTimes`); none where the browser has no such. */
  readonly dueTimes: readonly number[];
  readonly latency: Latency;
  readonly lastSyncAt: number;
  /** When pushes were sent to this device, from its wakes. */
  readonly sentAt: readonly number[];
  /** Engines that demand that every push be seen allow one in 20 hours; others two. */
  readonly visible: boolean;
}

/** One wake time for the gateway; all that it learns of a reader's day. */
export interface PushJob {
  readonly at: number;
  /** Until about the reading: later it is of no use. */
  readonly ttlSeconds: number;
  readonly urgency: 'normal' | 'high';
}

export const PUSH_WINDOW_MS = 20 * HOUR_MS;
export const MOST_SILENT = 2;
export const MOST_VISIBLE = 1;
const AHEAD_MS = 26 * HOUR_MS;
const STEP_MS = 10 * MINUTE_MS;
/** Not at once: a person has just read, or a wake has just run. */
const EARLIEST_MS = 20 * MINUTE_MS;
/** A push that adds less than this share of a reading is not worth its noise. */
const WORTH_A_PUSH = 0.08;
/** Nearly all come at once; some late, some never. */
const ARRIVES = 0.92;
/** Slots after a push, which stands at the start of one. */
const FRESH_BY_SLOT = Float64Array.from({ length: 36 }, (_, i) => freshness((i + 0.5) * SLOT_MS));
const LONGEST_TTL_MS = 6 * HOUR_MS;
const SHORTEST_TTL_MS = 45 * MINUTE_MS;

/** At most two jobs, soonest first; none where what comes anyway serves as well. */
export function planPushes(input: PushPlanInput): PushJob[] {
  const { now, rhythm } = input;
  const most = input.visible ? MOST_VISIBLE : MOST_SILENT;
  const worth = worthOfReadings(rhythm, now, AHEAD_MS);
  // A periodic sync is counted where it is nearly sure to have run.
  const sure: Latency = { ...input.latency, night: [input.latency.p90Ms], day: [input.latency.p90Ms] };
  const fresh = freshnessOf(worth, input.dueTimes, sure, rhythm, input.lastSyncAt);
  const sent = input.sentAt.filter(at => at > now - PUSH_WINDOW_MS && at <= now);
  const chosen: number[] = [];
  while (chosen.length < most) {
    const taken = [...sent, ...chosen];
    let best = -1;
    let bestGain = WORTH_A_PUSH;
    for (let at = now + EARLIEST_MS; at < now + AHEAD_MS - HOUR_MS; at += STEP_MS) {
      const gain = gainOf(at, worth.slots, fresh, worth.from);
      if (gain > bestGain && isWithinCap(at, taken, most)) {
        bestGain = gain;
        best = at;
      }
    }
    if (best < 0) break;
    chosen.push(best);
    for (let i = Math.floor((best - worth.from) / SLOT_MS); i < fresh.length; i++) {
      fresh[i] = Math.max(fresh[i]!, ARRIVES * freshness(middle(worth, i) - best) + (1 - ARRIVES) * fresh[i]!);
    }
  }
  return chosen
    .sort((a, b) => a - b)
    .map(at => ({ at: Math.round(at), ttlSeconds: ttlOf(at, rhythm), urgency: 'high' }));
}

function gainOf(at: number, slots: Float64Array, fresh: Float64Array, from: number): number {
  let gain = 0;
  const start = Math.max(0, Math.ceil((at - from) / SLOT_MS - 0.5));
  for (let i = start; i < Math.min(slots.length, start + FRESH_BY_SLOT.length); i++) {
    const better = FRESH_BY_SLOT[i - start]! - fresh[i]!;
    if (better > 0) gain += slots[i]! * better * ARRIVES;
  }
  return gain;
}

/** Whether no 20 hours hold more than `most`, this one among them. */
function isWithinCap(at: number, others: readonly number[], most: number): boolean {
  let before = 0;
  let after = 0;
  for (const other of others) {
    if (Math.abs(other - at) >= PUSH_WINDOW_MS) continue;
    if (other <= at) before++;
    else after++;
  }
  if (before + after < most) return true;
  if (before >= most || after >= most) return false;
  const near = [...others, at].sort((a, b) => a - b);
  return near.every((time, i) => (near[i + most] ?? Infinity) - time >= PUSH_WINDOW_MS);
}

function ttlOf(at: number, rhythm: Rhythm): number {
  const next = expectedSessions(rhythm, at, LONGEST_TTL_MS)[0];
  const ms = Math.min(LONGEST_TTL_MS, Math.max(SHORTEST_TTL_MS, next ? next.to - at : 2 * HOUR_MS));
  return Math.round(ms / 1000);
}
