// Pictures of the edition into Cache Storage, within a budget of bytes, each under its original address and width.

import { chooseSize } from '../core/picture-choice.ts';
import { pictureKey } from '../core/picture-key.ts';
import type { ArticleId, Picture } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';
import type { Fetch } from './transport.ts';
import { CACHES } from './messages.ts';

export interface PictureOptions {
  readonly caches: CacheStorage;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Bytes that may still be spent. */
  readonly budgetBytes: number;
  /** `lead` keeps the first picture of each article only. */
  readonly scope: 'all' | 'lead';
}

export interface PicturesKept {
  readonly stored: number;
  readonly bytes: number;
  /** `budget` and `quota` are ends, not errors: what is stored stays. */
  readonly end: 'all' | 'budget' | 'quota' | 'unreachable';
}

/** Pictures at once: enough to fill a phone's link, few enough to stop soon. */
const AT_ONCE = 4;
/** One picture may take so long, milliseconds. */
const EACH_MS = 20_000;
/** Where the size is not said beforehand, an unknown picture counts so much against the budget, bytes. */
const GUESS_BYTES = 60_000;

/** Lead pictures of all articles first, then the rest, newest article first. Commits each by itself. */
export async function keepPictures(
  library: Library,
  ids: readonly ArticleId[],
  options: PictureOptions,
): Promise<PicturesKept> {
  const cache = await options.caches.open(CACHES.pictures);
  const wanted = new Map<ArticleId, readonly Picture[]>();
  for (const id of ids) {
    const article = await library.article(id);
    if (!article || !article.feed.settings.pictures) continue;
    const pictures = article.body?.pictures ?? (article.headline.lead ? [article.headline.lead] : []);
    wanted.set(id, options.scope === 'lead' ? pictures.slice(0, 1) : pictures);
  }
  const jobs = [...wanted].flatMap(([id, pictures]) => pictures.map((picture, place) => ({ id, picture, place })));
  jobs.sort((a, b) => Number(a.place > 0) - Number(b.place > 0));

  const have = new Map<ArticleId, number>();
  let stored = 0;
  let bytes = 0;
  let under = 0;
  let failures = 0;
  let end: PicturesKept['end'] = 'all';
  let next = 0;

  const worker = async (): Promise<void> => {
    for (;;) {
      const job = jobs[next];
      if (!job || end !== 'all' || options.signal.aborted) return;
      if (bytes + under + GUESS_BYTES > options.budgetBytes) {
        end = 'budget';
        return;
      }
      next += 1;
      under += GUESS_BYTES;
      const kept = await keepPicture(cache, job.picture, options);
      under -= GUESS_BYTES;
      if (kept.kind === 'stored') {
        stored += 1;
        bytes += kept.bytes;
        failures = 0;
      } else if (kept.kind === 'quota') end = 'quota';
      else if (kept.kind === 'unreachable' && ++failures >= 3) end = 'unreachable';
      if (kept.kind === 'stored' || kept.kind === 'had') {
        have.set(job.id, (have.get(job.id) ?? 0) + 1);
        const all = wanted.get(job.id)?.length ?? 0;
        // Written when the lead is there and when all are: a list shows no more than that.
        if (job.place === 0 || have.get(job.id) === all) await library.picturesStored(job.id, have.get(job.id) ?? 0);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const [id, count] of have) {
    if (count > 1 && count < (wanted.get(id)?.length ?? 0)) await library.picturesStored(id, count);
  }
  return { stored, bytes, end };
}

type Kept =
  { readonly kind: 'stored'; readonly bytes: number } | { readonly kind: 'had' | 'refused' | 'quota' | 'unreachable' };

async function keepPicture(cache: Cache, picture: Picture, options: PictureOptions): Promise<Kept> {
  const size = chooseSize(picture);
  if (!size) return { kind: 'refused' };
  const key = pictureKey(picture.src, size.w);
  if (await cache.match(key)) return { kind: 'had' };
  let response: Response;
  let body: Blob;
  try {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(EACH_MS)]);
    response = await options.fetch(size.url, { signal });
    if (!isPicture(response)) return { kind: response.status >= 500 ? 'unreachable' : 'refused' };
    body = await response.blob();
  } catch {
    return { kind: 'unreachable' };
  }
  try {
    await cache.put(key, new Response(body, { headers: keptHeaders(response, body.size) }));
    return { kind: 'stored', bytes: body.size };
  } catch (error) {
    if ((error as { name?: string }).name === 'QuotaExceededError') return { kind: 'quota' };
    throw error;
  }
}

/** A whole answer, readable, and an image: never an opaque one (padded by megabytes), never HTML. */
export function isPicture(response: Response): boolean {
  return response.status === 200 && response.type !== 'opaque' && isImageType(response.headers.get('content-type'));
}

function isImageType(type: string | null): boolean {
  return type !== null && /^image\//i.test(type);
}

/** Content type and the gateway's own sandbox; no `Vary`, under which an `<img>` would not find it again. */
export function keptHeaders(response: Response, bytes: number): Headers {
  const kept = new Headers({ 'content-length': String(bytes) });
  for (const name of ['content-type', 'content-security-policy', 'x-content-type-options', 'cache-control', 'etag']) {
    const value = response.headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}
