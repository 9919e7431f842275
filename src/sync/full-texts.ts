// Whole texts for the feeds whose reader asked for them: fetched from the page with the edition, and told apart from what only a person saves.

import type { Article, ArticleRow, FeedId } from '../core/model.ts';
import { DAY_MS } from '../core/local-clock.ts';
import { fetchPage } from './carry-save.ts';
import type { WakeDeps } from './wake.ts';

/** Pages of one wake: a morning's worth, and bearable for a publisher. */
const MOST_PAGES = 40;
/** Unread articles looked at. */
const LOOKED_AT = 200;
const AT_ONCE = 3;
/** A page that gave nothing is asked again only so much later, milliseconds. */
const AGAIN_MS = 2 * DAY_MS;
/** So many pages in a row that could not be reached: the rest waits for the next wake. */
const MOST_FAILURES = 3;

/** Answers how many texts came. A wake cut short leaves the rest to the next one. */
export async function keepFullTexts(
  deps: Pick<WakeDeps, 'library' | 'transport' | 'now'>,
  signal: AbortSignal,
): Promise<number> {
  const { library, now } = deps;
  const asked = new Set<FeedId>((await library.feeds()).filter(feed => feed.settings.fullText).map(({ id }) => id));
  if (asked.size === 0 || signal.aborted) return 0;
  const { rows } = await library.list({ kind: 'unread' }, { limit: LOOKED_AT });
  const wanted = rows.filter(row => asked.has(row.feed.id) && isShort(row)).slice(0, MOST_PAGES);
  let came = 0;
  let failures = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let row = wanted[next++]; row && failures < MOST_FAILURES && !signal.aborted; row = wanted[next++]) {
      const article = await library.article(row.headline.id);
      if (!article?.body || now() - (article.body.pageTriedAt ?? -Infinity) < AGAIN_MS) continue;
      const trouble = await fetchPage(article, { library, transport: deps.transport, now }, signal);
      if (trouble === undefined) {
        failures = 0;
        if (await isWhole(deps, article)) came += 1;
        else await noteTried(deps, article);
      } else if (trouble.kind === 'impossible') await noteTried(deps, article);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return came;
}

function isShort({ headline }: ArticleRow): boolean {
  return headline.text !== 'full' && headline.url !== undefined;
}

async function isWhole({ library }: Pick<WakeDeps, 'library'>, { headline }: Article): Promise<boolean> {
  return (await library.article(headline.id))?.headline.text === 'full';
}

async function noteTried({ library, now }: Pick<WakeDeps, 'library' | 'now'>, article: Article): Promise<void> {
  const { headline, body } = article;
  const { text, pictures } = headline;
  if (body && text !== 'none') await library.putBody({ ...body, pageTriedAt: now() }, { text, pictures });
}
