// The contract of documents and rounds, which any implementation must pass; and what SQLite adds: migrations, kills, a full disk.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Documents, FeedRecord, ItemRecord, Rounds } from '../../feeds/gateway/documents.ts';
import { openDatabase, schemaVersion, StorageError } from '../../feeds/gateway/sqlite/database.ts';
import { createDocuments } from '../../feeds/gateway/sqlite/documents.ts';
import { MIGRATIONS } from '../../feeds/gateway/sqlite/migrations.ts';
import { createRounds } from '../../feeds/gateway/sqlite/rounds.ts';
import { openStorage } from '../../feeds/gateway/storage.ts';

const DAY = 24 * 3_600_000;
const quiet = { warn: () => undefined, info: () => undefined };

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'predawn-storage-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

const record = (url: string, more: Partial<FeedRecord> = {}): FeedRecord => ({
  url,
  uid: `uid-${url}`,
  seq: 0,
  head: '{"title":"T"}',
  validators: {},
  hints: {},
  askAt: 0,
  nextAt: 0,
  failures: 0,
  ...more,
});
const item = (id: number, seq = id): ItemRecord => ({
  id: `i${id}`,
  seq,
  fingerprint: `f${id}`,
  publishedAt: id * 1000,
  json: bytes(`{"id":"i${id}"}`),
});
const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (list: readonly Uint8Array[]) => list.map(each => new TextDecoder().decode(each));
const KEEP = { atMost: 100, present: [] };

