// The edition as the store has it now: what is unread, composed by `core/edition.ts`.

import { composeEdition, EDITION_MOST } from '../core/edition.ts';
import { DAY_MS, type OffsetAt } from '../core/local-clock.ts';
import type { ArticleRow, Edition } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';
import { rhythmOf } from './decide.ts';
import { readOpens } from './opens.ts';

/** Unread articles looked at: those of a loud day, and what is older besides. */
const LOOKED_AT = EDITION_MOST * 5;
/** The session under way is written down so often; one that is fresher is no reading before this one, milliseconds. */
const UNDER_WAY_MS = 2 * 60_000;

export async function makeEdition(library: Library, now: number, offsetAt: OffsetAt): Promise<Edition> {
  const [{ rows }, sessions, previous, rhythm, settings, opens] = await Promise.all([
    library.list({ kind: 'unread' }, { limit: LOOKED_AT }),
    library.sessions(now - 2 * DAY_MS),
    library.edition(),
    rhythmOf(library, now, offsetAt),
    library.settings(),
    readOpens(library, now),
  ]);
  const before = sessions.filter(({ endedAt }) => endedAt < now - UNDER_WAY_MS).map(({ startedAt }) => startedAt);
  const edition = composeEdition({
    now,
    items: rows.map(itemOf),
    rhythm,
    opens,
    pictures: settings.pictures !== 'none',
    ...(before.length === 0 ? {} : { lastReadAt: Math.max(...before) }),
    ...(previous ? { previous } : {}),
  });
  return edition.articleIds.length > 0 || previous?.articleIds.length ? edition : firstPaper(edition, rows);
}

/** The very first paper is made of what there is, however old: a blank page greets nobody. */
function firstPaper(edition: Edition, rows: readonly ArticleRow[]): Edition {
  const first = rows.slice(0, EDITION_MOST);
  return {
    ...edition,
    articleIds: first.map(({ headline }) => headline.id),
    feedCount: new Set(first.map(({ feed }) => feed.id)).size,
    complete: first.every(
      ({ headline }) => headline.text !== 'none' && (!headline.lead?.sizes.length || headline.picturesStored > 0),
    ),
  };
}

function itemOf({ headline }: ArticleRow) {
  const { id, feedId, publishedAt, firstSeenAt, text, lead, picturesStored } = headline;
  return {
    ...{ id, feedId, publishedAt, firstSeenAt, text },
    hasLead: lead !== undefined && lead.sizes.length > 0,
    leadStored: picturesStored > 0,
  };
}
