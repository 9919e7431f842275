// Before the reader wakes: every strategy on every tier in the simulated world, the assumptions that decide, and the cost of planning.

import { learnLatency } from '../../src/core/latency.ts';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { FeedId, Session } from '../../src/core/model.ts';
import { plan, type PlannedFeed } from '../../src/core/plan.ts';
import { planPushes } from '../../src/core/push-plan.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';
import { steer } from '../../src/core/steer.ts';
import { restartedTimers } from '../../src/core/timers.ts';
import { steeringCeiling } from '../simulator/ceiling.ts';
import { WORLD, type Assumptions } from '../simulator/device.ts';
import { knowsHabits } from '../simulator/habits.ts';
import { simulate, TIERS, type Options, type Outcome, type Strategy } from '../simulator/simulate.ts';
import type { Report } from './harness.ts';

/** Thresholds were tuned on these … */
export const TUNED_ON = [1, 11, 12] as const;
/** … and are reported on these. */
export const REPORTED_ON = [101, 102, 103] as const;

type TierName = keyof typeof TIERS;

interface Bars {
  readonly ready120: number;
  readonly commuters?: number;
  readonly cov60: number;
  readonly stale: number;
  readonly bytes: number;
}

const BARS: Readonly<Record<TierName, Bars>> = {
  android: { ready120: 58, commuters: 68, cov60: 77, stale: 90, bytes: 1.25 },
  'android-push': { ready120: 82, cov60: 92, stale: 45, bytes: 1.3 },
  desktop: { ready120: 83, cov60: 89, stale: 17, bytes: 1.1 },
  'desktop-push': { ready120: 93, cov60: 95, stale: 17, bytes: 1.1 },
  'tab-push': { ready120: 72, cov60: 85, stale: 50, bytes: 1.25 },
  'ios-push': { ready120: 62, cov60: 74, stale: 60, bytes: 1.1 },
};
const FIRST_WEEK_BAR = 60;
const COST_BAR = 3;
const SECONDS_BAR = 20;
/** The strategies beside which Predawn stands; a fixed hour needs a wake, by timer or by push. */
const BESIDE: readonly Strategy[] = ['on-open', 'every-wake', 'fixed-hour'];
/** The sweep is shown on fewer people: it compares, it proves no bar. */
const SWEEP = { users: 60, seed: REPORTED_ON[0] } as const;

export default async function rhythm(report: Report): Promise<void> {
  report.note('200 people of an assumed world (shared world file; test/simulator), 60 days, mornings from day 14.');
  report.note(
    `Tuned on seeds ${TUNED_ON.join(', ')}; reported on seeds ${REPORTED_ON.join(', ')}, means of the three.`,
  );
  for (const tier of Object.keys(TIERS) as TierName[]) reportTier(report, tier);
  const firstWeek = over(seed =>
    simulate({ seed, tier: TIERS['android-push'], strategy: 'predawn', window: 'first-week', days: 14 }),
  );
  report.figure({
    figure: 'first week, android-push: ready120',
    value: percent(firstWeek, 'ready120'),
    unit: '%',
    bar: FIRST_WEEK_BAR,
    sense: 'min',
  });
  report.figure({
    figure: 'android: steering that knows all to come (no strategy can pass it)',
    value: (100 * REPORTED_ON.reduce((sum, seed) => sum + steeringCeiling({ seed }), 0)) / REPORTED_ON.length,
    unit: '%',
  });
  reportHabits(report);
  reportSweep(report);
  reportCost(report);
}

/** What learning can reach at most: all but the steering is the product's, the habits are known beforehand. */
function reportHabits(report: Report): void {
  const known = over(seed =>
    simulate({ seed, tier: TIERS.android, strategy: 'predawn', steering: who => knowsHabits(who, seed) }),
  );
  const name = 'android: steering that knows all habits, trips and shifts, not the days';
  report.figure({ figure: `${name}: ready120`, value: percent(known, 'ready120'), unit: '%' });
  report.figure({
    figure: `${name}: ready120 of commuters`,
    value: 100 * mean(known, o => o.readyOf.commuter ?? 0),
    unit: '%',
  });
}

