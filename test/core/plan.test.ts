import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { FeedId, WakeReason } from '../../src/core/model.ts';
import { learnItemsPerDay } from '../../src/core/pace.ts';
import { nextSureWake, plan, type PlanInput, type PlannedFeed } from '../../src/core/plan.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const utc = (): number => 0;
const sessions = Array.from({ length: 30 }, (_, day) => {
  const start = MONDAY + day * DAY + 430 * MINUTE_MS;
  return sessionAt(start, start + 7 * MINUTE_MS, utc);
});
/** Day 30, 06:30: the reader comes at 07:10. */
const DAWN = MONDAY + 30 * DAY + 6.5 * HOUR;
const rhythm = learnRhythm(sessions, DAWN, { offsetAt: utc });

function feed(id: string, more: Partial<PlannedFeed> = {}): PlannedFeed {
  return {
    id: id as FeedId,
    state: { kind: 'active' },
    addedAt: MONDAY,
    checkedAt: DAWN - 12 * HOUR,
    itemsPerDay: 5,
    ...more,
  };
}

function planned(more: Partial<PlanInput> = {}) {
  return plan({
    now: DAWN,
    reason: 'periodicsync',
    rhythm,
    feeds: [feed('one')],
    conditions: { online: true, metered: false },
    settings: { pictures: 'all', notifications: true, dailyMegabytesMetered: 15 },
    ...more,
  });
}

function why(more: Partial<PlanInput>): string {
  const answer = planned(more);
  return answer.kind === 'nothing' ? answer.why : 'fetch';
}

function fetched(more: Partial<PlanInput>) {
  const answer = planned(more);
  assert.ok(answer.kind === 'fetch', answer.kind === 'nothing' ? answer.why : '');
  return answer;
}

