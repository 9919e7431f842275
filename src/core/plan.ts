// What a wake should do: fetch which feeds, with which pictures, for how long; or nothing, and why.

import { DAY_MS, HOUR_MS, MINUTE_MS } from './local-clock.ts';
import type { Latency } from './latency.ts';
import type { Feed, FeedId, FeedSettings, Settings, WakeReason } from './model.ts';
import { ITEMS_PER_DAY_UNKNOWN } from './pace.ts';
import { chanceOfSession, type Rhythm } from './rhythm.ts';

/** The last that was seen of link, battery and storage; what is unknown counts as the worse. */
export interface Conditions {
  readonly online?: boolean;
  readonly metered?: boolean;
  readonly saveData?: boolean;
  /** Level 0 to 1; workers cannot see it, the page stores what it saw last. */
  readonly battery?: { readonly level: number; readonly charging: boolean };
  /** Bytes that storage still takes. */
  readonly freeBytes?: number;
}

export type PlannedFeed = Pick<Feed, 'id' | 'state' | 'checkedAt' | 'itemsPerDay' | 'addedAt' | 'lastNewAt'> & {
  /** The person's own interval wins over what is expected. */
  readonly settings?: Pick<FeedSettings, 'everyMinutes'>;
  /** How much the person wants it: articles opened of it in the last month; absent counts as none. */
  readonly opens?: number;
};

export interface PlanInput {
  readonly now: number;
  readonly reason: WakeReason;
  readonly rhythm: Rhythm;
  readonly feeds: readonly PlannedFeed[];
  readonly conditions: Conditions;
  readonly settings: Pick<Settings, 'pictures' | 'notifications' | 'dailyMegabytesMetered'>;
  /** When the last wake that fetched ended. */
  readonly lastSyncAt?: number;
  /** Feeds that wake did not reach (killed, cancelled): they come first. */
  readonly unfinished?: readonly FeedId[];
  /** When the next wake has nearly surely run (`nextSureWake`); absent where none is expected. */
  readonly nextWakeAt?: number;
  /** Bytes received today over a metered link. */
  readonly meteredBytesToday?: number;
  /** When the person was last told of an edition. */
  readonly notifiedAt?: number;
  /** A push that the engine demands to be visible: something must be shown, whatever is found. */
  readonly mustNotify?: boolean;
}

export type PlannedPictures = 'all' | { readonly newest: number } | 'none';

/** Codes of the table of `errors.ts`. */
export type WhyNothing =
  | 'just-synced'
  | 'offline'
  | 'unlikely-session'
  | 'low-battery'
  | 'budget-spent'
  | 'quota-exceeded'
  | 'nothing-due'
  | 'no-feeds';

export type WakePlan =
  | { readonly kind: 'nothing'; readonly why: WhyNothing; readonly chance: number }
  | {
      readonly kind: 'fetch';
      /** Most wanted first. */
      readonly feeds: readonly FeedId[];
      readonly pictures: PlannedPictures;
      readonly deadlineMs: number;
      /** Whether one notification may be shown if the edition has news. */
      readonly notify: boolean;
      /** Stop fetching pictures here. */
      readonly bytesBudget: number;
      /** The chance of a reading before the next wake, for the report. */
      readonly chance: number;
    };

