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
 * What was seen to fire wins over what is reckoned: two wakes in a row, or a restart and its first wake, tell the
 * factor by their distance. Latency only lengthens a distance, so it is rounded down.
 */
export function inferFactor(
  input: {
    readonly sessions: readonly Session[];
    readonly wakes: readonly WakeReport[];
    readonly restartedAt?: number;
  },
  now: number,
): Factor {
  const reckoned = factorOf(engagementScore(input.sessions, now));
  const fired = input.wakes
    .filter(wake => wake.reason === 'periodicsync' && now - wake.startedAt < SEEN_FOR_MS)
    .sort((a, b) => a.startedAt - b.startedAt);
  const last = fired.at(-1);
  if (!last) return reckoned;
  // Within one bare floor and a bit of the wake before it: only factor 1 (or two tags at factor 2) fires so often.
  const sameTag = fired.filter(wake => wake.tag === last.tag);
  const before = sameTag.at(-2)?.startedAt ?? -Infinity;
  const from = Math.max(
    before,
    input.restartedAt !== undefined && input.restartedAt < last.startedAt ? input.restartedAt : -Infinity,
  );
  if (from === -Infinity) return reckoned;
  const floors = (last.startedAt - from) / FLOOR_MS;
  // Two tags at factor 1 fire 24 hours apart each, so one tag's distance tells only when it is short of its floor.
  if (floors < 1.9) return 1;
  return reckoned;
}

function recent(sessions: readonly Session[], now: number): Session[] {
  return sessions
    .filter(session => session.startedAt <= now && now - session.startedAt < 30 * DAY_MS)
    .sort((a, b) => a.startedAt - b.startedAt);
}

function decay(ms: number): number {
  return ms <= 0 ? 1 : DECAY ** Math.floor(ms / DECAY_EVERY_MS);
}
