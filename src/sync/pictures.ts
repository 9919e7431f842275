// Pictures of the edition into Cache Storage, within a budget of bytes, each under its original address and width.

import { chooseSize } from '../core/picture-choice.ts';
import { isWorthAsking, lostOnceMore, picturesToKeep } from '../core/lost-pictures.ts';
import { pictureKey } from '../core/picture-key.ts';
import type { ArticleId, LostPicture, Picture } from '../core/model.ts';
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
  readonly now: () => number;
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
/** A host that failed so often in a row is left alone until the next wake: its pictures fail without being asked for. */
const MOST_FAILURES = 2;
/** The gateway could not serve us; it says nothing of the picture. */
const NOT_OF_THE_PICTURE = new Set([
  ...['internal-error', 'bad-signature', 'cross-origin', 'needs-sign-in', 'wrong-token', 'unknown-name'],
  ...['too-many-requests', 'quota-spent', 'unknown-route', 'cancelled'],
]);
/** The publisher's own words: waiting changes nothing. */
const FOR_GOOD = new Set([
  'not-found',
  'not-a-picture',
  'private-address',
  'forbidden-port',
  'bad-url',
  'feed-too-large',
]);

/** What is known of one article's pictures as they come. */
interface Tally {
  readonly pictures: readonly Picture[];
  have: number;
  done: number;
  lost: readonly LostPicture[];
  /** As they stand in the store. */
  stored: { readonly have: number; readonly lost: readonly LostPicture[] };
}

/** Lead pictures of all articles first, then the rest, newest article first. Commits each by itself. */
export async function keepPictures(
  library: Library,
  ids: readonly ArticleId[],
  options: PictureOptions,
): Promise<PicturesKept> {
  const cache = await options.caches.open(CACHES.pictures);
  const tallies = new Map<ArticleId, Tally>();
  for (const id of ids) {
    const article = await library.article(id);
    if (!article || !article.feed.settings.pictures) continue;
    const { picturesStored, lostPictures: lost = [] } = article.headline;
    const all = picturesToKeep(article.headline, article.body).filter(({ sizes }) => sizes.length > 0);
    const pictures = options.scope === 'lead' ? all.slice(0, 1) : all;
    tallies.set(id, { pictures, have: 0, done: 0, lost, stored: { have: picturesStored, lost } });
  }
  const jobs = [...tallies].flatMap(([id, tally]) =>
    tally.pictures.map((picture, place) => ({ id, tally, picture, place })),
  );
  jobs.sort((a, b) => Number(a.place > 0) - Number(b.place > 0));
  const write = async (id: ArticleId, tally: Tally): Promise<void> => {
    // What was not looked at may lie there all the same: only a whole count takes anything back.
    const isWhole = options.scope === 'all' && tally.done === tally.pictures.length;
    const have = isWhole ? tally.have : Math.max(tally.have, tally.stored.have);
    if (have === tally.stored.have && tally.lost === tally.stored.lost) return;
    tally.stored = { have, lost: tally.lost };
    await library.picturesStored(id, have, tally.lost);
  };

  const failing = new Map<string, number>();
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
      const { id, tally, picture, place } = job;
      const known = tally.lost.find(({ src }) => src === picture.src);
      const host = hostOf(picture.src);
      const kept = isWorthAsking(known, options.now())
        ? await keepPicture(cache, picture, options, (failing.get(host) ?? 0) < MOST_FAILURES)
        : ({ kind: 'left' } as const);
      under -= GUESS_BYTES;
      if (kept.kind === 'stored') {
        stored += 1;
        bytes += kept.bytes;
        failures = 0;
      } else if (kept.kind === 'quota') end = 'quota';
      else if (kept.kind === 'unreachable' && ++failures >= 3) end = 'unreachable';
      if (kept.kind === 'stored' || kept.kind === 'had') {
        failing.delete(host);
        tally.have += 1;
        if (known) tally.lost = tally.lost.filter(lost => lost !== known);
      } else if (kept.kind === 'lost') {
        if (!kept.final) failing.set(host, (failing.get(host) ?? 0) + 1);
        tally.lost = lostOnceMore(tally.lost, { src: picture.src, final: kept.final, at: options.now() });
      }
      tally.done += 1;
      // Written when the lead is there and when all are: a list shows no more than that.
      if (place === 0 || tally.done === tally.pictures.length) await write(id, tally);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const [id, tally] of tallies) await write(id, tally);
  return { stored, bytes, end };
}

type Kept =
  | { readonly kind: 'stored'; readonly bytes: number }
  /** Its publisher did not give it. */
  | { readonly kind: 'lost'; readonly final: boolean }
  | { readonly kind: 'had' | 'refused' | 'quota' | 'unreachable' | 'left' };

async function keepPicture(cache: Cache, picture: Picture, options: PictureOptions, ask: boolean): Promise<Kept> {
  const size = chooseSize(picture);
  if (!size) return { kind: 'refused' };
  const key = pictureKey(picture.src, size.w);
  if (await cache.match(key)) return { kind: 'had' };
  if (!ask) return { kind: 'lost', final: false };
  let response: Response;
  let body: Blob;
  try {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(EACH_MS)]);
    response = await options.fetch(size.url, { signal });
    if (!isPicture(response)) return await failureOf(response);
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

/** The gateway's own words say whose failure it is; an answer without them is not the gateway's. */
async function failureOf(response: Response): Promise<Kept> {
  const isProblem = /^application\/problem\+json/i.test(response.headers.get('content-type') ?? '');
  const problem: unknown = isProblem ? await response.json().catch(() => undefined) : undefined;
  const code = (problem as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string' || NOT_OF_THE_PICTURE.has(code))
    return { kind: response.status >= 500 ? 'unreachable' : 'refused' };
  return { kind: 'lost', final: FOR_GOOD.has(code) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
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
