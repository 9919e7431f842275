// The families of keys of the one store. A family a prefix; lists are ranges, never scans.

import type { ArticleId, FeedId, FolderId } from '../core/model.ts';
import type { Key } from './backend.ts';

/** By itself as well, for code that takes nothing else of this table with it. */
export function blobKey(id: string): Key {
  return ['blob', id];
}

export const keys = {
  feed: (id: FeedId): Key => ['feed', id],
  folder: (id: FolderId): Key => ['folder', id],
  headline: (feedId: FeedId, id: ArticleId): Key => ['headline', feedId, id],
  body: (id: ArticleId): Key => ['body', id],
  status: (id: ArticleId): Key => ['status', id],
  /** Any of an item's identity keys -> its ArticleId. */
  identity: (feedId: FeedId, key: string): Key => ['identity', feedId, key],
  /** Lists: value is the FeedId, so that the headline can be read by key. */
  recent: (publishedAt: number, id: ArticleId): Key => ['recent', -publishedAt, id],
  unread: (publishedAt: number, id: ArticleId): Key => ['unread', -publishedAt, id],
  recentOfFeed: (feedId: FeedId, publishedAt: number, id: ArticleId): Key => [
    'recent-of-feed',
    feedId,
    -publishedAt,
    id,
  ],
  unreadOfFeed: (feedId: FeedId, publishedAt: number, id: ArticleId): Key => [
    'unread-of-feed',
    feedId,
    -publishedAt,
    id,
  ],
  starred: (starredAt: number, id: ArticleId): Key => ['starred', -starredAt, id],
  saved: (savedAt: number, id: ArticleId): Key => ['saved', -savedAt, id],
  outbox: (seq: number): Key => ['outbox', seq],
  /** Counters, kept by every write: how many articles of a feed are listed, and how many of them are unread. */
  listed: (feedId: FeedId): Key => ['count-listed', feedId],
  unreadCount: (feedId: FeedId): Key => ['count-unread', feedId],
  /** Unsent entries that a later one may replace: destination, article and field -> seq. */
  coalesce: (parts: readonly string[]): Key => ['outbox-key', ...parts],
  /** Entries that wait for nothing any more (dead, handed over), so that waiting ones are counted without reading any. */
  outboxEnded: (seq: number): Key => ['outbox-ended', seq],
  /** A feed no longer subscribed to, of which starred or saved articles are kept. */
  formerFeed: (id: FeedId): Key => ['former-feed', id],
  blob: blobKey,
  session: (startedAt: number): Key => ['session', startedAt],
  wake: (startedAt: number): Key => ['wake', startedAt],
  meta: (name: MetaName): Key => ['meta', name],
} as const;

export type MetaName =
  | 'schema'
  | 'settings'
  | 'edition'
  | 'outbox-seq'
  | 'rhythm'
  | 'data-used'
  | 'conditions'
  | 'steering'
  | 'opens'
  | 'flags'
  | 'destinations'
  | 'push';