describe('the plan of a wake', () => {
  test('asks a feed as often as the person set, whatever is expected of it', () => {
    const [often, seldom, auto] = [
      feed('often', { itemsPerDay: 0.01, checkedAt: DAWN - HOUR, settings: { everyMinutes: 60 } }),
      feed('seldom', { itemsPerDay: 50, settings: { everyMinutes: 24 * 60 } }),
      feed('auto'),
    ];
    assert.deepEqual([...fetched({ feeds: [often, seldom, auto] }).feeds].sort(), ['auto', 'often']);
    assert.deepEqual(fetched({ feeds: [seldom], reason: 'refresh' }).feeds, ['seldom']);
  });

  test('fetches before a likely reading', () => {
    const { chance, deadlineMs, pictures } = fetched({});
    assert.ok(chance > 0.7);
    assert.equal(deadlineMs, 60_000);
    assert.equal(pictures, 'all');
  });

  test('does nothing where no reading is likely before the next wake, and says so', () => {
    const now = MONDAY + 30 * DAY + 9 * HOUR;
    assert.equal(why({ now, nextWakeAt: now + 9 * HOUR, lastSyncAt: now - 3 * HOUR }), 'unlikely-session');
  });

  test('fetches although another wake is due before the reading: it may come too late', () => {
    assert.equal(why({ nextWakeAt: DAWN + 10 * MINUTE_MS }), 'fetch');
  });

  test('does nothing twelve minutes after a sync, but does what a person asks', () => {
    const lastSyncAt = DAWN - 11 * MINUTE_MS;
    for (const reason of ['periodicsync', 'push', 'visible', 'start'] as const)
      assert.equal(why({ reason, lastSyncAt }), 'just-synced');
    assert.equal(why({ lastSyncAt: DAWN - 12 * MINUTE_MS }), 'fetch');
    assert.equal(why({ reason: 'refresh', lastSyncAt }), 'fetch');
    assert.equal(why({ reason: 'subscribe', lastSyncAt }), 'fetch');
  });

  test('in its first two days a subscription is asked at every wake of the browser', () => {
    const young = feed('young', { addedAt: DAWN - DAY, checkedAt: DAWN - MINUTE_MS, itemsPerDay: 0.1 });
    const old = feed('old', { checkedAt: DAWN - MINUTE_MS });
    const lastSyncAt = DAWN - MINUTE_MS;
    assert.deepEqual(fetched({ feeds: [young, old], lastSyncAt }).feeds, ['young']);
    assert.equal(why({ feeds: [{ ...young, addedAt: DAWN - 3 * DAY }, old], lastSyncAt }), 'just-synced');
    assert.equal(why({ feeds: [young], reason: 'visible', lastSyncAt }), 'just-synced');
  });

  test('goes on with what a killed wake left, and with that first', () => {
    const feeds = [feed('loud', { itemsPerDay: 40 }), feed('left', { itemsPerDay: 1 })];
    const { feeds: order } = fetched({ feeds, lastSyncAt: DAWN - MINUTE_MS, unfinished: ['left' as FeedId] });
    assert.deepEqual(order, ['left', 'loud']);
  });

  test('asks only feeds that may have something, most wanted first', () => {
    const feeds = [
      feed('quiet', { itemsPerDay: 0.1, checkedAt: DAWN - 2 * HOUR }),
      feed('some', { itemsPerDay: 2 }),
      feed('loved', { itemsPerDay: 2, opens: 9 }),
      { id: 'new' as FeedId, state: { kind: 'active' }, addedAt: MONDAY } satisfies PlannedFeed,
    ];
    assert.deepEqual(fetched({ feeds }).feeds, ['new', 'loved', 'some']);
    assert.deepEqual(fetched({ feeds, reason: 'refresh' }).feeds.length, 4, 'a refresh by hand asks all');
    assert.equal(why({ feeds: feeds.slice(0, 1) }), 'nothing-due');
  });

  test('the quietest feed is asked once a day all the same', () => {
    const silent = feed('silent', { itemsPerDay: 0, checkedAt: DAWN - DAY });
    assert.deepEqual(fetched({ feeds: [silent] }).feeds, ['silent']);
  });

  test('whoever comes back gets the quietest feed too, once it has been left alone for half a day', () => {
    const quiet = feed('quiet', { itemsPerDay: 0.1, checkedAt: DAWN - 12 * HOUR });
    const asked = feed('asked', { itemsPerDay: 0.1, checkedAt: DAWN - 11 * HOUR });
    for (const reason of ['visible', 'start', 'online', 'timer'] as const)
      assert.deepEqual(fetched({ feeds: [quiet, asked], reason }).feeds, ['quiet'], reason);
    const clockSetBack = { ...quiet, checkedAt: DAWN + DAY };
    assert.deepEqual(fetched({ feeds: [clockSetBack], reason: 'visible' }).feeds, ['quiet']);
  });

  test('whoever comes back gets a young feed after an hour, however slow it looks', () => {
    const young = feed('young', { addedAt: DAWN - DAY, itemsPerDay: 0.7, checkedAt: DAWN - HOUR });
    assert.deepEqual(fetched({ feeds: [young], reason: 'visible' }).feeds, ['young']);
    assert.equal(why({ feeds: [{ ...young, checkedAt: DAWN - 50 * MINUTE_MS }], reason: 'visible' }), 'nothing-due');
    assert.equal(why({ feeds: [{ ...young, addedAt: MONDAY }], reason: 'visible' }), 'nothing-due');
  });

  test('leaves failing feeds until their time, and gone ones for ever', () => {
    const failing = feed('failing', {
      state: { kind: 'failing', code: 'timeout', since: 0, retryAt: DAWN + 0.5 * HOUR },
    });
    const gone = feed('gone', { state: { kind: 'gone', since: 0 } });
    assert.equal(why({ feeds: [failing, gone] }), 'nothing-due');
    assert.deepEqual(fetched({ feeds: [failing, gone], reason: 'refresh' }).feeds, ['failing']);
    assert.deepEqual(fetched({ feeds: [failing, gone], now: DAWN + HOUR }).feeds, ['failing']);
  });

  test('all pictures on an unmetered link, the newest twelve on a metered or unknown one', () => {
    assert.deepEqual(fetched({ conditions: { online: true, metered: true } }).pictures, { newest: 12 });
    assert.deepEqual(fetched({ conditions: {} }).pictures, { newest: 12 });
  });

  test('no pictures with Save-Data, a low battery, little room, or where none are wanted', () => {
    const without: readonly Partial<PlanInput>[] = [
      { conditions: { metered: false, saveData: true } },
      { conditions: { metered: false, battery: { level: 0.15, charging: false } } },
      { conditions: { metered: false, freeBytes: 30_000_000 } },
      { settings: { pictures: 'none', notifications: true, dailyMegabytesMetered: 15 } },
    ];
    for (const one of without) assert.equal(fetched(one).pictures, 'none');
    assert.equal(fetched({ conditions: { metered: false, battery: { level: 0.15, charging: true } } }).pictures, 'all');
  });

  test('says offline, empty battery, full storage and spent budget', () => {
    assert.equal(why({ conditions: { online: false } }), 'offline');
    assert.equal(why({ conditions: { battery: { level: 0.05, charging: false } } }), 'low-battery');
    assert.equal(why({ conditions: { metered: false, freeBytes: 1_000_000 } }), 'quota-exceeded');
    assert.equal(why({ conditions: { metered: true }, meteredBytesToday: 15_000_000 }), 'budget-spent');
    assert.equal(why({ conditions: { metered: false }, meteredBytesToday: 15_000_000 }), 'fetch');
    assert.equal(why({ conditions: { metered: true }, meteredBytesToday: 15_000_000, reason: 'refresh' }), 'fetch');
    assert.equal(why({ feeds: [] }), 'no-feeds');
  });

  test('gives what is left of the budget', () => {
    assert.equal(fetched({ conditions: { metered: true }, meteredBytesToday: 9_000_000 }).bytesBudget, 6_000_000);
  });

  test('tells of one edition once, in the background, where that is wanted', () => {
    assert.equal(fetched({}).notify, true);
    assert.equal(fetched({ notifiedAt: DAWN - HOUR }).notify, false);
    assert.equal(fetched({ notifiedAt: DAWN - 12 * HOUR }).notify, true);
    assert.equal(fetched({ reason: 'visible' }).notify, false);
    assert.equal(
      fetched({ settings: { pictures: 'all', notifications: false, dailyMegabytesMetered: 15 } }).notify,
      false,
    );
    assert.equal(fetched({ notifiedAt: DAWN - HOUR, mustNotify: true, reason: 'push' }).notify, true);
  });

  test('a person who is there counts as a reading', () => {
    const now = MONDAY + 30 * DAY + 3 * HOUR;
    const present: readonly WakeReason[] = ['visible', 'start', 'online', 'timer', 'refresh', 'subscribe'];
    for (const reason of present) assert.equal(why({ now, reason, nextWakeAt: now + HOUR }), 'fetch', reason);
    for (const reason of ['periodicsync', 'sync', 'push'] as const) {
      assert.equal(why({ now, reason, nextWakeAt: now + HOUR }), 'unlikely-session', reason);
    }
  });
});

describe('what the plan stands on', () => {
  test('a timer is counted at its late end, a push near its time', () => {
    const latency = { p90Ms: 70 * MINUTE_MS };
    const sure = (due: number[], push: number[]): number | undefined =>
      nextSureWake({ now: DAWN, dueTimes: due, pushTimes: push, latency });
    assert.equal(sure([DAWN + HOUR], []), DAWN + HOUR + 70 * MINUTE_MS);
    assert.equal(sure([DAWN + HOUR], [DAWN + 90 * MINUTE_MS]), DAWN + 95 * MINUTE_MS);
    assert.equal(sure([DAWN - HOUR], []), undefined);
  });

  test('learns a feed by what it brings', () => {
    let perDay: number | undefined;
    for (let day = 0; day < 40; day++) perDay = learnItemsPerDay(perDay, 12, DAY / 2);
    assert.ok(perDay !== undefined && Math.abs(perDay - 24) < 4, String(perDay));
    for (let day = 0; day < 30; day++) perDay = learnItemsPerDay(perDay, 0, DAY);
    assert.ok(perDay < 3, String(perDay));
  });
});
