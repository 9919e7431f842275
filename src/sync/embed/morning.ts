// The morning of a host's reader: whether it was asked for, at what times, and what came of the last delivery.

import type { Key } from '../../store/backend.ts';
import type { EmbedStore } from './store.ts';

export interface Morning {
  /** The reader opted in. */
  readonly on: boolean;
  /** Local times of day, `07:00`, at which it should be there; empty leaves it to the host's worker. */
  readonly times: readonly string[];
}

/** What the last delivery came to. */
export interface Delivery {
  readonly at: number;
  readonly feeds: number;
  readonly pages: number;
  readonly failed: number;
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

/**
 * Whether a wake now is worth a delivery: one of the times lies ahead within `aheadMs` and nothing was delivered since shortly before. Without
 * times every wake is, unless one was just made.
 */
export function isWorthDelivering(
  morning: Morning,
  last: Delivery | undefined,
  now: Date,
  aheadMs = AHEAD_MS,
): boolean {
  const since = last === undefined ? Infinity : now.getTime() - last.at;
  if (since >= 0 && since < JUST_MS) return false;
  if (morning.times.length === 0) return true;
  const minute = now.getHours() * 60 + now.getMinutes();
  return morning.times.some(time => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const until = (hours * 60 + minutes - minute + 1440) % 1440;
    return until * 60_000 <= aheadMs;
  });
}

/** A wake comes every 12 hours at best: one that is up to so far ahead of the time is the one that serves it. */
const AHEAD_MS = 12 * 3_600_000;
const JUST_MS = 30 * 60_000;