/** A subscription so young has no rhythm yet, and what it brings is looked forward to: the browser's own wakes always ask it. */
const SETTLING_MS = 2 * DAY_MS;
/** Less likely than this, and the next wake serves the reading as well. */
const LIKELY_ENOUGH = 0.15;
const JUST_SYNCED_MS = 12 * MINUTE_MS;
/** A reading so soon is served now, whatever comes later. */
const LEAST_AHEAD_MS = 75 * MINUTE_MS;
const EXPECTED_ITEMS = 0.04;
/** With the person there: what a wake fetched a little while ago is not asked for again … */
const EXPECTED_ITEMS_PRESENT = 0.25;
/** … and what was left alone for so long is, however quiet it is: whoever comes back sees all that came meanwhile. */
const PRESENT_APART_MS = 12 * HOUR_MS;
/** What a young subscription brings is not known yet, so nothing that was learned may leave it out for longer. */
const YOUNG_APART_MS = HOUR_MS;
/** Where no next wake is known. */
const LOOK_AHEAD_MS = 12 * HOUR_MS;
const DEADLINE_MS = 60_000;
/** A person waits for it and may cancel it. */
const FOREGROUND_DEADLINE_MS = 120_000;
const NEWEST_METERED = 12;
const LOW_BATTERY = 0.2;
const EMPTY_BATTERY = 0.08;
const SCARCE_STORAGE = 60_000_000;
const NO_STORAGE = 8_000_000;
const BUDGET_UNMETERED = 200_000_000;
/** Foreground refreshes by hand are the person's own will: they may spend this beyond the budget. */
const BUDGET_BY_HAND = 8_000_000;
const PUSH_LATE_MS = 5 * MINUTE_MS;
/** The quietest feed is still asked once or twice a day: who never asks never learns. */
const LEAST_ITEMS_PER_DAY = 0.09;
const NOTIFY_APART_MS = 10 * HOUR_MS;
/** A failing feed is left alone until its time, and then asked at its turn. */
const WAKES_BY_HAND: ReadonlySet<WakeReason> = new Set(['refresh', 'subscribe']);
const WAKES_WITH_PERSON: ReadonlySet<WakeReason> = new Set([
  'refresh',
  'subscribe',
  'visible',
  'start',
  'online',
  'timer',
]);

export function plan(input: PlanInput): WakePlan {
  const { now, reason, conditions } = input;
  const byHand = WAKES_BY_HAND.has(reason);
  const present = WAKES_WITH_PERSON.has(reason);
  const until = Math.min(Math.max(input.nextWakeAt ?? now + LOOK_AHEAD_MS, now + LEAST_AHEAD_MS), now + DAY_MS);
  const chance = present ? 1 : chanceOfSession(input.rhythm, now, until);
  const nothing = (why: WhyNothing): WakePlan => ({ kind: 'nothing', why, chance });
  const settling = reason === 'periodicsync' && input.feeds.some(feed => isSettling(feed, now));

  if (input.feeds.length === 0) return nothing('no-feeds');
  if (conditions.online === false) return nothing('offline');
  const resumes = (input.unfinished?.length ?? 0) > 0;
  const justSynced = input.lastSyncAt !== undefined && now - input.lastSyncAt < JUST_SYNCED_MS;
  if (justSynced && !byHand && !resumes && !settling) return nothing('just-synced');
  if ((conditions.freeBytes ?? Infinity) < NO_STORAGE) return nothing('quota-exceeded');
  if (!present) {
    if (chance < LIKELY_ENOUGH && !settling) return nothing('unlikely-session');
    if (isBatteryUnder(conditions, EMPTY_BATTERY)) return nothing('low-battery');
  }
  const bytesBudget = budgetOf(input, byHand);
  if (bytesBudget <= 0) return nothing('budget-spent');
  const feeds = choose(input, byHand);
  if (feeds.length === 0) return nothing('nothing-due');
  return {
    kind: 'fetch',
    feeds,
    pictures: picturesOf(input, byHand),
    deadlineMs: present ? FOREGROUND_DEADLINE_MS : DEADLINE_MS,
    notify: mayNotify(input, present),
    bytesBudget,
    chance,
  };
}

