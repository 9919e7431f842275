// Gathers what the plan of a wake stands on (rhythm, feeds, wakes before, what was spent) and asks `core/plan.ts`.

import type { Feed, FeedId, WakeReason, WakeReport } from '../core/model.ts';
import { type Conditions, nextSureWake, plan, type WakePlan } from '../core/plan.ts';
import { HISTORY_DAYS, learnRhythm, type Rhythm } from '../core/rhythm.ts';
import { DAY_MS, localTime, type OffsetAt } from '../core/local-clock.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { readOpens } from './opens.ts';
import { pushTimes } from './push.ts';
import { readOutlook } from './steering.ts';

export type Decision =
  | (WakePlan & { readonly kind: 'nothing' })
  | (Omit<WakePlan & { readonly kind: 'fetch' }, 'feeds'> & {
      /** Most wanted first. */
      readonly feeds: readonly Feed[];
      /** The first picture of each article only. */
      readonly leadsOnly: boolean;
    });

export interface Asked {
  readonly library: Library;
  readonly reason: WakeReason;
  readonly conditions: Conditions;
  readonly now: number;
  readonly offsetAt: OffsetAt;
  readonly device: 'phone' | 'desktop';
}

/** Stored under `['meta', 'flags']` beside what others keep there. */
export interface NotifiedFlag {
  readonly notifiedAt?: number;
}

/** Wakes looked back at: more than a day has. */
const LOOK_BACK = 40;
/** A wake that was killed or cut short so recently is gone on with, milliseconds. */
const RESUME_WITHIN_MS = 30 * 60_000;
const CUT_SHORT: readonly (string | undefined)[] = ['deadline', 'gateway-broke-off', 'gateway-silent'];

export async function decide(asked: Asked): Promise<Decision> {
  const { library, reason, conditions, now, offsetAt } = asked;
  const [feeds, settings, wakes, outlook, pushes, flags, opens] = await Promise.all([
    library.feeds(),
    library.settings(),
    library.wakes(LOOK_BACK),
    readOutlook(asked),
    pushTimes(library),
    library.backend.get<NotifiedFlag>(keys.meta('flags')),
    readOpens(library, now),
  ]);
  const lastSyncAt = lastSync(wakes, now);
  const { rhythm, latency, dueTimes } = outlook;
  // The timer of this very wake stands as due now, and with its next time behind it.
  const nextWakeAt = nextSureWake({ now, dueTimes, pushTimes: pushes, latency });
  const planned = plan({
    now,
    reason,
    rhythm,
    // What is pending is the outbox's business: it may need looking for first.
    feeds: feeds
      .filter(({ state }) => state.kind !== 'pending')
      .map(feed => ({ ...feed, opens: opens.get(feed.id) ?? 0 })),
    conditions,
    settings,
    unfinished: unfinished(feeds, wakes, now),
    meteredBytesToday: meteredToday(wakes, now, offsetAt),
    ...(lastSyncAt === undefined ? {} : { lastSyncAt }),
    ...(nextWakeAt === undefined ? {} : { nextWakeAt }),
    ...(flags?.notifiedAt === undefined ? {} : { notifiedAt: flags.notifiedAt }),
  });
  if (planned.kind === 'nothing') return planned;
  const byId = new Map(feeds.map(feed => [feed.id, feed]));
  const known = planned.feeds.map(id => byId.get(id)).filter(feed => feed !== undefined);
  // A subscription brings its articles itself: only what nobody has fetched yet is asked for.
  const chosen = reason === 'subscribe' ? known.filter(({ checkedAt }) => checkedAt === undefined) : known;
  return { ...planned, feeds: chosen, leadsOnly: settings.pictures === 'lead' };
}

export async function rhythmOf(library: Library, now: number, offsetAt: OffsetAt): Promise<Rhythm> {
  const [sessions, { readingTimes }] = await Promise.all([
    library.sessions(now - HISTORY_DAYS * DAY_MS),
    library.settings(),
  ]);
  return learnRhythm(sessions, now, { offsetAt, setTimes: readingTimes });
}

/** When the last wake ended that asked all it meant to. A clock that jumped back makes it no wake of the future. */
function lastSync(wakes: readonly WakeReport[], now: number): number | undefined {
  const ended = wakes
    .filter(({ result, feeds }) => (result === 'complete' || result === 'partial') && feeds.planned > feeds.failed)
    .map(({ endedAt }) => endedAt ?? 0)
    .filter(at => at <= now);
  return ended.length === 0 ? undefined : Math.max(...ended);
}

/** Feeds that a wake meant to reach and did not, where it was killed or cut short a short while ago. */
function unfinished(feeds: readonly Feed[], wakes: readonly WakeReport[], now: number): FeedId[] {
  const last = wakes.filter(({ result }) => result !== 'nothing').sort((a, b) => b.startedAt - a.startedAt)[0];
  if (!last || now - last.startedAt > RESUME_WITHIN_MS || last.startedAt > now) return [];
  const wasCut = last.result === 'interrupted' || (last.result === 'partial' && CUT_SHORT.includes(last.why));
  return wasCut ? feeds.filter(feed => (feed.checkedAt ?? 0) < last.startedAt).map(({ id }) => id) : [];
}

function meteredToday(wakes: readonly WakeReport[], now: number, offsetAt: OffsetAt): number {
  const today = localTime(now, offsetAt).day;
  return wakes
    .filter(({ metered, startedAt }) => metered === true && localTime(startedAt, offsetAt).day === today)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}
