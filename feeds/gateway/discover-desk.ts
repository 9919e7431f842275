// An address that a person pasted becomes feeds to choose from: itself, those its page names, those its kind of site has.

import { FEED_ACCEPT } from '../fetch-feed.ts';
import { wellKnownAddresses } from '../discover.ts';
import { feedAddressFor } from '../known-sites.ts';
import type { DiscoverAnswer, DiscoveredFeed } from '../wire.ts';
import { normaliseAddress } from './feed-desk.ts';
import type { Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import { PAGE_ACCEPT, fetchPage } from './page-fetch.ts';
import type { Pool } from './pool.ts';

export type DiscoverOutcome =
  | { readonly kind: 'found'; readonly answer: DiscoverAnswer }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export interface DiscoverDesk {
  readonly discover: (address: string, signal: AbortSignal) => Promise<DiscoverOutcome>;
}

/** Addresses tried one after the other when a page names no feed. */
const MAX_TRIES = 8;
const ACCEPT = `${PAGE_ACCEPT}, ${FEED_ACCEPT}`;

export function createDiscoverDesk(options: {
  readonly fetcher: Fetcher;
  readonly limits: Limits;
  readonly pool: Pool;
}): DiscoverDesk {
  async function look(url: string, signal: AbortSignal) {
    const outcome = await fetchPage(options, url, ACCEPT, signal);
    if (outcome.kind === 'failed') return outcome;
    return options.pool.run({ kind: 'discover', ...outcome.page }, signal);
  }

  async function isThere(url: string, signal: AbortSignal): Promise<readonly DiscoveredFeed[]> {
    const found = await look(url, signal);
    return found.kind === 'discovered' && found.feeds.some(feed => isSameAddress(feed.url, url)) ? found.feeds : [];
  }

  /** Feeds that really are there, of addresses that a rule made up; a person chooses between a repository's releases and its commits. */
  async function ruled(urls: readonly string[], signal: AbortSignal): Promise<DiscoveredFeed[]> {
    const found = await Promise.all(urls.slice(0, MAX_TRIES).map(url => isThere(url, signal)));
    return [...new Map(found.flat().map(feed => [feed.url, feed])).values()];
  }

  /** The first that is there: at the usual places stands the same feed in several dresses. */
  async function tried(urls: readonly string[], signal: AbortSignal): Promise<readonly DiscoveredFeed[]> {
    for (const url of urls.slice(0, MAX_TRIES)) {
      const found = await isThere(url, signal);
      if (found.length > 0) return found;
    }
    return [];
  }

  return {
    async discover(address, signal) {
      const byRule = feedAddressFor(address);
      const url = normaliseAddress(address);
      if (url === undefined) return { kind: 'failed', code: 'bad-url', detail: 'That is not an address.' };
      const known = await ruled(byRule, signal);
      if (known.length > 0) return { kind: 'found', answer: { url, feeds: known } };
      const found = await look(url, signal);
      if (found.kind === 'discovered' && found.feeds.length > 0) {
        return { kind: 'found', answer: { url, feeds: found.feeds } };
      }
      if (found.kind === 'failed' && found.code !== 'not-found') return found;
      const guessed = await tried(wellKnownAddresses(url), signal);
      if (guessed.length > 0) return { kind: 'found', answer: { url, feeds: guessed } };
      return found.kind === 'failed'
        ? found
        : { kind: 'failed', code: 'no-feed-found', detail: 'The page names no feed, and none is at the usual places.' };
    },
  };
}

function isSameAddress(found: string, tried: string): boolean {
  return URL.parse(found)?.hostname === URL.parse(tried)?.hostname;
}
