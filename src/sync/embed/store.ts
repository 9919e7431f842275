// The small library of the elements: one backend in the host's origin, shared by every element, tab and the host's worker.

import { PredawnError } from '../../core/errors.ts';
import type { Batch, Key } from '../../store/backend.ts';
import { openDatabase, type EmbedDatabase } from './database.ts';
import { CHANNEL, DATABASE } from './names.ts';

export interface EmbedStore {
  readonly db: EmbedDatabase;
  /** Reads, decides and writes in one transaction. Throws `newer-schema` where newer code has been here: then nothing is written. */
  commit<T>(
    read: readonly Key[],
    decide: (values: (unknown | undefined)[]) => Batch & { readonly result: T },
  ): Promise<T>;
  /** Tells the listeners here, in every other tab and in the worker. */
  announce(words: readonly string[]): void;
  /** Told after each commit with the families that changed, and of what is announced. */
  onChange(listener: (words: readonly string[]) => void): () => void;
  close(): void;
}

/** What this code writes. Older code that meets a newer number reads and never writes. */
const SCHEMA = 1;
const SCHEMA_KEY: Key = ['meta', 'schema'];

/** `memory` is asked for a backend where the browser refuses storage; without it the refusal is thrown. */
export async function openEmbedStore(memory?: () => EmbedDatabase): Promise<EmbedStore> {
  const db = await openDatabase(DATABASE).catch((error: unknown) => {
    if (!memory) throw error;
    return memory();
  });
  const channel = db.kind === 'memory' ? undefined : new BroadcastChannel(CHANNEL);
  const listeners = new Set<(families: readonly string[]) => void>();
  const tell = (families: readonly string[]): void => listeners.forEach(listener => listener(families));
  if (channel) channel.onmessage = (event: MessageEvent<readonly string[]>) => tell(event.data);

  const announce = (words: readonly string[]): void => {
    channel?.postMessage(words);
    tell(words);
  };

  return {
    db,
    announce,
    async commit(read, decide) {
      let families: string[] = [];
      const result = await db.transact([SCHEMA_KEY, ...read], ([schema, ...values]) => {
        if (Number(schema ?? SCHEMA) > SCHEMA) throw new PredawnError('newer-schema');
        const batch = decide(values);
        const touched = [...(batch.puts ?? []).map(([key]) => key), ...(batch.deletes ?? [])];
        families = [...new Set(touched.map(([family]) => String(family)))];
        return schema === undefined ? { ...batch, puts: [[SCHEMA_KEY, SCHEMA], ...(batch.puts ?? [])] } : batch;
      });
      if (families.length > 0) announce(families);
      return result;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      channel?.close();
      db.close();
    },
  };
}
