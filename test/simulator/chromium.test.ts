// The model of Chromium's scheduler, rule by rule: drift, rounding, gap rule, engagement, retry.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Engagement, FLOOR, PeriodicScheduler, PushBudget } from './chromium.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Runs `count` events that each take `latency`; answers when they fired, in hours. */
function fire(scheduler: PeriodicScheduler, count: number, latency = 0): string[] {
  const fired: string[] = [];
  for (let i = 0; i < count; i++) {
    const next = scheduler.next();
    if (!next) break;
    fired.push(`${next.tag}${(next.dueAt / HOUR).toFixed(2)}`);
    scheduler.complete(next.tag, next.dueAt + latency);
  }
  return fired;
}

describe("Chromium's periodic sync", () => {
  test('never fires on registration; the first is due a floor later', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', 1000, 0);
    assert.deepEqual(scheduler.next(), { tag: 'a', dueAt: FLOOR });
  });

  test('rounds the interval up to a multiple of the floor', () => {
    for (const [hours, factor, expected] of [
      [1, 1, 12],
      [12, 1, 12],
      [13, 1, 24],
      [25, 1, 36],
      [12, 2, 24],
      [25, 2, 48],
      [12, 3, 36],
    ] as const) {
      const scheduler = new PeriodicScheduler(() => factor);
      scheduler.register('a', hours * HOUR, 0);
      assert.equal((scheduler.next()?.dueAt ?? 0) / HOUR, expected, `${hours} h at factor ${factor}`);
    }
  });

  test('is suspended without engagement', () => {
    const scheduler = new PeriodicScheduler(() => 0);
    scheduler.register('a', FLOOR, 0);
    assert.equal(scheduler.next(), undefined);
  });

  test('one tag drifts by latency and duration each time', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', FLOOR, 0);
    assert.deepEqual(fire(scheduler, 4, 30 * MINUTE), ['a12.00', 'a24.50', 'a37.00', 'a49.50']);
  });

  test('two tags hold the phase at factor 1', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', FLOOR, 0);
    scheduler.register('b', FLOOR, 0);
    assert.deepEqual(fire(scheduler, 5, 30 * MINUTE), ['a12.00', 'b24.00', 'a36.00', 'b48.00', 'a60.00']);
  });

  test('at factor 2 two tags fire in turn at 12 hours', () => {
    const scheduler = new PeriodicScheduler(() => 2);
    scheduler.register('a', FLOOR, 0);
    scheduler.register('b', FLOOR, 0);
    assert.deepEqual(fire(scheduler, 4), ['a24.00', 'b36.00', 'a48.00', 'b60.00']);
  });

  test('the gap looks at the soonest other event only', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', FLOOR, 0);
    scheduler.register('b', FLOOR, 0);
    scheduler.register('c', FLOOR, 0);
    assert.deepEqual(fire(scheduler, 3), ['a12.00', 'b24.00', 'c24.00']);
  });

  test('the same interval leaves the timer, another or a new registration restarts it', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', FLOOR, 0);
    scheduler.register('a', FLOOR, 5 * HOUR);
    assert.equal(scheduler.next()?.dueAt, FLOOR);
    scheduler.register('a', FLOOR - 1, 5 * HOUR);
    assert.equal(scheduler.next()?.dueAt, FLOOR + 5 * HOUR);
    scheduler.unregister('a');
    scheduler.register('a', FLOOR - 1, 6 * HOUR);
    assert.equal(scheduler.next()?.dueAt, FLOOR + 6 * HOUR);
  });

  test('a rejected event is tried again after 5 and 15 minutes, then at its next time', () => {
    const scheduler = new PeriodicScheduler(() => 1);
    scheduler.register('a', FLOOR, 0);
    scheduler.complete('a', FLOOR, 'rejected');
    assert.equal(scheduler.next()?.dueAt, FLOOR + 5 * MINUTE);
    scheduler.complete('a', FLOOR + 5 * MINUTE, 'rejected');
    assert.equal(scheduler.next()?.dueAt, FLOOR + 20 * MINUTE);
    scheduler.complete('a', FLOOR + 20 * MINUTE, 'rejected');
    assert.equal(scheduler.next()?.dueAt, 2 * FLOOR + 20 * MINUTE);
  });
});

describe("Chromium's engagement", () => {
  test('a seven-minute session a day reaches factor 1 in four to six days', () => {
    const engagement = new Engagement(0);
    let reached = 0;
    for (let day = 1; day <= 8 && reached === 0; day++) {
      engagement.visit(day * DAY, day * DAY + 7 * MINUTE, false);
      if (engagement.factor(day * DAY + 7 * MINUTE) === 1) reached = day;
    }
    assert.ok(reached >= 4 && reached <= 6, `day ${reached}`);
  });

  test('gives at most fifteen a day, and five for a launch from the icon', () => {
    const engagement = new Engagement(0);
    engagement.visit(0, 3 * HOUR, false);
    assert.equal(Math.round(engagement.score(HOUR)), 15);
    engagement.visit(3 * HOUR, 4 * HOUR, true);
    assert.ok(engagement.score(4 * HOUR) <= 20);
    assert.ok(engagement.score(4 * HOUR) > 19);
    assert.ok(engagement.score(11 * DAY) < engagement.score(9 * DAY) - 3, 'the launch is forgotten after ten days');
  });

  test('decays to factor 2 and 3 when nobody comes', () => {
    const engagement = new Engagement(0);
    for (let day = 0; day < 20; day++) engagement.visit(day * DAY, day * DAY + 10 * MINUTE, false);
    assert.equal(engagement.factor(20 * DAY), 1);
    assert.equal(engagement.factor(23 * DAY), 2);
    assert.equal(engagement.factor(60 * DAY), 3);
  });
});

describe("Chromium's budget for silent pushes", () => {
  test('allows about three a day at engagement 50, and forgets after four days', () => {
    const budget = new PushBudget(0);
    let allowed = 0;
    for (let hour = 1; hour <= 96; hour++) if (budget.spend(hour * HOUR, 50)) allowed++;
    assert.ok(allowed >= 11 && allowed <= 13, `${allowed} in four days`);
    let burst = 0;
    while (budget.spend(200 * DAY, 50)) burst++;
    assert.equal(burst, 12);
  });
});
