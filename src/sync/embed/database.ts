// The least that the elements need of a database: one IndexedDB store with composite keys, or memory. The reader's backend (src/store) can
// do much more, and a host's page would pay for each byte of it.

import { PredawnError } from '../../core/errors.ts';
import type { Batch, Key } from '../../store/backend.ts';

export interface EmbedDatabase {
  /** `memory` loses it with the tab, and the person is told. */
  readonly kind: 'indexeddb' | 'memory';
  get<T>(key: Key): Promise<T | undefined>;
  /** Every value of a family, in the order of its keys. */
  list<T>(family: string): Promise<T[]>;
  count(family: string): Promise<number>;
  /** Reads, decides and writes in one transaction, all or nothing. Durable before it answers. Throws `quota-exceeded` with nothing written. */
  transact<T>(keys: readonly Key[], decide: (values: unknown[]) => Batch & { readonly result: T }): Promise<T>;
  close(): void;
}

const STORE = 'keyval';

/** Rejects with `storage-refused` where the browser gives none. A connection that was closed under us is opened again once. */
export async function openDatabase(name: string): Promise<EmbedDatabase> {
  let opening: Promise<IDBDatabase> | undefined;
  const connect = (): Promise<IDBDatabase> =>
    (opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onerror = () => reject(new PredawnError('storage-refused', { cause: request.error }));
      request.onsuccess = () => {
        const db = request.result;
        // Lets a deletion from another tab go on instead of blocking it for ever.
        db.onclose = db.onversionchange = () => {
          db.close();
          opening = undefined;
        };
        resolve(db);
      };
    }));

  /** `work` asks; what it answers is called when the transaction is complete. A throw inside aborts it. */
  async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore, fail: Fail) => () => T): Promise<T> {
    for (let isAgain = false; ; isAgain = true) {
      const db = await connect();
      try {
        return await settle(
          db.transaction(STORE, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' }),
          work,
        );
      } catch (error) {
        if (isAgain || nameOf(error) !== 'InvalidStateError') throw asPredawn(error);
        opening = undefined;
      }
    }
  }

  const ask = <T>(question: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    within('readonly', store => {
      const request = question(store);
      return () => request.result;
    });

  await connect();
  return {
    kind: 'indexeddb',
    get: <T>(key: Key) => ask(store => store.get(key as IDBValidKey) as IDBRequest<T | undefined>),
    list: <T>(family: string) => ask(store => store.getAll(rangeOf(family)) as IDBRequest<T[]>),
    count: family => ask(store => store.count(rangeOf(family))),
    transact: (keys, decide) =>
      within('readwrite', (store, fail) => {
        let result: Awaited<ReturnType<typeof decide>>['result'];
        const requests = keys.map(key => store.get(key as IDBValidKey));
        const apply = (): void => {
          try {
            const batch = decide(requests.map(request => request.result as unknown));
            for (const key of batch.deletes ?? []) store.delete(key as IDBValidKey);
            for (const [key, value] of batch.puts ?? []) store.put(value, key as IDBValidKey);
            result = batch.result;
          } catch (error) {
            fail(error);
          }
        };
        const last = requests.at(-1);
        if (last) last.onsuccess = apply;
        else apply();
        return () => result;
      }),
    close: () => void connect().then(db => db.close()),
  };
}

/** Where there is no IndexedDB: lost with the tab. */
export function openMemory(): EmbedDatabase {
  const rows = new Map<string, readonly [Key, unknown]>();
  const family = (name: string): (readonly [Key, unknown])[] =>
    [...rows.values()].filter(([[first]]) => first === name).sort(([[, a = 0]], [[, b = 0]]) => (a < b ? -1 : 1));
  return {
    kind: 'memory',
    get: async <T>(key: Key) => rows.get(key.join())?.[1] as T | undefined,
    list: async <T>(name: string) => family(name).map(([, value]) => value as T),
    count: async name => family(name).length,
    transact: async (keys, decide) => {
      const batch = decide(keys.map(key => rows.get(key.join())?.[1]));
      for (const key of batch.deletes ?? []) rows.delete(key.join());
      for (const [key, value] of batch.puts ?? []) rows.set(key.join(), [key, structuredClone(value)]);
      return batch.result;
    },
    close: () => rows.clear(),
  };
}

type Fail = (error: unknown) => void;

function settle<T>(transaction: IDBTransaction, work: (store: IDBObjectStore, fail: Fail) => () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    let thrown: Error | undefined;
    const answer = work(transaction.objectStore(STORE), error => {
      thrown = error as Error;
      transaction.abort();
    });
    transaction.oncomplete = () => resolve(answer());
    transaction.onabort = () => reject(thrown ?? asPredawn(transaction.error));
  });
}

/** Every key that begins so: an array sorts after any number and string. */
function rangeOf(family: string): IDBKeyRange {
  return IDBKeyRange.bound([family], [family, []]);
}

function asPredawn(error: unknown): PredawnError {
  const name = nameOf(error);
  if (name === 'QuotaExceededError') return new PredawnError('quota-exceeded', { cause: error });
  return error instanceof PredawnError ? error : new PredawnError('storage-failed', { cause: error });
}

function nameOf(error: unknown): unknown {
  return (error as { name?: unknown } | null)?.name;
}
