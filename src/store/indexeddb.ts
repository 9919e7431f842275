// The backend over IndexedDB: one idb-keyval store, its raw IDBObjectStore in one transaction a call, aborted on any throw.

import { createStore, type UseStore } from 'idb-keyval';
import { PredawnError } from '../core/errors.ts';
import type { Backend, Batch, Key, RangeQuery, WriteOptions } from './backend.ts';
import { compareKeys } from './key-order.ts';

const STORE = 'keyval';

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

  try {
    db = await connect();
  } catch (cause) {
    throw new PredawnError('storage-refused', { cause });
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
      reject(thrown.get(transaction) ?? transaction.error ?? new DOMException('aborted', 'AbortError'));
    guarded(transaction, () => {
      answer = work(transaction.objectStore(STORE));
    });
  });
}

/** What our own code threw inside a transaction, so that the abort can pass it on. */
const thrown = new WeakMap<IDBTransaction, Error>();

function guarded(transaction: IDBTransaction, run: () => void): void {
  try {
    run();
  } catch (error) {
    thrown.set(transaction, error as Error);
    transaction.abort();
  }
}

/** Reads every key, then calls back inside the same transaction. */
function readAll(store: IDBObjectStore, keys: readonly Key[], then: (values: unknown[]) => void): void {
  const values = new Array<unknown>(keys.length);
  const groups = groupsOf(keys);
  let open = groups.length;
  const done = (): void => {
    if (--open === 0)
      guarded(store.transaction, () => {
        then(values);
      });
  };
  if (open === 0) {
    guarded(store.transaction, () => {
      then(values);
    });
    return;
  }
  for (const group of groups) readGroup(store, keys, group, values, done);
}

/** One key, or many of one family: these by one range, where not much else lies between them. */
function readGroup(
  store: IDBObjectStore,
  keys: readonly Key[],
  group: Group,
  values: unknown[],
  done: () => void,
): void {
  const single = (): void => {
    let open = group.at.length;
    for (const i of group.at) {
      const request = store.get(keys[i] as IDBValidKey);
      request.onsuccess = () => {
        values[i] = request.result;
        if (--open === 0) done();
      };
    }
  };
  const { range } = group;
  if (range === undefined) {
    single();
    return;
  }
  const count = store.count(range);
  count.onsuccess = () => {
    if (count.result > group.at.length * DENSE) {
      single();
      return;
    }
    const foundKeys = store.getAllKeys(range);
    const foundValues = store.getAll(range);
    foundValues.onsuccess = () => {
      const byName = new Map(
        foundKeys.result.map((key, i) => [nameOf(key as unknown as Key), foundValues.result[i] as unknown]),
      );
      // The same key asked for twice is the same value, as with single reads: nobody changes what a transaction read.
      for (const i of group.at) values[i] = byName.get(nameOf(keys[i] as Key));
      done();
    };
  };
}

function apply(store: IDBObjectStore, batch: Batch): void {
  const deletes = batch.deletes ?? [];
  const write = (): void => {
    for (const [key, value] of batch.puts ?? []) store.put(value, key as IDBValidKey);
    for (const [key, by] of summed(batch.adds ?? [])) add(store, key, by);
  };
  const groups = groupsOf(deletes).filter(group => group.range !== undefined);
  if (groups.length === 0) {
    for (const key of deletes) store.delete(key as IDBValidKey);
    write();
    return;
  }
  // Many keys of one family: where nothing else lies between them, one deletion of the range takes them all.
  const swept = new Set<number>();
  let open = groups.length;
  for (const { at, range } of groups as Required<Group>[]) {
    const count = store.count(range);
    count.onsuccess = () => {
      if (count.result <= new Set(at.map(i => nameOf(deletes[i] as Key))).size) {
        for (const i of at) swept.add(i);
        store.delete(range);
      }
      if (--open > 0) return;
      guarded(store.transaction, () => {
        deletes.forEach((key, i) => {
          if (!swept.has(i)) store.delete(key as IDBValidKey);
        });
        write();
      });
    };
  }
}

