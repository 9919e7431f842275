// The schema, step by step. A step that has been released never changes; the next one goes below it.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

  CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    uid TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    head TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    hints TEXT NOT NULL,
    checked_at INTEGER,
    changed_at INTEGER,
    ask_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failure_code TEXT,
    failure_detail TEXT,
    retry_at INTEGER,
    moved_to TEXT,
    moved_since INTEGER,
    gone_at INTEGER
  );
  CREATE TABLE items (
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (feed, id)
  );
  CREATE INDEX items_by_seq ON items (feed, seq);
  CREATE INDEX items_by_date ON items (feed, published_at);
  CREATE TABLE moves (url TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE blobs (
    key TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX blobs_by_asked ON blobs (asked_at);

  CREATE TABLE rounds (
    url TEXT PRIMARY KEY,
    next_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX rounds_by_due ON rounds (next_at);
  CREATE TABLE asks (
    url TEXT NOT NULL,
    client TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (url, client)
  ) WITHOUT ROWID;
  CREATE INDEX asks_by_client ON asks (client, at);
  CREATE TABLE holds (
    host TEXT NOT NULL,
    url TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (host, url)
  ) WITHOUT ROWID;
  CREATE TABLE quotas (
    client TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (client, kind, day)
  ) WITHOUT ROWID;
  `,
  // Items are bytes from the thread that made them to the socket that sends them.
  // And each knows how it stood in its document.
  `
  CREATE TABLE items_2 (
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT,
    published_at INTEGER NOT NULL,
    json BLOB NOT NULL,
    UNIQUE (feed, id)
  );
  INSERT INTO items_2 (feed, id, seq, fingerprint, published_at, json)
    SELECT feed, id, seq, fingerprint, published_at, CAST(json AS BLOB) FROM items;
  DROP TABLE items;
  ALTER TABLE items_2 RENAME TO items;
  CREATE INDEX items_by_seq ON items (feed, seq);
  CREATE INDEX items_by_date ON items (feed, published_at);
  `,
];
