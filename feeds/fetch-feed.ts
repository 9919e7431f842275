// Asks a publisher for its feed, politely: conditional, bounded, and with an outcome for everything that can happen on the way.

import { conditionalHeaders, freshnessMs, retryAfter, validatorsOf } from './http.ts';
import type { Validators } from './http.ts';

export interface FetchFeedOptions {
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>;
  readonly validators?: Validators;
  readonly signal?: AbortSignal;
  /** Decoded bytes that a feed may have; default 10 MB. */
  readonly maxBytes?: number;
  /** Milliseconds since the epoch; dates in headers are weighed against it. */
  readonly now?: number;
}

export type FetchFeedOutcome =
  | {
      readonly kind: 'fetched';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly contentType?: string;
      /** Where the answer came from, after redirects. */
      readonly url: string;
      /** To be kept only after a successful parse. */
      readonly validators: Validators;
      readonly freshMs?: number;
    }
  | { readonly kind: 'unchanged'; readonly validators: Validators; readonly freshMs?: number }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed';
      /** `network`, `cancelled`, `timeout`, `feed-too-large`, `rate-limited`, `http-error`, `not-found`, `server-failed`. */
      readonly code: string;
      readonly status?: number;
      readonly retryAt?: number;
    };

const MAX_BYTES = 10 * 1024 * 1024;
export const FEED_ACCEPT =
  'application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1';

/** One polite request for a feed. Never throws for what a network or a publisher does. */
export async function fetchFeed(url: string, options: FetchFeedOptions): Promise<FetchFeedOutcome> {
  const { fetch, validators, signal, maxBytes = MAX_BYTES, now = 0 } = options;
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: FEED_ACCEPT, ...conditionalHeaders(validators) },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'follow',
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    return { kind: 'failed', code: codeOf(error, signal) };
  }
  const header = (name: string) => response.headers.get(name);
  const freshMs = freshnessMs(header, now);
  const fresh = freshMs === undefined ? {} : { freshMs };
  if (response.status === 304) {
    // RFC 9111 §4.3.4: a 304 may bring newer validators; those it leaves out stay.
    return { kind: 'unchanged', validators: { ...validators, ...validatorsOf(header) }, ...fresh };
  }
  if (!response.ok) {
    void response.body?.cancel().catch(() => undefined);
    return refused(response.status, header, now);
  }
  try {
    const bytes = await readBounded(response, maxBytes);
    if (bytes === undefined) return { kind: 'failed', code: 'feed-too-large', status: response.status };
    const contentType = response.headers.get('content-type');
    return {
      kind: 'fetched',
      bytes,
      url: response.url || url,
      validators: validatorsOf(header),
      ...(contentType === null ? {} : { contentType }),
      ...fresh,
    };
  } catch (error) {
    return { kind: 'failed', code: codeOf(error, signal) };
  }
}

/** What a status that brings no feed means for the one who asked. */
export function refused(
  status: number,
  header: (name: string) => string | null | undefined,
  now: number,
): Extract<FetchFeedOutcome, { kind: 'gone' | 'failed' }> {
  if (status === 410) return { kind: 'gone' };
  const retryAt = status === 429 || status === 503 ? retryAfter(header('retry-after'), now) : undefined;
  const failed = { kind: 'failed', status, ...(retryAt === undefined ? {} : { retryAt }) } as const;
  if (status === 429) return { ...failed, code: 'rate-limited' };
  if (status === 404) return { ...failed, code: 'not-found' };
  return { ...failed, code: status >= 500 ? 'server-failed' : 'http-error' };
}

/** The engines type their readers differently. */
interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** The whole body, or nothing where it is larger than allowed; the rest is then not downloaded. */
async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader() as ByteReader | undefined;
  while (reader) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function codeOf(error: unknown, signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.aborted ? signal.reason : error;
  const name = reason instanceof Error ? reason.name : '';
  if (name === 'TimeoutError') return 'timeout';
  return signal?.aborted || name === 'AbortError' ? 'cancelled' : 'network';
}
