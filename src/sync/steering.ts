// Steering the browser's periodic timers while a page is visible, and keeping count of them at each wake.

import { inferFactor } from '../core/engagement.ts';
import { learnLatency, type Latency } from '../core/latency.ts';
import { DAY_MS, type OffsetAt } from '../core/local-clock.ts';
import { HISTORY_DAYS, learnRhythm, type Rhythm } from '../core/rhythm.ts';
import { steer, type SteerDecision } from '../core/steer.ts';
import { dueTimes, timersAfterWake, type Factor, type Timers } from '../core/timers.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { TAGS } from './messages.ts';

/** `registration.periodicSync`. */
export interface PeriodicSync {
  getTags(): Promise<string[]>;
  register(tag: string, options: { minInterval: number }): Promise<void>;
  unregister(tag: string): Promise<void>;
}

export interface SteerDeps {
  readonly library: Library;
  readonly now: number;
  readonly offsetAt: OffsetAt;
  readonly device: 'phone' | 'desktop';
}

/** What is known of the wakes to come: for the plan, the push times and the Deliveries screen. */
export interface Outlook {
  readonly rhythm: Rhythm;
  readonly latency: Latency;
  readonly factor: Factor;
  readonly timers: Timers | undefined;
  /** When timers are due in the next two days. */
  readonly dueTimes: readonly number[];
}

const STEERED = [TAGS.morningA, TAGS.morningB] as const;
/** As often as the browser allows: Chromium rounds up to its floor. */
const INTERVAL_MS = 1_000;
const WAKES = 60;

/**
 * Whenever a page is visible and periodic sync is granted: restarts the timers where that is worth it. Between
 * unregistering and registering nothing is lost: a page is there, and the next visit would register anew.
 */
export async function steerTimers(periodicSync: PeriodicSync, deps: SteerDeps): Promise<SteerDecision> {
  const outlook = await readOutlook(deps);
  const registered = new Set(await periodicSync.getTags());
  const known = STEERED.every(tag => registered.has(tag)) ? outlook.timers : undefined;
  const { rhythm, factor, latency } = outlook;
  const decision = steer({ now: deps.now, rhythm, timers: known, factor, latency, tags: STEERED });
  if (decision.kind === 'keep') return decision;
  for (const tag of STEERED) if (registered.has(tag)) await periodicSync.unregister(tag);
  for (const tag of STEERED) await periodicSync.register(tag, { minInterval: INTERVAL_MS });
  await deps.library.backend.write({ puts: [[keys.meta('steering'), decision.timers]] });
  return decision;
}

/**
 * At the start of a periodic wake: when its timer was due, where that is known. For `WakeReport.dueAt`. One that is due
 * later than now was a retry: how late that comes says nothing.
 */
export async function dueAtOf(library: Library, tag: string, now: number): Promise<number | undefined> {
  const timers = await library.backend.get<Timers>(keys.meta('steering'));
  const dueAt = timers?.timers.find(timer => timer.tag === tag)?.dueAt;
  return dueAt !== undefined && dueAt <= now ? dueAt : undefined;
}

/** At the end of a periodic wake: the browser counts its next delay from here. */
export async function noteTimerWake(tag: string, deps: SteerDeps): Promise<void> {
  const { factor, timers } = await readOutlook(deps);
  if (!timers) return;
  const next = timersAfterWake(timers, tag, deps.now, factor);
  await deps.library.backend.write({ puts: [[keys.meta('steering'), next]] });
}

export async function readOutlook({ library, now, offsetAt, device }: SteerDeps): Promise<Outlook> {
  const [sessions, wakes, settings, timers] = await Promise.all([
    library.sessions(now - HISTORY_DAYS * DAY_MS),
    library.wakes(WAKES),
    library.settings(),
    library.backend.get<Timers>(keys.meta('steering')),
  ]);
  const restartedAt = timers === undefined ? {} : { restartedAt: timers.restartedAt };
  const factor = inferFactor({ sessions, wakes, device, ...restartedAt }, now);
  return {
    rhythm: learnRhythm(sessions, now, { offsetAt, setTimes: settings.readingTimes }),
    latency: learnLatency(wakes, sessions, { offsetAt, device }),
    factor,
    timers,
    dueTimes: dueTimes(timers, factor, now, now + 2 * DAY_MS),
  };
}
