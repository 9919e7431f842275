// When a person reads: a decayed circular density of session starts, by weekday and time of day, learned on the device alone.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a weekday or a slot */

import { DAY_MS, MINUTE_MS, dayOf, localTime, readingDay, weekdayOf, type OffsetAt } from './local-clock.ts';
import type { Session } from './model.ts';

export const SLOT_MINUTES = 10;
export const SLOTS = 1440 / SLOT_MINUTES;
export const SLOT_MS = SLOT_MINUTES * MINUTE_MS;

/** Older sessions weigh less than a hundredth part and are not read. */
export const HISTORY_DAYS = 140;

export interface RhythmOptions {
  readonly offsetAt: OffsetAt;
  /** Minutes after local midnight set by hand (`settings.readingTimes`): they win over what was learned. */
  readonly setTimes?: readonly number[];
}

export interface Rhythm {
  readonly learnedAt: number;
  readonly offsetAt: OffsetAt;
  /** Whole days between the first session known and now, at most `HISTORY_DAYS`. */
  readonly days: number;
  readonly sessions: number;
  /** Whether times set by hand are in force. */
  readonly byHand: boolean;
  /** For each hour of the day, on how many days a session began in it or in one beside it: what was seen, not supposed. */
  readonly seenDays: readonly number[];
  /** Seven rows of `SLOTS`: sessions expected to start in each ten minutes. */
  readonly all: readonly Float64Array[];
  /** The same for the first session of a day (which begins at four): what the morning edition is for. */
  readonly first: readonly Float64Array[];
  /** For each slot, the habit that it belongs to: the density cut at its valleys. */
  readonly habits: readonly Int16Array[];
  /** The reader's day (from four to four) of the last session, so that today's first is not expected twice. */
  readonly lastReadDay: number;
}

export interface ExpectedSession {
  /** The middle of the habit. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** 0 to 1. */
  readonly chance: number;
}

const HALF_LIFE_DAYS = 21;
const SAME_WEEKDAY = 1;
const SAME_KIND = 0.55;
const OTHER_KIND = 0.08;
const KERNEL_MINUTES = 16;
/** The kernel is wider by this share on the first day, and by less as days come in. */
const SCARCE_WIDENING = 0.9;
/** How many days the prior is worth. */
const PRIOR_DAYS = 1;
/** What is expected of a person not yet known: minute, sessions a day, spread in minutes. */
const PRIOR_ALL = [
  [450, 0.6, 70],
  [750, 0.3, 60],
  [1110, 0.3, 70],
  [1290, 0.3, 60],
] as const;
const PRIOR_FIRST = [
  [450, 0.6, 70],
  [600, 0.2, 90],
] as const;
/** A time set by hand: how sure, and how near. */
const HAND_CHANCE = 0.9;
const HAND_SPREAD_MINUTES = 15;
/** What is left of what was learned where times were set by hand. */
const LEARNED_BESIDE_HAND = 0.2;
/** A habit is at most this certain. */
const SUREST = 0.98;
/** A habit of less than this is noise to a person who asks "when do I read". */
const WORTH_SAYING = 0.2;
/** Days on which a session was seen at about that hour, before it is called a reading time. */
const DAYS_TO_KNOW = 3;

