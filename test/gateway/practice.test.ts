// What a thread reads before anybody asks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNewsroom } from '../../feeds/gateway/newsroom/newsroom.ts';
import { createPool } from '../../feeds/gateway/pool.ts';
import { practice } from '../../feeds/gateway/practice.ts';

const KEY = new Uint8Array(32);

test('the four papers, each twice, all of them feeds that a thread can read', async t => {
  const newsroom = createNewsroom({ now: () => Date.parse('2026-11-22T06:00:00Z') });
  const requests = await practice(request => newsroom.fetch(request), KEY);
  assert.equal(requests.length, 8);
  assert.equal(new Set(requests.map(({ url }) => url)).size, 4);
  const script = new URL('../../feeds/gateway/work-thread.ts', import.meta.url);
  const pool = createPool({ script, size: 1, limitMs: 10_000, heapMb: 64 });
  t.after(pool.close);
  const answers = await Promise.all(requests.map(request => pool.run(request)));
  assert.deepEqual([...new Set(answers.map(({ kind }) => kind))], ['feed']);
});

test('nothing where the newsroom fails', async () => {
  assert.deepEqual(await practice(async () => new Response('', { status: 404 }), KEY), []);
  assert.deepEqual(await practice(() => Promise.reject(new Error('broken')), KEY), []);
});