/** Each implementation passes these. */
const implementations: Record<string, (t: TestContext) => Promise<{ documents: Documents; rounds: Rounds }>> = {
  'SQLite in a file': async t => {
    const storage = openStorage(join(await folder(t), 'x.sqlite'), quiet);
    t.after(storage.close);
    return storage;
  },
  'SQLite in memory': async () => {
    const database = openDatabase(':memory:');
    return { documents: createDocuments(database), rounds: createRounds(database) };
  },
};
for (const [name, open] of Object.entries(implementations)) {
  describe(`documents: ${name}`, () => {
    test('give back a feed as it was saved', async t => {
      const { documents } = await open(t);
      assert.equal(await documents.feed('http://a/'), undefined);
      const whole = record('http://a/', {
        seq: 2,
        validators: { etag: 'W/"x"', lastModified: 'today' },
        bodyHash: 'h',
        hints: { ttlMinutes: 5 },
        checkedAt: 1,
        changedAt: 2,
        askAt: 3,
        nextAt: 4,
        failures: 5,
        failure: { code: 'timeout', detail: 'd', retryAt: 6 },
        moved: { to: 'http://b/', since: 7 },
        goneAt: 8,
      });
      await documents.save(whole, [item(1), item(2)], KEEP);
      assert.deepEqual(await documents.feed('http://a/'), whole);
      const bare = record('http://a/');
      await documents.save(bare, [], KEEP);
      assert.deepEqual(await documents.feed('http://a/'), bare);
      assert.deepEqual(texts(await documents.newest(bare.uid, 9)), ['{"id":"i2"}', '{"id":"i1"}']);
    });
    test('change only the times of a feed that had nothing new', async t => {
      const { documents } = await open(t);
      const before = record('http://a/', { seq: 2, checkedAt: 1, validators: { etag: '"x"' } });
      await documents.save(before, [item(1), item(2)], KEEP);
      await documents.touch({ ...before, checkedAt: 5, askAt: 6, nextAt: 7 });
      assert.deepEqual(await documents.feed('http://a/'), { ...before, checkedAt: 5, askAt: 6, nextAt: 7 });
      assert.deepEqual(JSON.parse(await documents.known(before.uid)), [
        { id: 'i1', fingerprint: 'f1', source: null, publishedAt: 1000 },
        { id: 'i2', fingerprint: 'f2', source: null, publishedAt: 2000 },
      ]);
      await documents.save(before, [], { ...KEEP, sourced: [{ id: 'i2', source: 's' }] });
      assert.match(await documents.known(before.uid), /"source":"s"/);
    });
    test('give the newest, and what changed since', async t => {
      const { documents } = await open(t);
      await documents.save(record('http://a/', { seq: 3 }), [item(1), item(2), item(3)], KEEP);
      assert.deepEqual(texts(await documents.newest('uid-http://a/', 2)), ['{"id":"i3"}', '{"id":"i2"}']);
      assert.deepEqual(texts(await documents.since('uid-http://a/', 2)), ['{"id":"i3"}']);
      await documents.save(record('http://a/', { seq: 4 }), [{ ...item(1), seq: 4, json: bytes('edited') }], KEEP);
      assert.deepEqual(texts(await documents.since('uid-http://a/', 3)), ['edited']);
      assert.equal((JSON.parse(await documents.known('uid-http://a/')) as unknown[]).length, 3);
      assert.equal(await documents.known('uid of nobody'), '[]');
      assert.deepEqual(await documents.newest('uid of nobody', 5), []);
    });
    test('keep at most so many items, but none is dropped that its document still holds', async t => {
      const { documents } = await open(t);
      const many = Array.from({ length: 10 }, (_, n) => item(n + 1));
      await documents.save(record('http://a/', { seq: 10 }), many, { atMost: 4, present: ['i1', 'i9', 'i10'] });
      assert.deepEqual(
        (await documents.items('uid-http://a/')).map(each => each.id),
        ['i1', 'i7', 'i8', 'i9', 'i10'],
      );
    });
    test('lead from an old address to the new one', async t => {
      const { documents } = await open(t);
      await documents.save(record('http://a/'), [item(1)], KEEP);
      assert.equal(await documents.move('http://a/', 'http://b/'), true);
      assert.deepEqual(await documents.homes(['http://a/', 'http://x/']), ['http://b/', 'http://x/']);
      assert.equal(await documents.move('http://b/', 'http://c/'), true);
      assert.deepEqual(await documents.homes(['http://a/']), ['http://c/']);
      assert.equal((await documents.feed('http://a/'))?.url, 'http://c/', 'found under its old address too');
      assert.equal((await documents.feed('http://c/'))?.uid, 'uid-http://a/');
      await documents.save(record('http://d/'), [], KEEP);
      assert.equal(await documents.move('http://c/', 'http://d/'), false);
    });
    test('keep secrets and blobs', async t => {
      const { documents } = await open(t);
      const secret = await documents.secret('x');
      assert.equal(secret.length, 32);
      assert.deepEqual(await documents.secret('x'), secret);
      assert.notDeepEqual(await documents.secret('y'), secret);
      await documents.putBlob('k', { type: 'image/webp', body: new Uint8Array([1, 2]), at: 5 });
      assert.deepEqual(await documents.blob('k', 6), { type: 'image/webp', body: new Uint8Array([1, 2]), at: 5 });
      assert.equal(await documents.blob('other', 6), undefined);
    });
    test('are bounded: pictures longest unasked go first, then feeds', async t => {
      const { documents, rounds } = await open(t);
      const body = new Uint8Array(100_000);
      for (let n = 0; n < 100; n++) await documents.putBlob(`k${n}`, { type: 'x', body, at: n });
      await documents.blob('k0', 9_000_000);
      const big = { ...item(1), json: bytes('x'.repeat(300_000)) };
      for (const url of ['http://old/', 'http://new/']) await documents.save(record(url), [big], KEEP);
      await rounds.asked(['http://new/'], 'client', DAY);
      assert.ok((await documents.prune(5_000_000)) <= 5_000_000);
      assert.ok(await documents.blob('k0', 9_000_000), 'asked for lately');
      assert.equal(await documents.blob('k1', 9_000_000), undefined);
      assert.ok(await documents.feed('http://old/'));
    });
  });

  describe(`rounds: ${name}`, () => {
    const claim = (rounds: Rounds, now: number, minClients = 1) =>
      rounds.claim({ now, limit: 10, leaseMs: 1000, askedSince: now - 30 * DAY, minClients });
    test('give what is due to one claimer at a time', async t => {
      const { rounds } = await open(t);
      await rounds.asked(['http://a/', 'http://b/', 'http://c/'], 'me', DAY);
      await rounds.schedule('http://a/', DAY + 50);
      await rounds.schedule('http://b/', DAY + 10);
      await rounds.schedule('http://c/', DAY + 5000);
      assert.deepEqual((await claim(rounds, DAY + 100)).toSorted(), ['http://a/', 'http://b/']);
      assert.deepEqual(await claim(rounds, DAY + 200), []);
      assert.deepEqual((await claim(rounds, DAY + 1200)).toSorted(), ['http://a/', 'http://b/'], 'the lease ran out');
      await rounds.schedule('http://a/', DAY + 9000);
      await rounds.forget('http://b/');
      assert.deepEqual(await claim(rounds, DAY + 3000), []);
    });
    test('know who asked for what', async t => {
      const { rounds } = await open(t);
      await rounds.asked(['http://a/', 'http://b/'], 'me', DAY);
      await rounds.asked(['http://a/'], 'you', 2 * DAY);
      assert.equal(await rounds.readers('http://a/', 0), 2);
      assert.equal(await rounds.readers('http://a/', 2 * DAY), 1);
      assert.equal(await rounds.feedsOf('me', 0), 2);
      assert.equal(await rounds.newTo(['http://a/', 'http://b/', 'http://c/'], 'you', 0), 2);
      assert.deepEqual(await claim(rounds, 3 * DAY, 2), ['http://a/']);
    });
    test('hold a host after three of its feeds', async t => {
      const { rounds } = await open(t);
      await rounds.hold('h', 'http://h/1', 500, 0);
      await rounds.hold('h', 'http://h/2', 900, 0);
      assert.equal(await rounds.heldUntil('h', 1), undefined);
      await rounds.hold('h', 'http://h/3', 700, 0);
      assert.equal(await rounds.heldUntil('h', 1), 900);
      assert.equal(await rounds.heldUntil('h', 600), undefined);
    });
    test('count quotas', async t => {
      const { rounds } = await open(t);
      assert.deepEqual(
        [
          await rounds.spend('me', 'x', 'd', 2),
          await rounds.spend('me', 'x', 'd', 2),
          await rounds.spend('me', 'x', 'd', 2),
        ],
        [true, true, false],
      );
      assert.equal(await rounds.spend('me', 'x', 'd2', 2), true);
      assert.equal(await rounds.spend('you', 'x', 'd', 2), true);
    });
    test('drop what no rule needs', async t => {
      const { rounds } = await open(t);
      await rounds.asked(['http://a/'], 'me', DAY);
      await rounds.tidy(100 * DAY);
      assert.equal(await rounds.readers('http://a/', 0), 0);
      assert.deepEqual(await claim(rounds, 2 * DAY), []);
    });
  });
}