/** Learns from sessions in any order. Days without a session count: a holiday lowers what is expected. */
export function learnRhythm(sessions: readonly Session[], now: number, options: RhythmOptions): Rhythm {
  const { offsetAt, setTimes = [] } = options;
  const today = localTime(now, offsetAt);
  const oldest = today.day - HISTORY_DAYS;
  const all = rows();
  const first = rows();
  const firstOfDay = new Map<number, Session>();
  const seenOn = Array.from({ length: 24 }, () => new Set<number>());
  let firstDay = today.day;
  let lastReadDay = -Infinity;
  let count = 0;
  for (const session of sessions) {
    const day = dayOf(session);
    if (day < oldest || session.startedAt > now) continue;
    count++;
    firstDay = Math.min(firstDay, day);
    const reading = readingDay({ day, minute: session.minute });
    lastReadDay = Math.max(lastReadDay, reading);
    const known = firstOfDay.get(reading);
    if (!known || known.startedAt > session.startedAt) firstOfDay.set(reading, session);
    addTo(all[weekdayOf(day)], session.minute, weightOf(day, today.day));
    const hour = Math.floor(session.minute / 60);
    for (const near of [hour + 23, hour, hour + 1]) seenOn[near % 24]!.add(day);
  }
  for (const session of firstOfDay.values()) {
    const day = dayOf(session);
    addTo(first[weekdayOf(day)], session.minute, weightOf(day, today.day));
  }
  const dayWeights = new Float64Array(7);
  for (let day = firstDay; day <= today.day; day++) {
    const share = day === today.day ? Math.max(0.05, today.minute / 1440) : 1;
    dayWeights[weekdayOf(day)]! += share * weightOf(day, today.day);
  }
  const hand = setTimes.map(minute => [minute, HAND_CHANCE, HAND_SPREAD_MINUTES] as const);
  const blended = blend(all, dayWeights, PRIOR_ALL, hand);
  return {
    learnedAt: now,
    offsetAt,
    days: today.day - firstDay,
    sessions: count,
    byHand: hand.length > 0,
    seenDays: seenOn.map(days => days.size),
    all: blended,
    first: blend(first, dayWeights, PRIOR_FIRST, hand.slice(0, 1)),
    habits: blended.map(cutIntoHabits),
    lastReadDay,
  };
}

/** The chance that at least one session starts in [from, to). A habit happens once: its mass adds up, habits are independent. */
export function chanceOfSession(rhythm: Rhythm, from: number, to: number): number {
  let none = 1;
  let habit = -1;
  let mass = 0;
  forSlots(rhythm, from, to, (weekday, slot, share) => {
    const id = weekday * 1000 + rhythm.habits[weekday]![slot]!;
    if (id !== habit) {
      none *= 1 - Math.min(SUREST, mass);
      mass = 0;
      habit = id;
    }
    mass += rhythm.all[weekday]![slot]! * share;
  });
  return 1 - none * (1 - Math.min(SUREST, mass));
}

/** The reading times to come, soonest first: the habits worth saying, with their middles. */
export function expectedSessions(rhythm: Rhythm, now: number, horizonMs: number): ExpectedSession[] {
  const found: ExpectedSession[] = [];
  let habit = -1;
  let mass = 0;
  let moment = 0;
  let from = now;
  let to = now;
  const close = () => {
    if (mass >= WORTH_SAYING) found.push({ at: moment / mass, from, to, chance: Math.min(SUREST, mass) });
    mass = 0;
    moment = 0;
  };
  forSlots(rhythm, now, now + horizonMs, (weekday, slot, share, start, end) => {
    const id = weekday * 1000 + rhythm.habits[weekday]![slot]!;
    if (id !== habit) {
      close();
      habit = id;
      from = start;
    }
    const here = rhythm.all[weekday]![slot]! * share;
    mass += here;
    moment += here * ((start + end) / 2);
    to = end;
  });
  close();
  return found;
}

/** Whether a reading expected then was seen often enough to be told to the reader, or the reader said so: before that it is a guess. */
export function isKnown(rhythm: Rhythm, at: number): boolean {
  const hour = Math.floor(localTime(at, rhythm.offsetAt).minute / 60);
  return rhythm.byHand || (rhythm.seenDays[hour] ?? 0) >= DAYS_TO_KNOW;
}

/** Seven rows (Sunday first) of 24: the chance that a session starts in that hour. */
export function heatmap(rhythm: Rhythm): number[][] {
  const perHour = 60 / SLOT_MINUTES;
  return rhythm.all.map(row =>
    Array.from({ length: 24 }, (_, hour) => {
      let mass = 0;
      for (let slot = hour * perHour; slot < (hour + 1) * perHour; slot++) mass += row[slot]!;
      return Math.min(SUREST, mass);
    }),
  );
}

/** Visits the slots that [from, to) touches, with the share of each and its instants. Follows the wall clock. */
export function forSlots(
  rhythm: Pick<Rhythm, 'offsetAt'>,
  from: number,
  to: number,
  visit: (weekday: number, slot: number, share: number, start: number, end: number) => void,
): void {
  let t = from;
  while (t < to) {
    // As `localTime` does, without an object for each of a thousand slots.
    const local = t + rhythm.offsetAt(t) * MINUTE_MS;
    const day = Math.floor(local / DAY_MS);
    const slot = Math.min(SLOTS - 1, Math.floor((local - day * DAY_MS) / SLOT_MS));
    const end = Math.min(to, t + (day * DAY_MS + (slot + 1) * SLOT_MS - local));
    if (end <= t) return;
    visit(weekdayOf(day), slot, (end - t) / SLOT_MS, t, end);
    t = end;
  }
}

