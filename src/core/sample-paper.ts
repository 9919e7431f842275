// The first paper of the sample newsroom, as the page will lay it out of the same lines a moment later.

import type { EditionLine } from '../../feeds/wire.ts';
import { composeEdition } from './edition.ts';
import { EARLIER_READ, composeFrontPage, type FrontPage } from './front-page.ts';
import { identify } from './identity.ts';
import { ingestItem, newStatus, refreshFeed } from './ingest.ts';
import { DEFAULT_SETTINGS, type ArticleRow } from './model.ts';
import { learnRhythm } from './rhythm.ts';
import { sampleArticleId, sampleFeeds } from './sample.ts';

/** Undefined where one of the papers is missing, or has nothing of today: the page then says itself what there is. */
export function composeSample(
  lines: readonly EditionLine[],
  { origin, now, timeZone }: { readonly origin: string; readonly now: number; readonly timeZone: string },
): FrontPage | undefined {
  const all: ArticleRow[] = [];
  for (const feed of sampleFeeds(origin, now)) {
    const line = lines.find(one => one.kind === 'updated' && one.url === feed.url);
    if (line?.kind !== 'updated') return undefined;
    const heard = refreshFeed(feed, line.feed, { newCount: line.items.length, publishedAt: [], now });
    for (const { item, keys } of identify(line.items)) {
      const id = sampleArticleId(feed.id, item.id);
      const { headline } = ingestItem(item, { feedId: feed.id, id, identityKeys: keys, now });
      all.push({ headline, status: newStatus(headline), feed: heard });
    }
  }
  // As the store orders its lists.
  all.sort((a, b) => b.headline.publishedAt - a.headline.publishedAt || (a.headline.id < b.headline.id ? -1 : 1));
  const edition = composeEdition({
    now,
    items: all.map(({ headline: { id, feedId, publishedAt, firstSeenAt, text, lead } }) => ({
      ...{ id, feedId, publishedAt, firstSeenAt, text },
      leadAwaited: lead !== undefined && lead.sizes.length > 0,
    })),
    // Nobody is known yet: no hour gives the paper its name.
    rhythm: learnRhythm([], now, { offsetAt: () => 0 }),
    pictures: true,
  });
  if (edition.articleIds.length === 0) return undefined;
  const byId = new Map(all.map(row => [row.headline.id, row]));
  return composeFrontPage({
    edition,
    rows: edition.articleIds.flatMap(id => byId.get(id) ?? []),
    unread: all.slice(0, edition.articleIds.length + EARLIER_READ),
    folders: [],
    counts: { all: all.length, unread: all.length, starred: 0, saved: 0, waiting: 0 },
    settings: DEFAULT_SETTINGS,
    timeZone,
    now,
  });
}
