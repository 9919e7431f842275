// What a person does, written: the change they see and its outbox entry in one transaction.

import {
  cancelsOut,
  coalesced,
  coalesceKeyOf,
  markStatus,
  MOST_SEND_BYTES,
  pendingFeed,
  saveStatus,
  sendBytes,
} from '../core/action.ts';
import { PredawnError } from '../core/errors.ts';
import { DEFAULT_SETTINGS, type ArticleId, type Feed, type Settings, type Status } from '../core/model.ts';
import { LOCAL_DESTINATION, type Action, type OutboxEntry } from '../core/outbox.ts';
import type { Batch, Key } from './backend.ts';
import { keepFile } from './kept-file.ts';
import { keys } from './keys.ts';
import type { ActOptions, Library } from './library-api.ts';
import { join, statusChange } from './lists.ts';
import { isReplaceable, markForAccount } from './marking.ts';
import { newEntry, retrying, Stale, type Store } from './store.ts';

/** Articles that one transaction marks: many, so that each feed's unread keys lie together and go by ranges. */
const MARK_CHUNK = 10_000;
/** Of those that bear an entry each. */
const ACCOUNT_CHUNK = 500;

export type Acting = Pick<Library, 'act' | 'markRead' | 'setSaved' | 'putSettings'>;

export function acting(store: Store): Acting {
  const { backend } = store;

  async function act(action: Action, options: ActOptions): Promise<OutboxEntry | undefined> {
    if (action.kind === 'send' && sendBytes(action.request, options.blobs) > MOST_SEND_BYTES) {
      throw new PredawnError('too-large', { detail: action.title });
    }
    if (action.kind === 'mark' && options.destination === undefined) {
      await mark(action, options.now);
      return undefined;
    }
    const order = action.kind === 'subscribe' ? await nextOrder(action) : undefined;
    if (order === 'subscribed') return undefined;
    const files: [Key, unknown][] = [];
    for (const [id, blob] of options.blobs ?? []) files.push([keys.blob(id), await keepFile(blob)]);
    return retrying(() => actOnce(action, options, order ?? 0, files));
  }

  /** One attempt: the unsent entry to replace is found before the transaction and looked at again inside it. */
  async function actOnce(
    action: Action,
    options: ActOptions,
    order: number,
    files: readonly (readonly [Key, unknown])[],
  ): Promise<OutboxEntry | undefined> {
    const destination = options.destination ?? LOCAL_DESTINATION;
    const parts = coalesceKeyOf(action, destination.id);
    const index = parts === undefined ? undefined : keys.coalesce(parts);
    const seqBefore = index === undefined ? undefined : await backend.get<number>(index);
    const read: Key[] = [
      keys.meta('outbox-seq'),
      subjectKey(action),
      index ?? keys.meta('outbox-seq'),
      seqBefore === undefined ? keys.meta('outbox-seq') : keys.outbox(seqBefore),
    ];
    return store.commit(
      read,
      ([lastSeq, seen, indexed, entry]) => {
        if (index !== undefined && indexed !== seqBefore) throw new Stale();
        const prior = seqBefore === undefined ? undefined : (entry as OutboxEntry | undefined);
        const effect = effectOf(action, seen, options.now, order);
        const subject = options.subject ?? null;
        const unsent = prior !== undefined && prior.subject === subject && isReplaceable(prior) ? prior : undefined;
        const done = unsent === undefined ? effect.action : coalesced(unsent.action, effect.action);
        if (unsent !== undefined && unsent.tries === 0 && cancelsOut(unsent.action, done)) {
          return { ...join(effect.batch, removal(unsent, index)), result: undefined };
        }
        if (unsent !== undefined && action.kind !== 'mark') {
          const again: OutboxEntry = { ...unsent, action: done, state: 'waiting', nextAt: options.now };
          return { ...join(effect.batch, { puts: [[keys.outbox(unsent.seq), again]] }), result: again };
        }
        const seq = ((lastSeq as number | undefined) ?? 0) + 1;
        const blobIds = [...(options.blobs?.keys() ?? [])];
        const fresh = newEntry({ seq, destination, action: done, subject, blobIds }, options.now);
        const batch = join(effect.batch, unsent === undefined ? {} : { deletes: [keys.outbox(unsent.seq)] }, {
          puts: [
            [keys.outbox(fresh.seq), fresh],
            [keys.meta('outbox-seq'), fresh.seq],
            ...(index === undefined ? [] : [[index, fresh.seq] as const]),
            ...files,
          ],
        });
        return { ...batch, result: fresh };
      },
      { durable: true },
    );
  }

  async function mark(action: Extract<Action, { kind: 'mark' }>, now: number): Promise<void> {
    await store.commit(
      [keys.status(action.articleId)],
      ([seen]) => ({ ...effectOf(action, seen, now, 0).batch, result: undefined }),
      { durable: true },
    );
  }

  /** The place after the last feed; `subscribed` where that address stands already under another id. */
  async function nextOrder(action: Extract<Action, { kind: 'subscribe' }>): Promise<number | 'subscribed'> {
    const feeds = await backend.range<Feed>({ prefix: ['feed'] });
    if (feeds.some(([, feed]) => feed.url === action.url && feed.id !== action.feedId)) return 'subscribed';
    return feeds.reduce((most, [, feed]) => Math.max(most, feed.order), 0) + 1;
  }

  return {
    act,

    async markRead(ids, read, now, account) {
      const changed: ArticleId[] = [];
      if (account !== undefined) {
        const { destination, subject = null } = account;
        const all = [...new Set(ids)];
        for (let at = 0; at < all.length; at += ACCOUNT_CHUNK) {
          const chunk = all.slice(at, at + ACCOUNT_CHUNK);
          changed.push(...(await markForAccount(store, { ids: chunk, read, now, destination, subject })));
        }
        return changed;
      }
      for (let at = 0; at < ids.length; at += MARK_CHUNK) {
        const chunk = [...new Set(ids.slice(at, at + MARK_CHUNK))];
        const done = await store.commit(
          chunk.map(id => keys.status(id)),
          values => {
            const moved = values.flatMap(value => {
              const before = value as Status | undefined;
              const after = before === undefined ? undefined : markStatus(before, 'read', read, now);
              return before === undefined || after === undefined || after === before ? [] : [{ before, after }];
            });
            return {
              ...join(...moved.map(({ before, after }) => statusChange(before, after))),
              result: moved.map(({ after }) => after.articleId),
            };
          },
        );
        changed.push(...done);
      }
      return changed;
    },

    setSaved(id, saved, now) {
      const index = keys.coalesce([LOCAL_DESTINATION.id, id, 'saved']);
      return retrying(async () => {
        const seq = saved ? undefined : await backend.get<number>(index);
        return store.commit(
          [keys.status(id), index, seq === undefined ? keys.status(id) : keys.outbox(seq)],
          ([seen, indexed, entry]) => {
            if (!saved && indexed !== seq) throw new Stale();
            if (seen === undefined) throw new PredawnError('unknown-article', { detail: id });
            const after = saveStatus(seen as Status, saved, now);
            const unsent = seq === undefined ? undefined : (entry as OutboxEntry | undefined);
            return {
              ...join(statusChange(seen as Status, after), unsent === undefined ? {} : removal(unsent, index)),
              result: after,
            };
          },
          { durable: true },
        );
      });
    },

    putSettings(change) {
      const key = keys.meta('settings');
      return store.commit([key], ([stored]) => {
        const settings: Settings = { ...DEFAULT_SETTINGS, ...(stored as Settings | undefined), ...change };
        return { puts: [[key, settings]], result: settings };
      });
    },
  };
}

