// When to ask a publisher again: pure arithmetic on what it said and on how often it has news.

import type { RefreshHints } from '../parsed-feed.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** With validators a round is nearly free for the publisher; without them each is a full download. */
const ROUND_WITH_VALIDATORS_MS = HOUR_MS;
const ROUND_WITHOUT_MS = DAY_MS;
/** An ask by a reader may come sooner where the publisher itself says so, but no sooner than this. */
const ASK_FLOOR_MS = 5 * MINUTE_MS;
/** On machines that the owner let through by PREDAWN_ALLOW_PRIVATE: his own, nobody else's patience is spent. */
const OWN_FLOOR_MS = 1_000;
/** After so many failures in a row: one minute, five, a quarter, an hour, four, twelve, then daily. */
const BACK_OFF_MINUTES = [1, 5, 15, 60, 240, 720, 1440];
const BACK_OFF_JITTER = 0.2;
/** How long a permanent redirect must have held before readers are told. */
export const MOVE_HOLDS_MS = 3 * DAY_MS;

export interface Freshness {
  /** From `Cache-Control` or `Expires`, where there was any. */
  readonly headerMs?: number | undefined;
  readonly hints: RefreshHints;
  readonly hasValidators: boolean;
  /** Between items, by the newest ones. */
  readonly gapMs?: number | undefined;
  /** A machine of the owner's own. */
  readonly isOwn: boolean;
}

/** After a success: when a reader's ask goes to the publisher again, and when the next round does. */
export function afterSuccess(now: number, freshness: Freshness): { readonly askAt: number; readonly nextAt: number } {
  const { headerMs, hints, hasValidators, gapMs, isOwn } = freshness;
  const said = [headerMs, minutes(hints.ttlMinutes), minutes(hints.updatePeriodMinutes)].filter(ms => ms !== undefined);
  const longest = said.length === 0 ? undefined : Math.min(Math.max(...said), DAY_MS);
  const floor = hasValidators ? ROUND_WITH_VALIDATORS_MS : ROUND_WITHOUT_MS;
  // Half the usual gap between items: news is on average a quarter of that old when it is found.
  const rhythm = gapMs === undefined ? floor : Math.min(Math.max(gapMs / 2, floor), DAY_MS);
  const roundMs = Math.max(rhythm, longest ?? 0);
  const ownMs = isOwn ? OWN_FLOOR_MS : ASK_FLOOR_MS;
  const askMs = longest === undefined ? (isOwn ? OWN_FLOOR_MS : floor) : Math.max(longest, ownMs);
  return { askAt: allowed(now + askMs, hints), nextAt: allowed(now + roundMs, hints) };
}

/** After a failure: when to try again. The publisher's own word wins when it is longer. */
export function afterFailure(
  now: number,
  failures: number,
  options: { readonly retryAt?: number | undefined; readonly isOwn: boolean; readonly random: number },
): number {
  const step = BACK_OFF_MINUTES[Math.min(failures, BACK_OFF_MINUTES.length) - 1] ?? 1;
  const jitter = 1 - BACK_OFF_JITTER + 2 * BACK_OFF_JITTER * options.random;
  const wait = options.isOwn && failures <= 3 ? OWN_FLOOR_MS : step * MINUTE_MS * jitter;
  return Math.max(now + Math.min(wait, DAY_MS), options.retryAt ?? 0);
}

/** The first moment at or after `at` that is in none of the hours and days a feed wants to be left alone in (UTC). */
export function allowed(at: number, hints: RefreshHints): number {
  const hours = new Set(hints.skipHours);
  const days = new Set(hints.skipDays);
  // A feed that skips everything has made a mistake.
  if (hours.size >= 24 || days.size >= 7) return at;
  let moment = at;
  for (let step = 0; step < 24 * 8; step++) {
    const date = new Date(moment);
    if (!hours.has(date.getUTCHours()) && !days.has(date.getUTCDay())) return moment;
    moment = Math.floor(moment / HOUR_MS) * HOUR_MS + HOUR_MS;
  }
  return at;
}

function minutes(value: number | undefined): number | undefined {
  return value === undefined || !(value > 0) ? undefined : value * MINUTE_MS;
}
