// Documents in SQLite.

import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { RefreshHints } from '../../parsed-feed.ts';
import type { Blob, Documents, FeedRecord, ItemRecord } from '../documents.ts';
import { createBatch } from './batch.ts';
import { transaction } from './database.ts';

type Row = Record<string, SQLOutputValue>;

export function createDocuments(database: DatabaseSync, batch = createBatch(database)): Documents {
  const sql = statements(database);

  function feedId(uid: string): number | undefined {
    const row = sql.idOf.get(uid);
    return row === undefined ? undefined : Number(row['id']);
  }

  function save(...[record, changed, keep]: Parameters<Documents['save']>): void {
    // Another keeping of this address (its uid was drawn anew) loses its items with its row.
    sql.dropOther.run(record.url, record.uid);
    const id = Number(sql.putFeed.get(...feedValues(record))?.['id']);
    for (const item of changed) {
      sql.putItem.run(id, item.id, item.seq, item.fingerprint, item.source ?? null, item.publishedAt, item.json);
    }
    for (const item of keep.sourced ?? []) sql.putSource.run(item.source, id, item.id);
    if (changed.length > 0) trim(id, keep);
  }

  function trim(id: number, { atMost, present }: Parameters<Documents['save']>[2]): void {
    const beyond = sql.beyond.all(id, atMost);
    if (beyond.length === 0) return;
    const staying = new Set(present);
    for (const row of beyond) if (!staying.has(String(row['id']))) sql.dropItem.run(row['rowid'] ?? null);
  }

  return {
    feed: async url => {
      const row = sql.feed.get(url);
      return row && toRecord(row);
    },
    known: async uid => String(sql.known.get(feedId(uid) ?? -1)?.['known']),
    save: (...args) => batch.write(() => save(...args)),
    touch: ({ uid, checkedAt, askAt, nextAt }) =>
      batch.write(() => void sql.touch.run(checkedAt ?? null, askAt, nextAt, uid)),
    newest: async (uid, limit) => jsons(sql.newest.all(feedId(uid) ?? -1, limit)),
    since: async (uid, seq) => jsons(sql.since.all(feedId(uid) ?? -1, seq)),
    items: async uid => sql.items.all(feedId(uid) ?? -1).map(toItem),
    move: async (from, to) =>
      transaction(database, () => {
        const taken = sql.isTaken.get(to) !== undefined;
        if (!taken) sql.rename.run(to, from);
        sql.putMove.run(from, to);
        // Two moves in a row lead straight to the last house.
        sql.retarget.run(to, from);
        sql.dropMove.run(to);
        return !taken;
      }),
    homes: async urls => {
      const moved = new Map(sql.homes.all(JSON.stringify(urls)).map(row => [row['url'], String(row['target'])]));
      return moved.size === 0 ? urls : urls.map(url => moved.get(url) ?? url);
    },
    blob: async (key, now) => {
      const row = sql.blob.get(key);
      if (!row) return undefined;
      // The time of the last ask is kept to the hour: reading must not mean writing.
      if (now - Number(row['asked_at']) > HOUR_MS) sql.touchBlob.run(now, key);
      return { type: String(row['type']), body: bytesOf(row['body']), at: Number(row['at']) };
    },
    putBlob: (key, blob: Blob) => batch.write(() => void sql.putBlob.run(key, blob.type, blob.at, blob.at, blob.body)),
    secret: async name => {
      sql.putSecret.run(name, randomBytes(32));
      return bytesOf(sql.secret.get(name)?.['value']);
    },
    prune: async maxBytes => prune(database, maxBytes),
    counts: async () => {
      const row = sql.counts.get();
      return { feeds: Number(row?.['feeds']), items: Number(row?.['items']), bytes: usedBytes(database) };
    },
    close: async () => {
      if (!database.isOpen) return;
      batch.flush();
      database.close();
    },
  };
}

