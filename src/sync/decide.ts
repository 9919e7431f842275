// What this wake does: which feeds, how many pictures, whether to notify; or nothing, and why.

import type { Feed, WakeReason } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';

/** What is known of link and device. What is unknown counts as metered. */
export interface Conditions {
  readonly online: boolean;
  readonly metered: boolean;
  readonly saveData: boolean;
  readonly battery?: { readonly level: number; readonly charging: boolean };
  /** Bytes that storage still takes. */
  readonly freeBytes: number;
}

export type Decision =
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'go';
      readonly feeds: readonly Feed[];
      readonly pictures: {
        readonly scope: 'all' | 'lead' | 'none';
        readonly articles: number;
        readonly budgetBytes: number;
      };
      readonly deadlineMs: number;
      readonly notify: boolean;
    };

interface Asked {
  readonly library: Library;
  readonly reason: WakeReason;
  readonly conditions: Conditions;
  readonly now: number;
  /** Start of a wake that was killed: feeds checked since are done. */
  readonly resumeSince: number | undefined;
}

/** Asked for by a person, or about one feed: never `just-synced`. */
const ASKED: readonly WakeReason[] = ['refresh', 'subscribe', 'sync'];
const JUST_SYNCED_MS = 12 * 60_000;
const DEADLINE_MS = 60_000;
/** Free storage below which no pictures are fetched, bytes. */
const KEEP_FREE_BYTES = 50_000_000;

export async function decide(asked: Asked): Promise<Decision> {
  const { library, reason, conditions, now, resumeSince } = asked;
  if (!conditions.online) return { kind: 'nothing', why: 'offline' };
  const all = await library.feeds();
  const due = all.filter(feed => isDue(feed, reason, now, resumeSince));
  if (all.length === 0) return { kind: 'nothing', why: 'no-feeds' };
  if (!ASKED.includes(reason) && resumeSince === undefined && (await justSynced(library, now))) {
    const never = due.filter(feed => feed.checkedAt === undefined);
    if (never.length === 0) return { kind: 'nothing', why: 'just-synced' };
    return go(never, asked, await library.settings());
  }
  if (due.length === 0 && resumeSince === undefined) return { kind: 'nothing', why: 'nothing-due' };
  return go(due, asked, await library.settings());
}

function isDue(feed: Feed, reason: WakeReason, now: number, resumeSince: number | undefined): boolean {
  if (feed.state.kind === 'gone' || feed.state.kind === 'choose' || feed.state.kind === 'pending') return false;
  if (feed.state.kind === 'failing' && reason !== 'refresh' && (feed.state.retryAt ?? 0) > now) return false;
  if (resumeSince !== undefined && (feed.checkedAt ?? 0) >= resumeSince) return false;
  return reason !== 'subscribe' || feed.checkedAt === undefined;
}

async function justSynced(library: Library, now: number): Promise<boolean> {
  const wakes = await library.wakes(6);
  return wakes.some(({ result, endedAt }) => result === 'complete' && endedAt !== undefined && isJust(now - endedAt));
}

/** A clock that jumped back gives a negative age: that is not just now. */
function isJust(ageMs: number): boolean {
  return ageMs >= 0 && ageMs < JUST_SYNCED_MS;
}

function go(feeds: readonly Feed[], asked: Asked, settings: Awaited<ReturnType<Library['settings']>>): Decision {
  const { conditions, reason } = asked;
  const frugal = conditions.saveData || conditions.metered;
  const roomBytes = Math.max(0, conditions.freeBytes - KEEP_FREE_BYTES);
  const scope =
    roomBytes === 0 ? 'none' : conditions.saveData && settings.pictures === 'all' ? 'lead' : settings.pictures;
  return {
    kind: 'go',
    feeds,
    pictures: {
      scope,
      articles: frugal ? 12 : 200,
      budgetBytes: Math.min(roomBytes, frugal ? settings.dailyMegabytesMetered * 1_000_000 : 100_000_000),
    },
    deadlineMs: DEADLINE_MS,
    notify: settings.notifications && (reason === 'periodicsync' || reason === 'push'),
  };
}
