// The morning of a host's reader: whether it was asked for, at what times, and what came of the last delivery.

import type { Key } from '../../store/backend.ts';
import type { EmbedStore } from './store.ts';

export interface Morning {
  /** The reader opted in. */
  readonly on: boolean;
  /** Local times of day, `07:00`, at which it should be there, set by the host or the reader; empty: they are learned. */
  readonly times: readonly string[];
  /** Times of day at which the reader was seen to come, on most days of late. */
  readonly learned?: readonly string[];
}

/** What the last delivery came to. */
export interface Delivery {
  readonly at: number;
  readonly feeds: number;
  readonly pages: number;
  readonly failed: number;
}

/** A periodic sync that fired: what a page later learns from. */
export interface MorningWake {
  readonly tag: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

const MORNING: Key = ['morning', 'choice'];
const DELIVERY: Key = ['morning', 'delivery'];

export async function readMorning(store: EmbedStore): Promise<Morning> {
  return (await store.db.get<Morning>(MORNING)) ?? { on: false, times: [] };
}

export function putMorning(store: EmbedStore, morning: Morning): Promise<void> {
  return store.commit([], () => ({ puts: [[MORNING, morning]], result: undefined }));
}

export function lastDelivery(store: EmbedStore): Promise<Delivery | undefined> {
  return store.db.get<Delivery>(DELIVERY);
}

export function putDelivery(store: EmbedStore, delivery: Delivery): Promise<void> {
  return store.commit([], () => ({ puts: [[DELIVERY, delivery]], result: undefined }));
}

export function noteWake(store: EmbedStore, wake: MorningWake): Promise<void> {
  return store.commit([], () => ({ puts: [[['wake', wake.startedAt], wake]], result: undefined }));
}

/** What is in force: what was set, else what was learned, else what the host proposes. */
export function timesOf({ times, learned = [] }: Morning, proposed: readonly string[] = []): readonly string[] {
  return times.length > 0 ? times : learned.length > 0 ? learned : proposed;
}

/**
 * Whether a wake now is worth a delivery: one of the times lies ahead within `aheadMs` and nothing was delivered since shortly before. Without
 * times every wake is, unless one was just made.
 */
export function isWorthDelivering(
  times: readonly string[],
  last: Delivery | undefined,
  now: Date,
  aheadMs = AHEAD_MS,
): boolean {
  const since = last === undefined ? Infinity : now.getTime() - last.at;
  if (since >= 0 && since < JUST_MS) return false;
  if (times.length === 0) return true;
  const minute = now.getHours() * 60 + now.getMinutes();
  return times.some(time => ((minuteOf(time) - minute + 1440) % 1440) * 60_000 <= aheadMs);
}

/** Minutes after midnight of `07:30`. */
export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** A wake comes every 12 hours at best: one that is up to so far ahead of the time is the one that serves it. */
const AHEAD_MS = 12 * 3_600_000;
const JUST_MS = 30 * 60_000;