const oracles: Partial<Record<'phone' | 'desktop', readonly Outcome[]>> = {};

function reportTier(report: Report, tier: TierName): void {
  const bars = BARS[tier];
  const run = (strategy: Strategy): readonly Outcome[] => over(seed => simulate({ seed, tier: TIERS[tier], strategy }));
  const { device, push, periodic } = TIERS[tier];
  const oracle = (oracles[device] ??= run('oracle'));
  const bytes = (outcomes: readonly Outcome[]): number => mean(outcomes, o => o.bytes) / mean(oracle, o => o.bytes);
  for (const strategy of BESIDE) {
    // These two know nothing of push: one line a device says it all.
    if (strategy !== 'fixed-hour' && push !== 'none') continue;
    if (strategy === 'fixed-hour' && periodic && push !== 'none') continue;
    const beside = run(strategy);
    const name = `${tier}, ${strategy}`;
    report.figure({ figure: `${name}: ready120`, value: percent(beside, 'ready120'), unit: '%' });
    report.note(
      `${name}: cov60 ${percent(beside, 'cov60').toFixed(0)} %, ${mean(beside, o => o.medianStaleMin).toFixed(0)} min, ${bytes(beside).toFixed(2)}x`,
    );
  }
  report.figure({ figure: `${tier}, oracle: ready120`, value: percent(oracle, 'ready120'), unit: '%' });
  const started = process.cpuUsage();
  const ours = run('predawn');
  const used = process.cpuUsage(started);
  const name = `${tier}, predawn`;
  report.figure({
    figure: `${name}: ready120`,
    value: percent(ours, 'ready120'),
    unit: '%',
    bar: bars.ready120,
    sense: 'min',
  });
  if (bars.commuters !== undefined) {
    const commuters = 100 * mean(ours, o => o.readyOf.commuter ?? 0);
    report.figure({
      figure: `${name}: ready120 of commuters`,
      value: commuters,
      unit: '%',
      bar: bars.commuters,
      sense: 'min',
    });
  }
  report.figure({ figure: `${name}: cov60`, value: percent(ours, 'cov60'), unit: '%', bar: bars.cov60, sense: 'min' });
  report.figure({
    figure: `${name}: median staleness`,
    value: mean(ours, o => o.medianStaleMin),
    unit: 'min',
    bar: bars.stale,
  });
  report.figure({
    figure: `${name}: bytes beside the oracle`,
    value: mean(ours, o => o.bytes) / 1e9,
    unit: 'GB',
    baseline: mean(oracle, o => o.bytes) / 1e9,
    ratio: bytes(ours),
    bar: bars.bytes,
  });
  report.figure({ figure: `${name}: periodic wakes a day`, value: mean(ours, o => o.wakesPerDay), unit: '' });
  if (push !== 'none') {
    report.figure({ figure: `${name}: pushes a day`, value: mean(ours, o => o.pushesPerDay), unit: '' });
    report.figure({
      figure: `${name}: silent pushes beyond the budget`,
      value: percent(ours, 'overBudget'),
      unit: '%',
    });
  }
  const kinds = Object.keys(ours[0]?.readyOf ?? {}) as (keyof Outcome['readyOf'])[];
  report.note(
    `${name}: ${kinds.map(kind => `${kind} ${(100 * mean(ours, o => o.readyOf[kind] ?? 0)).toFixed(0)}`).join(', ')}`,
  );
  report.figure({
    figure: `${name}: processor time to simulate 200 people`,
    value: (used.user + used.system) / 1e6 / REPORTED_ON.length,
    unit: 's',
    bar: SECONDS_BAR,
  });
}

