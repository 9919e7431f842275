// What becomes of outbox entries: settled by the replay, cancelled or tried again by the person, forgotten at sign-out.

import { coalesceKeyOf, undoOf, undoStatus } from '../core/action.ts';
import type { Feed, Status } from '../core/model.ts';
import type { Action, OutboxEntry, OutboxState } from '../core/outbox.ts';
import { mayFollow } from '../core/outbox-rules.ts';
import { effectOf, removal } from './acting.ts';
import type { Batch, Key } from './backend.ts';
import { keys } from './keys.ts';
import type { Library } from './library-api.ts';
import { join, statusChange } from './lists.ts';
import type { Store } from './store.ts';

export type Settling = Pick<Library, 'settleOutbox' | 'cancelEntry' | 'retryEntry' | 'forget'>;

/** They wait for nothing more. */
const ENDED: readonly OutboxState[] = ['dead', 'handed-over'];

export function settling(store: Store): Settling {
  const { backend } = store;

  /**
   * Decides on the entry as it is inside the transaction. Its action never changes under one seq, so the keys that depend
   * on it may be read before.
   */
  async function onEntry(
    seq: number,
    decide: (entry: OutboxEntry, seen: unknown, index: Key | undefined) => Batch | undefined,
  ): Promise<boolean> {
    const before = await backend.get<OutboxEntry>(keys.outbox(seq));
    if (before === undefined) return false;
    const parts = coalesceKeyOf(before.action, before.destination.id);
    const indexKey = parts === undefined ? undefined : keys.coalesce(parts);
    const none = keys.outbox(seq);
    return store.commit(
      [keys.outbox(seq), undoneKey(before.action) ?? none, indexKey ?? none],
      ([entry, seen, indexed]) => {
        if (entry === undefined || (entry as OutboxEntry).id !== before.id) return { result: false };
        const batch = decide(
          entry as OutboxEntry,
          seen,
          indexKey !== undefined && indexed === seq ? indexKey : undefined,
        );
        return batch === undefined ? { result: false } : { ...batch, result: true };
      },
      { durable: true },
    );
  }

  return {
    settleOutbox: (seq, next) =>
      onEntry(seq, (entry, seen, index) => {
        if (next === null) return removal(entry, index);
        if (!mayFollow(entry, next)) return undefined;
        const ended = ENDED.includes(next.state);
        return join(
          { puts: [[keys.outbox(seq), next]] },
          ended
            ? { puts: [[keys.outboxEnded(seq), next.state]], deletes: index === undefined ? [] : [index] }
            : { deletes: [keys.outboxEnded(seq)] },
          next.state === 'dead' && entry.state !== 'dead' ? undo(entry, seen, next.lastTriedAt ?? next.createdAt) : {},
        );
      }),

    cancelEntry: (seq, now) =>
      onEntry(seq, (entry, seen, index) =>
        join(
          removal(entry, index),
          entry.state === 'dead' || entry.state === 'handed-over' ? {} : undo(entry, seen, now),
        ),
      ),

    retryEntry: (seq, now) =>
      onEntry(seq, (entry, seen) => {
        if (entry.state === 'in-flight') return undefined;
        const { lastError: _, lastStatus: __, ...rest } = entry;
        const next: OutboxEntry = { ...rest, state: 'waiting', tries: 0, nextAt: now };
        const parts = coalesceKeyOf(entry.action, entry.destination.id);
        const shown =
          entry.state === 'dead' && (seen !== undefined || entry.action.kind === 'subscribe')
            ? effectOf(entry.action, seen, now, 0).batch
            : {};
        return join(shown, {
          puts: [[keys.outbox(seq), next], ...(parts === undefined ? [] : [[keys.coalesce(parts), seq] as const])],
          deletes: [keys.outboxEnded(seq)],
        });
      }),

    async forget(subject) {
      const all = await backend.range<OutboxEntry>({ prefix: ['outbox'] });
      const theirs = all.map(([, entry]) => entry).filter(entry => entry.subject === subject);
      if (theirs.length === 0) return 0;
      await store.commit(
        [],
        () => ({
          ...join(
            ...theirs.map(entry => {
              const parts = coalesceKeyOf(entry.action, entry.destination.id);
              return removal(entry, parts === undefined ? undefined : keys.coalesce(parts));
            }),
          ),
          result: undefined,
        }),
        { durable: true },
      );
      return theirs.length;
    },
  };
}

/** What an undo looks at: the article's status, or the feed. */
function undoneKey(action: Action): Key | undefined {
  switch (action.kind) {
    case 'mark':
    case 'save':
      return keys.status(action.articleId);
    case 'subscribe':
      return keys.feed(action.feedId);
    default:
      return undefined;
  }
}

function undo(entry: OutboxEntry, seen: unknown, now: number): Batch {
  const undone = undoOf(entry);
  switch (undone.kind) {
    case 'none':
      return {};
    case 'mark':
    case 'unsave':
      return seen === undefined ? {} : statusChange(seen as Status, undoStatus(seen as Status, undone, now));
    case 'drop-pending-feed': {
      const feed = seen as Feed | undefined;
      const untouched =
        feed !== undefined &&
        (feed.state.kind === 'pending' || feed.state.kind === 'choose') &&
        feed.checkedAt === undefined;
      return untouched ? { deletes: [keys.feed(undone.feedId)] } : {};
    }
  }
}
