import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { learnLatency } from '../../src/core/latency.ts';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import { planPushes, type PushPlanInput } from '../../src/core/push-plan.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';
import { worthOfReadings } from '../../src/core/value.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const utc = (): number => 0;
/** Day 30, 22:00; the reader comes at 07:10 and at 18:50. */
const EVENING = MONDAY + 30 * DAY + 22 * HOUR;
const sessions = Array.from({ length: 31 }, (_, day) => day).flatMap(day =>
  [430, 1130].map(minute => {
    const start = MONDAY + day * DAY + minute * MINUTE_MS;
    return sessionAt(start, start + 7 * MINUTE_MS, utc);
  }),
);
const rhythm = learnRhythm(sessions, EVENING, { offsetAt: utc });
const latency = learnLatency([], sessions, { offsetAt: utc, device: 'phone' });

function push(more: Partial<PushPlanInput> = {}) {
  return planPushes({
    now: EVENING,
    rhythm,
    dueTimes: [],
    latency,
    lastSyncAt: EVENING,
    sentAt: [],
    visible: false,
    ...more,
  });
}

const hours = (at: number): number => (at - EVENING) / HOUR;

describe('push times', () => {
  test('come an hour or so before the reading, and last until about it', () => {
    const [first] = push();
    assert.ok(first);
    const before = 9 + 10 / 60 - hours(first.at);
    assert.ok(before > 0.4 && before < 1.6, `${before} h before`);
    assert.ok(first.ttlSeconds > before * 3600 && first.ttlSeconds <= 6 * 3600);
  });

  test('are two where pushes may be silent, one where each is seen', () => {
    assert.equal(push().length, 2);
    assert.equal(push({ visible: true }).length, 1);
  });

  test('keep to the cap, counting what was sent', () => {
    const sentAt = [EVENING - 3 * HOUR, EVENING - HOUR];
    for (const job of push({ sentAt })) assert.ok(job.at >= EVENING - 3 * HOUR + 20 * HOUR);
    const visible = push({ sentAt: [EVENING - HOUR], visible: true });
    assert.ok(visible.every(job => job.at >= EVENING - HOUR + 20 * HOUR));
  });

  test('leave to a periodic sync what it surely serves', () => {
    const due = EVENING + 7.75 * HOUR;
    const prompt = { ...latency, p90Ms: 2 * MINUTE_MS };
    const beside = push({ dueTimes: [due], latency: prompt });
    assert.ok(
      beside.every(job => Math.abs(job.at - due) > HOUR),
      'no push beside it',
    );
    const late = push({ dueTimes: [due], latency: { ...latency, p90Ms: 3 * HOUR } });
    assert.ok(
      late.some(job => hours(job.at) > 7 && hours(job.at) < 9),
      'one where it may be hours late',
    );
  });

  test('ask for nothing where nobody reads', () => {
    const nobody = learnRhythm(
      sessions
        .slice(0, 4)
        .map(session => ({ ...session, startedAt: session.startedAt - 60 * DAY, localDay: '2026-01-01' })),
      EVENING,
      { offsetAt: utc },
    );
    const sleeping = {
      ...nobody,
      all: nobody.all.map(row => row.map(() => 0)),
      first: nobody.first.map(row => row.map(() => 0)),
    };
    assert.deepEqual(push({ rhythm: sleeping }), []);
  });

  test('after a morning unread, the next reading is worth as much as a first', () => {
    const ten = MONDAY + 31 * DAY + 10 * HOUR;
    const noonAt = (day: number): number => (day % 3 === 0 ? 750 : 1130);
    const habits = Array.from({ length: 31 }, (_, day) => day).flatMap(day =>
      [430, noonAt(day)].map(minute => {
        const start = MONDAY + day * DAY + minute * MINUTE_MS;
        return sessionAt(start, start + 7 * MINUTE_MS, utc);
      }),
    );
    const morning = sessionAt(ten - 3 * HOUR, ten - 2.9 * HOUR, utc);
    const worth = (list: typeof habits): number => {
      const { slots } = worthOfReadings(learnRhythm(list, ten, { offsetAt: utc }), ten, 14 * HOUR);
      return slots.reduce((sum, slot) => sum + slot, 0);
    };
    const [unread, read] = [worth(habits), worth([...habits, morning])];
    assert.ok(unread > 1.15 * read, `${unread} beside ${read}`);
  });
});