describe('the file', () => {
  test('of an older Predawn is brought forward with all it holds, and the older one refuses it from then on', async t => {
    const path = join(await folder(t), 'x.sqlite');
    // As the first schema wrote it: items as text.
    const older = openDatabase(path, MIGRATIONS.slice(0, 1));
    assert.equal(schemaVersion(older), 1);
    const text = '{"id":"i1","title":"Gr\u00fc\u00dfe \u2014 \ud83c\udf05"}';
    older.exec(`
      INSERT INTO feeds (id, url, uid, seq, head, hints, ask_at, next_at, failures) VALUES (7, 'http://a/', 'u', 1, '{}', '{}', 5, 6, 0);
      INSERT INTO items (feed, id, seq, fingerprint, published_at, json) VALUES (7, 'i1', 1, 'f', 9, '${text}');
      INSERT INTO rounds (url, next_at, asked_at) VALUES ('http://a/', 6, ${DAY});`);
    older.close();

    const storage = openStorage(path, quiet);
    t.after(storage.close);
    assert.deepEqual(texts(await storage.documents.newest('u', 5)), [text]);
    assert.equal((await storage.documents.feed('http://a/'))?.nextAt, 6, 'its timers are kept');
    const look = new DatabaseSync(path);
    assert.equal(schemaVersion(look), MIGRATIONS.length);
    assert.equal(look.prepare('SELECT typeof(json) AS t FROM items').get()?.['t'], 'blob');
    look.close();
    assert.throws(() => openDatabase(path, MIGRATIONS.slice(0, 1)), {
      code: 'newer-database',
      message: /schema 2, this one knows 1/,
    });
  });

  test('whose migration breaks off is as it was before', async t => {
    const path = join(await folder(t), 'x.sqlite');
    openDatabase(path, MIGRATIONS.slice(0, 1)).close();
    const broken = [...MIGRATIONS.slice(0, 1), 'CREATE TABLE half (x); SELECT no_such_function()'];
    assert.throws(() => openDatabase(path, broken), { code: 'unreadable-database' });
    const database = openDatabase(path);
    t.after(() => database.close());
    assert.equal(schemaVersion(database), MIGRATIONS.length);
    assert.equal(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()?.['n'], 0);
  });

  test('of a newer Predawn is refused with a sentence, and left alone', async t => {
    const path = join(await folder(t), 'x.sqlite');
    await openStorage(path, quiet).close();
    const raw = new DatabaseSync(path);
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    assert.throws(
      () => openDatabase(path),
      (error: unknown) => {
        assert.ok(error instanceof StorageError);
        assert.equal(error.code, 'newer-database');
        assert.match(error.message, /written by a newer Predawn \(schema 99, this one knows \d+\): update Predawn/);
        return true;
      },
    );
  });

  test('that is no database is refused with a sentence', async t => {
    const path = join(await folder(t), 'x.sqlite');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, 'this is a letter, not a database. '.repeat(100));
    assert.throws(() => openDatabase(path), { code: 'unreadable-database' });
  });

  test('that cannot grow is answered from memory, said aloud, and caught up when there is room', async t => {
    const path = join(await folder(t), 'x.sqlite');
    const storage = openStorage(path, quiet);
    t.after(storage.close);
    const { documents } = storage;
    await documents.save(record('http://a/', { seq: 1 }), [item(1)], KEEP);
    const other = new DatabaseSync(path);
    t.after(() => other.close());
    // The bound is the connection's own: set on the one that writes, by its own documents.
    storage.limitPages(Number(other.prepare('PRAGMA page_count').get()?.['page_count']));
    const big = { ...item(2), json: bytes(`{"id":"i2","text":"${'x'.repeat(200_000)}"}`) };
    await documents.save(record('http://a/', { seq: 2 }), [big], KEEP);
    assert.equal(storage.state(), 'full');
    assert.equal((await documents.feed('http://a/'))?.seq, 2);
    assert.deepEqual((await documents.since('uid-http://a/', 1)).length, 1);
    assert.equal((await documents.newest('uid-http://a/', 10)).length, 2);
    await documents.putBlob('k', { type: 'x', body: new Uint8Array(200_000), at: 1 });

    storage.limitPages(1_000_000);
    await documents.save(record('http://a/', { seq: 3 }), [item(3)], KEEP);
    assert.equal(storage.state(), 'ok');
    assert.equal((await documents.items('uid-http://a/')).length, 3);
    const rows = other.prepare('SELECT count(*) AS n FROM items').get();
    assert.equal(rows?.['n'], 3, 'on the disk again');
  });

  test('opens and answers after 50 kills in mid-write', { timeout: 80_000 }, async t => {
    const path = join(await folder(t), 'x.sqlite');
    const writer = new URL('./support/writer.ts', import.meta.url).pathname;
    let acknowledged = 0;
    for (let kill = 0; kill < 50; kill++) {
      const child = spawn(process.execPath, [writer, path, 'http://a/'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.on('data', chunk => {
        if (said === '') setTimeout(() => child.kill('SIGKILL'), (kill * 7919) % 97);
        said += String(chunk);
      });
      await new Promise(resolve => child.on('close', resolve));
      const seqs = said.slice(0, said.lastIndexOf('\n')).split('\n').map(Number);
      assert.ok((seqs[0] ?? -1) >= acknowledged, `kill ${kill}: found ${seqs[0]}, had been told ${acknowledged}`);
      acknowledged = Math.max(acknowledged, ...seqs);
    }
    assert.ok(acknowledged > 1_000, 'it wrote much between the kills');
    const database = openDatabase(path);
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    const documents = createDocuments(database);
    t.after(documents.close);
    const feed = await documents.feed('http://a/');
    const items = await documents.items(feed?.uid ?? '');
    assert.equal(items.length, 30);
    assert.equal(Math.max(...items.map(each => each.seq)), feed?.seq, 'the record and its items are of one moment');
  });
});