/** Cuts a row at its valleys; answers the habit's number for each slot. */
function cutIntoHabits(row: Float64Array): Int16Array {
  const habits = new Int16Array(SLOTS);
  let habit = 0;
  let peak = row[0]!;
  let valley = row[0]!;
  let valleyAt = 0;
  let climbing = false;
  for (let slot = 1; slot < SLOTS; slot++) {
    const height = row[slot]!;
    if (height < valley) {
      valley = height;
      valleyAt = slot;
      climbing = false;
    }
    // A new habit where the density has fallen to half of its peak and doubled again since.
    if (!climbing && valley < peak / 2 && height > valley * 2 && height > 1e-4) {
      habit++;
      for (let back = valleyAt; back < slot; back++) habits[back] = habit;
      peak = height;
      valley = height;
      climbing = true;
    }
    if (height > peak) {
      peak = height;
      valley = height;
    }
    habits[slot] = habit;
  }
  return habits;
}

function blend(
  counted: readonly Float64Array[],
  dayWeights: Float64Array,
  prior: readonly (readonly [number, number, number])[],
  hand: readonly (readonly [number, number, number])[],
): Float64Array[] {
  const expected = mixture(prior);
  const set = hand.length > 0 ? mixture(hand) : undefined;
  return counted.map((_, weekday) => {
    const row = new Float64Array(SLOTS);
    let days = 0;
    for (let other = 0; other < 7; other++) {
      const likeness =
        other === weekday ? SAME_WEEKDAY : isWeekend(other) === isWeekend(weekday) ? SAME_KIND : OTHER_KIND;
      days += likeness * dayWeights[other]!;
      const source = counted[other]!;
      for (let slot = 0; slot < SLOTS; slot++) row[slot]! += likeness * source[slot]!;
    }
    const smooth = convolve(row, KERNEL_MINUTES * (1 + SCARCE_WIDENING / Math.sqrt(1 + days)));
    for (let slot = 0; slot < SLOTS; slot++) {
      const learned = (smooth[slot]! + PRIOR_DAYS * expected[slot]!) / (days + PRIOR_DAYS);
      smooth[slot] = set ? set[slot]! + LEARNED_BESIDE_HAND * learned : learned;
    }
    return smooth;
  });
}

function mixture(parts: readonly (readonly [number, number, number])[]): Float64Array {
  const row = new Float64Array(SLOTS);
  for (const [minute, mass, spread] of parts) {
    const one = new Float64Array(SLOTS);
    addTo(one, minute, mass);
    const smooth = convolve(one, spread);
    for (let slot = 0; slot < SLOTS; slot++) row[slot]! += smooth[slot]!;
  }
  return row;
}

/** Around the clock: what starts at 23:55 is near 00:05. */
function convolve(row: Float64Array, sigmaMinutes: number): Float64Array {
  const reach = Math.min(SLOTS / 2 - 1, Math.ceil((3 * sigmaMinutes) / SLOT_MINUTES));
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * (((i - reach) * SLOT_MINUTES) / sigmaMinutes) ** 2),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  const out = new Float64Array(SLOTS);
  for (let slot = 0; slot < SLOTS; slot++) {
    const mass = row[slot]!;
    if (mass === 0) continue;
    for (let i = 0; i < kernel.length; i++) out[(slot + i - reach + SLOTS) % SLOTS]! += (mass * kernel[i]!) / sum;
  }
  return out;
}

/** Splits a session between the two slots whose middles it lies between. */
function addTo(row: Float64Array | undefined, minute: number, weight: number): void {
  const position = minute / SLOT_MINUTES - 0.5 + SLOTS;
  const left = Math.floor(position);
  const share = position - left;
  row![left % SLOTS]! += weight * (1 - share);
  row![(left + 1) % SLOTS]! += weight * share;
}

function weightOf(day: number, today: number): number {
  return 0.5 ** ((today - day) / HALF_LIFE_DAYS);
}

function isWeekend(weekday: number): boolean {
  return weekday === 0 || weekday === 6;
}

function rows(): Float64Array[] {
  return Array.from({ length: 7 }, () => new Float64Array(SLOTS));
}
