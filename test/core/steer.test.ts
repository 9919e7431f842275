import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engagementScore, factorOf, inferFactor } from '../../src/core/engagement.ts';
import { learnLatency, type Latency } from '../../src/core/latency.ts';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Session, WakeReport } from '../../src/core/model.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';
import { steer } from '../../src/core/steer.ts';
import { dueTimes, FLOOR_MS, restartedTimers, timersAfterWake } from '../../src/core/timers.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const utc = (): number => 0;
const TAGS = ['a', 'b'];

function sessionsAt(minutes: readonly number[], days: number, lengthMin = 7): Session[] {
  return Array.from({ length: days }, (_, day) => day).flatMap(day =>
    minutes.map(minute => {
      const start = MONDAY + day * DAY + minute * MINUTE_MS;
      return sessionAt(start, start + lengthMin * MINUTE_MS, utc);
    }),
  );
}

function wakeAt(startedAt: number, more: Partial<WakeReport> = {}): WakeReport {
  return {
    startedAt,
    reason: 'periodicsync',
    tag: 'a',
    feeds: { planned: 1, updated: 1, unchanged: 0, failed: 0 },
    newArticles: 0,
    pictures: 0,
    bytes: 0,
    result: 'complete',
    ...more,
  };
}

const phone: Latency = learnLatency([], [], { offsetAt: utc, device: 'phone' });
/** Day 30, just read in the morning and in the evening. */
const now = (hour: number): number => MONDAY + 30 * DAY + hour * HOUR;

function decide(at: number, dueAt: number | undefined) {
  const sessions = sessionsAt([430, 1110], 30).concat(
    sessionsAt([430, 1110], 31).filter(session => session.startedAt > now(0) && session.startedAt <= at),
  );
  const timers =
    dueAt === undefined
      ? undefined
      : {
          restartedAt: at - DAY,
          timers: [
            { tag: 'a', dueAt },
            { tag: 'b', dueAt: dueAt + FLOOR_MS },
          ],
        };
  const rhythm = learnRhythm(sessions, at, { offsetAt: utc });
  return steer({ now: at, rhythm, timers, factor: 1, latency: phone, tags: TAGS });
}

describe('steering', () => {
  test('registers where nothing is registered', () => {
    const decision = decide(now(18.5), undefined);
    assert.equal(decision.kind, 'restart');
    assert.equal(decision.nextDueAt, now(30.5));
  });

  test('an evening reading at 18:30 buys a wake at 06:30', () => {
    const decision = decide(now(18.5), now(24 + 1));
    assert.ok(decision.kind === 'restart');
    assert.ok(decision.gain >= 0.04);
    assert.deepEqual(
      decision.timers.timers.map(timer => timer.dueAt),
      [now(30.5), now(42.5)],
    );
  });

  test('keeps timers that stand well, and at a wrong time', () => {
    assert.equal(decide(now(18.7), now(24 + 6.4)).kind, 'keep');
    const noon = decide(now(12.5), now(18.4));
    assert.equal(noon.kind, 'keep');
    assert.ok(noon.gain < 0.04);
    assert.equal(noon.nextDueAt, now(18.4));
  });

  test('six minutes earlier are worth a restart where each of them makes mornings surer', () => {
    assert.equal(decide(now(18.4), now(24 + 6.5)).kind, 'restart');
    assert.equal(decide(now(18.4), now(24 + 6.2)).kind, 'keep');
  });

  test('prefers the time that lets a late phone still be in time', () => {
    const late: Latency = { ...phone, night: [5, 30, 50, 70, 88].map(min => min * MINUTE_MS) };
    const sessions = sessionsAt([430, 1080], 31);
    const rhythm = learnRhythm(sessions, now(18.05), { offsetAt: utc });
    const timers = {
      restartedAt: 0,
      timers: [
        { tag: 'a', dueAt: now(24 + 7) },
        { tag: 'b', dueAt: now(36 + 7) },
      ],
    };
    const at = { now: now(18.05), rhythm, timers, factor: 1, tags: TAGS } as const;
    const prompt = steer({ ...at, latency: { ...phone, night: [0, 0, 0, 0, 0] } });
    const slow = steer({ ...at, latency: late });
    assert.ok(slow.gain > prompt.gain, `${slow.gain} beside ${prompt.gain}`);
    assert.equal(slow.kind, 'restart');
  });

  test('on a Friday evening the work days of next week count, not the weekend alone', () => {
    const weekly = sessionsAt([430, 1100], 33).filter(({ weekday }) => weekday > 0 && weekday < 6);
    const weekends = sessionsAt([570], 33).filter(({ weekday }) => weekday === 0 || weekday === 6);
    const friday = MONDAY + 32 * DAY + 18.3 * HOUR;
    const sessions = [...weekly, ...weekends].filter(({ startedAt }) => startedAt <= friday);
    const rhythm = learnRhythm(sessions, friday, { offsetAt: utc });
    const late = friday - 18.3 * HOUR + DAY + 7.4 * HOUR;
    const timers = {
      restartedAt: friday - 3 * DAY,
      timers: [
        { tag: 'a', dueAt: late },
        { tag: 'b', dueAt: late + FLOOR_MS },
      ],
    };
    const decision = steer({ now: friday, rhythm, timers, factor: 1, latency: phone, tags: TAGS });
    assert.equal(decision.kind, 'restart', `gain ${decision.gain}`);
  });

  test('works with one tag', () => {
    const rhythm = learnRhythm(sessionsAt([430, 1110], 31), now(18.5), { offsetAt: utc });
    const decision = steer({ now: now(18.5), rhythm, timers: undefined, factor: 1, latency: phone, tags: ['a'] });
    assert.ok(decision.kind === 'restart');
    assert.equal(decision.timers.timers.length, 1);
  });
});

