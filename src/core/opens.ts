// How much each feed is wanted: articles opened of it, slowly forgotten. Stays on the device.

import { DAY_MS } from './local-clock.ts';
import type { FeedId } from './model.ts';

/** Stored under `['meta', 'opens']`: for each feed the count as it stood at `at`. */
export type Opens = Readonly<Record<string, { readonly count: number; readonly at: number }>>;

const HALF_LIFE_MS = 14 * DAY_MS;
/** Less than this is forgotten. */
const LEAST = 0.05;

/** One more article of the feed was opened. What is nearly forgotten leaves the table. */
export function addOpen(opens: Opens | undefined, feedId: FeedId, now: number): Opens {
  const kept = [...opensAt(opens, now)].map(([id, count]) => [id, { count, at: now }] as const);
  const known = Object.fromEntries(kept);
  return { ...known, [feedId]: { count: (known[feedId]?.count ?? 0) + 1, at: now } };
}

/** What is left of the counts now. A clock that was set back forgets nothing. */
export function opensAt(opens: Opens | undefined, now: number): Map<FeedId, number> {
  const left = new Map<FeedId, number>();
  for (const [id, { count, at }] of Object.entries(opens ?? {})) {
    const rest = count * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);
    if (rest >= LEAST) left.set(id as FeedId, rest);
  }
  return left;
}
