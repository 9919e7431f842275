// The short form: few people, every strategy in its place. The long form with its bars is the bench `rhythm`.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kindOf, person, START } from './people.ts';
import { publish } from './feeds.ts';
import { seeded } from './random.ts';
import { Shelf } from './shelf.ts';
import { simulate, TIERS, type Strategy } from './simulate.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** One of each kind of person. */
const few = { seed: 5, users: 20, days: 24 } as const;

describe('the simulator', () => {
  test('gives the same world and the same figures for the same seed, and others for another', () => {
    const run = (seed: number): unknown =>
      simulate({ ...few, users: 4, seed, tier: TIERS.android, strategy: 'predawn' });
    assert.deepEqual(run(7), run(7));
    assert.notDeepEqual(run(7), run(8));
  });

  test('its people read at the shares and times of the world', () => {
    const people = Array.from({ length: 40 }, (_, index) => person(index, seeded(900 + index), 60));
    const commuters = people.filter(({ kind }) => kind === 'commuter');
    assert.equal(commuters.length, 14);
    const minutes = commuters.flatMap(({ sessions, offsetAt }) =>
      sessions.map(({ start }) => ((start + offsetAt(start) * 60_000) % DAY) / 60_000),
    );
    const mornings = minutes.filter(minute => minute > 360 && minute < 510);
    const mean = mornings.reduce((a, b) => a + b, 0) / mornings.length;
    assert.ok(Math.abs(mean - 430) < 15, `mean ${mean}`);
    assert.ok(
      people.every(({ sessions }) => sessions.every((s, i) => s.start - (sessions[i - 1]?.end ?? 0) >= 12 * 60_000)),
    );
  });

  test('who travels has the other zone after the flight, not before it', () => {
    const travellers = Array.from({ length: 200 }, (_, index) => index)
      .filter(index => kindOf(index) === 'traveller')
      .map(index => person(index, seeded(index), 60));
    let changes = 0;
    for (const { offsetAt, linkAt } of travellers) {
      for (let day = 1; day < 60; day++) {
        const noon = START + day * DAY + (720 - offsetAt(START + day * DAY)) * 60_000;
        if (Math.abs(offsetAt(noon + DAY) - offsetAt(noon)) <= 60) continue;
        changes++;
        assert.ok(
          [noon, noon - DAY].some(t => linkAt(t) === 'none'),
          `day ${day}`,
        );
      }
    }
    assert.ok(changes > 20, String(changes));
  });

  test('shifts are free on the days that are everyone’s weekend', () => {
    const worker = person(13, seeded(5), 60);
    assert.equal(worker.kind, 'shifts');
    const weekend = worker.sessions
      .map(({ start }) => start + worker.offsetAt(start) * 60_000)
      .filter(local => new Date(local - 4 * HOUR).getUTCDay() % 6 === 0);
    assert.ok(weekend.length > 12);
    assert.ok(weekend.every(local => local % DAY > 9 * HOUR && local % DAY < 23 * HOUR));
  });

  test('another life of the same person has the same habits and other days', () => {
    const [own, other] = [undefined, 3].map(again => person(15, seeded(8), 60, 'phone', 30, again));
    assert.ok(own && other);
    assert.equal(own.kind, other.kind);
    assert.notDeepEqual(own.sessions, other.sessions);
    for (let day = 0; day < 60; day++) assert.equal(own.offsetAt(START + day * DAY), other.offsetAt(START + day * DAY));
  });

  test('its feeds publish about what the world says', () => {
    const { feeds, publishedAt } = publish(seeded(3), START, 20);
    assert.ok(feeds.length > 10 && feeds.length < 90);
    assert.ok((feeds[0]?.itemsPerDay ?? 0) >= 14 && (feeds[0]?.itemsPerDay ?? 0) <= 34);
    const expected = feeds.reduce((sum, feed) => sum + feed.itemsPerDay, 0) * 20;
    assert.ok(Math.abs(publishedAt.length / expected - 1) < 0.2, `${publishedAt.length} beside ${expected}`);
    assert.ok(publishedAt.every((t, i) => t >= (publishedAt[i - 1] ?? 0)));
  });

  test('a shelf is ready when all that is older than two hours is there with its picture', () => {
    const world = publish(seeded(4), START, 3);
    const all = world.feeds.map((_, i) => i);
    const now = START + 2 * DAY;
    const shelf = new Shelf(world, START);
    assert.equal(shelf.meet(now, now - 10 * HOUR)?.ready120, false);
    shelf.fetch(now - HOUR, all, 'all', now - 10 * HOUR);
    assert.equal(shelf.meet(now, now - 10 * HOUR)?.ready120, true);
    assert.equal(shelf.meet(now, now - 10 * HOUR)?.staleMin, 60);
    const early = new Shelf(world, START);
    early.fetch(now - 4 * HOUR, all, 'all', now - 10 * HOUR);
    assert.equal(early.meet(now, now - 10 * HOUR)?.ready120, false);
    const bare = new Shelf(world, START);
    bare.fetch(now - HOUR, all, 'none', now - 10 * HOUR);
    assert.equal(bare.meet(now, now - 10 * HOUR)?.ready120, false, 'no pictures, not ready');
    assert.ok(bare.bytes < shelf.bytes);
  });

  test('ranks the strategies: on open, every wake, Predawn, Predawn with push, oracle', () => {
    const ready = (strategy: Strategy, tier: keyof typeof TIERS = 'android'): number =>
      simulate({ ...few, tier: TIERS[tier], strategy }).ready120;
    const onOpen = ready('on-open');
    const everyWake = ready('every-wake');
    const predawn = ready('predawn');
    const withPush = ready('predawn', 'android-push');
    const oracle = ready('oracle');
    const found = `${onOpen} ${everyWake} ${predawn} ${withPush} ${oracle}`;
    assert.ok(onOpen < 0.05 && everyWake < 0.35, found);
    assert.ok(predawn > everyWake + 0.15, found);
    assert.ok(withPush > predawn + 0.15, found);
    assert.ok(oracle > 0.95, found);
  });

  test('serves tabs and phones that have nothing but push', () => {
    for (const tier of ['tab-push', 'ios-push'] as const) {
      const { ready120, pushesPerDay } = simulate({ ...few, users: 10, tier: TIERS[tier], strategy: 'predawn' });
      assert.ok(ready120 > 0.5, `${tier} ${ready120}`);
      assert.ok(pushesPerDay <= (tier === 'ios-push' ? 1.2 : 2.4), `${tier} ${pushesPerDay}`);
    }
  });

  test('works with one tag where two misbehave', () => {
    const { ready120 } = simulate({ ...few, users: 10, tier: TIERS.android, strategy: 'predawn', tags: 1 });
    assert.ok(ready120 > 0.25, String(ready120));
  });
});
