// The edition as the store has it now: what is unread, composed by `core/edition.ts`.

import { composeEdition, EDITION_MOST, type EditionItem, isAllHere } from '../core/edition.ts';
import { DAY_MS, type OffsetAt } from '../core/local-clock.ts';
import { isLeadAwaited } from '../core/lost-pictures.ts';
import type { ArticleRow, Edition, FeedId } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';
import { rhythmOf } from './decide.ts';
import { readOpens } from './opens.ts';

/** Unread articles looked at: those of a loud day, and what is older besides. */
const LOOKED_AT = EDITION_MOST * 5;
/** The session under way is written down so often; one that is fresher is no reading before this one, milliseconds. */
const UNDER_WAY_MS = 2 * 60_000;

export async function makeEdition(library: Library, now: number, offsetAt: OffsetAt): Promise<Edition> {
  const [{ rows }, sessions, previous, rhythm, settings, opens, feeds] = await Promise.all([
    library.list({ kind: 'unread' }, { limit: LOOKED_AT }),
    library.sessions(now - 2 * DAY_MS),
    library.edition(),
    rhythmOf(library, now, offsetAt),
    library.settings(),
    readOpens(library, now),
    library.feeds(),
  ]);
  const before = sessions.filter(({ endedAt }) => endedAt < now - UNDER_WAY_MS).map(({ startedAt }) => startedAt);
  // Nobody fetches the pictures of a feed that is read without them.
  const plain = new Set(feeds.filter(feed => !feed.settings.pictures).map(({ id }) => id));
  const items = rows.map(row => itemOf(row, plain));
  const pictures = settings.pictures !== 'none';
  const edition = composeEdition({
    now,
    items,
    rhythm,
    opens,
    pictures,
    ...(before.length === 0 ? {} : { lastReadAt: Math.max(...before) }),
    ...(previous ? { previous } : {}),
  });
  return edition.articleIds.length > 0 || previous?.articleIds.length ? edition : firstPaper(edition, items, pictures);
}

/** The very first paper is made of what there is, however old: a blank page greets nobody. */
function firstPaper(edition: Edition, items: readonly EditionItem[], pictures: boolean): Edition {
  const first = items.slice(0, EDITION_MOST);
  return {
    ...edition,
    articleIds: first.map(({ id }) => id),
    feedCount: new Set(first.map(({ feedId }) => feedId)).size,
    complete: isAllHere(first, pictures),
  };
}

function itemOf({ headline }: ArticleRow, plain: ReadonlySet<FeedId>): EditionItem {
  const { id, feedId, publishedAt, firstSeenAt, text } = headline;
  return {
    ...{ id, feedId, publishedAt, firstSeenAt, text },
    leadAwaited: !plain.has(feedId) && isLeadAwaited(headline),
  };
}
