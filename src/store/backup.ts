// A full backup as lines of text, and its exact way back. Lists and other derived keys are left out and built anew.
//
// Line 1: {"predawn":"backup","format":1,"schema":…,"createdAt":…,"secrets":…}. Then one line a row: [key, value],
// binary as base64 under a marked object. Last: {"rows":n,"check":"…"}, a hash of all lines before, so that a file that was cut
// short or changed is refused before anything is touched.

import { PredawnError } from '../core/errors.ts';
import { hashText } from '../core/hash.ts';
import type { Key } from './backend.ts';
import { keepFile } from './kept-file.ts';
import { keys } from './keys.ts';
import type { Library } from './library-api.ts';
import { derivedRows } from './derived-rows.ts';
import { counted } from './lists.ts';
import { mayWrite, migrate, type Schema } from './schema.ts';

/** What is written as it is; everything else follows from it. */
const FAMILIES = [
  ...['meta', 'feed', 'former-feed', 'folder', 'headline', 'body', 'status', 'identity'],
  ...['outbox', 'blob', 'session', 'wake'],
] as const;
const FORMAT = 1;
const SLICE = 500;
/** Deleting a stored library and writing a restored one is one transaction up to so many rows, then slices of as many. */
const ONE_TRANSACTION_ROWS = 250_000;

export interface BackupOptions {
  readonly now: number;
  /** Tokens and passwords of destinations and of what waits in the outbox; default false: they are left out. */
  readonly withSecrets?: boolean;
}

interface Head {
  readonly predawn: 'backup';
  readonly format: number;
  readonly schema: Schema;
  readonly createdAt: number;
  readonly secrets: boolean;
}

/** The whole library as one file of lines. */
export async function writeBackup(library: Pick<Library, 'backend'>, options: BackupOptions): Promise<Blob> {
  const parts: Blob[] = [];
  const lines: string[] = [];
  for await (const line of backupLines(library, options)) {
    lines.push(line);
    // A Blob may lie on the disk; thousands of strings may not.
    if (lines.length >= SLICE) parts.push(new Blob(lines.splice(0)));
  }
  return new Blob([...parts, ...lines], { type: 'application/x-ndjson' });
}

/** The whole library, a line at a time, each with its line end. */
export async function* backupLines(
  library: Pick<Library, 'backend'>,
  { now, withSecrets: secrets = false }: BackupOptions,
): AsyncGenerator<string> {
  const { backend } = library;
  const schema = await backend.get<Schema>(keys.meta('schema'));
  if (schema === undefined) throw new PredawnError('storage-failed', { detail: 'the store has no schema' });
  let check = '';
  let rows = 0;
  const line = (value: unknown): string => {
    const text = JSON.stringify(value);
    check = hashText(check + text);
    return `${text}\n`;
  };
  const head: Head = { predawn: 'backup', format: FORMAT, schema, createdAt: now, secrets };
  yield line(head);
  for (const family of FAMILIES) {
    let after: Key | undefined;
    for (;;) {
      const page = await backend.range<unknown>({
        prefix: [family],
        limit: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      if (page.length === 0) break;
      for (const [key, value] of page) {
        rows++;
        yield line([key, await pack(secrets ? value : withoutSecrets(key, value))]);
      }
      after = page.at(-1)?.[0];
    }
  }
  yield `${JSON.stringify({ rows, check })}\n`;
}

/**
 * Replaces everything in the library by a backup, migrated where it is older, and tells every view. Rejects with
 * `not-a-backup`, `damaged-backup`, `newer-backup` or `quota-exceeded`; nothing is changed then.
 */
export async function restoreBackup(
  library: Pick<Library, 'backend' | 'announce'>,
  file: Blob | string,
): Promise<{ readonly rows: number }> {
  const { backend } = library;
  const rows = read(typeof file === 'string' ? file : await file.text());
  const puts = rows.flatMap(([key, value]) => [[key, value] as const, ...derivedRows(key, value)]);
  const old = await backend.rangeKeys({ prefix: [] });
  if (puts.length + old.length <= ONE_TRANSACTION_ROWS)
    await backend.write({ ...counted({ puts }), deletes: old }, { durable: true });
  else {
    for (const deletes of slices(old)) await backend.write({ deletes });
    for (const part of slices(puts)) await backend.write(counted({ puts: part }));
  }
  await migrate(backend, work => work());
  library.announce(FAMILIES.map(family => [family]));
  return { rows: rows.length };
}

function slices<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / ONE_TRANSACTION_ROWS) }, (_, i) =>
    all.slice(i * ONE_TRANSACTION_ROWS, (i + 1) * ONE_TRANSACTION_ROWS),
  );
}

function read(text: string): (readonly [Key, unknown])[] {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const head = parse(lines[0]) as Partial<Head> | undefined;
  if (head?.predawn !== 'backup' || head.schema === undefined) throw new PredawnError('not-a-backup');
  if ((head.format ?? 0) > FORMAT || !mayWrite(head.schema)) throw new PredawnError('newer-backup');
  const foot = parse(lines.at(-1)) as { rows?: unknown; check?: unknown } | undefined;
  const check = lines.slice(0, -1).reduce((sum, line) => hashText(sum + line), '');
  if (foot?.check !== check || foot.rows !== lines.length - 2) throw new PredawnError('damaged-backup');
  return lines.slice(1, -1).map(line => {
    const [key, value] = JSON.parse(line) as [Key, unknown];
    return [key, unpack(value)] as const;
  });
}

const SECRET_FAMILIES = new Set(['outbox', 'meta']);
const SECRET_NAME =
  /^(?:authorization|proxy-authorization|cookie|x-api-key|x-auth-token)$|secret|token|password|passwd|api[-_]?key|credential/i;

/** A value with every secret emptied: by the name it stands under, wherever it stands. */
function withoutSecrets(key: Key, value: unknown): unknown {
  return SECRET_FAMILIES.has(String(key[0])) ? blank(value) : value;
}

function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank);
  if (!isPlain(value)) return value;
  const named = typeof value['name'] === 'string' && SECRET_NAME.test(value['name']);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' && (SECRET_NAME.test(name) || (named && name === 'value')) ? '' : blank(inner),
    ]),
  );
}

/** JSON of what IndexedDB holds and JSON does not: binary (files, also those that are Blobs still), `undefined` in objects is simply left out by both. */
async function pack(value: unknown): Promise<unknown> {
  if (value instanceof Blob) return pack(await keepFile(value));
  if (value instanceof Uint8Array) return { $bytes: toBase64(value) };
  if (value instanceof Map) return { $map: await pack([...(value as Map<unknown, unknown>)]) };
  if (Array.isArray(value)) return Promise.all(value.map(pack));
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (!isPlain(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, inner]) => [name, await pack(inner)] as const),
  );
  return Object.fromEntries(entries);
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (!isPlain(value)) return value;
  // A file, as earlier versions wrote it.
  if (typeof value['$blob'] === 'string') return { bytes: fromBase64(value['$blob']), type: value['type'] ?? '' };
  if (typeof value['$bytes'] === 'string') return fromBase64(value['$bytes']);
  if (value['$map'] !== undefined) return new Map(unpack(value['$map']) as [unknown, unknown][]);
  if (typeof value['$number'] === 'string') return Number(value['$number']);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unpack(inner)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Blob) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Map)
  );
}

function parse(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), char => char.charCodeAt(0));
}
