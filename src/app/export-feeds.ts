// The person's feeds as an OPML file, their starred articles as a JSON Feed.

import { writeOpml } from '../../feeds/opml.ts';
import type { Article, ArticleId } from '../core/model.ts';
import type { Key } from '../store/backend.ts';
import type { Library } from '../store/library-api.ts';
import { type App, feedName } from './app.ts';
import { datedName, download } from './download.ts';
import { groupFeeds } from './feed-order.ts';

export function exportFeeds(app: App): void {
  const now = new Date();
  const feeds = groupFeeds(app.state.feeds, app.state.folders).flatMap(group =>
    group.feeds.map(feed => ({
      url: feed.url,
      title: feedName(feed),
      folders: group.folder ? [group.folder.title] : [],
      ...(feed.siteUrl === undefined ? {} : { siteUrl: feed.siteUrl }),
    })),
  );
  const text = writeOpml(feeds, { title: 'Predawn', now });
  download(datedName('feeds', 'opml', now.getTime()), new Blob([text], { type: 'text/x-opml' }));
}

export async function exportStarred(app: App): Promise<void> {
  const items = [];
  for await (const article of starred(app.library)) items.push(itemOf(article));
  const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'Predawn: starred', items };
  download(
    datedName('starred', 'json', Date.now()),
    new Blob([JSON.stringify(feed, null, 1)], { type: 'application/feed+json' }),
  );
}

async function* starred(library: Library): AsyncGenerator<Article> {
  let after: Key | undefined;
  do {
    const page = await library.list({ kind: 'starred' }, { limit: 100, ...(after ? { after } : {}) });
    for (const row of page.rows) {
      const article = await library.article(row.headline.id satisfies ArticleId);
      if (article) yield article;
    }
    after = page.next;
  } while (after);
}

function itemOf({ headline, body, feed }: Article): Record<string, unknown> {
  return {
    id: headline.id,
    url: headline.url,
    title: headline.title,
    ...(body ? { content_html: body.html } : { content_text: headline.excerpt }),
    date_published: new Date(headline.publishedAt).toISOString(),
    authors: headline.author === undefined ? undefined : [{ name: headline.author }],
    _predawn: { feed: { title: feedName(feed), url: feed.url } },
  };
}
