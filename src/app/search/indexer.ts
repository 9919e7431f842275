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

/** Indexes everything on the device. `pause` gives the thread back between slices, so that a query is answered meanwhile. */
export async function indexLibrary(
  library: Library,
  engine: SearchEngine,
  options: { pause: () => Promise<void>; onProgress: (progress: IndexProgress) => void; signal?: AbortSignal },
): Promise<void> {
  const titles = await feedTitles(library);
  const total = await library.backend.count(['recent']);
  options.onProgress({ indexed: engine.size, total });
  let after: Key | undefined;
  while (!options.signal?.aborted) {
    const slice = await library.backend.range<FeedId>({
      prefix: ['recent'],
      limit: ARTICLES_A_READ,
      ...(after ? { after } : {}),
    });
    const last = slice.at(-1);
    if (!last) break;
    after = last[0];
    const wanted = slice.flatMap(([key, feedId]): [FeedId, ArticleId][] => {
      const id = key[2] as ArticleId;
      return engine.has(id) ? [] : [[feedId, id]];
    });
    await indexArticles(library, engine, titles, wanted, options.pause);
    options.onProgress({ indexed: engine.size, total });
    await options.pause();
  }
}

/** Follows changes of headlines and bodies; answers the way to stop. */
export function followLibrary(library: Library, engine: SearchEngine, onIndexed: () => void): () => void {
  return library.onChange(changed => {
    const touched = new Map<ArticleId, FeedId | undefined>();
    for (const key of changed) {
      if (key[0] === 'headline') touched.set(key[2] as ArticleId, key[1] as FeedId);
      if (key[0] === 'body' && !touched.has(key[1] as ArticleId)) touched.set(key[1] as ArticleId, undefined);
    }
    if (touched.size > 0) void reindex(library, engine, touched).then(onIndexed);
  });
}

async function reindex(
  library: Library,
  engine: SearchEngine,
  touched: ReadonlyMap<ArticleId, FeedId | undefined>,
): Promise<void> {
  const titles = await feedTitles(library);
  const rows = await library.rows([...touched.keys()]);
  const alive = new Set(rows.map(row => row.headline.id));
  for (const id of touched.keys()) if (!alive.has(id)) engine.remove(id);
  await indexArticles(
    library,
    engine,
    titles,
    rows.map(row => [row.headline.feedId, row.headline.id]),
  );
}

async function indexArticles(
  library: Library,
  engine: SearchEngine,
  titles: ReadonlyMap<FeedId, string>,
  articles: readonly (readonly [FeedId, ArticleId])[],
  pause: () => Promise<void> = () => Promise.resolve(),
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
