// What wakes are worth: the chance that a person reads, weighted by how fresh the news of the last wake is by then.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a weekday or a slot */

import { DAY_STARTS_AT_MINUTE, MINUTE_MS, localTime, readingDay, type LocalTime } from './local-clock.ts';
import { delaysAt, type Latency } from './latency.ts';
import { forSlots, SLOT_MINUTES, SLOT_MS, type Rhythm } from './rhythm.ts';

/** What each ten minutes from `from` on are worth to have fresh news in. */
export interface Worth {
  readonly from: number;
  readonly slots: Float64Array;
}

/** News keeps half of its worth for an hour and a half, and a tenth for 160 minutes. */
export const FRESH_FOR_MS = 105 * 60_000;
const POWER = 2;
/** Older news is worth nothing. */
const STALE_MS = 6 * 3_600_000;
const STALE_SLOTS = STALE_MS / SLOT_MS;
const LONGEST_DELAY_SLOTS = 18;
/** How long a browser stays open after the last reading of the day. */
const OPEN_AFTER_READING_MS = 90 * MINUTE_MS;
/** Later readings of a day find what the first one fetched; they weigh less. */
export const LATER_READING = 0.25;

/** By whole minutes: asked a million times while times are compared. */
const FRESHNESS = Float64Array.from({ length: STALE_MS / MINUTE_MS }, (_, minutes) =>
  Math.exp(-((((minutes + 0.5) * MINUTE_MS) / FRESH_FOR_MS) ** POWER)),
);

/** 1 just now, falling slowly at first: the morning paper may be an hour old, not four. 0 for what is yet to come. */
export function freshness(ageMs: number): number {
  return ageMs >= 0 && ageMs < STALE_MS ? FRESHNESS[Math.floor(ageMs / MINUTE_MS)]! : 0;
}

/** `from` is now: on a day that is still unread, whatever reading comes next is the first. `later`: the weight of the day's others. */
export function worthOfReadings(rhythm: Rhythm, from: number, horizonMs: number, later = LATER_READING): Worth {
  const slots = new Float64Array(Math.ceil(horizonMs / SLOT_MS));
  const today = readingDay(localTime(from, rhythm.offsetAt));
  let unread = 1;
  forSlots(rhythm, from, from + horizonMs, (weekday, slot, share, start, end) => {
    const index = Math.min(slots.length - 1, Math.floor((start - from) / SLOT_MS));
    const all = rhythm.all[weekday]![slot]! * share;
    const day = readingDay(localTime((start + end) / 2, rhythm.offsetAt));
    let first = 0;
    if (day > rhythm.lastReadDay)
      first = day === today ? all * unread : Math.min(all, rhythm.first[weekday]![slot]! * share);
    if (day === today) unread = Math.max(0, unread - all);
    slots[index]! += first + later * (all - first);
  });
  return { from, slots };
}

/**
 * A browser that is closed at night runs from a little before the day's first reading until some time after its last:
 * the chance that it does not run at `due`.
 */
export function chanceOfClosed(rhythm: Rhythm, due: number, leadMs: number): number {
  const here = localTime(due + leadMs, rhythm.offsetAt);
  const opened = Math.min(1, firstBefore(rhythm, here));
  const row = rhythm.all[here.weekday]!;
  const since = localTime(due - OPEN_AFTER_READING_MS, rhythm.offsetAt);
  let later = 0;
  if (since.day === here.day || here.minute >= DAY_STARTS_AT_MINUTE) {
    const first = since.day === here.day ? Math.floor(since.minute / SLOT_MINUTES) : 0;
    for (let slot = first; slot < row.length; slot++) later += row[slot]!;
  }
  return 1 - opened * Math.min(1, later);
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
    const waits =
      latency.waitsForStart > 0 ? latency.waitsForStart * chanceOfClosed(rhythm, due, latency.startLeadMs) : 0;
    const end = waits > 0 ? out.length : Math.min(out.length, start + STALE_SLOTS + LONGEST_DELAY_SLOTS);
    for (let i = start; i < end; i++) {
      const t = middle(worth, i);
      const before = out[i]!;
      let fresh = 0;
      for (const delay of delays) fresh += Math.max(before, freshness(t - due - delay));
      const started = t - due > latency.startLeadMs ? freshness(latency.startLeadMs) : 0;
      out[i] = (1 - waits) * (fresh / delays.length) + waits * Math.max(before, started);
    }
  }
  return out;
}

export function middle(worth: Worth, index: number): number {
  return worth.from + (index + 0.5) * SLOT_MS;
}
