// Writes of one moment in one transaction: two hundred feeds that settle together cost the disk a few commits, not hundreds.

import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './database.ts';

export interface Batch {
  /** Runs with others in one transaction; settles once it is committed. A throw undoes this work alone. */
  readonly write: <T>(work: () => T) => Promise<T>;
  readonly flush: () => void;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export function createBatch(database: DatabaseSync): Batch {
  let waiting: Waiting[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    let results: unknown[];
    try {
      results = transaction(database, () => batch.map(({ work }) => work()));
    } catch {
      for (const each of batch) alone(each);
      return;
    }
    batch.forEach(({ resolve }, index) => resolve(results[index] as never));
  }

  /** One of them failed: each by itself, so that the others are not lost with it. */
  function alone({ work, resolve, reject }: Waiting): void {
    try {
      resolve(transaction(database, work) as never);
    } catch (error) {
      reject(error);
    }
  }

  return {
    write: work =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ work, resolve, reject });
      }),
    flush,
  };
}
