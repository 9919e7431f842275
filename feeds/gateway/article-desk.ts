// The full text of an article's page: fetched, made readable and safe in a worker thread, kept.

import type { Documents } from './documents.ts';
import { normaliseAddress } from './feed-desk.ts';
import type { Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import { PAGE_ACCEPT, blobKey, fetchPage } from './page-fetch.ts';
import type { Pool } from './pool.ts';

export type ArticleOutcome =
  | { readonly kind: 'article'; readonly json: string }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export interface ArticleDesk {
  readonly article: (address: string, signal: AbortSignal) => Promise<ArticleOutcome>;
}

/** Pages are corrected in their first hours; later what is kept is good for long. */
const FRESH_MS = 6 * 3_600_000;

export function createArticleDesk(options: {
  readonly documents: Documents;
  readonly fetcher: Fetcher;
  readonly limits: Limits;
  readonly pool: Pool;
  readonly pictureKey: Uint8Array<ArrayBuffer>;
  readonly now: () => number;
}): ArticleDesk {
  const { documents, pool, pictureKey, now } = options;
  const underWay = new Map<string, Promise<ArticleOutcome>>();

  async function read(url: string, key: string, signal: AbortSignal): Promise<ArticleOutcome> {
    const kept = await documents.blob(key, now());
    const keptJson = kept && new TextDecoder().decode(kept.body);
    if (keptJson !== undefined && now() - (kept?.at ?? 0) < FRESH_MS) return { kind: 'article', json: keptJson };
    const outcome = await fetchPage(options, url, PAGE_ACCEPT, signal);
    const answer =
      outcome.kind === 'failed' ? outcome : await pool.run({ kind: 'article', pictureKey, ...outcome.page }, signal);
    if (answer.kind === 'article') {
      const body = new TextEncoder().encode(answer.json);
      await documents.putBlob(key, { type: 'application/json', body, at: now() });
      return answer;
    }
    // What was once read is better than nothing.
    if (keptJson !== undefined) return { kind: 'article', json: keptJson };
    return answer.kind === 'failed'
      ? answer
      : { kind: 'failed', code: 'parse-failed', detail: 'It could not be read.' };
  }

  return {
    async article(address, signal) {
      const url = normaliseAddress(address);
      if (url === undefined) return { kind: 'failed', code: 'bad-url', detail: 'That is not an address.' };
      const key = blobKey('article', url);
      let work = underWay.get(key);
      if (!work) {
        work = read(url, key, signal).finally(() => underWay.delete(key));
        underWay.set(key, work);
      }
      const outcome = await work;
      // Whoever started it has left; whoever still waits begins anew.
      return outcome.kind === 'failed' && outcome.code === 'cancelled' && !signal.aborted
        ? read(url, key, signal)
        : outcome;
    },
  };
}
