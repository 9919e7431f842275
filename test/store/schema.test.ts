// Migrations: in order, once, resumable; and stars and read marks carried over to a new identity rule.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Headline } from '../../src/core/model.ts';
import type { Key } from '../../src/store/backend.ts';
import { keys } from '../../src/store/keys.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { migrate, SCHEMA, type Migration, type Plan } from '../../src/store/schema.ts';
import { DAY, HEAD, NOW, stories, story, titles, withStories } from './fixtures.ts';

const direct = <T>(work: () => Promise<T>): Promise<T> => work();
const plan = (change: Partial<Plan>): Plan => ({
  schema: SCHEMA,
  migrations: [],
  identityRule: one => one.identityKeys,
  ...change,
});

/** Renames a setting; running it twice changes nothing more. */
const rename: Migration = {
  to: 2,
  prefixes: [['meta', 'settings']],
  row: (key: Key, value) => {
    const { old, ...rest } = value as { old?: number };
    return old === undefined ? {} : { puts: [[key, { ...rest, fresh: old }]] };
  },
};
const double: Migration = {
  to: 3,
  prefixes: [['meta', 'settings']],
  row: (key: Key, value) => ({ puts: [[key, { ...(value as object), doubled: true }]] }),
};

describe('schema', () => {
  test('writes its version into a new store', async () => {
    const backend = openMemoryBackend();
    assert.equal(await migrate(backend, direct), true);
    assert.deepEqual(await backend.get(keys.meta('schema')), SCHEMA);
  });

  test('runs every migration that the store has not seen, in order, and none again', async () => {
    const backend = openMemoryBackend();
    await backend.write({
      puts: [
        [keys.meta('schema'), { version: 1, identityVersion: 1 }],
        [keys.meta('settings'), { old: 7 }],
      ],
    });
    const to3 = plan({ schema: { version: 3, identityVersion: 1 }, migrations: [double, rename] });
    assert.equal(await migrate(backend, direct, to3), true);
    assert.deepEqual(await backend.get(keys.meta('settings')), { fresh: 7, doubled: true });
    await backend.write({ puts: [[keys.meta('settings'), { old: 8 }]] });
    await migrate(backend, direct, to3);
    assert.deepEqual(await backend.get(keys.meta('settings')), { old: 8 });
  });

  test('goes on after a migration that broke off', async () => {
    const backend = openMemoryBackend();
    await backend.write({
      puts: [
        [keys.meta('schema'), { version: 1, identityVersion: 1 }],
        [keys.meta('settings'), { old: 7 }],
      ],
    });
    const broken: Migration = {
      ...double,
      row: () => {
        throw new Error('killed');
      },
    };
    const to3 = (last: Migration): Plan =>
      plan({ schema: { version: 3, identityVersion: 1 }, migrations: [rename, last] });
    await assert.rejects(migrate(backend, direct, to3(broken)), /killed/);
    assert.deepEqual(await backend.get(keys.meta('schema')), { version: 2, identityVersion: 1 });
    await migrate(backend, direct, to3(double));
    assert.deepEqual(await backend.get(keys.meta('settings')), { fresh: 7, doubled: true });
  });

  test('asks again under the lock: the other tab may have done it', async () => {
    const backend = openMemoryBackend();
    await backend.write({ puts: [[keys.meta('schema'), { version: 1, identityVersion: 1 }]] });
    let runs = 0;
    const counting: Migration = { to: 2, prefixes: [['meta']], row: () => (runs++, {}) };
    const to2 = plan({ schema: { version: 2, identityVersion: 1 }, migrations: [counting] });
    let queue: Promise<unknown> = Promise.resolve();
    const lock = <T>(work: () => Promise<T>): Promise<T> => {
      const turn = queue.then(work);
      queue = turn.catch(() => undefined);
      return turn;
    };
    await Promise.all([migrate(backend, lock, to2), migrate(backend, lock, to2)]);
    assert.equal(runs, 1);
  });

  test('touches nothing of a newer store', async () => {
    const backend = openMemoryBackend();
    await backend.write({ puts: [[keys.meta('schema'), { version: 9, identityVersion: 1 }]] });
    assert.equal(await migrate(backend, direct), false);
    assert.deepEqual(await backend.rangeKeys({ prefix: [] }), [['meta', 'schema']]);
  });
});

describe('identity migration', () => {
  /** A rule to come: the title is the article. */
  const byTitle = (headline: Headline): string[] => [`t:${headline.title}`];
  const toNext = plan({ schema: { version: 1, identityVersion: 2 }, identityRule: byTitle });

  test('carries stars and read marks over to the keys of the new rule', async () => {
    const backend = openMemoryBackend();
    const library = await openLibrary({ backend });
    const { feed, ids } = await withStories(library, 'a', stories(3));
    await library.act(
      { kind: 'mark', articleId: ids[0] as never, field: 'starred', value: true, previous: false },
      { now: NOW },
    );
    await library.markRead([ids[1] as never], true, NOW);
    assert.equal(await migrate(backend, direct, toNext), true);
    assert.deepEqual(
      (await backend.range({ prefix: ['identity', feed] })).map(([key, id]) => [key[2], id]),
      [
        ['t:Story 1', ids[0]],
        ['t:Story 2', ids[1]],
        ['t:Story 3', ids[2]],
      ],
    );
    const rows = await library.rows(ids);
    assert.deepEqual(
      rows.map(row => [row.status.starred, row.status.read]),
      [
        [true, false],
        [false, true],
        [false, false],
      ],
    );
  });

  test('merges what the new rule sees as one, with everything done to either', async () => {
    const backend = openMemoryBackend();
    const library = await openLibrary({ backend });
    const twins = [story(1, { title: 'Same' }), story(2, { title: 'Same' }), story(3)];
    const { feed, ids } = await withStories(library, 'a', [twins[0] as never, twins[2] as never]);
    const { newIds } = await library.ingest(feed, { kind: 'updated', feed: HEAD, items: twins }, NOW + DAY);
    await library.act(
      { kind: 'mark', articleId: newIds[0] as never, field: 'starred', value: true, previous: false },
      { now: NOW },
    );
    await library.markRead([ids[0] as never], true, NOW);
    await migrate(backend, direct, toNext);
    assert.deepEqual(await titles(library, { kind: 'all' }), ['Same', 'Story 3']);
    assert.deepEqual(await titles(library, { kind: 'starred' }), ['Same']);
    assert.deepEqual(
      (await library.rows([ids[0] as never, newIds[0] as never])).map(row => [
        row.headline.id,
        row.status.read,
        row.status.starred,
      ]),
      [[ids[0], true, true]],
    );
    assert.equal((await library.counts()).unread, 1);
  });

  test('changes nothing when it is run twice', async () => {
    const backend = openMemoryBackend();
    const library = await openLibrary({ backend });
    await withStories(library, 'a', stories(5));
    await migrate(backend, direct, toNext);
    const once = await backend.range({ prefix: [] });
    await backend.write({ puts: [[keys.meta('schema'), { version: 1, identityVersion: 1 }]] });
    await migrate(backend, direct, toNext);
    assert.deepEqual(await backend.range({ prefix: [] }), once);
  });
});
