// Reading feeds without a gateway: fetched by the browser itself, where CORS allows, and parsed here. A chunk of its own: it brings the parser.

import { discoverInHtml } from '../../feeds/discover.ts';
import { feedAddressFor } from '../../feeds/known-sites.ts';
import { fetchFeed } from '../../feeds/fetch-feed.ts';
import { toWireFeed } from '../../feeds/json-feed.ts';
import { parse } from '../../feeds/parse.ts';
import type { DiscoveredFeed } from '../../feeds/wire.ts';
import type { FeedOutcome } from '../store/library-api.ts';
import { refusesBrowsers } from './refuses-browsers.ts';
import type { Answer, DirectReader, Fetch, Wanted } from './transport.ts';

/** One feed may take so long, milliseconds. */
const EACH_MS = 25_000;
/** Candidates tried at the most when looking for a site's feed. */
const MOST_GUESSES = 4;

export function createDirectReader({ fetch, now }: { fetch: Fetch; now: () => number }): DirectReader {
  const feed = async (wanted: Wanted, how: { signal: AbortSignal; limit: number }) => {
    const signal = AbortSignal.any([how.signal, AbortSignal.timeout(EACH_MS)]);
    const got = await fetchFeed(wanted.url, {
      fetch,
      signal,
      now: now(),
      ...(wanted.validators ? { validators: wanted.validators } : {}),
    });
    if (got.kind === 'fetched') {
      const outcome = await read(got.bytes, got.contentType, got.url, how.limit, got.validators);
      return { outcome, bytes: got.bytes.length };
    }
    if (got.kind === 'failed') return { outcome: await failed(got, wanted.url, fetch, signal), bytes: 0 };
    return { outcome: { kind: got.kind } as FeedOutcome, bytes: 0 };
  };

  return {
    feed,
    async discover(url, { signal }): Promise<Answer<{ url: string; feeds: readonly DiscoveredFeed[] }>> {
      const got = await fetchFeed(url, { fetch, signal, now: now() });
      if (got.kind !== 'fetched') {
        const code = got.kind === 'failed' ? (await failed(got, url, fetch, signal)).code : 'feed-gone';
        return {
          kind: 'failed',
          code,
          final: code === 'not-found' || code === 'feed-gone' || code === 'needs-gateway',
        };
      }
      const bytes = got.bytes.length;
      const outcome = await read(got.bytes, got.contentType, got.url, 1, got.validators);
      if (outcome.kind === 'updated') {
        const feeds = [{ url: got.url, ...(outcome.feed.title ? { title: outcome.feed.title } : {}) }];
        return { kind: 'ok', value: { url, feeds }, bytes };
      }
      const found = discoverInHtml(new TextDecoder().decode(got.bytes), got.url);
      const feeds = found.length > 0 ? found : await guess(got.url, signal);
      return { kind: 'ok', value: { url, feeds }, bytes };
    },
  };

  async function guess(url: string, signal: AbortSignal): Promise<DiscoveredFeed[]> {
    for (const address of feedAddressFor(url).slice(0, MOST_GUESSES)) {
      const { outcome } = await feed({ url: address }, { signal, limit: 1 });
      if (outcome.kind === 'updated')
        return [{ url: address, ...(outcome.feed.title ? { title: outcome.feed.title } : {}) }];
    }
    return [];
  }
}

async function read(
  bytes: Uint8Array,
  contentType: string | undefined,
  url: string,
  limit: number,
  validators: NonNullable<Wanted['validators']>,
): Promise<FeedOutcome> {
  try {
    const { items, ...feed } = toWireFeed(await parse(bytes, contentType, url), { url, limit });
    return { kind: 'updated', feed, items, validators };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return { kind: 'failed', code: typeof code === 'string' ? code : 'not-a-feed' };
  }
}

/** Never an answer: the publisher is not there, or it is and does not allow browsers to read (CORS). */
async function failed(
  got: { readonly code: string; readonly retryAt?: number },
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<FeedOutcome & { kind: 'failed' }> {
  const needsGateway = got.code === 'network' && (await refusesBrowsers(url, fetch, signal));
  const code = needsGateway ? 'needs-gateway' : got.code;
  return { kind: 'failed', code, ...(got.retryAt === undefined ? {} : { retryAt: got.retryAt }) };
}
