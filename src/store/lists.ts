// Which list keys an article stands under, and what a change of its status or date adds and removes.

import type { FeedId, Status } from '../core/model.ts';
import type { Batch, Key } from './backend.ts';
import { keys } from './keys.ts';

/** Every list key that a status implies; the value under each is the FeedId. */
export function listKeysOf(status: Status): Key[] {
  const { articleId, feedId, publishedAt } = status;
  const out: Key[] = [];
  if (status.kept !== true) {
    out.push(keys.recent(publishedAt, articleId), keys.recentOfFeed(feedId, publishedAt, articleId));
    if (!status.read) out.push(keys.unread(publishedAt, articleId), keys.unreadOfFeed(feedId, publishedAt, articleId));
  }
  if (status.starred) out.push(keys.starred(status.starredAt ?? publishedAt, articleId));
  if (status.saved) out.push(keys.saved(status.savedAt ?? publishedAt, articleId));
  return out;
}

/** The writes that bring status and lists from `before` (undefined: it is new) to `after`; none where nothing changes. */
export function statusChange(
  before: Status | undefined,
  after: Status,
): { puts: (readonly [Key, unknown])[]; deletes: Key[] } {
  if (before === after) return { puts: [], deletes: [] };
  const old = before === undefined ? [] : listKeysOf(before);
  const fresh = listKeysOf(after);
  const had = new Set(old.map(nameOf));
  const has = new Set(fresh.map(nameOf));
  const value: FeedId = after.feedId;
  return {
    puts: [
      [keys.status(after.articleId), after],
      ...fresh.filter(key => !had.has(nameOf(key))).map((key): readonly [Key, unknown] => [key, value]),
    ],
    deletes: old.filter(key => !has.has(nameOf(key))),
  };
}

/** A list key's article: its last part. */
export function articleIdOf(key: Key): string {
  return String(key[key.length - 1]);
}

/** The batch with what it does to the counters: each list key of a feed that comes or goes counts. */
export function counted<B extends Batch>(batch: B): B {
  const sums = new Map<string, { key: Key; by: number }>();
  const count = (key: Key, by: number): void => {
    if (key[0] !== 'recent-of-feed' && key[0] !== 'unread-of-feed') return;
    const feedId = key[1] as FeedId;
    const counter = key[0] === 'recent-of-feed' ? keys.listed(feedId) : keys.unreadCount(feedId);
    const sum = sums.get(nameOf(counter));
    if (sum === undefined) sums.set(nameOf(counter), { key: counter, by });
    else sum.by += by;
  };
  for (const key of batch.deletes ?? []) count(key, -1);
  for (const [key] of batch.puts ?? []) count(key, 1);
  const adds = [...sums.values()].filter(({ by }) => by !== 0).map(({ key, by }) => [key, by] as const);
  return adds.length === 0 ? batch : { ...batch, adds: [...(batch.adds ?? []), ...adds] };
}

export function join(...batches: readonly Batch[]): { puts: (readonly [Key, unknown])[]; deletes: Key[] } {
  return { puts: batches.flatMap(batch => batch.puts ?? []), deletes: batches.flatMap(batch => batch.deletes ?? []) };
}

function nameOf(key: Key): string {
  return key.join('\n');
}
