// Carries a `save`: the full text of an article and its pictures onto the device, then says that it is ready.

import type { Article, Body } from '../core/model.ts';
import type { Action } from '../core/outbox.ts';
import type { ArticleAnswer } from '../../feeds/wire.ts';
import type { Library } from '../store/library-api.ts';
import type { Carried } from '../core/outbox-rules.ts';
import { keepPictures } from './pictures.ts';
import type { Fetch, Transport } from './transport.ts';

export interface SaveDeps {
  readonly library: Library;
  readonly transport: Transport;
  readonly fetch: Fetch;
  readonly caches?: CacheStorage | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly saved?: ((article: Article) => Promise<void>) | undefined;
}

const LIMIT_MS = 60_000;
/** A saved article may cost so much in pictures, bytes: the person asked for this one. */
const PICTURE_BUDGET_BYTES = 25_000_000;

export async function carrySave(action: Extract<Action, { kind: 'save' }>, deps: SaveDeps): Promise<Carried> {
  const { library } = deps;
  const article = await library.article(action.articleId);
  if (!article) return { kind: 'impossible', code: 'unknown-article' };
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(LIMIT_MS)]);
  if (article.headline.text !== 'full' || !article.body) {
    const got = await fetchPage(article, deps, signal);
    if (got) return got;
  }
  if (deps.caches) {
    const options = {
      caches: deps.caches,
      fetch: deps.fetch,
      signal,
      budgetBytes: PICTURE_BUDGET_BYTES,
      scope: 'all' as const,
      now: deps.now,
    };
    const kept = await keepPictures(library, [action.articleId], options);
    if (deps.signal.aborted) throw deps.signal.reason;
    // The text is safe; the pictures are asked for again with the next try.
    if (kept.end === 'unreachable') return { kind: 'no-answer', code: 'network' };
  }
  if (action.notify) await deps.saved?.((await library.article(action.articleId)) ?? article);
  return { kind: 'done' };
}

/** Undefined where the text is on the device now, the page's own or at least what the feed gave. */
export async function fetchPage(
  article: Article,
  deps: Pick<SaveDeps, 'library' | 'transport' | 'now'>,
  signal: AbortSignal,
): Promise<Extract<Carried, { kind: 'no-answer' | 'impossible' }> | undefined> {
  const { headline, body } = article;
  if (headline.url === undefined) return body ? undefined : { kind: 'impossible', code: 'not-found' };
  const answer = await deps.transport.article(headline.url, { signal });
  if (answer.kind === 'ok') {
    const page = bodyOf(article, answer.value, deps.now());
    await deps.library.putBody(page, { text: 'full', pictures: page.pictures.length });
    return undefined;
  }
  if (!answer.final) {
    const { code, retryAt } = answer;
    return { kind: 'no-answer', code, ...(retryAt === undefined ? {} : { retryAt }) };
  }
  // No page can be had: the feed's own text is what there is to keep.
  if (body && body.html !== '') return undefined;
  return { kind: 'impossible', code: answer.code, ...(answer.detail === undefined ? {} : { reason: answer.detail }) };
}

function bodyOf(article: Article, page: ArticleAnswer, now: number): Body {
  const { headline, body } = article;
  return {
    articleId: headline.id,
    html: page.html,
    source: 'page',
    fetchedAt: now,
    pictures: page._predawn.pictures.map(({ lead: _, ...picture }) => picture),
    enclosures: body?.enclosures ?? [],
    ...(body?.commentsUrl === undefined ? {} : { commentsUrl: body.commentsUrl }),
    categories: body?.categories ?? [],
  };
}
