// Fills the search engine from the library, newest first and in slices, and keeps it in step with what changes.

import type { ArticleId, Body, Feed, FeedId, Headline } from '../../core/model.ts';
import { plainText } from '../../core/text.ts';
import type { Key } from '../../store/backend.ts';
import { keys } from '../../store/keys.ts';
import type { Library } from '../../store/library-api.ts';
import type { SearchEngine } from './engine.ts';

const ARTICLES_A_READ = 20;
/** The worker works so long at a stretch: four times as long on a cheap phone, where a keystroke still finds it free. Milliseconds. */
const SLICE_MS = 4;
/** About 4,000 words: what stands further down an article is not indexed. */
const INDEXED_CHARACTERS = 24_000;

export interface IndexProgress {
  readonly indexed: number;
  readonly total: number;
}

/** What is on the device: the feeds' articles, and those that were kept when their feed went. */
const LISTS = ['recent', 'starred', 'saved'] as const;

/**
 * Indexes everything on the device that is not indexed yet. `pause` gives the thread back between slices, so that a query is answered meanwhile.
 * Answers what was indexed before and stands in no list any more.
 */
export async function indexLibrary(
  library: Library,
  engine: SearchEngine,
  options: { pause: () => Promise<void>; onProgress?: (progress: IndexProgress) => void; signal?: AbortSignal },
): Promise<ArticleId[]> {
  const unlisted = new Set(engine.ids());
  const titles = await feedTitles(library);
  const total = await library.backend.count(['recent']);
  options.onProgress?.({ indexed: engine.size, total });
  for (const list of LISTS) {
    let after: Key | undefined;
    while (!options.signal?.aborted) {
      const slice = await library.backend.range<FeedId>({
        prefix: [list],
        limit: ARTICLES_A_READ,
        ...(after ? { after } : {}),
      });
      const last = slice.at(-1);
      if (!last) break;
      after = last[0];
      const wanted = slice.flatMap(([key, feedId]): [FeedId, ArticleId][] => {
        const id = key[2] as ArticleId;
        unlisted.delete(id);
        return engine.has(id) ? [] : [[feedId, id]];
      });
      await indexArticles(library, engine, titles, wanted, options.pause);
      options.onProgress?.({ indexed: engine.size, total });
      await options.pause();
    }
  }
  return [...unlisted];
}

/**
 * Follows changes of headlines and bodies, in slices too: a delivery brings hundreds at once. `onIndexed` once all that is known has been taken
 * in. Answers the way to stop.
 */
export function followLibrary(
  library: Library,
  engine: SearchEngine,
  { pause, onIndexed }: { readonly pause: () => Promise<void>; readonly onIndexed: () => void },
): () => void {
  const touched = new Set<ArticleId>();
  let isManyTold = false;
  let isAtWork = false;
  const work = async (): Promise<void> => {
    if (isAtWork) return;
    isAtWork = true;
    try {
      const titles = await feedTitles(library);
      while (isManyTold || touched.size > 0) {
        if (isManyTold) {
          isManyTold = false;
          for (const id of await indexLibrary(library, engine, { pause })) touched.add(id);
        }
        const ids = [...touched].slice(0, ARTICLES_A_READ);
        for (const id of ids) touched.delete(id);
        await reindex(library, engine, { ids, titles, pause });
        await pause();
      }
      onIndexed();
    } finally {
      isAtWork = false;
    }
  };
  return library.onChange(changed => {
    for (const key of changed) {
      const id = key[0] === 'headline' ? key[2] : key[0] === 'body' ? key[1] : undefined;
      if (id !== undefined) touched.add(id as ArticleId);
      // Of very many the family alone is told.
      else if (key[0] === 'headline') isManyTold = true;
    }
    if (isManyTold || touched.size > 0) void work();
  });
}

async function reindex(
  library: Library,
  engine: SearchEngine,
  {
    ids,
    titles,
    pause,
  }: {
    readonly ids: readonly ArticleId[];
    readonly titles: ReadonlyMap<FeedId, string>;
    readonly pause: () => Promise<void>;
  },
): Promise<void> {
  const rows = await library.rows(ids);
  const alive = new Set(rows.map(row => row.headline.id));
  for (const id of ids) if (!alive.has(id)) engine.remove(id);
  const articles = rows.map(({ headline }): [FeedId, ArticleId] => [headline.feedId, headline.id]);
  await indexArticles(library, engine, titles, articles, pause);
}

async function indexArticles(
  library: Library,
  engine: SearchEngine,
  titles: ReadonlyMap<FeedId, string>,
  articles: readonly (readonly [FeedId, ArticleId])[],
  pause: () => Promise<void>,
): Promise<void> {
  const found = await library.backend.getMany<Headline | Body>([
    ...articles.map(([feedId, id]) => keys.headline(feedId, id)),
    ...articles.map(([, id]) => keys.body(id)),
  ]);
  let until = performance.now() + SLICE_MS;
  for (const [i, [feedId, id]] of articles.entries()) {
    const headline = found[i] as Headline | undefined;
    const body = found[articles.length + i] as Body | undefined;
    if (!headline) continue;
    engine.put({
      id,
      feedId,
      feedTitle: titles.get(feedId) ?? '',
      title: headline.title,
      author: headline.author ?? '',
      text: body ? plainText(body.html, INDEXED_CHARACTERS) : headline.excerpt,
      publishedAt: headline.publishedAt,
    });
    if (performance.now() < until) continue;
    await pause();
    until = performance.now() + SLICE_MS;
  }
}

async function feedTitles(library: Library): Promise<Map<FeedId, string>> {
  return new Map((await library.feeds()).map((feed: Feed) => [feed.id, feed.customTitle ?? feed.title]));
}
