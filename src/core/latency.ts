// How late a due wake runs, learned from the wakes that ran: minutes on a charger, an hour in a pocket, never in a closed browser.

import { HOUR_MS, MINUTE_MS, localTime, type OffsetAt } from './local-clock.ts';
import type { Session, WakeReport } from './model.ts';

export interface Latency {
  /** Delays in milliseconds, ascending and equally likely, of wakes due at night (22 to 8). */
  readonly night: readonly number[];
  /** The same for the day. */
  readonly day: readonly number[];
  readonly p90Ms: number;
  /** Wakes that this was learned from. */
  readonly seen: number;
  /**
   * The share of wakes due at night that waited for the person to start the browser: near 1 on a desktop where nothing
   * wakes a closed browser, 0 on a phone.
   */
  readonly waitsForStart: number;
  /** How long before a reading the browser starts, where wakes wait for that. */
  readonly startLeadMs: number;
}

export interface LatencyOptions {
  readonly offsetAt: OffsetAt;
  /** A desktop browser runs no wakes while it is closed; a phone wakes it. */
  readonly device: 'phone' | 'desktop';
}

/** What is thought before anything was seen. */
const PRIOR_NIGHT_MIN = [1, 3, 6, 12, 45];
const PRIOR_DAY_MIN = [3, 10, 25, 50, 80];
const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];
/** A delay longer than this is a closed browser, a dead battery or no network: not latency. */
const LONGEST_MS = 3 * HOUR_MS;
const LATEST_WAKES = 60;
const PRIOR_LEAD_MS = 8 * MINUTE_MS;
const LONGEST_LEAD_MS = 30 * MINUTE_MS;

export function learnLatency(
  wakes: readonly WakeReport[],
  sessions: readonly Session[],
  options: LatencyOptions,
): Latency {
  const night = PRIOR_NIGHT_MIN.map(minutes => minutes * MINUTE_MS);
  const day = PRIOR_DAY_MIN.map(minutes => minutes * MINUTE_MS);
  const leads: number[] = [];
  let seen = 0;
  let waited = options.device === 'desktop' ? 1.5 : 0;
  let asked = options.device === 'desktop' ? 2 : 4;
  const fired = wakes.filter(wake => wake.reason === 'periodicsync').slice(-LATEST_WAKES);
  for (const { startedAt, dueAt } of fired) {
    if (dueAt === undefined) continue;
    const late = Math.max(0, startedAt - dueAt);
    seen++;
    const atNight = isNight(localTime(dueAt, options.offsetAt).minute);
    if (atNight) asked++;
    if (late > LONGEST_MS) {
      if (atNight) waited++;
      const next = sessionAfter(sessions, startedAt);
      if (next && next.startedAt - startedAt < LONGEST_LEAD_MS) leads.push(next.startedAt - startedAt);
      continue;
    }
    (atNight ? night : day).push(late);
  }
  const everything = [...night, ...day].sort(ascending);
  return {
    night: quantiles(night),
    day: quantiles(day),
    p90Ms: at(everything, 0.9),
    seen,
    waitsForStart: options.device === 'desktop' ? waited / asked : 0,
    startLeadMs: leads.length >= 3 ? at(leads.sort(ascending), 0.5) : PRIOR_LEAD_MS,
  };
}

/** The delays, equally likely, of a wake due then. */
export function delaysAt(latency: Latency, dueAt: number, offsetAt: OffsetAt): readonly number[] {
  return isNight(localTime(dueAt, offsetAt).minute) ? latency.night : latency.day;
}

/** By the minute of the local day. */
export function isNight(minute: number): boolean {
  return minute < 8 * 60 || minute >= 22 * 60;
}

function sessionAfter(sessions: readonly Session[], t: number): Session | undefined {
  let found: Session | undefined;
  for (const session of sessions) {
    if (session.startedAt >= t && (!found || session.startedAt < found.startedAt)) found = session;
  }
  return found;
}

function quantiles(values: number[]): number[] {
  values.sort(ascending);
  return QUANTILES.map(q => at(values, q));
}

function at(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function ascending(a: number, b: number): number {
  return a - b;
}
