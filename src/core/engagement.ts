// How much the browser thinks the person likes us: its site engagement, reckoned from readings and from what was seen to fire.

import { DAY_MS, HOUR_MS, dayOf } from './local-clock.ts';
import type { Session, WakeReport } from './model.ts';
import type { Factor } from './timers.ts';
import { FLOOR_MS } from './timers.ts';

// Chromium: components/site_engagement.
const FIRST_OF_DAY = 1.5;
const NAVIGATION = 1.5;
const VISIBLE = 0.6;
const VISIBLE_EVERY_MS = 12_000;
const MOST_A_DAY = 15;
const DECAY = 0.984;
const DECAY_EVERY_MS = 2 * HOUR_MS;
const LAUNCHED = 5;
const MOST = 100;
const HIGH = 50;
const LOW = 1;
/** An observation counts for this long. */
const SEEN_FOR_MS = 4 * DAY_MS;
/** A wake that is this late has not been lost yet. */
const UNSEEN_MS = 3 * HOUR_MS;

/** The score that Chromium should have for us: 0 to 100. */
export function engagementScore(sessions: readonly Session[], now: number): number {
  let score = 0;
  let at = 0;
  let day = NaN;
  let today = 0;
  for (const session of recent(sessions, now)) {
    score *= decay(session.startedAt - at);
    at = session.startedAt;
    if (dayOf(session) !== day) {
      day = dayOf(session);
      today = 0;
    }
    const visible = Math.max(0, Math.min(session.endedAt, now) - session.startedAt);
    const points = (today === 0 ? FIRST_OF_DAY : 0) + NAVIGATION + VISIBLE * Math.floor(visible / VISIBLE_EVERY_MS);
    const gained = Math.min(points, MOST_A_DAY - today);
    today += gained;
    score = Math.min(MOST - LAUNCHED, score + gained);
  }
  return at === 0 ? 0 : score * decay(now - at) + LAUNCHED;
}

/** The factor that a score gives. */
export function factorOf(score: number): Factor {
  return score < LOW ? 3 : score < HIGH ? 2 : 1;
}

/**
 * What was seen to fire wins over what is reckoned: the first wake after a restart came one, two or three floors after
 * it. Latency only lengthens that, so it is rounded down; where wakes wait for a closed browser it may be days, and only
 * a shorter distance tells anything.
 */
export function inferFactor(
  input: {
    readonly sessions: readonly Session[];
    readonly wakes: readonly WakeReport[];
    readonly restartedAt?: number;
    readonly device: 'phone' | 'desktop';
  },
  now: number,
): Factor {
  const reckoned = factorOf(engagementScore(input.sessions, now));
  const { restartedAt } = input;
  if (restartedAt === undefined || now - restartedAt > SEEN_FOR_MS) return reckoned;
  let firstAt = Infinity;
  for (const { reason, startedAt } of input.wakes) {
    if (reason === 'periodicsync' && startedAt > restartedAt) firstAt = Math.min(firstAt, startedAt);
  }
  // Not fired yet: then at least as long as has passed, as far as a phone would have let it.
  const floors = Math.floor((Math.min(firstAt, now - UNSEEN_MS) - restartedAt) / FLOOR_MS);
  if (firstAt === Infinity) return input.device === 'phone' && floors > reckoned ? factor(floors) : reckoned;
  if (floors < 1) return reckoned;
  return floors < reckoned || input.device === 'phone' ? factor(floors) : reckoned;
}

function factor(floors: number): Factor {
  return floors <= 1 ? 1 : floors === 2 ? 2 : 3;
}

function recent(sessions: readonly Session[], now: number): Session[] {
  return sessions
    .filter(session => session.startedAt <= now && now - session.startedAt < 30 * DAY_MS)
    .sort((a, b) => a.startedAt - b.startedAt);
}

function decay(ms: number): number {
  return ms <= 0 ? 1 : DECAY ** Math.floor(ms / DECAY_EVERY_MS);
}