const HOUR_MS = 3_600_000;

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    feed: prepare('SELECT * FROM feeds WHERE url = coalesce((SELECT target FROM moves WHERE url = ?1), ?1)'),
    isTaken: prepare('SELECT 1 FROM feeds WHERE url = ?'),
    touch: prepare('UPDATE feeds SET checked_at = ?, ask_at = ?, next_at = ? WHERE uid = ?'),
    idOf: prepare('SELECT id FROM feeds WHERE uid = ?'),
    dropOther: prepare('DELETE FROM feeds WHERE url = ? AND uid <> ?'),
    putFeed: prepare(`
      INSERT INTO feeds (url, uid, seq, head, etag, last_modified, body_hash, hints, checked_at, changed_at, ask_at, next_at,
        failures, failure_code, failure_detail, retry_at, moved_to, moved_since, gone_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (url) DO UPDATE SET seq = excluded.seq, head = excluded.head, etag = excluded.etag,
        last_modified = excluded.last_modified, body_hash = excluded.body_hash, hints = excluded.hints,
        checked_at = excluded.checked_at, changed_at = excluded.changed_at, ask_at = excluded.ask_at,
        next_at = excluded.next_at, failures = excluded.failures, failure_code = excluded.failure_code,
        failure_detail = excluded.failure_detail, retry_at = excluded.retry_at, moved_to = excluded.moved_to,
        moved_since = excluded.moved_since, gone_at = excluded.gone_at
      RETURNING id`),
    putItem: prepare(`
      INSERT INTO items (feed, id, seq, fingerprint, source, published_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (feed, id) DO UPDATE SET seq = excluded.seq, fingerprint = excluded.fingerprint,
        source = excluded.source, published_at = excluded.published_at, json = excluded.json`),
    putSource: prepare('UPDATE items SET source = ? WHERE feed = ? AND id = ?'),
    beyond: prepare(
      'SELECT rowid, id FROM items WHERE feed = ? ORDER BY published_at DESC, seq DESC LIMIT -1 OFFSET ?',
    ),
    dropItem: prepare('DELETE FROM items WHERE rowid = ?'),
    known: prepare(`
      SELECT json_group_array(json_object('id', id, 'fingerprint', fingerprint, 'source', source, 'publishedAt', published_at)) AS known
      FROM items WHERE feed = ?`),
    newest: prepare('SELECT json FROM items WHERE feed = ? ORDER BY published_at DESC, seq DESC LIMIT ?'),
    since: prepare('SELECT json FROM items WHERE feed = ? AND seq > ? ORDER BY published_at DESC, seq DESC'),
    items: prepare('SELECT * FROM items WHERE feed = ? ORDER BY seq'),
    rename: prepare('UPDATE feeds SET url = ?, moved_to = NULL, moved_since = NULL WHERE url = ?'),
    putMove: prepare(
      'INSERT INTO moves (url, target) VALUES (?, ?) ON CONFLICT DO UPDATE SET target = excluded.target',
    ),
    retarget: prepare('UPDATE moves SET target = ? WHERE target = ?'),
    dropMove: prepare('DELETE FROM moves WHERE url = ?'),
    homes: prepare('SELECT url, target FROM moves WHERE url IN (SELECT value FROM json_each(?))'),
    blob: prepare('SELECT * FROM blobs WHERE key = ?'),
    touchBlob: prepare('UPDATE blobs SET asked_at = ? WHERE key = ?'),
    putBlob: prepare(`
      INSERT INTO blobs (key, type, at, asked_at, body) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET type = excluded.type, at = excluded.at, asked_at = excluded.asked_at, body = excluded.body`),
    secret: prepare('SELECT value FROM secrets WHERE name = ?'),
    putSecret: prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    counts: prepare('SELECT (SELECT count(*) FROM feeds) AS feeds, (SELECT count(*) FROM items) AS items'),
  };
}

/** Pictures and pages go first, by their last ask; then whole feeds that nobody has asked for the longest. */
function prune(database: DatabaseSync, maxBytes: number): number {
  const oldestBlobs = database.prepare(
    'DELETE FROM blobs WHERE key IN (SELECT key FROM blobs ORDER BY asked_at LIMIT 64)',
  );
  const oldestFeeds = database.prepare(`
    DELETE FROM feeds WHERE id IN (
      SELECT feeds.id FROM feeds LEFT JOIN rounds ON rounds.url = feeds.url
      ORDER BY coalesce(rounds.asked_at, 0) LIMIT 8)`);
  let bytes = usedBytes(database);
  if (bytes <= maxBytes) return bytes;
  // A little under the bound, or the next picture would start it all again.
  const target = maxBytes * 0.9;
  while (bytes > target) {
    const dropped = Number(oldestBlobs.run().changes) || Number(oldestFeeds.run().changes);
    bytes = usedBytes(database);
    if (dropped === 0) break;
  }
  database.exec('PRAGMA incremental_vacuum');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return bytes;
}

function usedBytes(database: DatabaseSync): number {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

function feedValues(record: FeedRecord) {
  return [
    record.url,
    record.uid,
    record.seq,
    record.head ?? null,
    record.validators.etag ?? null,
    record.validators.lastModified ?? null,
    record.bodyHash ?? null,
    JSON.stringify(record.hints),
    record.checkedAt ?? null,
    record.changedAt ?? null,
    record.askAt,
    record.nextAt,
    record.failures,
    record.failure?.code ?? null,
    record.failure?.detail ?? null,
    record.failure?.retryAt ?? null,
    record.moved?.to ?? null,
    record.moved?.since ?? null,
    record.goneAt ?? null,
  ] as const;
}

function toRecord(row: Row): FeedRecord {
  const text = (name: string) => row[name] as string | null;
  const number = (name: string) => row[name] as number | null;
  const etag = text('etag');
  const lastModified = text('last_modified');
  const code = text('failure_code');
  const movedTo = text('moved_to');
  return {
    url: String(row['url']),
    uid: String(row['uid']),
    seq: Number(row['seq']),
    ...optional('head', text('head')),
    validators: { ...optional('etag', etag), ...optional('lastModified', lastModified) },
    ...optional('bodyHash', text('body_hash')),
    hints: JSON.parse(String(row['hints'])) as RefreshHints,
    ...optional('checkedAt', number('checked_at')),
    ...optional('changedAt', number('changed_at')),
    askAt: Number(row['ask_at']),
    nextAt: Number(row['next_at']),
    failures: Number(row['failures']),
    ...(code === null
      ? {}
      : { failure: { code, detail: text('failure_detail') ?? '', retryAt: number('retry_at') ?? 0 } }),
    ...(movedTo === null ? {} : { moved: { to: movedTo, since: number('moved_since') ?? 0 } }),
    ...optional('goneAt', number('gone_at')),
  };
}

function toItem(row: Row): ItemRecord {
  return {
    id: String(row['id']),
    seq: Number(row['seq']),
    fingerprint: String(row['fingerprint']),
    ...optional('source', row['source'] as string | null),
    publishedAt: Number(row['published_at']),
    json: bytesOf(row['json']),
  };
}

function optional<K extends string, T>(key: K, value: T | null): Partial<Record<K, T>> {
  return value === null ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

function jsons(rows: readonly Row[]): Uint8Array[] {
  return rows.map(row => bytesOf(row['json']));
}

function bytesOf(value: SQLOutputValue | undefined): Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array ? value : new Uint8Array();
}