/** Everything of an entry that goes with it. */
export function removal(entry: OutboxEntry, index: Key | undefined): Batch {
  return {
    deletes: [
      keys.outbox(entry.seq),
      keys.outboxEnded(entry.seq),
      ...entry.blobIds.map(id => keys.blob(id)),
      ...(index === undefined ? [] : [index]),
    ],
  };
}

/** What stands before the action: an article's status, or the feed. */
function subjectKey(action: Action): Key {
  switch (action.kind) {
    case 'mark':
    case 'save':
      return keys.status(action.articleId);
    case 'subscribe':
      return keys.feed(action.feedId);
    case 'send':
    case 'refresh':
      return keys.meta('outbox-seq');
  }
}

/** What the person sees at once, and the action with what it replaced. */
export function effectOf(action: Action, seen: unknown, now: number, order: number): { action: Action; batch: Batch } {
  switch (action.kind) {
    case 'mark': {
      if (seen === undefined) throw new PredawnError('unknown-article', { detail: action.articleId });
      const before = seen as Status;
      const after = markStatus(before, action.field, action.value, now);
      return { action: { ...action, previous: before[action.field] }, batch: statusChange(before, after) };
    }
    case 'save': {
      if (seen === undefined) throw new PredawnError('unknown-article', { detail: action.articleId });
      return { action, batch: statusChange(seen as Status, saveStatus(seen as Status, true, now)) };
    }
    case 'subscribe': {
      const before = seen as Feed | undefined;
      const feed: Feed =
        before === undefined
          ? pendingFeed(action, order, now)
          : { ...before, url: action.url, state: { kind: 'pending' } };
      return { action, batch: { puts: [[keys.feed(action.feedId), feed]] } };
    }
    case 'send':
    case 'refresh':
      return { action, batch: {} };
  }
}
