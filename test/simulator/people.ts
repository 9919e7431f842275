// The two hundred: who reads when, where they are, what link and charge their device has. Assumptions of the world, not data.

import { seeded, type Random } from './random.ts';

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
/** Monday, 2 March 2026; summer time begins on day 28. */
export const START = Date.UTC(2026, 2, 2);
const SUMMER_DAY = 28;

export type Kind = 'commuter' | 'weekend-late' | 'irregular' | 'shifts' | 'traveller' | 'holidays' | 'new';

const HAND_AFTER_RISING = 30 * MINUTE;
/** The file gives a spread of 12 minutes to the reading before work; that of the later ones is open, and swept by the bench. */
export const LATER_SPREAD_MIN = 30;

/** Shares of the world file, in twentieths. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['commuter', 7],
  ['weekend-late', 3],
  ['irregular', 3],
  ['shifts', 2],
  ['traveller', 2],
  ['holidays', 2],
  ['new', 1],
];

export interface SimSession {
  readonly start: number;
  readonly end: number;
}

export interface Person {
  readonly index: number;
  readonly kind: Kind;
  readonly installedAt: number;
  readonly sessions: readonly SimSession[];
  /** Minutes east of UTC. */
  readonly offsetAt: (t: number) => number;
  /** The same as a device knows it: summer time beforehand, a journey only once there. */
  readonly offsetKnownAt: (now: number) => (t: number) => number;
  readonly linkAt: (t: number) => Link;
  /** The first moment from `t` on with a network. */
  readonly nextOnline: (t: number) => number;
  readonly isCharging: (t: number) => boolean;
  /** Someone uses the phone (not us). */
  readonly isInUse: (t: number) => boolean;
  /** Spans in which the desktop's browser runs; always where `alwaysOn`. */
  readonly browserOpen: readonly (readonly [number, number])[];
  readonly alwaysOn: boolean;
}

export type Link = 'none' | 'metered' | 'unmetered';

