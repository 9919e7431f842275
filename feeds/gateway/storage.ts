// The database and what stands in for it: a full disk is answered from memory, and said so.

import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Documents, FeedRecord, Rounds } from './documents.ts';
import { createBatch } from './sqlite/batch.ts';
import { isFull, openDatabase } from './sqlite/database.ts';
import { createDocuments } from './sqlite/documents.ts';
import { createRounds } from './sqlite/rounds.ts';

export interface Storage {
  readonly documents: Documents;
  readonly rounds: Rounds;
  /** `full` while the disk has no room: what is new is then kept in memory only. */
  readonly state: () => 'ok' | 'full';
  /** Brings the write-ahead log home when it has grown; waited for elsewhere. */
  readonly checkpoint: () => Promise<void>;
  /** Bounds the file, as a full disk does; for tests. */
  readonly limitPages: (pages: number) => void;
  readonly close: () => Promise<void>;
}

export function openStorage(path: string, log: Pick<Logger, 'warn' | 'info'>): Storage {
  const disk = openDatabase(path);
  const batch = createBatch(disk);
  const onDisk = createDocuments(disk, batch);
  const rounds = createRounds(disk, batch);
  let spare: Documents | undefined;
  /** Feeds whose newest state is in memory only. */
  const inMemory = new Set<string>();
  let state: 'ok' | 'full' = 'ok';

  function became(next: 'ok' | 'full'): void {
    if (next === state) return;
    state = next;
    if (next === 'full') log.warn('the disk is full: what is new is kept in memory only');
    else log.info('the disk has room again');
  }

  /** Tries the disk; without room `otherwise` answers. */
  async function withRoom<T>(work: () => Promise<T>, otherwise: () => Promise<T> | T): Promise<T> {
    try {
      const result = await work();
      return result;
    } catch (error) {
      if (!isFull(error)) throw error;
      became('full');
      return otherwise();
    }
  }

  async function memoryOf(url: string): Promise<Documents> {
    spare ??= createDocuments(openDatabase(':memory:'));
    if (!inMemory.has(url)) {
      const record = await onDisk.feed(url);
      if (record) await copy(onDisk, spare, record);
      inMemory.add(url);
    }
    return spare;
  }

  /** Brings a feed back to the disk, with all that happened meanwhile. */
  async function bringBack(url: string): Promise<void> {
    const record = inMemory.has(url) ? await spare?.feed(url) : undefined;
    if (record && spare) await copy(spare, onDisk, record);
    inMemory.delete(url);
  }

  const reader = (url: string) => (inMemory.has(url) && spare ? spare : onDisk);
  const holderOf = async (uid: string): Promise<Documents> => {
    if (!spare || inMemory.size === 0) return onDisk;
    for (const url of inMemory) if ((await spare.feed(url))?.uid === uid) return spare;
    return onDisk;
  };
  const documents: Documents = {
    ...onDisk,
    feed: async url => {
      const found = await reader(url).feed(url);
      return found && found.url !== url && inMemory.has(found.url) ? spare?.feed(found.url) : found;
    },
    touch: async record =>
      inMemory.has(record.url)
        ? documents.save(record, [], NOTHING_NEW)
        : withRoom(
            () => onDisk.touch(record),
            async () => (await memoryOf(record.url)).save(record, [], NOTHING_NEW),
          ),
    known: async uid => (await holderOf(uid)).known(uid),
    newest: async (uid, limit) => (await holderOf(uid)).newest(uid, limit),
    since: async (uid, seq) => (await holderOf(uid)).since(uid, seq),
    items: async uid => (await holderOf(uid)).items(uid),
    save: async (record, changed, keep) =>
      withRoom(
        async () => {
          await bringBack(record.url);
          await onDisk.save(record, changed, keep);
          became('ok');
        },
        async () => (await memoryOf(record.url)).save(record, changed, keep),
      ),
    move: async (from, to) =>
      withRoom(
        () => onDisk.move(from, to),
        () => false,
      ),
    putBlob: async (key, blob) =>
      withRoom(
        () => onDisk.putBlob(key, blob),
        () => undefined,
      ),
    blob: async (key, now) =>
      withRoom(
        () => onDisk.blob(key, now),
        () => undefined,
      ),
  };
  return {
    documents,
    rounds: {
      ...rounds,
      asked: async (urls, client, now) =>
        withRoom(
          () => rounds.asked(urls, client, now),
          () => undefined,
        ),
      schedule: async (url, nextAt) =>
        withRoom(
          () => rounds.schedule(url, nextAt),
          () => undefined,
        ),
      forget: async url =>
        withRoom(
          () => rounds.forget(url),
          () => undefined,
        ),
      hold: async (...args) =>
        withRoom(
          () => rounds.hold(...args),
          () => undefined,
        ),
      claim: async options =>
        withRoom(
          () => rounds.claim(options),
          () => [],
        ),
      // Without room to count, nobody is refused.
      spend: async (...args) =>
        withRoom(
          () => rounds.spend(...args),
          () => true,
        ),
      tidy: async now =>
        withRoom(
          () => rounds.tidy(now),
          () => undefined,
        ),
    },
    state: () => state,
    checkpoint: () => checkpoint(path),
    limitPages: pages => disk.exec(`PRAGMA max_page_count = ${pages}`),
    close: async () => {
      await spare?.close();
      await onDisk.close();
    },
  };
}

const NOTHING_NEW = { atMost: Number.MAX_SAFE_INTEGER, present: [] };
const WORTH_A_CHECKPOINT_BYTES = 4 * 1024 * 1024;

async function checkpoint(path: string): Promise<void> {
  const log = await stat(`${path}-wal`).catch(() => undefined);
  if ((log?.size ?? 0) < WORTH_A_CHECKPOINT_BYTES) return;
  const worker = new Worker(new URL('./sqlite/checkpoint-thread.ts', import.meta.url), { workerData: path });
  await new Promise<void>(resolve => {
    worker.once('error', () => resolve());
    worker.once('exit', () => resolve());
  });
}

async function copy(from: Documents, to: Documents, record: FeedRecord): Promise<void> {
  const items = await from.items(record.uid);
  await to.save(record, items, { atMost: Number.MAX_SAFE_INTEGER, present: [] });
}