describe('timers', () => {
  test('two tags fire in turn and hold the phase whatever the latency', () => {
    let timers = restartedTimers(MONDAY, 1, TAGS);
    for (let i = 1; i <= 10; i++) {
      const next = timers.timers.reduce((a, b) => (a.dueAt < b.dueAt ? a : b));
      assert.equal(next.dueAt, MONDAY + i * FLOOR_MS);
      timers = timersAfterWake(timers, next.tag, next.dueAt + 7 * MINUTE_MS, 1);
    }
  });

  test('one tag drifts later by its latency', () => {
    let timers = restartedTimers(MONDAY, 1, ['a']);
    for (let i = 0; i < 4; i++)
      timers = timersAfterWake(timers, 'a', (timers.timers[0]?.dueAt ?? 0) + 7 * MINUTE_MS, 1);
    assert.equal(timers.timers[0]?.dueAt, MONDAY + 5 * FLOOR_MS + 4 * 7 * MINUTE_MS);
  });

  test('at factor 2 two tags fire in turn, twelve hours apart', () => {
    const due = dueTimes(restartedTimers(MONDAY, 2, TAGS), 2, MONDAY, MONDAY + 4 * DAY);
    assert.deepEqual(
      due.map(at => (at - MONDAY) / HOUR),
      [24, 36, 48, 60, 72, 84, 96],
    );
  });

  test('what is overdue is due now', () => {
    const [first, second] = dueTimes(restartedTimers(MONDAY, 1, TAGS), 1, MONDAY + 20 * HOUR, MONDAY + 3 * DAY);
    assert.deepEqual([first, second], [MONDAY + 20 * HOUR, MONDAY + 24 * HOUR]);
  });
});

describe('engagement', () => {
  test('one reading of seven minutes a day reaches factor 1 in four to six days', () => {
    const reached = [1, 2, 3, 4, 5, 6, 7].find(
      days => factorOf(engagementScore(sessionsAt([430], days), MONDAY + (days - 1) * DAY + 8 * HOUR)) === 1,
    );
    assert.ok(reached !== undefined && reached >= 4 && reached <= 6, `on day ${reached}`);
  });

  test('falls back when nobody reads', () => {
    const sessions = sessionsAt([430], 20);
    assert.equal(factorOf(engagementScore(sessions, MONDAY + 20 * DAY)), 1);
    assert.equal(factorOf(engagementScore(sessions, MONDAY + 26 * DAY)), 2);
    assert.equal(factorOf(engagementScore([], MONDAY)), 3);
  });

  test('what was seen to fire wins over what was reckoned', () => {
    const few = sessionsAt([430], 2);
    const at = MONDAY + 3 * DAY;
    const restartedAt = MONDAY + 2 * DAY;
    const infer = (wakes: readonly WakeReport[], sessions = few): number =>
      inferFactor({ sessions, wakes, restartedAt, device: 'phone' }, at);
    assert.equal(infer([]), 2);
    assert.equal(infer([wakeAt(restartedAt + 12.4 * HOUR)]), 1);
    const many = sessionsAt([430, 1110], 2, 30).concat(
      sessionsAt([430, 1110], 12, 30).map(s => ({
        ...s,
        startedAt: s.startedAt - 10 * DAY,
        endedAt: s.endedAt - 10 * DAY,
      })),
    );
    assert.equal(infer([], many), 1);
    assert.equal(
      infer(
        [],
        many.map(session => session),
      ),
      1,
    );
    assert.equal(inferFactor({ sessions: many, wakes: [], restartedAt: at - 28 * HOUR, device: 'phone' }, at), 2);
  });
});

describe('latency', () => {
  test('learns how late wakes run, by night and by day', () => {
    const wakes = Array.from({ length: 20 }, (_, day) => {
      const dueAt = MONDAY + day * DAY + 6 * HOUR;
      return wakeAt(dueAt + 60 * MINUTE_MS, { dueAt });
    });
    const learned = learnLatency(wakes, [], { offsetAt: utc, device: 'phone' });
    assert.equal(learned.night[2], 60 * MINUTE_MS);
    assert.deepEqual(learned.day, phone.day);
    assert.equal(learned.seen, 20);
  });

  test('a desktop whose browser is closed at night is known by its mornings', () => {
    const sessions = sessionsAt([430], 20);
    const wakes = sessions.map(session =>
      wakeAt(session.startedAt - 12 * MINUTE_MS, { dueAt: session.startedAt - 7 * HOUR }),
    );
    const closed = learnLatency(wakes, sessions, { offsetAt: utc, device: 'desktop' });
    assert.ok(closed.waitsForStart > 0.9);
    assert.equal(closed.startLeadMs, 12 * MINUTE_MS);
    const prompt = sessions.map(session =>
      wakeAt(session.startedAt - 7 * HOUR, { dueAt: session.startedAt - 7 * HOUR }),
    );
    assert.ok(learnLatency(prompt, sessions, { offsetAt: utc, device: 'desktop' }).waitsForStart < 0.1);
  });
});
