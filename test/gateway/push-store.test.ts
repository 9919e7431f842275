// The contract of push jobs, which any implementation must pass: who asked, what is due, and what was sent outlive every process.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { createPushStore } from '../../feeds/gateway/push-store.ts';
import type { PushStore, PushWishes } from '../../feeds/gateway/push-store.ts';
import { openDatabase } from '../../feeds/gateway/sqlite/database.ts';

const DAY = 24 * 3_600_000;
const target = (n: number) => ({ endpoint: `https://push.example/${n}`, p256dh: `key ${n}`, auth: `auth ${n}` });
const wishes = (...times: number[]): PushWishes => ({
  jobs: times.map(at => ({ at, ttlSeconds: 3600, urgency: 'normal' })),
  isVisible: false,
  feeds: [{ url: 'http://a/', cursor: '1.x.1' }, { url: 'http://b/' }],
});
const ORIGIN = 'https://news.example';

/** Each implementation passes these; opened twice it is the same store. */
const implementations: Record<string, (t: TestContext) => Promise<() => PushStore>> = {
  'SQLite in a file': async t => {
    const folder = await mkdtemp(join(tmpdir(), 'predawn-push-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    return () => {
      const store = createPushStore(openDatabase(join(folder, 'x.sqlite')));
      t.after(() => store.close());
      return store;
    };
  },
  'SQLite in memory': async t => {
    const store = createPushStore(openDatabase(':memory:'));
    t.after(() => store.close());
    return () => store;
  },
};
for (const [name, prepare] of Object.entries(implementations)) {
  describe(`push jobs: ${name}`, () => {
    test('give back what is due as it was asked for, the earliest first', async t => {
      const store = (await prepare(t))();
      await store.subscribe('id 1', 'me', target(1), ORIGIN, wishes(2000), 0);
      await store.subscribe('id 2', 'me', target(2), ORIGIN, { ...wishes(1000), isVisible: true, feeds: [] }, 0);
      assert.equal(await store.nextAt(), 1000);
      assert.deepEqual(await store.claim(999, 10, 100), []);
      const due = await store.claim(2000, 10, 100);
      const plain = due
        .map(({ key: _key, subscription: _subscription, ...rest }) => rest)
        .toSorted((a, b) => a.job.at - b.job.at);
      assert.deepEqual(plain, [
        {
          target: target(2),
          origin: ORIGIN,
          job: { at: 1000, ttlSeconds: 3600, urgency: 'normal' },
          tries: 0,
          isVisible: true,
          feeds: [],
        },
        {
          target: target(1),
          origin: ORIGIN,
          job: { at: 2000, ttlSeconds: 3600, urgency: 'normal' },
          tries: 0,
          isVisible: false,
          feeds: wishes().feeds,
        },
      ]);
    });
    test('are given to one claimer at a time, and again when he does not come back', async t => {
      const open = await prepare(t);
      const [one, other] = [open(), open()];
      await one.subscribe('id', 'me', target(1), ORIGIN, wishes(10, 20), 0);
      assert.equal((await one.claim(30, 1, 1000)).length, 1, 'as many as wanted');
      assert.equal((await other.claim(30, 9, 1000)).length, 1, 'the other one');
      assert.equal((await one.claim(40, 9, 1000)).length, 0);
      assert.equal(await one.nextAt(), 1030);
      assert.equal((await other.claim(1031, 9, 1000)).length, 2, 'the leases ran out');
    });
    test('are over once sent, counted, or put off', async t => {
      const store = (await prepare(t))();
      await store.subscribe('id', 'me', target(1), ORIGIN, wishes(10, 20), 0);
      const [first, second] = (await store.claim(30, 9, 1000)).toSorted((a, b) => a.job.at - b.job.at);
      assert.ok(first && second);
      await store.sent(first, 31);
      assert.equal(await store.sentSince(first, 0), 1);
      assert.equal(await store.sentSince(first, 31), 0);
      assert.deepEqual(await store.sentOf('id', 0), [31]);
      await store.later(second, 500);
      assert.equal(await store.nextAt(), 500);
      const [again] = await store.claim(500, 9, 1000);
      assert.equal(again?.tries, 1);
      await store.drop(second, false);
      assert.equal(await store.nextAt(), undefined);
    });
    test('change, end and are counted by their owner', async t => {
      const store = (await prepare(t))();
      await store.subscribe('id', 'me', target(1), ORIGIN, wishes(10), 0);
      await store.subscribe('id 2', 'you', target(2), ORIGIN, wishes(10), 0);
      assert.equal(await store.countOf('me'), 1);
      assert.equal(await store.change('nobody', wishes(99), 1), false);
      assert.equal(await store.change('id', wishes(70, 80), 1), true);
      assert.deepEqual(
        (await store.claim(100, 9, 10)).map(({ job }) => job.at).toSorted((a, b) => a - b),
        [10, 70, 80],
        'in place of what it asked before',
      );
      assert.equal(await store.remove('id'), true);
      assert.equal(await store.remove('id'), false);
      assert.equal((await store.claim(1000, 9, 10)).length, 1, 'its jobs went with it');
      assert.equal(await store.count(), 1);
    });
    test('the same subscription asked for anew replaces itself, under its new id alone', async t => {
      const store = (await prepare(t))();
      await store.subscribe('id', 'me', target(1), ORIGIN, wishes(10), 0);
      await store.subscribe('new id', 'me', target(1), ORIGIN, wishes(50), 1);
      assert.equal(await store.count(), 1);
      assert.equal(await store.change('id', wishes(), 2), false);
      assert.equal(await store.nextAt(), 50);
    });
    test('of a subscription that is over end with it', async t => {
      const store = (await prepare(t))();
      await store.subscribe('id', 'me', target(1), ORIGIN, wishes(10, 20), 0);
      const [due] = await store.claim(10, 1, 10);
      assert.ok(due);
      await store.end(due);
      assert.equal(await store.count(), 0);
      assert.equal(await store.nextAt(), undefined);
    });
    test('of nobody any more are dropped: failed again and again, or silent for long', async t => {
      const store = (await prepare(t))();
      await store.subscribe('fails', 'me', target(1), ORIGIN, wishes(), 0);
      await store.subscribe('silent', 'me', target(2), ORIGIN, wishes(), 0);
      await store.subscribe('well', 'me', target(3), ORIGIN, wishes(), 0);
      for (let n = 0; n < 20; n++) {
        await store.change('fails', wishes(10), 400 * DAY);
        for (const due of await store.claim(10, 1, 0)) await store.drop(due, true);
      }
      await store.change('well', wishes(), 400 * DAY);
      await store.tidy(400 * DAY);
      assert.equal(await store.remove('fails'), false);
      assert.equal(await store.remove('silent'), false);
      assert.equal(await store.remove('well'), true);
    });
  });
}
