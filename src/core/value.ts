// What wakes are worth: the chance that a person reads, weighted by how fresh the news of the last wake is by then.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a weekday or a slot */

import { localTime, readingDay } from './local-clock.ts';
import { delaysAt, type Latency } from './latency.ts';
import { forSlots, SLOT_MS, type Rhythm } from './rhythm.ts';

/** What each ten minutes from `from` on are worth to have fresh news in. */
export interface Worth {
  readonly from: number;
  readonly slots: Float64Array;
}

/** News loses half of its worth in about 100 minutes. */
export const FRESH_FOR_MS = 140 * 60_000;
/** Later readings of a day find what the first one fetched; they weigh less. */
const LATER_READING = 0.25;

/** 1 just now, falling slowly at first: the morning paper may be an hour old, not four. */
export function freshness(ageMs: number): number {
  return ageMs < 0 ? 0 : Math.exp(-((ageMs / FRESH_FOR_MS) ** 2));
}

export function worthOfReadings(rhythm: Rhythm, from: number, horizonMs: number): Worth {
  const slots = new Float64Array(Math.ceil(horizonMs / SLOT_MS));
  let index = 0;
  forSlots(rhythm, from, from + horizonMs, (weekday, slot, share, start, end) => {
    index = Math.min(slots.length - 1, Math.floor((start - from) / SLOT_MS));
    const all = rhythm.all[weekday]![slot]!;
    const isRead = readingDay(localTime((start + end) / 2, rhythm.offsetAt)) <= rhythm.lastReadDay;
    const first = isRead ? 0 : Math.min(all, rhythm.first[weekday]![slot]!);
    slots[index]! += share * (first + LATER_READING * (all - first));
  });
  return { from, slots };
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
    for (let i = Math.max(0, Math.floor((due - worth.from) / SLOT_MS)); i < out.length; i++) {
      const t = middle(worth, i);
      let fresh = 0;
      for (const delay of delays) {
        const age = t - due - delay;
        fresh += age < 0 ? out[i]! : Math.max(out[i]!, freshness(age));
      }
      const awake = fresh / delays.length;
      // A closed browser runs it as the person sits down: fresh at that reading, whenever it is.
      const started = t - due > latency.startLeadMs ? freshness(latency.startLeadMs) : out[i]!;
      out[i] = (1 - latency.waitsForStart) * awake + latency.waitsForStart * Math.max(out[i]!, started);
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
