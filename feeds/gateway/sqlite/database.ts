// One SQLite file: opened, migrated forward, refused when it is newer than this program.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from './migrations.ts';

export class StorageError extends Error {
  readonly code: 'newer-database' | 'unreadable-database';

  constructor(code: StorageError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Opens the file (`:memory:` for none). Write-ahead log: a kill at any moment leaves the last whole transaction. `known` is the schema that this program knows. */
export function openDatabase(path: string, known: readonly string[] = MIGRATIONS): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 5_000 });
    database.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 16000;
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -4000;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = 64000000;
    `);
    migrate(database, known);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StorageError) throw error;
    throw new StorageError('unreadable-database', `The database ${path} cannot be opened: ${String(error)}`, error);
  }
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Runs `work` in one transaction; any throw leaves nothing of it. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Whether the disk (or the file's bound) has no room left. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode } = error as { errcode?: number };
  const SQLITE_IOERR = 10;
  const SQLITE_FULL = 13;
  const base = (errcode ?? 0) & 255;
  return base === SQLITE_FULL || base === SQLITE_IOERR;
}

function migrate(database: DatabaseSync, known: readonly string[]): void {
  const found = schemaVersion(database);
  if (found > known.length) {
    throw new StorageError(
      'newer-database',
      `The database was written by a newer Predawn (schema ${found}, this one knows ${known.length}): update Predawn, or point PREDAWN_DATA at another folder.`,
    );
  }
  for (let version = found; version < known.length; version++) {
    transaction(database, () => {
      // Another process may have migrated while this one waited for the lock.
      if (schemaVersion(database) > version) return;
      database.exec(known[version] ?? '');
      database.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}
