// The timer of a page that stays open: when it looks for news, seen and out of sight, and after a wake that failed.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { startClock } from '../../src/app/bridge-clock.ts';

const MINUTE = 60_000;

function started({ seen = true, near = false } = {}) {
  const page = { seen, near, looks: 0, asked: 0, stop: new AbortController() };
  const clock = startClock({
    look: async () => void page.looks++,
    isSeen: () => page.seen,
    isReadingNear: async () => (page.asked++, page.near),
    signal: page.stop.signal,
  });
  return { page, clock };
}

/** Minute by minute, and what waits for an answer goes on in between. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    mock.timers.tick(MINUTE);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
}

describe('the timer of an open page', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  test('looks every quarter of an hour while the page is seen', async () => {
    const { page } = started();
    await pass(14);
    assert.equal(page.looks, 0);
    await pass(1);
    assert.equal(page.looks, 1);
    await pass(45);
    assert.equal(page.looks, 4);
    assert.equal(page.asked, 0);
  });

  test('any wake counts as a look', async () => {
    const { page, clock } = started();
    await pass(14);
    clock.ended({ result: 'complete' });
    await pass(14);
    assert.equal(page.looks, 0);
    await pass(1);
    assert.equal(page.looks, 1);
  });

  test('tries again soon after one that failed, then ever later', async () => {
    const { page, clock } = started();
    clock.ended({ result: 'failed' });
    const times: number[] = [];
    for (let minute = 1; minute <= 40; minute++) {
      const before = page.looks;
      await pass(1);
      if (page.looks > before) {
        times.push(minute);
        clock.ended({ result: 'failed' });
      }
    }
    assert.deepEqual(times, [1, 3, 7, 15, 30]);
    clock.ended({ result: 'complete' });
    clock.ended({ result: 'failed' });
    const before = page.looks;
    await pass(1);
    assert.equal(page.looks, before + 1, 'a success begins anew');
  });

  test('out of sight it looks before a reading only, and not over and over', async () => {
    const { page } = started({ seen: false });
    await pass(8 * 60);
    assert.equal(page.looks, 0);
    assert.ok(page.asked > 0);
    page.near = true;
    await pass(45);
    assert.equal(page.looks, 1);
    await pass(45);
    assert.equal(page.looks, 2);
  });

  test('ends with the page', async () => {
    const { page, clock } = started();
    page.stop.abort();
    clock.ended({ result: 'failed' });
    await pass(60);
    assert.equal(page.looks, 0);
  });
});
