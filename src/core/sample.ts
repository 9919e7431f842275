// The sample newsroom of a first visit: printed by the gateway before any script runs, then taken in by the page under the same names.

import { hashText } from './hash.ts';
import { DEFAULT_FEED_SETTINGS, type ArticleId, type Feed, type FeedId } from './model.ts';

/** The papers that every gateway serves; `path` is below the gateway's own origin. */
export const NEWSROOM_FEEDS = [
  {
    path: '/newsroom/courier.xml',
    title: 'The Sample Courier',
    description: 'News of small places, in full sentences.',
  },
  {
    path: '/newsroom/harbour.atom',
    title: 'Harbour Notes',
    description: 'Tides, boats and whoever is on the mole this morning.',
  },
  {
    path: '/newsroom/field-log.rdf',
    title: 'Field Log',
    description: 'Science from people who were there and wrote it down.',
  },
  {
    path: '/newsroom/platform-weekly.json',
    title: 'Platform Weekly',
    description: 'The web platform, explained slowly. Appears daily; the name is older than the habit.',
  },
] as const;

/** The subscriptions of somebody who only wants to look, in the order of the list. */
export function sampleFeeds(origin: string, now: number, firstOrder = 1): Feed[] {
  return NEWSROOM_FEEDS.map(({ path, title }, at) => ({
    id: `sample-${path.replace(/^.*\/|\.\w+$/g, '')}` as FeedId,
    url: new URL(path, origin).href,
    title,
    order: firstOrder + at,
    addedAt: now,
    state: { kind: 'pending' },
    settings: DEFAULT_FEED_SETTINGS,
  }));
}

/** The same for gateway and page, so that a headline that was tapped on paper is found in the store. */
export function sampleArticleId(feedId: FeedId, itemId: string): ArticleId {
  return `sample-${hashText(`${feedId}\n${itemId}`)}` as ArticleId;
}
