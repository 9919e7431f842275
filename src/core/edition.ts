// The edition: what is new since the last reading, ordered, counted and named by the reading that it is for.

import { HOUR_MS, MINUTE_MS, clockText, localTime } from './local-clock.ts';
import type { ArticleId, Edition, FeedId, Headline } from './model.ts';
import { expectedSessions, isKnown, type Rhythm } from './rhythm.ts';

export type EditionItem = Pick<Headline, 'id' | 'feedId' | 'publishedAt' | 'firstSeenAt' | 'text'> & {
  /** A lead picture that is still to come. */
  readonly leadAwaited: boolean;
};

export interface EditionInput {
  readonly now: number;
  /** Unread articles, newest first; older ones than the last reading may be among them. */
  readonly items: readonly EditionItem[];
  /** When the last reading began; absent before the first. */
  readonly lastReadAt?: number;
  readonly rhythm: Rhythm;
  /** The edition that stands; while the same reading is expected it keeps its start. */
  readonly previous?: Edition;
  /** Whether pictures are wanted at all: without them an edition is complete with its texts. */
  readonly pictures: boolean;
  /** Articles opened of each feed in the last month. */
  readonly opens?: ReadonlyMap<FeedId, number>;
}

/** The paper has an end. */
export const EDITION_MOST = 60;
const OLDEST_MS = 24 * HOUR_MS;
const NEXT_WITHIN_MS = 20 * HOUR_MS;
/** A person who reads now is served by the edition of now. */
const SINCE_READING_MS = 45 * MINUTE_MS;
const ROUND_TO_MINUTES = 30;
/** News of this age weighs half. */
const HALF_AGE_MS = 8 * HOUR_MS;
const IN_A_ROW = 2;

export function composeEdition(input: EditionInput): Edition {
  const { now, rhythm } = input;
  const since = Math.max(input.lastReadAt ?? 0, now - OLDEST_MS);
  const fresh = input.items.filter(
    item => Math.max(item.publishedAt, item.firstSeenAt) > since && item.publishedAt > now - OLDEST_MS,
  );
  const newest = [...fresh].sort((a, b) => b.publishedAt - a.publishedAt).slice(0, EDITION_MOST);
  const expected = nextReading(rhythm, now);
  // A guess plans a wake well enough; it is no name for a paper.
  const next = expected !== undefined && isKnown(rhythm, expected) ? expected : undefined;
  return {
    ...(next === undefined ? {} : { name: nameOf(next, rhythm), nextAt: next }),
    startedAt:
      input.previous && input.previous.startedAt >= since && input.previous.startedAt <= now
        ? input.previous.startedAt
        : now,
    articleIds: order(newest, now, input.opens),
    feedCount: new Set(newest.map(item => item.feedId)).size,
    complete: isAllHere(newest, input.pictures),
    printedAt: now,
  };
}

/** Whether all that can be had is on the device: every text and, where pictures are wanted, every lead. */
export function isAllHere(items: readonly Pick<EditionItem, 'text' | 'leadAwaited'>[], pictures: boolean): boolean {
  return items.every(item => item.text !== 'none' && !(pictures && item.leadAwaited));
}

/** The reading that an edition made now is for: the one under way, else the next. */
export function nextReading(rhythm: Rhythm, now: number): number | undefined {
  const soon = expectedSessions(rhythm, now - SINCE_READING_MS, NEXT_WITHIN_MS + SINCE_READING_MS);
  return soon.find(reading => reading.at >= now - SINCE_READING_MS / 3)?.at;
}

/** A round time, as people say it: 07:10 is "the 07:00 edition". */
export function nameOf(at: number, rhythm: Rhythm): string {
  const { minute } = localTime(at, rhythm.offsetAt);
  return clockText(Math.round(minute / ROUND_TO_MINUTES) * ROUND_TO_MINUTES);
}

/** Most wanted and newest first, and no feed more than twice in a row while others have something. */
function order(items: readonly EditionItem[], now: number, opens: EditionInput['opens']): ArticleId[] {
  const share = new Map<FeedId, number>();
  for (const item of items) share.set(item.feedId, (share.get(item.feedId) ?? 0) + 1);
  const weight = (item: EditionItem) => {
    const wanted = 1 + Math.log1p(opens?.get(item.feedId) ?? 0);
    // One story of a quiet feed is not drowned by thirty of a loud one.
    return (wanted * 0.5 ** ((now - item.publishedAt) / HALF_AGE_MS)) / Math.sqrt(share.get(item.feedId) ?? 1);
  };
  const waiting = items.map(item => ({ item, weight: weight(item) })).sort((a, b) => b.weight - a.weight);
  const ordered: EditionItem[] = [];
  while (waiting.length > 0) {
    const [last, before] = [ordered.at(-1), ordered.at(-IN_A_ROW)];
    const full = last !== undefined && last.feedId === before?.feedId ? last.feedId : undefined;
    const next = waiting.findIndex(({ item }) => item.feedId !== full);
    ordered.push(...waiting.splice(Math.max(0, next), 1).map(({ item }) => item));
  }
  return ordered.map(item => item.id);
}