/** When the next wake after this one has nearly surely run: a timer is counted at its late end, a push a little after its time. */
export function nextSureWake(input: {
  readonly now: number;
  /** Of the timers as they stand after this wake (`timersAfterWake`, `dueTimes`). */
  readonly dueTimes: readonly number[];
  readonly pushTimes: readonly number[];
  readonly latency: Pick<Latency, 'p90Ms'>;
}): number | undefined {
  const times = [
    ...input.dueTimes.filter(at => at > input.now).map(at => at + input.latency.p90Ms),
    ...input.pushTimes.filter(at => at > input.now + MINUTE_MS).map(at => at + PUSH_LATE_MS),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** New items that a feed is expected to have by now. */
export function expectedItems(feed: PlannedFeed, now: number): number {
  if (feed.checkedAt === undefined) return Infinity;
  const perDay = Math.max(feed.itemsPerDay ?? ITEMS_PER_DAY_UNKNOWN, LEAST_ITEMS_PER_DAY);
  return (perDay * Math.max(0, now - feed.checkedAt)) / DAY_MS;
}

function choose(input: PlanInput, byHand: boolean): FeedId[] {
  const { now } = input;
  const unfinished = new Set(input.unfinished);
  const least = WAKES_WITH_PERSON.has(input.reason) ? EXPECTED_ITEMS_PRESENT : EXPECTED_ITEMS;
  return input.feeds
    .filter(feed => isAskable(feed, now, byHand))
    .map(feed => ({ feed, expected: expectedItems(feed, now), first: unfinished.has(feed.id) }))
    .filter(
      ({ feed, expected, first }) =>
        byHand ||
        first ||
        (isDueByInterval(feed, now) ??
          (expected >= least || isDueByYouth(feed, input) || isDueByPresence(feed, input))),
    )
    .sort((a, b) => Number(b.first) - Number(a.first) || want(b.feed, b.expected) - want(a.feed, a.expected))
    .map(({ feed }) => feed.id);
}

/** Undefined where the person set none. A little early is in time: the next wake may be hours away. */
function isDueByInterval({ settings, checkedAt }: PlannedFeed, now: number): boolean | undefined {
  const every = settings?.everyMinutes;
  if (every === undefined) return undefined;
  const since = checkedAt === undefined ? Infinity : now - checkedAt;
  // A clock that was set back must not put it off for ever.
  return since < 0 || since >= every * MINUTE_MS * 0.9;
}

function isDueByYouth(feed: PlannedFeed, { reason, now }: PlanInput): boolean {
  return reason === 'periodicsync' && isSettling(feed, now);
}

function isDueByPresence(feed: PlannedFeed, { reason, now }: PlanInput): boolean {
  if (!WAKES_WITH_PERSON.has(reason) || feed.checkedAt === undefined) return false;
  // A clock that was set back must not put it off for ever.
  const since = Math.abs(now - feed.checkedAt);
  return since >= (isSettling(feed, now) ? YOUNG_APART_MS : PRESENT_APART_MS);
}

function isSettling(feed: PlannedFeed, now: number): boolean {
  const age = now - feed.addedAt;
  return age >= 0 && age < SETTLING_MS;
}

function isAskable(feed: PlannedFeed, now: number, byHand: boolean): boolean {
  switch (feed.state.kind) {
    case 'active':
    case 'pending':
      return true;
    case 'failing':
      return byHand || (feed.state.retryAt ?? 0) <= now;
    case 'choose':
    case 'gone':
      return false;
  }
}

/** A feed never fetched comes first; then those that are opened most and have most to bring. */
function want(feed: PlannedFeed, expected: number): number {
  return (1 + (feed.opens ?? 0)) * Math.min(expected, 20) + (expected === Infinity ? 1e6 : 0);
}

function budgetOf(input: PlanInput, byHand: boolean): number {
  if (!isMetered(input.conditions)) return BUDGET_UNMETERED;
  const left = input.settings.dailyMegabytesMetered * 1e6 - (input.meteredBytesToday ?? 0);
  return byHand ? Math.max(left, BUDGET_BY_HAND) : left;
}

function picturesOf(input: PlanInput, byHand: boolean): PlannedPictures {
  const { conditions, settings } = input;
  if (settings.pictures === 'none' || conditions.saveData === true) return 'none';
  if ((conditions.freeBytes ?? Infinity) < SCARCE_STORAGE) return 'none';
  if (!byHand && isBatteryUnder(conditions, LOW_BATTERY)) return 'none';
  return isMetered(conditions) ? { newest: NEWEST_METERED } : 'all';
}

function mayNotify(input: PlanInput, present: boolean): boolean {
  if (input.mustNotify) return true;
  if (present || !input.settings.notifications) return false;
  return input.notifiedAt === undefined || input.now - input.notifiedAt >= NOTIFY_APART_MS;
}

function isBatteryUnder({ battery }: Conditions, level: number): boolean {
  return battery !== undefined && !battery.charging && battery.level < level;
}

function isMetered(conditions: Conditions): boolean {
  return conditions.metered ?? true;
}
