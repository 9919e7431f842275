// What the parts of the library share: the backend, one way to commit (guarded by the schema, announced), ids, retries.

import { PredawnError } from '../core/errors.ts';
import type { ArticleId, OutboxId } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Backend, Batch, Key, WriteOptions } from './backend.ts';
import type { Changes } from './changes.ts';
import { keys } from './keys.ts';
import { counted } from './lists.ts';
import { mayWrite, type Schema } from './schema.ts';

export interface Store {
  readonly backend: Backend;
  readonly changes: Changes;
  /** Reads, decides and writes in one transaction; refuses to write into a newer schema; then tells what changed. */
  commit<T>(
    read: readonly Key[],
    decide: (values: (unknown | undefined)[]) => Batch & { readonly result: T },
    options?: WriteOptions,
  ): Promise<T>;
}

/** Thrown in `decide` where what was read before the transaction is no longer so: `retrying` starts again. */
export class Stale extends Error {}

const MOST_RETRIES = 20;

/** `onNewer`: a newer version has migrated the store since it was opened; from now on this one only reads. */
export function createStore(backend: Backend, changes: Changes, onNewer: () => void): Store {
  return {
    backend,
    changes,
    async commit(read, decide, options) {
      let written: Batch = {};
      const result = await backend.transact(
        [keys.meta('schema'), ...read],
        ([schema, ...values]) => {
          if (!mayWrite(schema as Schema | undefined)) {
            onNewer();
            throw new PredawnError('newer-schema');
          }
          const batch = counted(decide(values));
          written = batch;
          return batch;
        },
        options,
      );
      changes.announce([...(written.puts ?? []).map(([key]) => key), ...(written.deletes ?? [])]);
      return result;
    },
  };
}

/** Runs `work` again where another tab was faster. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      if (tries >= MOST_RETRIES) throw new PredawnError('too-busy', { cause: error });
    }
  }
}

/** Ascending with time and with `index`, so that articles first seen together lie together, in the feed's order. */
export function newArticleId(now: number, index: number): ArticleId {
  const time = Math.max(0, Math.floor(now)).toString(36).padStart(9, '0');
  return `${time}${index.toString(36).padStart(3, '0')}${randomText(10)}` as ArticleId;
}

/** A version 4 UUID; also where `crypto.randomUUID` is missing (plain http on a local network). */
function newOutboxId(): OutboxId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as OutboxId;
}

/** An entry as it is first written: never tried, and due at once. */
export function newEntry(
  what: Pick<OutboxEntry, 'seq' | 'destination' | 'action' | 'subject'> & Partial<Pick<OutboxEntry, 'blobIds'>>,
  now: number,
): OutboxEntry {
  return { blobIds: [], ...what, id: newOutboxId(), state: 'waiting', tries: 0, createdAt: now, nextAt: now };
}

function randomText(length: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), byte => (byte % 36).toString(36)).join('');
}
