// The library's plain records: subscriptions, folders, edition, wakes, sessions; and taking a subscription down.

import type { ArticleId, Feed, FeedId, Status } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import { LOCAL_DESTINATION } from '../core/outbox.ts';
import { removal } from './acting.ts';
import type { Batch, Key } from './backend.ts';
import { keys } from './keys.ts';
import type { Library } from './library-api.ts';
import { articleIdOf, join, listKeysOf, statusChange } from './lists.ts';
import type { Store } from './store.ts';

/** Articles that one transaction removes. */
const REMOVE_CHUNK = 200;

export type Keeping = Pick<
  Library,
  'putFeed' | 'changeFeeds' | 'putFolder' | 'removeFolder' | 'unsubscribe' | 'putEdition' | 'putWake' | 'putSession'
>;

export function keeping(store: Store): Keeping {
  const { backend } = store;
  const put = (key: Key, value: unknown): Promise<void> =>
    store.commit([], () => ({ puts: [[key, value]], result: undefined }));

  return {
    putFeed: feed => put(keys.feed(feed.id), feed),
    changeFeeds: (ids, change) =>
      store.commit(
        ids.map(id => keys.feed(id)),
        values => ({
          puts: values.flatMap(value => {
            if (value === undefined) return [];
            const feed = change(value as Feed);
            return [[keys.feed(feed.id), feed] as const];
          }),
          result: undefined,
        }),
      ),
    putFolder: folder => put(keys.folder(folder.id), folder),

    async removeFolder(id) {
      const inside = (await backend.range<Feed>({ prefix: ['feed'] }))
        .map(([, feed]) => feed)
        .filter(feed => feed.folderId === id);
      await store.commit(
        inside.map(feed => keys.feed(feed.id)),
        values => ({
          deletes: [keys.folder(id)],
          puts: values.flatMap(value => {
            if (value === undefined) return [];
            const { folderId: _, ...feed } = value as Feed;
            return [[keys.feed(feed.id), feed] as const];
          }),
          result: undefined,
        }),
      );
    },

    async unsubscribe(id) {
      const index = keys.coalesce([LOCAL_DESTINATION.id, id, 'subscribed']);
      const seq = await backend.get<number>(index);
      await store.commit([keys.feed(id), seq === undefined ? keys.feed(id) : keys.outbox(seq)], ([feed, entry]) => ({
        ...join(
          feed === undefined ? {} : { puts: [[keys.formerFeed(id), feed]], deletes: [keys.feed(id)] },
          seq === undefined || entry === undefined ? {} : removal(entry as OutboxEntry, index),
        ),
        result: undefined,
      }));
      await clearFormerFeed(store, id);
    },

    putEdition: edition => put(keys.meta('edition'), edition),
    putWake: report => put(keys.wake(report.startedAt), report),
    putSession: session => put(keys.session(session.startedAt), session),
  };
}

/**
 * Removes what is left of a feed that was unsubscribed; goes on where a kill interrupted it. Later runs remove what is no longer
 * starred or saved, and with the last of them the feed.
 */
export async function clearFormerFeed(store: Store, feedId: FeedId): Promise<void> {
  let kept = 0;
  let after: Key | undefined;
  for (;;) {
    const page = await store.backend.rangeKeys({
      prefix: ['headline', feedId],
      limit: REMOVE_CHUNK,
      ...(after === undefined ? {} : { after }),
    });
    if (page.length === 0) break;
    kept += await removeArticles(store, feedId, page, 'unsubscribed');
    after = page.at(-1);
  }
  const identities = await store.backend.rangeKeys({ prefix: ['identity', feedId] });
  if (identities.length === 0 && kept > 0) return;
  await store.commit([], () => ({
    deletes: [...identities, ...(kept === 0 ? [keys.formerFeed(feedId)] : [])],
    result: undefined,
  }));
}

/**
 * Removes articles, given by their keys in `recent-of-feed` or `headline`, with all their keys. Starred and saved ones stay: after the end of a feed (`unsubscribed`) under their own lists
 * only. `retention` keeps the identity keys, so that what the feed still lists does not come back as new. Answers how many stayed.
 */
export async function removeArticles(
  store: Store,
  feedId: FeedId,
  listed: readonly Key[],
  cause: 'unsubscribed' | 'retention',
): Promise<number> {
  const ids = listed.map(key => articleIdOf(key) as ArticleId);
  return store.commit(
    ids.map(id => keys.status(id)),
    values => {
      let stayed = 0;
      const batches = values.map((value, i): Batch => {
        const id = ids[i] as ArticleId;
        const status = value as Status | undefined;
        if (status === undefined) return { deletes: [listed[i] as Key, keys.headline(feedId, id), keys.body(id)] };
        if (status.starred || status.saved) {
          stayed++;
          return cause === 'unsubscribed' && status.kept !== true
            ? statusChange(status, { ...status, kept: true })
            : {};
        }
        return { deletes: [...listKeysOf(status), keys.headline(feedId, id), keys.body(id), keys.status(id)] };
      });
      return { ...join(...batches), result: stayed };
    },
  );
}
