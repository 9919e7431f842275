// A backend in memory, for browsers that refuse IndexedDB and for tests: same order, same errors, same copies of values.

import { PredawnError } from '../core/errors.ts';
import type { Backend, Batch, Key, RangeQuery } from './backend.ts';
import { compareKeys, isValidKey, startsWith } from './key-order.ts';

type Row = readonly [Key, unknown];
/** Rows a leaf holds before it is split: inserting moves at most so many. */
const LEAF_ROWS = 256;

export interface MemoryOptions {
  /** Bytes (roughly: characters of JSON) after which a write throws `quota-exceeded`; for tests. */
  readonly quota?: number;
}

export function openMemoryBackend(options: MemoryOptions = {}): Backend {
  const rows = new SortedRows();
  let open = true;

  function reading<T>(read: () => T): Promise<T> {
    // Asynchronous as a database is: nobody may come to lean on an answer in the same turn.
    return Promise.resolve().then(() => {
      if (!open) throw new PredawnError('storage-closed');
      return read();
    });
  }

  function apply(batch: Batch): void {
    // Everything that can throw comes first: then all of it is written.
    for (const key of batch.deletes ?? []) check(key);
    const puts = (batch.puts ?? []).map(([key, value]): Row => [[...check(key)], copyIn(value)]);
    if (options.quota !== undefined && rows.bytes() + sizeOf(puts) > options.quota) {
      throw new PredawnError('quota-exceeded');
    }
    for (const key of batch.deletes ?? []) rows.delete(key);
    for (const row of puts) rows.set(row);
    for (const [key, by] of batch.adds ?? []) {
      const sum = ((rows.get(check(key)) as number | undefined) ?? 0) + by;
      if (sum === 0) rows.delete(key);
      else rows.set([[...key], sum]);
    }
  }

  const get = (key: Key): unknown => structuredClone(rows.get(check(key)));
  return {
    kind: 'memory',
    get: <T>(key: Key) => reading(() => get(key) as T | undefined),
    getMany: <T>(keys: readonly Key[]) => reading(() => keys.map(key => get(key) as T | undefined)),
    range: <T>(query: RangeQuery) =>
      reading(() =>
        rows.range(query).map(([key, value]): readonly [Key, T] => [[...key], structuredClone(value) as T]),
      ),
    rangeKeys: query => reading(() => rows.range(query).map(([key]): Key => [...key])),
    rangesKeys: queries => reading(() => queries.map(query => rows.range(query).map(([key]): Key => [...key]))),
    count: prefix => reading(() => rows.range({ prefix }).length),
    counts: prefixes => reading(() => prefixes.map(prefix => rows.range({ prefix }).length)),
    write: batch => reading(() => apply(batch)),
    transact: (keys, decide) =>
      reading(() => {
        const batch = decide(keys.map(get));
        apply(batch);
        return batch.result;
      }),
    close() {
      open = false;
    },
  };
}

/** Sorted leaves of at most `LEAF_ROWS` rows: cheap inserts anywhere, cheap ranges. */
class SortedRows {
  #leaves: Row[][] = [[]];

  get(key: Key): unknown {
    const { leaf, at, found } = this.#find(key);
    return found ? leaf[at]?.[1] : undefined;
  }

  set(row: Row): void {
    const { leaf, at, found, index } = this.#find(row[0]);
    leaf.splice(at, found ? 1 : 0, row);
    if (leaf.length > LEAF_ROWS) this.#leaves.splice(index + 1, 0, leaf.splice(LEAF_ROWS / 2));
  }

  delete(key: Key): void {
    const { leaf, at, found, index } = this.#find(key);
    if (!found) return;
    leaf.splice(at, 1);
    if (leaf.length === 0 && this.#leaves.length > 1) this.#leaves.splice(index, 1);
  }

  range({ prefix, after, limit = Infinity, reverse = false }: RangeQuery): Row[] {
    const out: Row[] = [];
    if (reverse) {
      for (const row of this.#backwards(after ?? prefix, after === undefined ? prefix : undefined)) {
        if (out.length >= limit || !startsWith(row[0], prefix)) break;
        out.push(row);
      }
      return out;
    }
    for (const row of this.#forwards(after ?? prefix)) {
      if (after !== undefined && compareKeys(row[0], after) <= 0) continue;
      if (out.length >= limit || !startsWith(row[0], prefix)) break;
      out.push(row);
    }
    return out;
  }

  bytes(): number {
    return sizeOf(this.#leaves.flat());
  }

  *#forwards(from: Key): Generator<Row> {
    const { index, at } = this.#find(from);
    for (let i = index; i < this.#leaves.length; i++) {
      const leaf = this.#leaves[i] as Row[];
      for (let j = i === index ? at : 0; j < leaf.length; j++) yield leaf[j] as Row;
    }
  }

  *#backwards(before: Key, family: Key | undefined): Generator<Row> {
    const isPast = (key: Key): boolean =>
      family === undefined ? compareKeys(key, before) >= 0 : compareKeys(key, family) > 0 && !startsWith(key, family);
    for (let i = this.#leaves.length - 1; i >= 0; i--) {
      const leaf = this.#leaves[i] as Row[];
      if (leaf.length > 0 && isPast((leaf[0] as Row)[0])) continue;
      for (let j = leaf.length - 1; j >= 0; j--) if (!isPast((leaf[j] as Row)[0])) yield leaf[j] as Row;
    }
  }

  #find(key: Key): { leaf: Row[]; index: number; at: number; found: boolean } {
    let low = 0;
    let high = this.#leaves.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.#leaves[middle]?.[0];
      if (first !== undefined && compareKeys(first[0], key) <= 0) low = middle;
      else high = middle - 1;
    }
    const leaf = this.#leaves[low] as Row[];
    let from = 0;
    let to = leaf.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareKeys((leaf[middle] as Row)[0], key) < 0) from = middle + 1;
      else to = middle;
    }
    const hit = leaf[from];
    return { leaf, index: low, at: from, found: hit !== undefined && compareKeys(hit[0], key) === 0 };
  }
}

function check(key: Key): Key {
  if (!isValidKey(key)) throw new PredawnError('bad-key', { detail: JSON.stringify(key) });
  return key;
}

function copyIn(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new PredawnError('not-cloneable', { cause });
  }
}

function sizeOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
}
