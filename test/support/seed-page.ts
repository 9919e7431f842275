// Runs in the app's page: fills the reader's library with made-up news, by the library's own functions. Built and called by seed.ts.

import type { WireItem } from '../../feeds/wire.ts';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import type { Feed, FeedId } from '../../src/core/model.ts';
import { openLibrary } from '../../src/store/library.ts';
import { makeEdition } from '../../src/sync/edition.ts';
import { makeItems } from './feed-maker.ts';

export interface Seed {
  readonly articles: number;
  readonly feeds: number;
  /** Words of each article's text. */
  readonly words: number;
}

declare global {
  var predawnSeed: (seed: Seed) => Promise<void>;
  var predawnSubscribe: (urls: readonly string[]) => Promise<void>;
}

globalThis.predawnSeed = async ({ articles, feeds, words }) => {
  const library = await openLibrary();
  const now = Date.now();
  const each = Math.ceil(articles / feeds);
  for (let index = 0; index < feeds; index += 1) {
    const id = `seed-${index}` as FeedId;
    const url = `https://paper-${index}.example/feed.xml`;
    const title = `The Paper No. ${index}`;
    await library.putFeed({ ...subscription(id, url, index, now), title, checkedAt: now });
    const made = makeItems(Math.min(each, articles - index * each), {
      seed: index + 1,
      words,
      newestAt: now - index * 60_000,
      everyMs: 3_600_000,
    });
    const items: WireItem[] = made.map(item => ({
      id: item.id,
      url: `https://paper-${index}.example/${item.id}`,
      title: item.title,
      content_html: item.paragraphs.map(paragraph => `<p>${paragraph}</p>`).join(''),
      date_published: new Date(item.publishedAt).toISOString(),
      _predawn: { guid: item.id },
    }));
    const feed = { version: 'https://jsonfeed.org/version/1.1' as const, title, feed_url: url };
    await library.ingest(id, { kind: 'updated', feed, items, cursor: 'seed' }, now);
  }
  await library.putEdition(await makeEdition(library, now, at => -new Date(at).getTimezoneOffset()));
  library.close();
};

globalThis.predawnSubscribe = async urls => {
  const library = await openLibrary();
  const now = Date.now();
  for (const [index, url] of urls.entries())
    await library.putFeed(subscription(`seed-${index}` as FeedId, url, index, now));
  library.close();
};

function subscription(id: FeedId, url: string, order: number, addedAt: number): Feed {
  return { id, url, title: url, order, addedAt, state: { kind: 'active' }, settings: DEFAULT_FEED_SETTINGS };
}