interface Trip {
  readonly from: number;
  readonly to: number;
  readonly zones: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export function kindOf(index: number): Kind {
  let twentieth = index % 20;
  for (const [kind, share] of SHARES) {
    if (twentieth < share) return kind;
    twentieth -= share;
  }
  return 'commuter';
}

/**
 * A desktop stands at home or in the office: only a flight takes its network, and nothing is metered.
 * `again`: the same person with the same habits and trips, but other days: what chance might as well have made of them.
 */
export function person(
  index: number,
  random: Random,
  days: number,
  device: 'phone' | 'desktop' = 'phone',
  laterSpreadMin = LATER_SPREAD_MIN,
  again?: number,
): Person {
  const life = again === undefined ? index : index + 1000 * (again + 1);
  const kind = kindOf(index);
  const trips = kind === 'traveller' ? makeTrips(random, days) : [];
  const base = 60;
  // Who flies by day has the other zone from the night after on.
  const offsetOfDay = (day: number): number => {
    const trip = trips.find(({ from, to }) => day > from && day < to);
    return base + (day >= SUMMER_DAY ? 60 : 0) + (trip?.zones ?? 0) * 60;
  };
  const offsets = Array.from({ length: days + 4 }, (_, day) => offsetOfDay(day - 1));
  // Zones change at three in the morning UTC.
  const offsetAt = (t: number): number => offsets[Math.floor((t - START - 3 * HOUR) / DAY) + 1] ?? offsets[0] ?? base;
  const instant = (day: number, minute: number): number => {
    const guess = START + day * DAY + (minute - offsetOfDay(day)) * MINUTE;
    return START + day * DAY + (minute - offsetAt(guess)) * MINUTE;
  };
  const habits = habitsOf(random);
  const drawn = readings(kind, habits, random, days, instant, laterSpreadMin);
  const sessions =
    again === undefined ? drawn : readings(kind, habits, seeded(life * 7919 + 17), days, instant, laterSpreadMin);
  const installedAt = sessions[0]?.start ?? START;
  const firstOf = firstByDay(sessions, offsetAt);
  const bed = random.normal(23 * 60 + 10, 35);
  const wakesAt = (day: number): number => {
    const first = firstOf[day];
    const usual = instant(day, 7 * 60 + 45);
    const lead = (2 + 28 * noise(life, day)) * MINUTE;
    return first === undefined ? usual : Math.min(first - lead, instant(day, 8 * 60 + 30));
  };
  const nights = Array.from({ length: days + 1 }, (_, day): Span => {
    const to = wakesAt(day);
    return { from: Math.min(instant(day - 1, bed + 20 * (noise(life, day, 2) - 0.5)), to - 4 * HOUR), to };
  });
  const chargesShare = random.chance(0.8) ? 0.93 : 0.25;
  const flightMode = random.chance(0.08);
  const nightAt = (t: number): { span: Span; day: number } | undefined => {
    const near = Math.floor((t - START) / DAY);
    for (let day = near; day <= near + 1; day++) {
      const span = nights[day];
      if (span && t >= span.from && t < span.to) return { span, day };
    }
    return undefined;
  };
  /** Who has just got up and unplugged the phone has it in hand. */
  const hasRisen = (t: number): boolean => nightAt(t - HAND_AFTER_RISING) !== undefined;
  const isReading = (t: number): boolean => {
    let low = 0;
    let high = sessions.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((sessions[mid]?.start ?? 0) <= t) low = mid + 1;
      else high = mid;
    }
    return t < (sessions[low - 1]?.end ?? 0);
  };
  const isCharging = (t: number): boolean => {
    const night = nightAt(t);
    return night !== undefined && noise(life, night.day, 3) < chargesShare;
  };
  const linkAt = (t: number): Link => {
    const localDay = Math.floor((t + offsetAt(t) * MINUTE - START) / DAY);
    const minute = (t + offsetAt(t) * MINUTE - START) / MINUTE - localDay * 1440;
    const trip = trips.find(({ from, to }) => (localDay === from || localDay === to - 1) && to > from);
    if (trip && minute >= 600 && minute < 1140) return 'none';
    if (device === 'desktop') return 'unmetered';
    if (flightMode && nightAt(t)) return 'none';
    const weekday = (localDay + 1) % 7;
    const weekend = weekday === 6 || weekday === 0;
    if (weekend) return minute >= 780 && minute < 1020 ? 'metered' : 'unmetered';
    if (kind === 'commuter' || kind === 'holidays' || kind === 'new' || kind === 'traveller') {
      if (inSubway(minute)) return Math.floor(minute) % 5 === 0 ? 'metered' : 'none';
      return (minute >= 465 && minute < 520) || (minute >= 1085 && minute < 1145) ? 'metered' : 'unmetered';
    }
    return (minute >= 570 && minute < 600) || (minute >= 1050 && minute < 1110) ? 'metered' : 'unmetered';
  };
  const nextOnline = (t: number): number => {
    let at = t;
    for (let i = 0; i < 1440 && linkAt(at) === 'none'; i++) at = (Math.floor(at / MINUTE) + 1) * MINUTE;
    return at;
  };
  const alwaysOn = random.chance(0.25);
  return {
    index: life,
    kind,
    installedAt,
    sessions,
    offsetAt,
    offsetKnownAt: now => t => (t <= now ? offsetAt(t) : offsetAt(now) + summer(t) - summer(now)),
    linkAt,
    nextOnline,
    isCharging,
    isInUse: t => !nightAt(t) && (hasRisen(t) || isReading(t) || noise(life, Math.floor(t / (20 * MINUTE)), 5) < 0.4),
    browserOpen: alwaysOn ? [] : openSpans(sessions, offsetAt, random),
    alwaysOn,
  };
}

function summer(t: number): number {
  return t >= START + SUMMER_DAY * DAY + 3 * HOUR ? 60 : 0;
}

/** Local days since the start, the day beginning at four. */
export function readingDayOf(t: number, offsetAt: (t: number) => number): number {
  return Math.floor((t + offsetAt(t) * MINUTE - START - 4 * HOUR) / DAY);
}

interface Habits {
  /** Minutes: who rises early is home early and reads early in the evening. */
  readonly shift: number;
  /** Days of the holiday. */
  readonly awayFrom: number;
  readonly awayTo: number;
}

function habitsOf(random: Random): Habits {
  const shift = random.normal(0, 22);
  const awayFrom = random.whole(18, 40);
  return { shift, awayFrom, awayTo: awayFrom + random.whole(9, 15) };
}

