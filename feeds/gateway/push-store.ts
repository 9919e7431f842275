// Push subscriptions and their jobs, behind an interface that answers promises; SQLite is the first implementation.

import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './sqlite/database.ts';

/** What a browser's push service gave the device, as the device gave it to us. */
export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushFeed {
  readonly url: string;
  readonly cursor?: string;
}

export interface PushJobRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ttlSeconds: number;
  readonly urgency: 'low' | 'normal' | 'high';
}

/** All that a device asks for: its next one or two wake times, and what it has, if it wants to be spared. */
export interface PushWishes {
  readonly jobs: readonly PushJobRequest[];
  /** Whether the engine demands that every push be seen. */
  readonly isVisible: boolean;
  readonly feeds: readonly PushFeed[];
}

export interface DuePush {
  readonly key: number;
  readonly subscription: number;
  readonly target: PushTarget;
  readonly origin: string;
  readonly job: PushJobRequest;
  readonly tries: number;
  readonly isVisible: boolean;
  readonly feeds: readonly PushFeed[];
}

export interface PushStore {
  /** Replaces what the same subscription had asked before. `id` is known to the device alone; only its hash is kept. */
  readonly subscribe: (
    id: string,
    client: string,
    target: PushTarget,
    origin: string,
    wishes: PushWishes,
    now: number,
  ) => Promise<void>;
  /** False where there is no such subscription (any more). */
  readonly change: (id: string, wishes: PushWishes, now: number) => Promise<boolean>;
  readonly remove: (id: string) => Promise<boolean>;
  readonly countOf: (client: string) => Promise<number>;
  readonly sentOf: (id: string, since: number) => Promise<readonly number[]>;
  /** Takes due jobs; nobody else is given them before `leaseMs` has passed. */
  readonly claim: (now: number, limit: number, leaseMs: number) => Promise<readonly DuePush[]>;
  /** When the next job is due. */
  readonly nextAt: () => Promise<number | undefined>;
  readonly sent: (push: DuePush, now: number) => Promise<void>;
  /** Nothing was to be sent, or it cannot be sent: the job is over. */
  readonly drop: (push: DuePush, isFailure: boolean) => Promise<void>;
  readonly later: (push: DuePush, nextAt: number) => Promise<void>;
  /** The push service knows the subscription no more. */
  readonly end: (push: DuePush) => Promise<void>;
  readonly sentSince: (push: DuePush, since: number) => Promise<number>;
  /** Drops subscriptions that failed again and again, or asked for nothing for long. */
  readonly tidy: (now: number) => Promise<void>;
  readonly count: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A room's own tables: made where they are missing, on the gateway's one file. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS push_subscriptions (
    key INTEGER PRIMARY KEY,
    id_hash TEXT NOT NULL UNIQUE,
    client TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    origin TEXT NOT NULL,
    is_visible INTEGER NOT NULL,
    feeds TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL,
    UNIQUE (endpoint, p256dh, auth)
  );
  CREATE INDEX IF NOT EXISTS push_by_client ON push_subscriptions (client);
  CREATE TABLE IF NOT EXISTS push_jobs (
    key INTEGER PRIMARY KEY,
    subscription INTEGER NOT NULL REFERENCES push_subscriptions (key) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    ttl INTEGER NOT NULL,
    urgency TEXT NOT NULL,
    next_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS push_jobs_by_due ON push_jobs (next_at);
  CREATE TABLE IF NOT EXISTS push_sent (
    subscription INTEGER NOT NULL REFERENCES push_subscriptions (key) ON DELETE CASCADE,
    at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS push_sent_by_subscription ON push_sent (subscription, at);
`;
const FAILURES_TO_END = 8;
const UNSEEN_FOR_MS = 60 * 24 * 3_600_000;
const KEEP_SENT_MS = 3 * 24 * 3_600_000;

type Row = Record<string, unknown>;

/** `database` is a connection of this room's own; it is closed with the store. */
export function createPushStore(database: DatabaseSync): PushStore {
  database.exec(TABLES);
  const prepare = (text: string) => database.prepare(text);
  const put = prepare(`
    INSERT INTO push_subscriptions (id_hash, client, endpoint, p256dh, auth, origin, is_visible, feeds, seen_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (endpoint, p256dh, auth) DO UPDATE SET id_hash = excluded.id_hash, client = excluded.client,
      origin = excluded.origin, is_visible = excluded.is_visible, feeds = excluded.feeds, seen_at = excluded.seen_at, failures = 0
    RETURNING key`);
  const alter = prepare(
    'UPDATE push_subscriptions SET is_visible = ?, feeds = ?, seen_at = ? WHERE id_hash = ? RETURNING key',
  );
  const remove = prepare('DELETE FROM push_subscriptions WHERE id_hash = ?');
  const end = prepare('DELETE FROM push_subscriptions WHERE key = ?');
  const ofClient = prepare('SELECT count(*) AS n FROM push_subscriptions WHERE client = ?');
  const all = prepare('SELECT count(*) AS n FROM push_subscriptions');
  const dropJobs = prepare('DELETE FROM push_jobs WHERE subscription = ?');
  const putJob = prepare('INSERT INTO push_jobs (subscription, at, ttl, urgency, next_at) VALUES (?, ?, ?, ?, ?)');
  const dropJob = prepare('DELETE FROM push_jobs WHERE key = ?');
  const lateJob = prepare('UPDATE push_jobs SET next_at = ?, tries = tries + 1, leased_until = 0 WHERE key = ?');
  const fail = prepare('UPDATE push_subscriptions SET failures = failures + 1 WHERE key = ?');
  const succeed = prepare('UPDATE push_subscriptions SET failures = 0 WHERE key = ?');
  const putSent = prepare('INSERT INTO push_sent (subscription, at) VALUES (?, ?)');
  const sentById = prepare(
    'SELECT at FROM push_sent JOIN push_subscriptions ON key = subscription WHERE id_hash = ? AND at > ?',
  );
  const sentByKey = prepare('SELECT count(*) AS n FROM push_sent WHERE subscription = ? AND at > ?');
  const next = prepare('SELECT min(max(next_at, leased_until)) AS at FROM push_jobs');
  const lease = prepare(`
    UPDATE push_jobs SET leased_until = ? WHERE key IN (
      SELECT key FROM push_jobs WHERE next_at <= ? AND leased_until <= ? ORDER BY next_at LIMIT ?) RETURNING key`);
  const job = prepare(`
    SELECT j.key, j.subscription, j.at, j.ttl, j.urgency, j.tries, s.endpoint, s.p256dh, s.auth, s.origin, s.is_visible, s.feeds
    FROM push_jobs j JOIN push_subscriptions s ON s.key = j.subscription WHERE j.key = ?`);
  const tidySubscriptions = prepare('DELETE FROM push_subscriptions WHERE failures >= ? OR seen_at < ?');
  const tidySent = prepare('DELETE FROM push_sent WHERE at < ?');

  const putJobs = (subscription: number, jobs: readonly PushJobRequest[]) => {
    dropJobs.run(subscription);
    for (const { at, ttlSeconds, urgency } of jobs) putJob.run(subscription, at, ttlSeconds, urgency, at);
  };

  return {
    subscribe: async (id, client, target, origin, wishes, now) =>
      transaction(database, () => {
        const feeds = JSON.stringify(wishes.feeds);
        const { endpoint, p256dh, auth } = target;
        const isVisible = Number(wishes.isVisible);
        const row = put.get(digest(id), client, endpoint, p256dh, auth, origin, isVisible, feeds, now);
        putJobs(Number(row?.['key']), wishes.jobs);
      }),
    change: async (id, wishes, now) =>
      transaction(database, () => {
        const row = alter.get(Number(wishes.isVisible), JSON.stringify(wishes.feeds), now, digest(id));
        if (row) putJobs(Number(row['key']), wishes.jobs);
        return row !== undefined;
      }),
    remove: async id => Number(remove.run(digest(id)).changes) > 0,
    countOf: async client => Number(ofClient.get(client)?.['n'] ?? 0),
    sentOf: async (id, since) => sentById.all(digest(id), since).map(row => Number(row['at'])),
    claim: async (now, limit, leaseMs) =>
      transaction(database, () =>
        lease
          .all(now + leaseMs, now, now, limit)
          .map(({ key }) => job.get(Number(key)))
          .filter(row => row !== undefined)
          .map(toDue),
      ),
    nextAt: async () => {
      const at = next.get()?.['at'];
      return at === null || at === undefined ? undefined : Number(at);
    },
    sent: async (push, now) =>
      transaction(database, () => {
        dropJob.run(push.key);
        succeed.run(push.subscription);
        putSent.run(push.subscription, now);
      }),
    drop: async (push, isFailure) =>
      transaction(database, () => {
        dropJob.run(push.key);
        if (isFailure) fail.run(push.subscription);
      }),
    later: async (push, nextAt) => void lateJob.run(nextAt, push.key),
    end: async push => void end.run(push.subscription),
    sentSince: async (push, since) => Number(sentByKey.get(push.subscription, since)?.['n'] ?? 0),
    tidy: async now =>
      transaction(database, () => {
        tidySubscriptions.run(FAILURES_TO_END, now - UNSEEN_FOR_MS);
        tidySent.run(now - KEEP_SENT_MS);
      }),
    count: async () => Number(all.get()?.['n'] ?? 0),
    close: async () => database.close(),
  };
}

function toDue(row: Row): DuePush {
  return {
    key: Number(row['key']),
    subscription: Number(row['subscription']),
    target: { endpoint: String(row['endpoint']), p256dh: String(row['p256dh']), auth: String(row['auth']) },
    origin: String(row['origin']),
    job: {
      at: Number(row['at']),
      ttlSeconds: Number(row['ttl']),
      urgency: String(row['urgency']) as PushJobRequest['urgency'],
    },
    tries: Number(row['tries']),
    isVisible: row['is_visible'] === 1,
    feeds: JSON.parse(String(row['feeds'])) as PushFeed[],
  };
}

function digest(id: string): string {
  return hash('sha256', id, 'base64url');
}
