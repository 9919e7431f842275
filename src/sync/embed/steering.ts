// When the host's reader comes, learned from visits on this device alone, and the browser's two timers steered by it: the reader's own rules
// (src/core), with what the elements keep. Loaded only by a page whose reader opted in.

import { inferFactor } from '../../core/engagement.ts';
import { learnLatency } from '../../core/latency.ts';
import {
  DAY_MS,
  DAY_STARTS_AT_MINUTE,
  MINUTE_MS,
  clockText,
  localTime,
  sessionAt,
  type OffsetAt,
} from '../../core/local-clock.ts';
import type { Session, WakeReport } from '../../core/model.ts';
import { HISTORY_DAYS, expectedSessions, isKnown, learnRhythm } from '../../core/rhythm.ts';
import { steer, type SteerDecision } from '../../core/steer.ts';
import { timersAfterWake, type Timers } from '../../core/timers.ts';
import type { Key } from '../../store/backend.ts';
import { minuteOf, putMorning, readMorning, type MorningWake } from './morning.ts';
import { EMBED_TAGS } from './names.ts';
import type { EmbedStore } from './store.ts';

export interface PeriodicSyncLike {
  register(tag: string, options: { minInterval: number }): Promise<void>;
  unregister(tag: string): Promise<void>;
  getTags(): Promise<string[]>;
}

export interface MorningSteerDeps {
  readonly now: number;
  readonly offsetAt: OffsetAt;
  readonly device: 'phone' | 'desktop';
}

const TAGS = [EMBED_TAGS.morning, EMBED_TAGS.morningB] as const;
/** As often as the browser allows: Chromium rounds up to its floor. */
const INTERVAL_MS = 1_000;
/** Pages seen within this time of each other are one visit. */
const ONE_VISIT_MS = 20 * MINUTE_MS;
const TIMERS: Key = ['morning', 'timers'];
const visitKey = (startedAt: number): Key => ['visit', startedAt];

/** The timers as they stand, and the wakes since they were last looked at. */
interface Steering {
  readonly timers: Timers;
  /** Due times of wakes that fired, for their lateness. */
  readonly wakes: readonly { readonly startedAt: number; readonly dueAt?: number }[];
}

/** A page of the site is seen now: one more visit, or the last one lasts longer. What is older than is learned from goes. */
export async function noteVisit(store: EmbedStore, { now, offsetAt }: MorningSteerDeps): Promise<void> {
  const visits = await store.db.list<Session>('visit');
  const last = visits.at(-1);
  const isSame = last !== undefined && now >= last.startedAt && now - last.endedAt < ONE_VISIT_MS;
  const visit = isSame ? { ...last, endedAt: now } : sessionAt(now, now, offsetAt);
  const old = visits.filter(({ startedAt }) => now - startedAt > HISTORY_DAYS * DAY_MS);
  await store.commit([], () => ({
    puts: [[visitKey(visit.startedAt), visit]],
    deletes: old.map(({ startedAt }) => visitKey(startedAt)),
    result: undefined,
  }));
}

/** Learns, tells the worker by the store, and restarts the timers where that is worth it. Only while a page is visible. */
export async function steerMorning(
  store: EmbedStore,
  periodicSync: PeriodicSyncLike,
  deps: MorningSteerDeps,
): Promise<SteerDecision> {
  const { now, offsetAt, device } = deps;
  const morning = await readMorning(store);
  const sessions = await store.db.list<Session>('visit');
  const rhythm = learnRhythm(sessions, now, { offsetAt, setTimes: morning.times.map(minuteOf) });
  // A whole reader's day, which begins at four: no habit is cut in two by what time it is now.
  const sinceFour = (localTime(now, offsetAt).minute - DAY_STARTS_AT_MINUTE + 1440) % 1440;
  const known = expectedSessions(rhythm, now - sinceFour * MINUTE_MS, DAY_MS).filter(({ at }) => isKnown(rhythm, at));
  const learned = known.map(({ at }) => clockText(localTime(at, offsetAt).minute)).sort();
  if (morning.times.length === 0 && String(learned) !== String(morning.learned ?? []))
    await putMorning(store, { ...morning, learned });

  const before = await store.db.get<Steering>(TIMERS);
  const fired = await store.db.list<MorningWake>('wake');
  // The rules ask of a wake no more than this.
  const wakes = (steering: Steering | undefined) =>
    (steering?.wakes ?? []).map(wake => ({ ...wake, reason: 'periodicsync' })) as unknown as WakeReport[];
  const restartedAt = before === undefined ? {} : { restartedAt: before.timers.restartedAt };
  const factor = inferFactor(
    { sessions, wakes: [...wakes(before), ...wakes({ timers: NONE, wakes: fired })], device, ...restartedAt },
    now,
  );
  const steering = before && caughtUp(before, fired, factor);

  const registered = await periodicSync.getTags();
  const timers = TAGS.every(tag => registered.includes(tag)) ? steering?.timers : undefined;
  const latency = learnLatency(wakes(steering), sessions, { offsetAt, device });
  const decision = steer({ now, rhythm, timers, factor, latency, tags: TAGS });
  if (decision.kind === 'restart') {
    for (const tag of TAGS) if (registered.includes(tag)) await periodicSync.unregister(tag);
    for (const tag of TAGS) await periodicSync.register(tag, { minInterval: INTERVAL_MS });
  }
  const next = decision.kind === 'restart' ? decision.timers : steering?.timers;
  if (next)
    await store.commit([], () => ({
      puts: [[TIMERS, { timers: next, wakes: steering?.wakes ?? [] } satisfies Steering]],
      deletes: fired.map(({ startedAt }): Key => ['wake', startedAt]),
      result: undefined,
    }));
  return decision;
}

const NONE: Timers = { restartedAt: 0, timers: [] };
const WAKES_KEPT = 60;

/** The browser counts each next delay from the end of the last wake: the worker notes them, a page reckons. */
function caughtUp(before: Steering, fired: readonly MorningWake[], factor: 1 | 2 | 3): Steering {
  let { timers } = before;
  const wakes = [...before.wakes];
  for (const { tag, startedAt, endedAt } of fired) {
    const dueAt = timers.timers.find(timer => timer.tag === tag)?.dueAt;
    // One that is due later was a retry: how late that comes says nothing.
    wakes.push({ startedAt, ...(dueAt !== undefined && dueAt <= startedAt && { dueAt }) });
    timers = timersAfterWake(timers, tag, endedAt, factor);
  }
  return { timers, wakes: wakes.slice(-WAKES_KEPT) };
}
