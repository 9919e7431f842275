import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lingering } from '../../src/sync/linger.ts';

test('what is left for want of a network is tried again when it is back', async () => {
  let online = false;
  let tries = 0;
  const left = await lingering(
    async () => {
      tries += 1;
      queueMicrotask(() => (online = true));
      return tries < 2;
    },
    isLeft => isLeft,
    { isOnline: () => online, clock: () => performance.now() },
  );
  assert.deepEqual([left, tries], [false, 2]);
});

test('what an answer holds is left to the browser at once', async () => {
  let tries = 0;
  const left = await lingering(
    async () => (tries += 1),
    () => false,
    { isOnline: () => false, clock: () => 0 },
  );
  assert.deepEqual([left, tries], [1, 1]);
});

test('a network that stays away ends it, inside the browser\u2019s three minutes', async () => {
  let now = 0;
  let tries = 0;
  const left = await lingering(
    async () => {
      tries += 1;
      return true;
    },
    isLeft => isLeft,
    { isOnline: () => false, clock: () => (now += 60_000) },
  );
  assert.deepEqual([left, tries], [true, 1]);
});
