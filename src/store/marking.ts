// Marks of many articles at once, with the entries that tell a server account of them: coalesced as single marks are.

import { cancelsOut, coalesced, coalesceKeyOf, markStatus } from '../core/action.ts';
import type { ArticleId, Status } from '../core/model.ts';
import type { Action, Destination, OutboxEntry } from '../core/outbox.ts';
import type { Batch, Key } from './backend.ts';
import { keys } from './keys.ts';
import { join, statusChange } from './lists.ts';
import { newEntry, retrying, Stale, type Store } from './store.ts';

export interface BulkMark {
  readonly ids: readonly ArticleId[];
  readonly read: boolean;
  readonly now: number;
  readonly destination: Destination;
  readonly subject: string | null;
}

type Mark = Extract<Action, { kind: 'mark' }>;

/** One transaction: every status that changes and its entry. Answers the ids that changed. */
export function markForAccount(store: Store, bulk: BulkMark): Promise<ArticleId[]> {
  return retrying(() => markOnce(store, bulk));
}

async function markOnce(store: Store, bulk: BulkMark): Promise<ArticleId[]> {
  const { ids, read, now, destination, subject } = bulk;
  const indexes = ids.map(id => keys.coalesce(coalesceKeyOf(markOf(id, read), destination.id) ?? []));
  const seqs = await store.backend.getMany<number>(indexes);
  const unsentKeys = seqs.map((seq, i) => (seq === undefined ? (indexes[i] as Key) : keys.outbox(seq)));
  return store.commit(
    [keys.meta('outbox-seq'), ...ids.map(id => keys.status(id)), ...indexes, ...unsentKeys],
    ([lastSeq, ...values]) => {
      const statuses = values.slice(0, ids.length) as (Status | undefined)[];
      const indexed = values.slice(ids.length, 2 * ids.length);
      const found = values.slice(2 * ids.length);
      if (indexed.some((seq, i) => seq !== seqs[i])) throw new Stale();
      let last = (lastSeq as number | undefined) ?? 0;
      const batches: Batch[] = [];
      const changed: ArticleId[] = [];
      ids.forEach((id, i) => {
        const before = statuses[i];
        const after = before && markStatus(before, 'read', read, now);
        if (before === undefined || after === undefined || after === before) return;
        changed.push(id);
        const index = indexes[i] as Key;
        const prior = seqs[i] === undefined ? undefined : (found[i] as OutboxEntry | undefined);
        const unsent = prior !== undefined && prior.subject === subject && isReplaceable(prior) ? prior : undefined;
        const action = { ...markOf(id, read), previous: before.read };
        const done = unsent === undefined ? action : coalesced(unsent.action, action);
        batches.push(statusChange(before, after));
        if (unsent !== undefined) batches.push({ deletes: [keys.outbox(unsent.seq)] });
        if (unsent !== undefined && unsent.tries === 0 && cancelsOut(unsent.action, done)) {
          batches.push({ deletes: [index] });
          return;
        }
        const fresh = newEntry({ seq: (last += 1), destination, action: done, subject }, now);
        batches.push({
          puts: [
            [keys.outbox(fresh.seq), fresh],
            [index, fresh.seq],
          ],
        });
      });
      return { ...join(...batches, { puts: [[keys.meta('outbox-seq'), last]] }), result: changed };
    },
    { durable: true },
  );
}

/** Nobody is sending it now, and its last word has not been spoken. */
export function isReplaceable(entry: OutboxEntry): boolean {
  return entry.state === 'waiting' || entry.state === 'held' || entry.state === 'needs-sign-in';
}

function markOf(articleId: ArticleId, read: boolean): Mark {
  return { kind: 'mark', articleId, field: 'read', value: read, previous: !read };
}
