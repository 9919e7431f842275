// The mornings of late: was the paper there when the day's first reading began?

import { dayOf, localTime, type OffsetAt, readingDay } from './local-clock.ts';
import type { Session } from './model.ts';

/** `none`: nobody read that day, or nothing was known of it. */
export type Morning = 'ready' | 'late' | 'none';

/** The last `days` of the reader's days (which begin at four), the newest last; today counts once it was read. */
export function lastMornings(sessions: readonly Session[], now: number, days: number, offsetAt: OffsetAt): Morning[] {
  const first = new Map<number, Session>();
  for (const session of sessions) {
    const day = readingDay({ day: dayOf(session), minute: session.minute });
    const known = first.get(day);
    if (!known || session.startedAt < known.startedAt) first.set(day, session);
  }
  const today = readingDay(localTime(now, offsetAt));
  const last = first.has(today) ? today : today - 1;
  return Array.from({ length: days }, (_, at): Morning => {
    const ready = first.get(last - days + 1 + at)?.ready;
    return ready === undefined ? 'none' : ready ? 'ready' : 'late';
  });
}
