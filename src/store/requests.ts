// The requests that backends over IndexedDB make on the raw object store, all inside a transaction of the caller.

import type { Batch, Key, RangeQuery } from './backend.ts';
import { compareKeys } from './key-order.ts';

/** What our own code threw inside a transaction, so that the abort can pass it on. */
const thrown = new WeakMap<IDBTransaction, Error>();

export function thrownIn(transaction: IDBTransaction): Error | undefined {
  return thrown.get(transaction);
}

export function guarded(transaction: IDBTransaction, run: () => void): void {
  try {
    run();
  } catch (error) {
    thrown.set(transaction, error as Error);
    transaction.abort();
  }
}

/** Reads every key, then calls back inside the same transaction. */
export function readAll(store: IDBObjectStore, keys: readonly Key[], then: (values: unknown[]) => void): void {
  const values = new Array<unknown>(keys.length);
  const groups = groupsOf(keys, MANY_READS);
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
  // Bounded, so that a range that is not dense costs no more than it is worth.
  const most = Math.ceil(group.at.length * DENSE);
  const foundKeys = store.getAllKeys(range, most + 1);
  foundKeys.onsuccess = () => {
    if (foundKeys.result.length > most) {
      single();
      return;
    }
    const foundValues = store.getAll(range);
    foundValues.onsuccess = () => {
      const byName = new Map(
        foundKeys.result.map((key, i) => [nameOf(key as unknown as Key), foundValues.result[i] as unknown]),
      );
      for (const i of group.at) values[i] = byName.get(nameOf(keys[i] as Key));
      done();
    };
  };
}

export function apply(store: IDBObjectStore, batch: Batch): void {
  const deletes = batch.deletes ?? [];
  const write = (): void => {
    for (const [key, value] of batch.puts ?? []) store.put(value, key as IDBValidKey);
    for (const [key, by] of summed(batch.adds ?? [])) add(store, key, by);
  };
  const groups = groupsOf(deletes, MANY_DELETES).filter(group => group.range !== undefined);
  if (groups.length === 0) {
    for (const key of deletes) store.delete(key as IDBValidKey);
    write();
    return;
  }
  // Many keys of one family: where nothing else lies between them, one deletion of the range takes them all.
  const swept = new Set<number>();
  let open = groups.length;
  for (const { at, range } of groups as Required<Group>[]) {
    const wanted = new Set(at.map(i => nameOf(deletes[i] as Key)));
    const found = store.getAllKeys(range, wanted.size + 1);
    found.onsuccess = () => {
      if (found.result.every(key => wanted.has(nameOf(key as unknown as Key)))) {
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

/** So many reads of one family are worth a range; deleting one takes two requests, whatever it holds. */
const MANY_READS = 100;
const MANY_DELETES = 8;
/** A range may hold so many keys for each that is wanted. */
const DENSE = 1.5;

/** Keys by family; those of families with less than `many` all together. */
function groupsOf(keys: readonly Key[], many: number): Group[] {
  if (keys.length < many) return keys.length === 0 ? [] : [{ at: keys.map((_, i) => i) }];
  const families = new Map<string, number[]>();
  keys.forEach((key, i) => {
    const family = nameOf(familyPart(key));
    const at = families.get(family);
    if (at === undefined) families.set(family, [i]);
    else at.push(i);
  });
  const all = [...families.values()];
  const few = all.filter(at => at.length < many).flat();
  return [
    ...(few.length === 0 ? [] : [{ at: few }]),
    ...all
      .filter(at => at.length >= many)
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

export function readRange<T>(store: IDBObjectStore, query: RangeQuery): () => (readonly [Key, T])[] {
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

export function readKeys(store: IDBObjectStore, query: RangeQuery): () => Key[] {
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
export function familyOf(prefix: Key): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, []]);
}

function rangeOf({ prefix, after, reverse }: RangeQuery): IDBKeyRange {
  if (after === undefined) return familyOf(prefix);
  return reverse === true
    ? IDBKeyRange.bound(prefix, after, false, true)
    : IDBKeyRange.bound(after, [...prefix, []], true);
}