/** What decides: how late a dozing phone runs a wake, and how late a push comes. */
function reportSweep(report: Report): void {
  const ready = (tier: TierName, assume: Partial<Assumptions>, more: Partial<Options> = {}): number =>
    100 *
    simulate({ ...SWEEP, tier: TIERS[tier], strategy: 'predawn', assume: { ...WORLD, ...assume }, ...more }).ready120;
  for (const dozingMaxMin of [30, 90, 180]) {
    for (const tier of ['android', 'android-push'] as const) {
      report.figure({
        figure: `${tier}: ready120, dozing up to ${dozingMaxMin} min`,
        value: ready(tier, { dozingMaxMin }),
        unit: '%',
      });
    }
  }
  for (const pushPromptShare of [0.99, 0.92, 0.7]) {
    for (const tier of ['android-push', 'tab-push'] as const) {
      const share = Math.round(pushPromptShare * 100);
      report.figure({
        figure: `${tier}: ready120, ${share} % of pushes prompt`,
        value: ready(tier, { pushPromptShare }),
        unit: '%',
      });
    }
  }
  for (const laterSpreadMin of [12, 30, 45]) {
    report.figure({
      figure: `android: ready120, noon and evening readings ${laterSpreadMin} min day to day`,
      value: ready('android', { laterSpreadMin }),
      unit: '%',
    });
  }
  report.figure({
    figure: 'android: ready120, a phone taken in hand runs what its doze held back',
    value: ready('android', { handEndsDoze: true }),
    unit: '%',
  });
  report.figure({
    figure: 'android: ready120 with one tag instead of two',
    value: ready('android', {}, { tags: 1 }),
    unit: '%',
  });
}

function reportCost(report: Report): void {
  const month = timeOf(history(30));
  const year = timeOf(history(365));
  report.figure({
    figure: 'planning a wake on a year of history beside a month',
    value: year,
    unit: 'ms',
    baseline: month,
    ratio: year / month,
    bar: COST_BAR,
  });
}

/** Learning, planning, steering and push times: all that a wake and a visit do. Median of many. */
function timeOf(sessions: readonly Session[]): number {
  const now = START + 365 * DAY + 6.5 * 3_600_000;
  const offsetAt = (): number => 60;
  const feeds: PlannedFeed[] = Array.from({ length: 60 }, (_, i) => ({
    id: String(i) as FeedId,
    state: { kind: 'active' },
    addedAt: START,
    checkedAt: now - 5e6,
    itemsPerDay: i,
  }));
  const once = (): void => {
    const learned = learnRhythm(sessions, now, { offsetAt });
    const latency = learnLatency([], sessions, { offsetAt, device: 'phone' });
    const timers = restartedTimers(now - 3_600_000, 1, ['a', 'b']);
    const conditions = { online: true, metered: false };
    const settings = { pictures: 'all', notifications: true, dailyMegabytesMetered: 15 } as const;
    plan({ now, reason: 'periodicsync', rhythm: learned, feeds, conditions, settings });
    steer({ now, rhythm: learned, timers, factor: 1, latency, tags: ['a', 'b'] });
    planPushes({ now, rhythm: learned, dueTimes: [], latency, lastSyncAt: now, sentAt: [], visible: false });
  };
  for (let i = 0; i < 100; i++) once();
  const times = Array.from({ length: 300 }, () => {
    const started = performance.now();
    once();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[150] ?? NaN;
}

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** The last `days` of a year, four readings a day. */
function history(days: number): Session[] {
  return Array.from({ length: days }, (_, i) => 365 - days + i).flatMap(day =>
    [430, 750, 1130, 1310].map(minute => {
      const start = START + day * DAY + (minute + ((day * 7) % 23)) * MINUTE_MS;
      return sessionAt(start, start + 7 * MINUTE_MS, () => 60);
    }),
  );
}

function over(run: (seed: number) => Outcome): readonly Outcome[] {
  return REPORTED_ON.map(run);
}

function mean(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
}

function percent(outcomes: readonly Outcome[], field: 'ready120' | 'cov60' | 'overBudget'): number {
  return 100 * mean(outcomes, outcome => outcome[field]);
}
