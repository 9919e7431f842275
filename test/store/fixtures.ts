// Small makers of feeds, items and times for tests of the store.

import type { WireFeedHead, WireItem } from '../../feeds/wire.ts';
import type { ArticleId, FeedId, FolderId } from '../../src/core/model.ts';
import type { Destination } from '../../src/core/outbox.ts';
import type { Library } from '../../src/store/library-api.ts';

export const NOW = Date.UTC(2026, 10, 20, 6, 30);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const HEAD: WireFeedHead = { version: 'https://jsonfeed.org/version/1.1', title: 'The Daily' };
export const ACCOUNT: Destination = {
  id: 'account',
  key: { kind: 'none' },
  mode: 'cors',
  onUnknown: 'resend',
  onConflict: 'refused',
};

export const feedId = (name: string): FeedId => name as FeedId;
export const folderId = (name: string): FolderId => name as FolderId;
export const articleId = (name: string): ArticleId => name as ArticleId;

/** The `n`th story, `n` hours old, as the gateway gives it. */
export function story(n: number, change: Partial<WireItem> = {}): WireItem {
  return {
    id: `guid-${String(n)}`,
    url: `https://daily.example/${String(n)}`,
    title: `Story ${String(n)}`,
    content_html: `<p>Text of story ${String(n)}.</p>`,
    date_published: new Date(NOW - n * HOUR).toISOString(),
    _predawn: { guid: `guid-${String(n)}` },
    ...change,
  };
}

export const stories = (count: number, from = 1): WireItem[] =>
  Array.from({ length: count }, (_, i) => story(from + i));

export async function subscribe(library: Library, name: string, folder?: FolderId): Promise<FeedId> {
  const id = feedId(name);
  const action = { kind: 'subscribe', feedId: id, url: `https://${name}.example/feed`, isFeed: true } as const;
  await library.act(folder === undefined ? action : { ...action, folderId: folder }, { now: NOW });
  return id;
}

/** Subscribed, answered, acknowledged: as after the first fetch. Answers the ids, newest story first. */
export async function withStories(
  library: Library,
  name: string,
  items: readonly WireItem[],
  now = NOW,
): Promise<{ feed: FeedId; ids: readonly ArticleId[] }> {
  const feed = await subscribe(library, name);
  const { newIds } = await library.ingest(feed, { kind: 'updated', feed: HEAD, items }, now);
  for (const { seq, action } of await library.outbox()) {
    if (action.kind === 'subscribe') await library.settleOutbox(seq, null);
  }
  return { feed, ids: newIds };
}

export async function titles(library: Library, query: Parameters<Library['list']>[0], limit = 100): Promise<string[]> {
  return (await library.list(query, { limit })).rows.map(row => row.headline.title);
}
