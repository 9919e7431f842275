// The ordered store that everything stands on: one IndexedDB object store with composite keys (or memory, where there is none).

export type KeyPart = string | number;
export type Key = readonly KeyPart[];

/** What one transaction writes. Deletes run before puts, puts before adds. */
export interface Batch {
  readonly puts?: readonly (readonly [Key, unknown])[];
  readonly deletes?: readonly Key[];
  /** Numbers added to those stored; a key whose number comes to 0 goes. Counters, so that nothing has to be counted. */
  readonly adds?: readonly (readonly [Key, number])[];
}

export interface WriteOptions {
  /** Ask the engine to have it on the disk before it says so: for what a person did. Default false. */
  readonly durable?: boolean;
}

export interface RangeQuery {
  /** Every key that begins so, in IndexedDB's order. */
  readonly prefix: Key;
  /** Exclusive start (in the direction of reading). */
  readonly after?: Key;
  /** At least 1; without it everything. */
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Two implementations (IndexedDB, memory) pass one contract suite. */
export interface Backend {
  /** `indexeddb` keeps what it is given; `memory` loses it with the tab, and the person is told. */
  readonly kind: 'indexeddb' | 'memory';
  get<T>(key: Key): Promise<T | undefined>;
  /** In the order asked for, `undefined` where there is none; one transaction. */
  getMany<T>(keys: readonly Key[]): Promise<(T | undefined)[]>;
  range<T>(query: RangeQuery): Promise<(readonly [Key, T])[]>;
  /** Keys only, values not loaded. */
  rangeKeys(query: RangeQuery): Promise<Key[]>;
  /** Several ranges' keys read in one transaction, in the order asked for. */
  rangesKeys(queries: readonly RangeQuery[]): Promise<Key[][]>;
  count(prefix: Key): Promise<number>;
  /** Several counts in one transaction. */
  counts(prefixes: readonly Key[]): Promise<number[]>;
  /** One transaction; all or nothing. Throws `quota-exceeded` or `not-cloneable` with nothing written. */
  write(batch: Batch, options?: WriteOptions): Promise<void>;
  /**
   * Reads `keys` and writes what `decide` answers in the SAME transaction. `decide` is synchronous; where it throws,
   * nothing is written and the error is thrown on.
   */
  transact<T>(
    keys: readonly Key[],
    decide: (values: (unknown | undefined)[]) => Batch & { readonly result: T },
    options?: WriteOptions,
  ): Promise<T>;
  close(): void;
}
