// The timer of a page that stays open: when it looks for news, seen and out of sight, and after a wake that failed.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { startClock } from '../../src/app/bridge-clock.ts';
import { offsetAt } from '../../src/app/push-deps.ts';
import { sessionAt } from '../../src/core/local-clock.ts';
import { memoryLibrary } from '../sync/support.ts';

const MINUTE = 60_000;

/** A reader of 07:10, every day for three weeks. */
const DAY = 24 * 60 * MINUTE;
const MIDNIGHT = Date.UTC(2026, 2, 30);
const library = await memoryLibrary();
for (let ago = 1; ago <= 21; ago++) {
  const start = MIDNIGHT - ago * DAY + 430 * MINUTE;
  await library.putSession(sessionAt(start, start + 8 * MINUTE, offsetAt));
}

function started({ seen = true } = {}) {
  const page = { looks: 0, now: MIDNIGHT, times: [] as number[], stop: new AbortController() };
  const clock = startClock({
    library,
    now: () => page.now,
    async look() {
      page.looks++;
      page.times.push((page.now - MIDNIGHT) / MINUTE);
    },
    isSeen: () => seen,
    signal: page.stop.signal,
  });
  /** Minute by minute, and what waits for an answer goes on in between. */
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute++) {
      page.now += MINUTE;
      mock.timers.tick(MINUTE);
      await new Promise(done => setImmediate(done));
    }
  };
  return { page, clock, pass };
}

describe('the timer of an open page', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  test('looks every quarter of an hour while the page is seen', async () => {
    const { page, pass } = started();
    await pass(14);
    assert.equal(page.looks, 0);
    await pass(1);
    assert.equal(page.looks, 1);
    await pass(45);
    assert.equal(page.looks, 4);
  });

  test('any wake counts as a look', async () => {
    const { page, clock, pass } = started();
    await pass(14);
    clock.ended({ result: 'complete' });
    await pass(14);
    assert.equal(page.looks, 0);
    await pass(1);
    assert.equal(page.looks, 1);
  });

  test('tries again soon after one that failed, then ever later', async () => {
    const { page, clock, pass } = started();
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
    const { page, pass } = started({ seen: false });
    await pass(12 * 60);
    const [first, ...more] = page.times;
    assert.ok(first! >= 370 && first! < 430, `the first look is before 07:10: ${first}`);
    assert.ok(more.length <= 1, page.times.join());
  });

  test('ends with the page', async () => {
    const { page, clock, pass } = started();
    page.stop.abort();
    clock.ended({ result: 'failed' });
    await pass(60);
    assert.equal(page.looks, 0);
  });
});
