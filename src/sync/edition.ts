// The edition: what is new since the last reading, newest first, and whether all of it is on the device.

import type { Edition } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';

/** Articles of one paper. */
const MOST = 60;
/** Without a reading on record, and at the most, an edition reaches back so far, milliseconds. */
const REACH_MS = 24 * 3_600_000;

export async function composeEdition(library: Library, now: number): Promise<Edition> {
  const sessions = await library.sessions(now - REACH_MS);
  const before = await library.edition();
  // The session that goes on now reads this very paper: only one that has ended closes it.
  const lastRead = Math.max(0, ...sessions.filter(session => session.endedAt < now - 60_000).map(s => s.endedAt));
  const since = Math.max(lastRead, now - REACH_MS);
  const { rows } = await library.list({ kind: 'unread' }, { limit: MOST * 3 });
  const fresh = rows.filter(row => row.headline.firstSeenAt >= since);
  // Nothing new since: the paper stays the one that was there, not a blank page.
  const chosen = (fresh.length > 0 ? fresh : rows).slice(0, MOST);
  const complete = chosen.every(({ headline }) => headline.text !== 'none' && hasLead(headline));
  return {
    ...(before?.name === undefined ? {} : { name: before.name }),
    startedAt: since,
    articleIds: chosen.map(row => row.headline.id),
    feedCount: new Set(chosen.map(row => row.feed.id)).size,
    complete,
    printedAt: now,
    ...(before?.nextAt === undefined ? {} : { nextAt: before.nextAt }),
  };
}

function hasLead(headline: { readonly lead?: unknown; readonly picturesStored: number }): boolean {
  return headline.lead === undefined || headline.picturesStored > 0;
}
