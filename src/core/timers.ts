// What the browser's periodic timers are expected to do: Chromium's rules, as far as they can be seen from outside.

import { HOUR_MS } from './local-clock.ts';

/** Chromium's floor between periodic syncs of an origin, before engagement is counted. */
export const FLOOR_MS = 12 * HOUR_MS;
/** Engagement factor: high 1, low and medium 2, minimal 3. */
export type Factor = 1 | 2 | 3;

export interface Timer {
  readonly tag: string;
  readonly dueAt: number;
}

/** Stored under `['meta', 'steering']`. */
export interface Timers {
  /** When both were last registered. */
  readonly restartedAt: number;
  readonly timers: readonly Timer[];
}

/** After unregistering all and registering `tags` one after the other: the second stands one bare floor behind the first. */
export function restartedTimers(now: number, factor: Factor, tags: readonly string[]): Timers {
  let timers: readonly Timer[] = [];
  for (const tag of tags) timers = place(timers, tag, now, factor);
  return { restartedAt: now, timers };
}

/** After a wake of `tag` has ended: its next delay counts from there. */
export function timersAfterWake(state: Timers, tag: string, completedAt: number, factor: Factor): Timers {
  return { ...state, timers: place(state.timers, tag, completedAt, factor) };
}

/** When wakes are due until `until`, as if each ran at once; overdue ones stand at `now`. */
export function dueTimes(state: Timers | undefined, factor: Factor, now: number, until: number): number[] {
  const due: number[] = [];
  let timers = state?.timers ?? [];
  while (timers.length > 0 && due.length < 64) {
    const next = timers.reduce((a, b) => (b.dueAt < a.dueAt ? b : a));
    const at = Math.max(now, next.dueAt);
    if (at > until) break;
    due.push(at);
    timers = place(timers, next.tag, at, factor);
  }
  return due;
}

/** Chromium keeps a bare floor from the soonest other tag, and from no further one. */
function place(timers: readonly Timer[], tag: string, now: number, factor: Factor): readonly Timer[] {
  const others = timers.filter(timer => timer.tag !== tag);
  const delay = FLOOR_MS * factor;
  const soonest = others.reduce((least, timer) => Math.min(least, Math.max(0, timer.dueAt - now)), Infinity);
  const apart = delay <= soonest - FLOOR_MS || delay - FLOOR_MS >= soonest;
  return [...others, { tag, dueAt: now + (soonest === Infinity || apart ? delay : soonest + FLOOR_MS) }];
}
