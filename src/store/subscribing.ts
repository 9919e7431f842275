// Many subscriptions at once (an OPML file of thousands): the feeds are read once, a hundred of them are one transaction.

import { coalesceKeyOf, pendingFeed } from '../core/action.ts';
import type { Feed } from '../core/model.ts';
import { LOCAL_DESTINATION, type OutboxEntry } from '../core/outbox.ts';
import type { Key } from './backend.ts';
import { keys } from './keys.ts';
import type { Library } from './library-api.ts';
import { newEntry, type Store } from './store.ts';

const CHUNK = 100;

export function subscribing(store: Store): Pick<Library, 'subscribeAll'> {
  return {
    async subscribeAll(requests, { now, subject = null, onProgress }) {
      const feeds = (await store.backend.range<Feed>({ prefix: ['feed'] })).map(([, feed]) => feed);
      const taken = new Set(feeds.map(feed => feed.url));
      const fresh = requests.filter(({ action: { url } }) => !taken.has(url) && taken.add(url));
      let order = feeds.reduce((most, feed) => Math.max(most, feed.order), 0);
      const entries: OutboxEntry[] = [];
      for (let at = 0; at < fresh.length; at += CHUNK) {
        const chunk = fresh.slice(at, at + CHUNK);
        const first = order + 1;
        order += chunk.length;
        const made = await store.commit(
          [keys.meta('outbox-seq')],
          ([lastSeq]) => {
            const before = (lastSeq as number | undefined) ?? 0;
            const written = chunk.map(({ action }, i) =>
              newEntry({ seq: before + 1 + i, destination: LOCAL_DESTINATION, action, subject }, now),
            );
            const puts = chunk.flatMap(({ action, title }, i): (readonly [Key, unknown])[] => {
              const feed = pendingFeed(action, first + i, now);
              const parts = coalesceKeyOf(action, LOCAL_DESTINATION.id);
              return [
                [keys.feed(feed.id), title === undefined ? feed : { ...feed, title }],
                [keys.outbox(before + 1 + i), written[i]],
                ...(parts === undefined ? [] : [[keys.coalesce(parts), before + 1 + i] as const]),
              ];
            });
            return { puts: [...puts, [keys.meta('outbox-seq'), before + chunk.length]], result: written };
          },
          { durable: true },
        );
        entries.push(...made);
        onProgress?.(Math.min(at + CHUNK, fresh.length), fresh.length);
      }
      return entries;
    },
  };
}
