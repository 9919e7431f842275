// A site's icon: fetched once, by the same rules as everything else, made a small square.

import type { Documents } from './documents.ts';
import { normaliseAddress } from './feed-desk.ts';
import type { Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import { PAGE_ACCEPT, blobKey, fetchPage } from './page-fetch.ts';
import type { PictureAnswer, Pictures } from './pictures.ts';
import type { Pool } from './pool.ts';
import { unpack } from './unpack.ts';

export interface IconDesk {
  readonly icon: (site: string, signal: AbortSignal) => Promise<PictureAnswer>;
}

const ICON_BYTES = 1024 * 1024;
const ACCEPT = 'image/png,image/webp,image/x-icon,image/*;q=0.8';
/** A site without an icon is asked again after this. */
const NONE_HOLDS_MS = 7 * 24 * 3_600_000;

export function createIconDesk(options: {
  readonly documents: Documents;
  readonly fetcher: Fetcher;
  readonly limits: Limits;
  readonly pool: Pool;
  readonly pictures: Pictures;
  readonly now: () => number;
}): IconDesk {
  const { documents, fetcher, pool, pictures, now } = options;
  const underWay = new Map<string, Promise<PictureAnswer>>();

  async function find(site: URL, key: string): Promise<PictureAnswer> {
    const kept = await documents.blob(key, now());
    if (kept && (kept.body.byteLength > 0 || now() - kept.at < NONE_HOLDS_MS)) {
      return kept.body.byteLength > 0 ? { kind: 'picture', type: kept.type, body: kept.body } : NONE;
    }
    // The work is shared and bounded by the fetcher's own limits: nobody's leaving ends it.
    const { signal } = new AbortController();
    for (const url of [...(await named(site, signal)), new URL('/favicon.ico', site).href]) {
      const outcome = await fetcher.get(url, { accept: ACCEPT, signal, maxBytes: ICON_BYTES });
      if (outcome.kind === 'failed' || outcome.status !== 200) continue;
      const made = await square(outcome.body, outcome.header('content-encoding'));
      if (made.kind !== 'picture') continue;
      await documents.putBlob(key, { type: made.type, body: made.body, at: now() });
      return made;
    }
    await documents.putBlob(key, { type: 'image/webp', body: new Uint8Array(), at: now() });
    return NONE;
  }

  async function named(site: URL, signal: AbortSignal): Promise<readonly string[]> {
    const outcome = await fetchPage(options, site.href, PAGE_ACCEPT, signal);
    if (outcome.kind === 'failed') return [];
    const found = await pool.run({ kind: 'icons', ...outcome.page }, signal);
    return found.kind === 'icons' ? found.urls : [];
  }

  async function square(body: Uint8Array, encoding: string | undefined): Promise<PictureAnswer> {
    try {
      return await pictures.icon(unpack(body, encoding, ICON_BYTES));
    } catch {
      return NONE;
    }
  }

  return {
    async icon(address) {
      const url = normaliseAddress(address);
      if (url === undefined) return { kind: 'failed', code: 'bad-url', detail: 'That is not an address.' };
      const site = new URL('/', url);
      const key = blobKey('icon', site.origin);
      let work = underWay.get(key);
      if (!work) {
        work = find(site, key).finally(() => underWay.delete(key));
        underWay.set(key, work);
      }
      return work;
    },
  };
}

const NONE: PictureAnswer = { kind: 'failed', code: 'not-found', detail: 'The site has no icon that can be shown.' };
