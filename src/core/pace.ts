// The pace of a feed: new items a day, learned at each check and slowly forgotten.

import { DAY_MS, MINUTE_MS } from './local-clock.ts';

/** Feeds not yet known: what they are expected to bring. */
export const ITEMS_PER_DAY_UNKNOWN = 1;
const LEARNED_OVER_DAYS = 10;

/** `gapMs` is the time since the check before. */
export function learnItemsPerDay(known: number | undefined, newItems: number, gapMs: number): number {
  const days = Math.max(gapMs, 30 * MINUTE_MS) / DAY_MS;
  if (known === undefined) return (newItems + ITEMS_PER_DAY_UNKNOWN) / (days + 1);
  const share = 1 - Math.exp(-days / LEARNED_OVER_DAYS);
  return known + share * (newItems / days - known);
}
