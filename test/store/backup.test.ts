// Backup and restore: there and back exactly, secrets out unless asked for, damage refused before anything is touched.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Key } from '../../src/store/backend.ts';
import { restoreBackup, writeBackup } from '../../src/store/backup.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { ACCOUNT, NOW, stories, withStories } from './fixtures.ts';

const open = (): Promise<Library> => openLibrary({ backend: openMemoryBackend() });
const TOKEN = 'very-secret-token';

/** A library with something of everything. */
async function lived(): Promise<Library> {
  const library = await open();
  const { feed, ids } = await withStories(library, 'a', stories(30));
  await library.markRead(ids.slice(0, 10), true, NOW);
  await library.act(
    { kind: 'mark', articleId: ids[12] as never, field: 'starred', value: true, previous: false },
    { now: NOW, destination: ACCOUNT },
  );
  await library.act({ kind: 'save', articleId: ids[13] as never, feedId: feed, notify: true }, { now: NOW });
  const request = {
    url: 'https://x.example/',
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'X-Topic': 'tea' },
    body: {
      kind: 'form',
      encoding: 'multipart',
      fields: [
        { name: 'photo', blobId: 'b', filename: 'ü.png' },
        { name: 'api_key', value: TOKEN },
      ],
    },
  } as const;
  await library.act(
    { kind: 'send', request, title: 'Photo' },
    { now: NOW, blobs: new Map([['b', new Blob([new Uint8Array([0, 255, 10, 13])], { type: 'image/png' })]]) },
  );
  const dead = await library.act(
    { kind: 'send', request: { ...request, body: { kind: 'none' } }, title: 'Dead' },
    { now: NOW },
  );
  if (dead) await library.settleOutbox(dead.seq, { ...dead, state: 'dead', lastError: 'refused' });
  await library.putSettings({ theme: 'dark', readingTimes: [415] });
  await library.backend.write({
    puts: [[keys.meta('destinations'), [{ id: 'wallabag', clientSecret: TOKEN, url: 'https://w.example' }]]],
  });
  const { feed: left, ids: keptIds } = await withStories(library, 'gone', stories(3, 100));
  await library.setSaved(keptIds[0] as never, true, NOW);
  await library.unsubscribe(left);
  return library;
}

async function everything(library: Library): Promise<unknown[]> {
  const rows = await library.backend.range<unknown>({ prefix: [] });
  return Promise.all(
    rows.map(async ([key, value]) => [key, value instanceof Blob ? [value.type, ...(await bytesOf(value))] : value]),
  );
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

describe('backup', () => {
  test('comes back exactly, lists and files and all', async () => {
    const from = await lived();
    const file = await writeBackup(from, { now: NOW, withSecrets: true });
    const to = await open();
    await withStories(to, 'other', stories(5));
    await restoreBackup(to, file);
    assert.deepEqual(await everything(to), await everything(from));
    assert.deepEqual(await to.counts(), await from.counts());
    assert.equal(await (await writeBackup(to, { now: NOW, withSecrets: true })).text(), await file.text());
  });

  test('leaves secrets out unless asked for, and nothing else', async () => {
    const from = await lived();
    const bare = await (await writeBackup(from, { now: NOW })).text();
    const full = await (await writeBackup(from, { now: NOW, withSecrets: true })).text();
    assert.equal(bare.includes(TOKEN), false);
    assert.equal(full.includes(TOKEN), true);
    assert.equal(bare.includes('"X-Topic":"tea"'), true);
    assert.equal(bare.split('\n').length, full.split('\n').length);
    const to = await open();
    await restoreBackup(to, bare);
    assert.deepEqual(await to.counts(), await from.counts());
  });

  test('takes a file that an earlier version kept as a Blob', async () => {
    const from = await lived();
    const now = await (await writeBackup(from, { now: NOW })).text();
    const photo = new Blob([new Uint8Array([0, 255, 10, 13])], { type: 'image/png' });
    await from.backend.write({ puts: [[keys.blob('b'), photo]] });
    const to = await open();

    await restoreBackup(to, await writeBackup(from, { now: NOW }));

    const file = await to.blob('b');
    assert.deepEqual([file?.type, file && [...(await bytesOf(file))]], ['image/png', [0, 255, 10, 13]]);
    assert.equal(await (await writeBackup(to, { now: NOW })).text(), now);
  });

  test('tells every view that everything changed', async () => {
    const file = await writeBackup(await lived(), { now: NOW });
    const to = await open();
    const told: Key[] = [];
    to.onChange(changed => told.push(...changed));
    await restoreBackup(to, file);
    assert.ok(told.some(([family]) => family === 'headline'));
  });

  const damage: readonly (readonly [string, (text: string) => string, string])[] = [
    ['a file of something else', () => '<opml/>', 'not-a-backup'],
    ['an empty file', () => '', 'not-a-backup'],
    ['one cut short', text => text.slice(0, text.length / 2), 'damaged-backup'],
    ['one without its last line', text => text.split('\n').slice(0, -2).join('\n'), 'damaged-backup'],
    ['one with a changed letter', text => text.replace('Story 7', 'Story 8'), 'damaged-backup'],
    ['one with a line left out', text => text.split('\n').toSpliced(5, 1).join('\n'), 'damaged-backup'],
    ['one of a newer format', text => text.replace('"format":1', '"format":2'), 'newer-backup'],
    ['one of a newer schema', text => text.replace('"version":1', '"version":99'), 'newer-backup'],
  ];
  for (const [what, change, code] of damage) {
    test(`refuses ${what}, changing nothing`, async () => {
      const text = await (await writeBackup(await lived(), { now: NOW })).text();
      const to = await open();
      await withStories(to, 'mine', stories(2));
      const before = await everything(to);
      await assert.rejects(restoreBackup(to, change(text)), { code });
      assert.deepEqual(await everything(to), before);
    });
  }

  test('changes nothing where there is no room for it', async () => {
    const text = await (await writeBackup(await lived(), { now: NOW })).text();
    const to = await openLibrary({ backend: openMemoryBackend({ quota: 20_000 }) });
    await withStories(to, 'mine', stories(2));
    const before = await everything(to);
    await assert.rejects(restoreBackup(to, text), { code: 'quota-exceeded' });
    assert.deepEqual(await everything(to), before);
  });
});