/** Each key once: two that read before either writes would lose one. */
function summed(adds: readonly (readonly [Key, number])[]): (readonly [Key, number])[] {
  const sums = new Map<string, readonly [Key, number]>();
  for (const [key, by] of adds) sums.set(nameOf(key), [key, (sums.get(nameOf(key))?.[1] ?? 0) + by]);
  return [...sums.values()];
}

function add(store: IDBObjectStore, key: Key, by: number): void {
  const request = store.get(key as IDBValidKey);
  request.onsuccess = () => {
    const sum = ((request.result as number | undefined) ?? 0) + by;
    if (sum === 0) store.delete(key as IDBValidKey);
    else store.put(sum, key as IDBValidKey);
  };
}

interface Group {
  /** Their places in the list. */
  readonly at: readonly number[];
  /** From the first to the last of them, where they are many. */
  readonly range?: IDBKeyRange;
}

/** So many keys of one family are worth a range. */
const MANY = 32;
/** A range may hold so many keys for each that is wanted. */
const DENSE = 1.5;

/** Keys by family; those of small families all together. */
function groupsOf(keys: readonly Key[]): Group[] {
  if (keys.length < MANY) return keys.length === 0 ? [] : [{ at: keys.map((_, i) => i) }];
  const families = new Map<string, number[]>();
  keys.forEach((key, i) => {
    const family = nameOf(familyPart(key));
    const at = families.get(family);
    if (at === undefined) families.set(family, [i]);
    else at.push(i);
  });
  const all = [...families.values()];
  const few = all.filter(at => at.length < MANY).flat();
  return [
    ...(few.length === 0 ? [] : [{ at: few }]),
    ...all
      .filter(at => at.length >= MANY)
      .map((at): Group => {
        const sorted = at.map(i => keys[i] as Key).sort(compareKeys);
        return { at, range: IDBKeyRange.bound(sorted[0], sorted.at(-1)) };
      }),
  ];
}

/** What keys that lie together have in common: the family, and of a feed's lists the feed. */
function familyPart(key: Key): Key {
  return key.slice(0, typeof key[1] === 'string' && key.length > 2 ? 2 : 1);
}

function nameOf(key: Key): string {
  return key.join('\n');
}

function readRange<T>(store: IDBObjectStore, query: RangeQuery): () => (readonly [Key, T])[] {
  if (query.reverse === true) {
    const out: (readonly [Key, T])[] = [];
    walkBack(store.openCursor(rangeOf(query), 'prev'), query.limit, cursor =>
      out.push([cursor.key as unknown as Key, cursor.value as T]),
    );
    return () => out;
  }
  const keysOf = store.getAllKeys(rangeOf(query), query.limit);
  const valuesOf = store.getAll(rangeOf(query), query.limit);
  return () => keysOf.result.map((key, i): readonly [Key, T] => [key as unknown as Key, valuesOf.result[i] as T]);
}

function readKeys(store: IDBObjectStore, query: RangeQuery): () => Key[] {
  if (query.reverse === true) {
    const out: Key[] = [];
    walkBack(store.openKeyCursor(rangeOf(query), 'prev'), query.limit, cursor =>
      out.push(cursor.key as unknown as Key),
    );
    return () => out;
  }
  const request = store.getAllKeys(rangeOf(query), query.limit);
  return () => request.result as unknown as Key[];
}

function walkBack<C extends IDBCursor>(
  request: IDBRequest<C | null>,
  limit = Infinity,
  take: (cursor: C) => void,
): void {
  let taken = 0;
  request.onsuccess = () => {
    const cursor = request.result;
    if (cursor === null || taken >= limit) return;
    take(cursor);
    taken++;
    if (taken < limit) cursor.continue();
  };
}

/** Every key that begins so: an array sorts after any number and string, so `[...prefix, []]` closes the family. */
function familyOf(prefix: Key): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, []]);
}

function rangeOf({ prefix, after, reverse }: RangeQuery): IDBKeyRange {
  if (after === undefined) return familyOf(prefix);
  return reverse === true
    ? IDBKeyRange.bound(prefix, after, false, true)
    : IDBKeyRange.bound(after, [...prefix, []], true);
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
