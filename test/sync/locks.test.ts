import assert from 'node:assert/strict';
import { test } from 'node:test';
import { underLock } from '../../src/sync/locks.ts';

const { locks } = navigator;
let serial = 0;
const freshName = () => `test-lock-${(serial += 1)}`;

for (const [what, manager] of [
  ['Web Locks', locks],
  ['no Web Locks', undefined],
] as const) {
  test(`with ${what}: one at a time, and a second that will not wait leaves`, async () => {
    const name = freshName();
    const order: string[] = [];
    let finish = () => {};
    const first = underLock(name, { locks: manager, waitMs: 0, holdMs: 5000 }, async () => {
      order.push('first begins');
      await new Promise<void>(done => (finish = done));
      order.push('first ends');
    });
    while (order.length === 0) await new Promise(setImmediate);

    const hasty = await underLock(name, { locks: manager, waitMs: 0, holdMs: 5000 }, async () => order.push('hasty'));
    const patient = underLock(name, { locks: manager, waitMs: 5000, holdMs: 5000 }, async () => order.push('patient'));
    finish();
    await Promise.all([first, patient]);

    assert.equal(hasty.kind, 'busy');
    assert.deepEqual(order, ['first begins', 'first ends', 'patient']);
  });

  test(`with ${what}: work that ignores its limit loses the lock`, async () => {
    const name = freshName();
    const endless = underLock(name, { locks: manager, waitMs: 0, holdMs: 50 }, () => new Promise<never>(() => {}));
    await assert.rejects(endless, { name: 'TimeoutError' });
    const next = await underLock(name, { locks: manager, waitMs: 5000, holdMs: 1000 }, async () => 'mine');
    assert.deepEqual(next, { kind: 'done', value: 'mine' });
  });

  test(`with ${what}: the signal of the work aborts at its limit`, async () => {
    const options = { locks: manager, waitMs: 0, holdMs: 30 };
    const done = await underLock(
      freshName(),
      options,
      signal => new Promise(go => (signal.onabort = () => go('ended'))),
    );
    assert.deepEqual(done, { kind: 'done', value: 'ended' });
  });
}

// A tab that hangs is in test/e2e/sync.e2e.ts: Node's `locks.query()` does not see other threads.

test('a holder whose lock was taken hears of it', async () => {
  const name = freshName();
  let began = false;
  const robbed = underLock(name, { locks, waitMs: 0, holdMs: 10_000 }, signal => {
    began = true;
    return new Promise((_, reject) => (signal.onabort = () => reject(signal.reason as Error)));
  });
  while (!began) await new Promise(setImmediate);

  const stolen = locks.request(name, { steal: true }, async () => 'stolen');

  await assert.rejects(robbed, { name: 'AbortError' });
  assert.equal(await stolen, 'stolen');
});
