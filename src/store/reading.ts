// The library's reads: every list is a range of keys, every row a read by key; bodies come with an opened article only.

import {
  DEFAULT_SETTINGS,
  type ArticleId,
  type ArticleRow,
  type Body,
  type Edition,
  type Feed,
  type FeedId,
  type Folder,
  type Headline,
  type Session,
  type Settings,
  type Status,
  type WakeReport,
} from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Backend, Key } from './backend.ts';
import { fileOf, type KeptFile } from './kept-file.ts';
import { keys } from './keys.ts';
import type { Library, ListQuery, Page, PageRequest } from './library-api.ts';
import { articleIdOf } from './lists.ts';
import { mergedKeys } from './merged-list.ts';

const DEFAULT_PAGE = 50;

export type Reading = Pick<
  Library,
  | 'feeds'
  | 'feed'
  | 'folders'
  | 'list'
  | 'rows'
  | 'article'
  | 'counts'
  | 'settings'
  | 'edition'
  | 'outbox'
  | 'sessions'
  | 'wakes'
  | 'unreadIds'
  | 'blob'
>;

export function reading(backend: Backend): Reading {
  const valuesOf = async <T>(prefix: Key): Promise<T[]> =>
    (await backend.range<T>({ prefix })).map(([, value]) => value);

  async function feeds(): Promise<Feed[]> {
    return (await valuesOf<Feed>(['feed'])).sort((a, b) => a.order - b.order || a.addedAt - b.addedAt);
  }

  const rowsOf = (ids: readonly ArticleId[], feedIds: readonly FeedId[]): Promise<ArticleRow[]> =>
    readRows(backend, ids, feedIds);

  async function rows(ids: readonly ArticleId[]): Promise<ArticleRow[]> {
    const statuses = (await backend.getMany<Status>(ids.map(id => keys.status(id)))).filter(
      status => status !== undefined,
    );
    return rowsOf(
      statuses.map(status => status.articleId),
      statuses.map(status => status.feedId),
    );
  }

  async function folderFamilies(query: Extract<ListQuery, { kind: 'folder' }>, unreadOnly: boolean): Promise<Key[]> {
    const inFolder = (await feeds()).filter(feed => feed.folderId === query.folderId);
    return inFolder.map(feed => [unreadOnly ? 'unread-of-feed' : 'recent-of-feed', feed.id]);
  }

  async function list(query: ListQuery, page: PageRequest = {}): Promise<Page> {
    const limit = page.limit ?? DEFAULT_PAGE;
    const reverse = page.order === 'oldest';
    if (query.kind === 'folder') {
      const families = await folderFamilies(query, query.unreadOnly === true);
      const found = await mergedKeys(backend, families, { limit, reverse, after: page.after });
      return pageOf(
        found,
        found.map(key => key[1] as FeedId),
        limit,
      );
    }
    const found = await backend.range<FeedId>({
      prefix: familyOf(query),
      limit,
      reverse,
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    return pageOf(
      found.map(([key]) => key),
      found.map(([, feedId]) => feedId),
      limit,
    );
  }

  async function pageOf(found: readonly Key[], feedIds: readonly FeedId[], limit: number): Promise<Page> {
    const page = await rowsOf(
      found.map(key => articleIdOf(key) as ArticleId),
      feedIds,
    );
    const last = found.at(-1);
    return { rows: page, ...(found.length < limit || last === undefined ? {} : { next: last }) };
  }

  return {
    feeds,
    feed: id => backend.get<Feed>(keys.feed(id)),
    folders: async () => (await valuesOf<Folder>(['folder'])).sort((a, b) => a.order - b.order),
    list,
    rows,
    async article(id) {
      const status = await backend.get<Status>(keys.status(id));
      if (status === undefined) return undefined;
      const [headline, body, feed, former] = (await backend.getMany<unknown>([
        keys.headline(status.feedId, id),
        keys.body(id),
        keys.feed(status.feedId),
        keys.formerFeed(status.feedId),
      ])) as [Headline?, Body?, Feed?, Feed?];
      const from = feed ?? former;
      return headline === undefined || from === undefined
        ? undefined
        : { headline, status, feed: from, ...(body === undefined ? {} : { body }) };
    },
    async counts() {
      const countersOf = async (family: string): Promise<Map<FeedId, number>> =>
        new Map((await backend.range<number>({ prefix: [family] })).map(([key, value]) => [key[1] as FeedId, value]));
      const [feedKeys, listed, unread, [starred = 0, saved = 0, entries = 0, ended = 0]] = await Promise.all([
        backend.rangeKeys({ prefix: ['feed'] }),
        countersOf('count-listed'),
        countersOf('count-unread'),
        backend.counts([['starred'], ['saved'], ['outbox'], ['outbox-ended']]),
      ]);
      const sum = (counters: ReadonlyMap<FeedId, number>): number =>
        [...counters.values()].reduce((total, one) => total + one, 0);
      return {
        all: sum(listed),
        unread: sum(unread),
        starred,
        saved,
        waiting: entries - ended,
        unreadByFeed: new Map(feedKeys.map(key => [key[1] as FeedId, unread.get(key[1] as FeedId) ?? 0])),
      };
    },
    settings: async () => ({ ...DEFAULT_SETTINGS, ...(await backend.get<Settings>(keys.meta('settings'))) }),
    edition: () => backend.get<Edition>(keys.meta('edition')),
    outbox: () => valuesOf<OutboxEntry>(['outbox']),
    async sessions(sinceMs) {
      return (await backend.range<Session>({ prefix: ['session'], after: ['session', sinceMs - 0.5] })).map(
        ([, value]) => value,
      );
    },
    async wakes(limit) {
      return (await backend.range<WakeReport>({ prefix: ['wake'], limit, reverse: true })).map(([, value]) => value);
    },
    async unreadIds(query) {
      const ids = (found: readonly Key[]): ArticleId[] => found.map(key => articleIdOf(key) as ArticleId);
      if (query.kind === 'folder') {
        const families = await folderFamilies(query, true);
        return (await backend.rangesKeys(families.map(prefix => ({ prefix })))).flatMap(ids);
      }
      if (query.kind === 'feed') return ids(await backend.rangeKeys({ prefix: ['unread-of-feed', query.feedId] }));
      if (query.kind === 'all' || query.kind === 'unread') return ids(await backend.rangeKeys({ prefix: ['unread'] }));
      const inList = ids(await backend.rangeKeys({ prefix: [query.kind] }));
      const statuses = await backend.getMany<Status>(inList.map(id => keys.status(id)));
      return statuses.flatMap(status => (status === undefined || status.read ? [] : [status.articleId]));
    },
    blob: async id => fileOf(await backend.get<KeptFile | Blob>(keys.blob(id))),
  };
}

/** Rows in the order of `ids`, each with its feed in `feedIds`, in one read; what is no longer there is left out. */
export async function readRows(
  backend: Backend,
  ids: readonly ArticleId[],
  feedIds: readonly FeedId[],
): Promise<ArticleRow[]> {
  if (ids.length === 0) return [];
  const distinct = [...new Set(feedIds)];
  const values = await backend.getMany<unknown>([
    ...ids.map((id, i) => keys.headline(feedIds[i] as FeedId, id)),
    ...ids.map(id => keys.status(id)),
    ...distinct.map(id => keys.feed(id)),
  ]);
  const feedOf = new Map(distinct.map((id, i) => [id, values[2 * ids.length + i] as Feed | undefined] as const));
  const former = distinct.filter(id => feedOf.get(id) === undefined);
  if (former.length > 0) {
    const kept = await backend.getMany<Feed>(former.map(id => keys.formerFeed(id)));
    former.forEach((id, i) => feedOf.set(id, kept[i]));
  }
  return ids.flatMap((_, i) => {
    const headline = values[i] as Headline | undefined;
    const status = values[ids.length + i] as Status | undefined;
    const feed = feedOf.get(feedIds[i] as FeedId);
    return headline === undefined || status === undefined || feed === undefined
      ? []
      : [{ headline, status, feed: inRow(feed) }];
  });
}

function familyOf(query: Exclude<ListQuery, { kind: 'folder' }>): Key {
  switch (query.kind) {
    case 'all':
      return ['recent'];
    case 'feed':
      return [query.unreadOnly === true ? 'unread-of-feed' : 'recent-of-feed', query.feedId];
    default:
      return [query.kind];
  }
}

function inRow({ id, title, customTitle, iconUrl, folderId, language }: Feed): ArticleRow['feed'] {
  return {
    id,
    title,
    ...(customTitle === undefined ? {} : { customTitle }),
    ...(iconUrl === undefined ? {} : { iconUrl }),
    ...(folderId === undefined ? {} : { folderId }),
    ...(language === undefined ? {} : { language }),
  };
}