function readings(
  kind: Kind,
  { shift, awayFrom, awayTo }: Habits,
  random: Random,
  days: number,
  instant: (day: number, minute: number) => number,
  laterSpreadMin: number,
): SimSession[] {
  const starts: number[] = [];
  const read = (day: number, minute: number, chance: number, sigma: number): void => {
    const isRead = random.chance(chance);
    const at = random.normal(minute, sigma);
    if (isRead) starts.push(instant(day, at));
  };
  for (let day = 0; day < days; day++) {
    const weekend = (day + 1) % 7 === 6 || (day + 1) % 7 === 0;
    if (kind === 'new' && day < 45) continue;
    if (kind === 'irregular') continue;
    if (kind === 'holidays' && day >= awayFrom && day < awayTo) {
      read(day, 600, 0.12, 90);
    } else if (kind === 'shifts') {
      const start = [360, 840, 1320][Math.floor(day / 7) % 3] ?? 360;
      read(day, weekend ? 600 : start - 60, 0.9, 15);
      if (!weekend) read(day, start + 240, 0.5, 20);
      read(day, weekend ? 1260 : Math.min(start + 510, 1430), 0.6, 20);
    } else {
      if (weekend) {
        read(day, (kind === 'weekend-late' ? 645 : 570) + shift, 0.8, 25);
        continue;
      }
      read(day, 430 + shift, 0.92, 12);
      read(day, 750 + shift, 0.6, laterSpreadMin);
      read(day, 1130 + shift, 0.6, laterSpreadMin);
      read(day, 1310 + shift, 0.4, laterSpreadMin);
    }
  }
  if (kind === 'irregular') {
    for (let t = instant(0, 480); t < START + days * DAY; t += random.exponential(9 * HOUR)) {
      const minute = (t - instant(Math.floor((t - START) / DAY), 0)) / MINUTE;
      if (minute >= 420 && minute < 1380) starts.push(t);
    }
  }
  starts.sort((a, b) => a - b);
  const sessions: SimSession[] = [];
  for (const start of starts) {
    const end = start + Math.min(40, Math.max(1, random.logNormal(7, 0.5))) * MINUTE;
    const last = sessions.at(-1);
    if (last && start - last.end < 12 * MINUTE)
      sessions[sessions.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else sessions.push({ start, end });
  }
  return sessions;
}

function makeTrips(random: Random, days: number): Trip[] {
  const trips: Trip[] = [];
  let day = random.whole(4, 12);
  while (day < days) {
    const length = random.whole(3, 6);
    trips.push({ from: day, to: day + length, zones: random.whole(3, 9) * (random.chance(0.5) ? 1 : -1) });
    day += length + random.whole(6, 12);
  }
  return trips;
}

function firstByDay(sessions: readonly SimSession[], offsetAt: (t: number) => number): (number | undefined)[] {
  const first: (number | undefined)[] = [];
  for (const { start } of sessions) first[readingDayOf(start, offsetAt)] ??= start;
  return first;
}

function openSpans(
  sessions: readonly SimSession[],
  offsetAt: (t: number) => number,
  random: Random,
): (readonly [number, number])[] {
  const byDay = new Map<number, SimSession[]>();
  for (const session of sessions) {
    const day = readingDayOf(session.start, offsetAt);
    byDay.set(day, [...(byDay.get(day) ?? []), session]);
  }
  return [...byDay.values()].map(list => [
    (list[0]?.start ?? 0) - random.uniform(2, 25) * MINUTE,
    (list.at(-1)?.end ?? 0) + random.uniform(40, 160) * MINUTE,
  ]);
}

function inSubway(minute: number): boolean {
  return (minute >= 470 && minute < 492) || (minute >= 1105 && minute < 1127);
}

/** Chance fixed for a person, a time and a question. */
function noise(index: number, at: number, question = 1): number {
  let h = Math.imul(index + 1, 2654435761) ^ Math.imul(at + 7, 2246822519) ^ Math.imul(question, 3266489917);
  h = Math.imul(h ^ (h >>> 15), 2246822519);
  h = Math.imul(h ^ (h >>> 13), 3266489917);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
