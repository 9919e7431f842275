// The backend over IndexedDB: one idb-keyval store, its raw IDBObjectStore in one transaction a call, aborted on any throw.

import { createStore, type UseStore } from 'idb-keyval';
import { PredawnError } from '../core/errors.ts';
import type { Backend, Batch, Key, RangeQuery, WriteOptions } from './backend.ts';
import { apply, familyOf, guarded, readAll, readKeys, readRange, thrownIn } from './requests.ts';

const STORE = 'keyval';
const MOST_OPENS = 4;
const OPEN_AGAIN_MS = 50;

/**
 * Opens (and makes, the first time) the database. Rejects with `storage-refused` where the browser gives none.
 * A connection that the engine closed by itself is opened again once, at the next call.
 */
export async function openIndexedDbBackend(name = 'predawn'): Promise<Backend> {
  let useStore: UseStore | undefined;
  let db: IDBDatabase | undefined;
  let closed = false;

  /** Runs `work` on the object store in one new transaction; answers when the transaction is complete. */
  async function within<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => () => T,
    options?: WriteOptions,
  ): Promise<T> {
    if (closed) throw new PredawnError('storage-closed');
    for (let attempt = 0; ; attempt++) {
      try {
        db ??= await connect();
        return await settle(
          db.transaction(STORE, mode, { durability: options?.durable === true ? 'strict' : 'default' }),
          work,
        );
      } catch (error) {
        // InvalidStateError before anything ran: the connection was closed under us (a version change, Safari at night).
        if (attempt > 0 || !isNamed(error, 'InvalidStateError')) throw asPredawnError(error);
        db = undefined;
        useStore = undefined;
      }
    }
  }

  async function connect(): Promise<IDBDatabase> {
    useStore ??= createStore(name, STORE);
    return useStore('readonly', store => {
      const connection = store.transaction.db;
      // Lets a deletion or an upgrade from another tab go on instead of blocking it for ever.
      connection.onversionchange = () => {
        connection.close();
        db = undefined;
        useStore = undefined;
      };
      return connection;
    });
  }

  for (let attempt = 1; db === undefined; attempt++) {
    try {
      db = await connect();
    } catch (cause) {
      // Chromium answers so once where it finds a damaged database, which it then throws away: the next try makes a new one.
      if (!isNamed(cause, 'UnknownError') || attempt >= MOST_OPENS)
        throw new PredawnError('storage-refused', { cause });
      useStore = undefined;
      await new Promise(done => setTimeout(done, OPEN_AGAIN_MS));
    }
  }

  function transact<T>(
    keys: readonly Key[],
    decide: (values: (unknown | undefined)[]) => Batch & { readonly result: T },
    options?: WriteOptions,
  ): Promise<T> {
    return within(
      'readwrite',
      store => {
        let result: T;
        readAll(store, keys, values => {
          const batch = decide(values);
          apply(store, batch);
          result = batch.result;
        });
        return () => result;
      },
      options,
    );
  }

  return {
    kind: 'indexeddb',
    get: <T>(key: Key) =>
      within('readonly', store => {
        const request = store.get(key as IDBValidKey);
        return () => request.result as T | undefined;
      }),
    getMany: <T>(keys: readonly Key[]) =>
      within('readonly', store => {
        let out: unknown[] = [];
        readAll(store, keys, values => {
          out = values;
        });
        return () => out as (T | undefined)[];
      }),
    range: <T>(query: RangeQuery) => within('readonly', store => readRange<T>(store, query)),
    rangeKeys: query => within('readonly', store => readKeys(store, query)),
    rangesKeys: queries =>
      within('readonly', store => {
        const answers = queries.map(query => readKeys(store, query));
        return () => answers.map(answer => answer());
      }),
    count: prefix =>
      within('readonly', store => {
        const request = store.count(familyOf(prefix));
        return () => request.result;
      }),
    counts: prefixes =>
      within('readonly', store => {
        const requests = prefixes.map(prefix => store.count(familyOf(prefix)));
        return () => requests.map(request => request.result);
      }),
    write: (batch, options) => transact([], () => ({ ...batch, result: undefined }), options),
    transact,
    close() {
      closed = true;
      db?.close();
    },
  };
}

/** Resolves with what `work` left when the transaction has committed; any throw in it, or in a callback of it, aborts all. */
function settle<T>(transaction: IDBTransaction, work: (store: IDBObjectStore) => () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    let answer: () => T;
    transaction.oncomplete = () => resolve(answer());
    transaction.onabort = () =>
      reject(thrownIn(transaction) ?? transaction.error ?? new DOMException('aborted', 'AbortError'));
    guarded(transaction, () => {
      answer = work(transaction.objectStore(STORE));
    });
  });
}

function asPredawnError(error: unknown): unknown {
  if (error instanceof PredawnError || !(error instanceof DOMException)) return error;
  if (isNamed(error, 'QuotaExceededError')) return new PredawnError('quota-exceeded', { cause: error });
  if (isNamed(error, 'DataCloneError')) return new PredawnError('not-cloneable', { cause: error });
  if (isNamed(error, 'DataError')) return new PredawnError('bad-key', { cause: error });
  if (isNamed(error, 'InvalidStateError')) return new PredawnError('storage-closed', { cause: error });
  return new PredawnError('storage-failed', { cause: error });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
