// Articles, a front page and a library to show, with every oddity that a title can have.

import type { FrontPage } from '../../src/core/front-page.ts';
import { composeFrontPage } from '../../src/core/front-page.ts';
import type { ArticleId, ArticleRow, FeedId, FolderId, Headline, Picture } from '../../src/core/model.ts';

/** Monday 23 November 2026, 07:05 in Berlin. */
export const MORNING = Date.UTC(2026, 10, 23, 6, 5);
const MINUTE = 60_000;

/** What a publisher might write to break a page. */
export const HOSTILE = `</h3><script>alert("1")</script><img src=x onerror='alert(2)'> & "quoted" $& $1 <!--/front-->`;

export interface RowWish {
  readonly title?: string;
  readonly feed?: string;
  readonly folder?: string;
  readonly minutesAgo?: number;
  readonly picture?: boolean;
  readonly read?: boolean;
  readonly starred?: boolean;
  readonly headline?: Partial<Headline>;
}

export function picture(src: string): Picture {
  const at = (w: number): { w: number; url: string } => ({
    w,
    url: `/api/image?url=${encodeURIComponent(src)}&w=${String(w)}&f=webp&s=signed`,
  });
  return { src, width: 1600, height: 1000, sizes: [320, 640, 1280].map(at) };
}

export function articleRowOf(id: string, wish: RowWish = {}): ArticleRow {
  const feed = wish.feed ?? 'courier';
  const publishedAt = MORNING - (wish.minutesAgo ?? 30) * MINUTE;
  return {
    headline: {
      id: id as ArticleId,
      feedId: feed as FeedId,
      title: wish.title ?? `Story ${id}`,
      url: `https://${feed}.example/${id}`,
      publishedAt,
      firstSeenAt: publishedAt,
      excerpt: `What story ${id} is about.`,
      wordCount: 700,
      ...(wish.picture === true ? { lead: picture(`https://${feed}.example/${id}.jpg`) } : {}),
      text: 'full',
      pictures: wish.picture === true ? 1 : 0,
      picturesStored: wish.picture === true ? 1 : 0,
      fingerprint: id,
      identityKeys: [id],
      ...wish.headline,
    },
    status: {
      articleId: id as ArticleId,
      feedId: feed as FeedId,
      publishedAt,
      read: wish.read ?? false,
      starred: wish.starred ?? false,
      saved: false,
    },
    feed: {
      id: feed as FeedId,
      title: `The ${feed}`,
      ...(wish.folder === undefined ? {} : { folderId: wish.folder as FolderId }),
    },
  };
}

/** A front page with leads, sections by folder and by feed, what is left from before, and hostile words. */
export function frontPage(change: Partial<FrontPage> = {}): FrontPage {
  const rows = [
    articleRowOf('a', { picture: true, minutesAgo: 20 }),
    articleRowOf('b', { picture: true, feed: 'harbour', minutesAgo: 40, starred: true }),
    articleRowOf('c', { feed: 'weekly', minutesAgo: 45, title: HOSTILE, headline: { excerpt: HOSTILE } }),
    articleRowOf('d', { folder: 'science', feed: 'log', picture: true, minutesAgo: 90, title: HOSTILE }),
    articleRowOf('e', { folder: 'science', feed: 'log', read: true, minutesAgo: 60 * 30 }),
    articleRowOf('f', { feed: 'harbour', minutesAgo: 100, headline: { text: 'none', wordCount: 0 } }),
    articleRowOf('g', {
      feed: 'sabah',
      minutesAgo: 110,
      title: 'القطار الليلي',
      headline: { language: 'ar', direction: 'rtl', media: 'audio' },
    }),
    articleRowOf('h', { feed: 'weekly', title: '   ', headline: { excerpt: '' } }),
  ];
  const earlier = [articleRowOf('y', { minutesAgo: 60 * 50 }), articleRowOf('z', { minutesAgo: 60 * 24 * 200 })];
  return {
    ...composeFrontPage({
      edition: {
        name: '07:00',
        startedAt: MORNING - 60 * MINUTE,
        articleIds: rows.map(row => row.headline.id),
        feedCount: 5,
        complete: true,
        printedAt: MORNING - 13 * MINUTE,
        nextAt: MORNING + 5 * 60 * MINUTE,
      },
      rows,
      unread: [...rows.filter(row => !row.status.read), ...earlier],
      folders: [{ id: 'science' as FolderId, title: 'Science & <more>', order: 1 }],
      counts: { all: 200, unread: 42, starred: 3, saved: 0, waiting: 2 },
      settings: { theme: 'dark', density: 'compact', language: 'en' },
      timeZone: 'Europe/Berlin',
      now: MORNING,
    }),
    ...change,
  };
}
