// A page of the web, fetched for a worker thread to read.

import { hash } from 'node:crypto';
import type { Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import type { EncodedBody } from './work.ts';

export type PageOutcome =
  | { readonly kind: 'page'; readonly page: EncodedBody }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export const PAGE_ACCEPT = 'text/html,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.5';

export async function fetchPage(
  { fetcher, limits }: { readonly fetcher: Fetcher; readonly limits: Limits },
  url: string,
  accept: string,
  signal: AbortSignal,
): Promise<PageOutcome> {
  const outcome = await fetcher.get(url, { accept, signal });
  if (outcome.kind === 'failed') return outcome;
  if (outcome.status !== 200) {
    const code = outcome.status === 404 ? 'not-found' : outcome.status >= 500 ? 'server-failed' : 'http-error';
    return { kind: 'failed', code, detail: `The site answered with HTTP ${outcome.status}.` };
  }
  const encoding = outcome.header('content-encoding');
  const contentType = outcome.header('content-type');
  return {
    kind: 'page',
    page: {
      body: outcome.body,
      url: outcome.url,
      maxBytes: limits.decodedBytes,
      ...(encoding === undefined ? {} : { encoding }),
      ...(contentType === undefined ? {} : { contentType }),
    },
  };
}

/** A key for what is kept of an address, of bounded length. */
export function blobKey(kind: string, url: string): string {
  return `${kind} ${url.length > 300 ? hash('sha256', url) : url}`;
}
