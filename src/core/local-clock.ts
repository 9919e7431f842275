// The reader's wall clock: days, weekdays and minutes where the reader is, from an offset that the caller knows.

import type { Session } from './model.ts';

/** Minutes east of UTC at an instant: `t => -new Date(t).getTimezoneOffset()` on a device. */
export type OffsetAt = (t: number) => number;

export interface LocalTime {
  /** Days since the epoch, local. */
  readonly day: number;
  /** 0 = Sunday. */
  readonly weekday: number;
  /** Minutes after local midnight, with fractions. */
  readonly minute: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A reading before four in the morning belongs to the evening before it. */
export const DAY_STARTS_AT_MINUTE = 240;

export function localTime(t: number, offsetAt: OffsetAt): LocalTime {
  const local = t + offsetAt(t) * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  return { day, weekday: weekdayOf(day), minute: (local - day * DAY_MS) / MINUTE_MS };
}

/** The weekday of a local day: 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The local day of a stored session; its start in UTC where the text cannot be read. */
export function dayOf(session: Session): number {
  const t = Date.parse(session.localDay);
  return Math.floor((Number.isNaN(t) ? session.startedAt : t) / DAY_MS);
}

/** The reader's day, which begins at four: the unit of "first reading of the day". */
export function readingDay(time: Pick<LocalTime, 'day' | 'minute'>): number {
  return time.minute < DAY_STARTS_AT_MINUTE ? time.day - 1 : time.day;
}

/** What a session keeps of the wall clock. */
export function sessionAt(startedAt: number, endedAt: number, offsetAt: OffsetAt): Session {
  const { day, weekday, minute } = localTime(startedAt, offsetAt);
  return {
    startedAt,
    endedAt,
    localDay: new Date(day * DAY_MS).toISOString().slice(0, 10),
    weekday,
    minute: Math.floor(minute),
  };
}

/** `07:10` */
export function clockText(minute: number): string {
  const whole = ((Math.round(minute) % 1440) + 1440) % 1440;
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}
