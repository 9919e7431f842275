// Pictures of articles, made small: fetched through the guard, shrunk to fixed widths, WebP and nothing else.

import type { Documents } from './documents.ts';
import type { Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import { loadSharp } from './sharp.ts';
import type { PictureWidth } from './signature.ts';

export type PictureAnswer =
  | { readonly kind: 'picture'; readonly body: Uint8Array<ArrayBuffer>; readonly type: string }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export interface Pictures {
  readonly picture: (src: string, width: PictureWidth, signal: AbortSignal) => Promise<PictureAnswer>;
  /** A small square picture of whatever the bytes hold. */
  readonly icon: (bytes: Uint8Array) => Promise<PictureAnswer>;
}

const QUALITY = 76;
const SHRINK_SECONDS = 10;
const ICON_SIZE = 64;
/** Beyond this an animation is shown by its first frame. */
const MAX_FRAMES = 120;
const ACCEPT = 'image/avif,image/webp,image/png,image/jpeg,image/gif,image/*;q=0.5';
/** What sharp may read. No SVG: it is a document, and can hold others. */
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heif', 'tiff']);
/** How long a picture that could not be had is not asked for again, milliseconds. */
const MISS_HOLDS_MS = 10 * 60_000;

export interface PicturesOptions {
  readonly documents: Documents;
  readonly fetcher: Fetcher;
  readonly limits: Limits;
  readonly now: () => number;
}

export function createPictures({ documents, fetcher, limits, now }: PicturesOptions): Pictures {
  const underWay = new Map<string, Promise<PictureAnswer>>();
  const misses = new Map<string, { readonly answer: PictureAnswer; readonly until: number }>();

  async function make(src: string, width: PictureWidth, key: string): Promise<PictureAnswer> {
    const kept = await documents.blob(key, now());
    if (kept) return { kind: 'picture', body: kept.body, type: kept.type };
    const miss = misses.get(key);
    if (miss && miss.until > now()) return miss.answer;
    const answer = await fetchAndShrink(src, width);
    if (answer.kind === 'picture') {
      misses.delete(key);
      await documents.putBlob(key, { type: answer.type, body: answer.body, at: now() });
    } else {
      if (misses.size > 5_000) misses.clear();
      misses.set(key, { answer, until: now() + MISS_HOLDS_MS });
    }
    return answer;
  }

  async function fetchAndShrink(src: string, width: PictureWidth): Promise<PictureAnswer> {
    const outcome = await fetcher.get(src, {
      accept: ACCEPT,
      // Several readers may share the work, so that one who leaves must not end it; the fetch has its own time limit.
      signal: new AbortController().signal,
      maxBytes: limits.pictureBytes,
    });
    if (outcome.kind === 'failed') return outcome;
    if (outcome.status !== 200) {
      return {
        kind: 'failed',
        // A publisher in trouble may give it later; a device waits for that one.
        code: outcome.status >= 500 || outcome.status === 429 ? 'http-error' : 'not-found',
        detail: `The publisher does not give the picture (HTTP ${outcome.status}).`,
      };
    }
    if (outcome.header('content-encoding') !== undefined) {
      const { unpack } = await import('./unpack.ts');
      try {
        return await shrink(
          unpack(outcome.body, outcome.header('content-encoding'), limits.pictureBytes),
          width,
          limits,
        );
      } catch {
        return NOT_A_PICTURE;
      }
    }
    return shrink(outcome.body, width, limits);
  }

  return {
    async picture(src, width, signal) {
      const key = `picture ${width} ${src}`;
      let work = underWay.get(key);
      if (!work) {
        work = make(src, width, key).finally(() => underWay.delete(key));
        underWay.set(key, work);
      }
      return signal.aborted ? { kind: 'failed', code: 'cancelled', detail: 'The client has left.' } : work;
    },
    icon: bytes => squared(bytes, limits),
  };
}

const NOT_A_PICTURE: PictureAnswer = {
  kind: 'failed',
  code: 'not-a-picture',
  detail: 'What is there is not a picture that can be shown.',
};

async function shrink(bytes: Uint8Array, width: number, limits: Limits): Promise<PictureAnswer> {
  try {
    const sharp = await loadSharp();
    const bound = { limitInputPixels: limits.picturePixels, failOn: 'error' as const };
    const { format, pages = 1, width: natural, height, pageHeight = height } = await sharp(bytes, bound).metadata();
    if (!FORMATS.has(format)) return NOT_A_PICTURE;
    const isAnimated =
      pages > 1 && pages <= MAX_FRAMES && natural * pageHeight * pages <= limits.picturePixels && pageHeight > 2;
    const body = await sharp(bytes, { ...bound, animated: isAnimated })
      .timeout({ seconds: SHRINK_SECONDS })
      .autoOrient()
      .resize({ width, withoutEnlargement: true })
      .webp({ quality: QUALITY, effort: isAnimated ? 2 : 4 })
      .toBuffer();
    return { kind: 'picture', type: 'image/webp', body: new Uint8Array(body) };
  } catch {
    return NOT_A_PICTURE;
  }
}

async function squared(bytes: Uint8Array, limits: Limits): Promise<PictureAnswer> {
  try {
    const { decodeIco, isIco } = await import('./ico.ts');
    const sharp = await loadSharp();
    const bound = { limitInputPixels: limits.picturePixels, failOn: 'error' as const };
    const ico = isIco(bytes) ? decodeIco(bytes) : undefined;
    const image =
      ico?.kind === 'raw'
        ? sharp(ico.rgba, { raw: { width: ico.width, height: ico.height, channels: 4 } })
        : sharp(ico?.kind === 'png' ? ico.bytes : bytes, bound);
    if (ico?.kind !== 'raw' && !FORMATS.has((await image.metadata()).format)) return NOT_A_PICTURE;
    const body = await image
      .timeout({ seconds: SHRINK_SECONDS })
      .resize({ width: ICON_SIZE, height: ICON_SIZE, fit: 'contain', background: '#0000', withoutEnlargement: true })
      .webp({ quality: 85 })
      .toBuffer();
    return { kind: 'picture', type: 'image/webp', body: new Uint8Array(body) };
  } catch {
    return NOT_A_PICTURE;
  }
}
