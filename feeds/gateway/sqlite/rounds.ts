// Rounds in SQLite: timers, who asked for what, hosts that want rest, daily quotas.

import type { DatabaseSync } from 'node:sqlite';
import type { Rounds } from '../documents.ts';
import { createBatch } from './batch.ts';
import { transaction } from './database.ts';

const DAY_MS = 24 * 3_600_000;
/** An ask is written again only after this long: an edition of 200 feeds must not mean 200 writes each time. */
const ASK_GRAIN_MS = DAY_MS / 4;
const KEEP_ASKS_MS = 60 * DAY_MS;
/** So many feeds of a host that are told to wait make the host wait. */
const FEEDS_TO_HOLD_HOST = 3;

export function createRounds(database: DatabaseSync, batch = createBatch(database)): Rounds {
  const prepare = (text: string) => database.prepare(text);
  const unasked = prepare(`
    SELECT value AS url FROM json_each(?1)
    WHERE NOT EXISTS (SELECT 1 FROM asks WHERE asks.url = value AND client = ?2 AND at > ?3)`);
  const putAsk = prepare(
    'INSERT INTO asks (url, client, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)',
  );
  const putRoundAsk = prepare(
    'INSERT INTO rounds (url, next_at, asked_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET asked_at = max(asked_at, excluded.asked_at)',
  );
  const putRound = prepare(
    'INSERT INTO rounds (url, next_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET next_at = excluded.next_at, leased_until = 0',
  );
  const dropRound = prepare('DELETE FROM rounds WHERE url = ?');
  const claimable = prepare(`
    UPDATE rounds SET leased_until = ? WHERE url IN (
      SELECT url FROM rounds WHERE next_at <= ? AND leased_until <= ? AND asked_at >= ?
        AND (? <= 1 OR (SELECT count(*) FROM asks WHERE asks.url = rounds.url AND asks.at >= ?) >= ?)
      ORDER BY next_at LIMIT ?)
    RETURNING url`);
  const readers = prepare('SELECT count(*) AS n FROM asks WHERE url = ? AND at >= ?');
  const feedsOf = prepare('SELECT count(*) AS n FROM asks WHERE client = ? AND at >= ?');
  const putHold = prepare(
    'INSERT INTO holds (host, url, until) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)',
  );
  const holds = prepare('SELECT count(*) AS n, max(until) AS until FROM holds WHERE host = ? AND until > ?');
  const spend = prepare(`
    INSERT INTO quotas (client, kind, day, used) VALUES (?, ?, ?, 1)
    ON CONFLICT DO UPDATE SET used = used + 1 WHERE used < ?`);

  return {
    asked: async (urls, client, now) => {
      const stale = unasked.all(JSON.stringify(urls), client, now - ASK_GRAIN_MS).map(row => String(row['url']));
      if (stale.length === 0) return;
      await batch.write(() => {
        for (const url of stale) {
          putAsk.run(url, client, now);
          putRoundAsk.run(url, now, now);
        }
      });
    },
    schedule: (url, nextAt) => batch.write(() => void putRound.run(url, nextAt)),
    forget: async url => void dropRound.run(url),
    claim: async ({ now, limit, leaseMs, askedSince, minClients }) =>
      claimable
        .all(now + leaseMs, now, now, askedSince, minClients, askedSince, minClients, limit)
        .map(row => String(row['url'])),
    newTo: async (urls, client, since) => unasked.all(JSON.stringify(urls), client, since - 1).length,
    readers: async (url, since) => Number(readers.get(url, since)?.['n'] ?? 0),
    feedsOf: async (client, since) => Number(feedsOf.get(client, since)?.['n'] ?? 0),
    hold: async (host, url, until) => void putHold.run(host, url, until),
    heldUntil: async (host, now) => {
      const row = holds.get(host, now);
      return Number(row?.['n'] ?? 0) >= FEEDS_TO_HOLD_HOST ? Number(row?.['until']) : undefined;
    },
    spend: async (client, kind, day, limit) => limit > 0 && Number(spend.run(client, kind, day, limit).changes) > 0,
    tidy: async now => {
      const yesterday = new Date(now - DAY_MS).toISOString().slice(0, 10);
      transaction(database, () => {
        prepare('DELETE FROM asks WHERE at < ?').run(now - KEEP_ASKS_MS);
        prepare('DELETE FROM rounds WHERE asked_at < ?').run(now - KEEP_ASKS_MS);
        prepare('DELETE FROM holds WHERE until < ?').run(now);
        prepare('DELETE FROM quotas WHERE day < ?').run(yesterday);
      });
    },
  };
}
