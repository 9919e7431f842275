// The pool of worker threads: each job answered, and none lost by what another does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createPool } from '../../feeds/gateway/pool.ts';
import type { WorkAnswer } from '../../feeds/gateway/work.ts';

function poolFor(t: TestContext, size = 1, limitMs = 5_000): (what: string, signal?: AbortSignal) => Promise<string> {
  const script = new URL('./support/pool-thread.ts', import.meta.url);
  const pool = createPool({ script, size, limitMs, heapMb: 64 });
  t.after(pool.close);
  return async (what, signal) => said(await pool.run(request(what), signal));
}
const request = (url: string) =>
  ({ kind: 'article', url, body: new Uint8Array(9), maxBytes: 9, pictureKey: KEY }) as const;
const KEY = new Uint8Array(32);
const said = (answer: WorkAnswer) =>
  answer.kind === 'article' ? answer.json : answer.kind === 'failed' ? answer.code : answer.kind;
const whole = (name: string) => `${name}, 9 bytes`;

test('every job has its own answer', async t => {
  const run = poolFor(t, 2);
  const names = Array.from({ length: 50 }, (_, n) => `job${n}`);
  assert.deepEqual(await Promise.all(names.map(name => run(name))), names.map(whole));
});

test('what lies ready behind a job that kills its thread is done all the same', async t => {
  const run = poolFor(t);
  const answers = await Promise.all(['one', 'die', 'two', 'three', 'die', 'four'].map(name => run(name)));
  assert.deepEqual(answers, [
    whole('one'),
    'parse-failed',
    whole('two'),
    whole('three'),
    'parse-failed',
    whole('four'),
  ]);
});

test('what lies ready behind a job that takes too long is done all the same', async t => {
  const run = poolFor(t, 1, 400);
  const answers = await Promise.all(['one', 'slow 60000', 'two', 'three'].map(name => run(name)));
  assert.deepEqual(answers, [whole('one'), 'parse-timeout', whole('two'), whole('three')]);
});

test('a job that holds the others up gives them to another thread, and is answered itself', async t => {
  const run = poolFor(t);
  const ends: string[] = [];
  const names = ['slow 2500', 'one', 'two', 'three'];
  const answers = await Promise.all(
    names.map(async name => {
      const answer = await run(name);
      ends.push(name);
      return answer;
    }),
  );
  assert.deepEqual(answers, names.map(whole));
  assert.equal(ends.at(-1), 'slow 2500');
  assert.equal(await run('afterwards'), whole('afterwards'));
});

test('what still waits is given up with its asker', async t => {
  const run = poolFor(t);
  const leaving = new AbortController();
  const held = Array.from({ length: 3 }, (_, n) => run(`held${n} 50`));
  const waiting = run('never', leaving.signal);
  leaving.abort();
  assert.equal(await waiting, 'cancelled');
  assert.deepEqual(await Promise.all(held), ['held0 50', 'held1 50', 'held2 50'].map(whole));
});

test('warming up disturbs nobody, and a pool that closes meanwhile ends it', async t => {
  const script = new URL('./support/pool-thread.ts', import.meta.url);
  const pool = createPool({ script, size: 1, limitMs: 5_000, heapMb: 64 });
  t.after(pool.close);
  const warmed = pool.warm([request('one'), request('two')]);
  assert.equal(said(await pool.run(request('real'))), whole('real'));
  await warmed;
  const cut = pool.warm([request('slow 60000'), request('never')]);
  await pool.close();
  await cut;
});
