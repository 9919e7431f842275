// What wakes are worth: the chance that a person reads, weighted by how fresh the news of the last wake is by then.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a weekday or a slot */

import { DAY_STARTS_AT_MINUTE, localTime, readingDay, type LocalTime } from './local-clock.ts';
import { delaysAt, type Latency } from './latency.ts';
import { forSlots, SLOT_MINUTES, SLOT_MS, type Rhythm } from './rhythm.ts';

/** What each ten minutes from `from` on are worth to have fresh news in. */
export interface Worth {
  readonly from: number;
  readonly slots: Float64Array;
}

/** News loses half of its worth in about 100 minutes. */
export const FRESH_FOR_MS = 140 * 60_000;
const POWER = 2;
/** Older news is worth nothing. */
const STALE_MS = 6 * 3_600_000;
const STALE_SLOTS = STALE_MS / SLOT_MS;
const LONGEST_DELAY_SLOTS = 18;
/** Later readings of a day find what the first one fetched; they weigh less. */
const LATER_READING = 0.25;
/** Even where every morning was read, one that was not leaves this much to expect. */
const LEAST_LEFT = 0.15;

/** 1 just now, falling slowly at first: the morning paper may be an hour old, not four. 0 for what is yet to come. */
export function freshness(ageMs: number): number {
  return ageMs < 0 || ageMs > STALE_MS ? 0 : Math.exp(-((ageMs / FRESH_FOR_MS) ** POWER));
}

/** `from` is now: a morning that has passed unread makes the next reading the first of the day. */
export function worthOfReadings(rhythm: Rhythm, from: number, horizonMs: number): Worth {
  const slots = new Float64Array(Math.ceil(horizonMs / SLOT_MS));
  const here = localTime(from, rhythm.offsetAt);
  const today = readingDay(here);
  const passed = rhythm.lastReadDay < today ? firstBefore(rhythm, here) : 0;
  const today1 = 1 / Math.max(LEAST_LEFT, 1 - passed);
  forSlots(rhythm, from, from + horizonMs, (weekday, slot, share, start, end) => {
    const index = Math.min(slots.length - 1, Math.floor((start - from) / SLOT_MS));
    const all = rhythm.all[weekday]![slot]!;
    const day = readingDay(localTime((start + end) / 2, rhythm.offsetAt));
    const first =
      day <= rhythm.lastReadDay ? 0 : Math.min(all, rhythm.first[weekday]![slot]! * (day === today ? today1 : 1));
    slots[index]! += share * (first + LATER_READING * (all - first));
  });
  return { from, slots };
}

/** The chance that the day's first reading should have begun by now. */
function firstBefore(rhythm: Rhythm, here: LocalTime): number {
  const row = rhythm.first[here.weekday]!;
  const since = here.minute < DAY_STARTS_AT_MINUTE ? 0 : DAY_STARTS_AT_MINUTE / SLOT_MINUTES;
  let passed = 0;
  for (let slot = since; slot < Math.floor(here.minute / SLOT_MINUTES); slot++) passed += row[slot]!;
  return passed;
}

/** How fresh the news is expected to be in each slot, given when wakes are due and what was synced last. */
export function freshnessOf(
  worth: Worth,
  dueTimes: readonly number[],
  latency: Latency,
  rhythm: Rhythm,
  lastSyncAt: number,
): Float64Array {
  const out = new Float64Array(worth.slots.length);
  const ascending = [...dueTimes].sort((a, b) => a - b);
  for (let i = 0; i < out.length; i++) out[i] = freshness(middle(worth, i) - lastSyncAt);
  for (const due of ascending) {
    const delays = delaysAt(latency, due, rhythm.offsetAt);
    const start = Math.max(0, Math.floor((due - worth.from) / SLOT_MS));
    // A closed browser runs it as the person sits down, hours later; an open one within the delay.
    const end =
      latency.waitsForStart > 0 ? out.length : Math.min(out.length, start + STALE_SLOTS + LONGEST_DELAY_SLOTS);
    for (let i = start; i < end; i++) {
      const t = middle(worth, i);
      const before = out[i]!;
      let fresh = 0;
      for (const delay of delays) fresh += Math.max(before, freshness(t - due - delay));
      const started = t - due > latency.startLeadMs ? freshness(latency.startLeadMs) : 0;
      out[i] =
        (1 - latency.waitsForStart) * (fresh / delays.length) + latency.waitsForStart * Math.max(before, started);
    }
  }
  return out;
}

export function valueOf(worth: Worth, fresh: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < fresh.length; i++) sum += worth.slots[i]! * fresh[i]!;
  return sum;
}

export function middle(worth: Worth, index: number): number {
  return worth.from + (index + 0.5) * SLOT_MS;
}
