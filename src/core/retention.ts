// What a device keeps, and for how long. THE RULE (record: docs/decisions/retention.md)
//
// 1. Never goes: what is starred, saved, part of the edition that is out, or spoken of by an entry of the outbox.
// 2. The newest 20 of each feed stay, whatever their age: a blog that writes twice a year is not empty.
// 3. Read articles go `keepDays` after they were published, first seen or read, whichever came last; unread ones after three
//    times as long. A feed's own `keepDays` wins over the general one.
// 4. Of each feed the newest 2,000 stay.
// 5. Where space is short, by steps until there is enough: pictures of read articles, pictures of unread ones, texts of
//    read articles, texts of unread ones; in each step the oldest first. Headlines stay, and say that the text is not here.
// What goes leaves its identity keys behind, so that a feed that still lists it does not bring it back as new.

import type { Status } from './model.ts';

const DAY_MS = 86_400_000;
export const NEWEST_KEPT = 20;
export const MOST_PER_FEED = 2000;
const UNREAD_FACTOR = 3;

export interface RetentionRules {
  readonly now: number;
  /** Days; 0 or less keeps for ever. */
  readonly keepDays: number;
}

export interface RetentionFacts {
  readonly status: Status;
  readonly firstSeenAt: number;
  /** Place in its feed, newest 0. */
  readonly rank: number;
  /** Part of the edition, or spoken of in the outbox. */
  readonly held: boolean;
}

/** Why an article goes; undefined: it stays. */
export function reasonToGo(
  { status, firstSeenAt, rank, held }: RetentionFacts,
  { now, keepDays }: RetentionRules,
): 'age' | 'count' | undefined {
  if (isKept(status) || held || rank < NEWEST_KEPT) return undefined;
  if (rank >= MOST_PER_FEED) return 'count';
  if (keepDays <= 0) return undefined;
  const last = Math.max(status.publishedAt, firstSeenAt, status.readAt ?? 0);
  const days = status.read ? keepDays : keepDays * UNREAD_FACTOR;
  return now - last > days * DAY_MS ? 'age' : undefined;
}

/** Starred and saved: no rule touches them. */
export function isKept(status: Pick<Status, 'starred' | 'saved'>): boolean {
  return status.starred || status.saved;
}

/** One step of rule 5. */
export interface SpaceStep {
  readonly what: 'pictures' | 'texts';
  readonly of: 'read' | 'unread';
}

export const SPACE_STEPS: readonly SpaceStep[] = [
  { what: 'pictures', of: 'read' },
  { what: 'pictures', of: 'unread' },
  { what: 'texts', of: 'read' },
  { what: 'texts', of: 'unread' },
];

/** Bytes to free: down to nine tenths of what may be used, so that the next article does not start it again. */
export function bytesToFree(usedBytes: number, allowedBytes: number): number {
  return usedBytes <= allowedBytes ? 0 : Math.ceil(usedBytes - allowedBytes * 0.9);
}
