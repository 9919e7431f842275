// How a device asks for news: one streamed request to the gateway, or feed by feed where there is no gateway.

import { retryAfter } from '../../feeds/http.ts';
import type { ArticleAnswer, DiscoverAnswer, EditionLine, EditionRequest, Problem } from '../../feeds/wire.ts';
import type { FeedOutcome } from '../store/library-api.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** A feed as asked for. */
export interface Wanted {
  readonly url: string;
  readonly cursor?: string;
  readonly validators?: { readonly etag?: string; readonly lastModified?: string };
}

export interface EditionPiece {
  readonly url: string;
  readonly outcome: FeedOutcome;
  /** Bytes of its line, or of the document fetched directly. */
  readonly bytes: number;
}

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly bytes: number }
  /** `retryAt` in milliseconds since the epoch; `final` where asking again cannot help. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly status?: number;
      readonly detail?: string;
      readonly retryAt?: number;
      readonly final: boolean;
    };

export interface Transport {
  /** Each feed's outcome as it comes. Ends early by throwing `TransportError` where the gateway cannot be reached at all. */
  edition(feeds: readonly Wanted[], options: { signal: AbortSignal; limit?: number }): AsyncIterable<EditionPiece>;
  discover(url: string, options: { signal: AbortSignal }): Promise<Answer<DiscoverAnswer>>;
  article(url: string, options: { signal: AbortSignal }): Promise<Answer<ArticleAnswer>>;
}

/** Fetches and parses one feed in the browser itself; where CORS allows. */
export interface DirectReader {
  feed(
    wanted: Wanted,
    options: { signal: AbortSignal; limit: number },
  ): Promise<{ outcome: FeedOutcome; bytes: number }>;
  discover(url: string, options: { signal: AbortSignal }): Promise<Answer<DiscoverAnswer>>;
}

export interface TransportOptions {
  /** Origin of the gateway, `https://reader.example`; null where there is none. */
  readonly gateway: string | null;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Brings the parser when it is first needed. Without it, no gateway means no news. */
  readonly direct?: () => Promise<DirectReader>;
}

/** The gateway as a whole did not answer. */
export class TransportError extends Error {
  readonly code: string;
  readonly retryAt: number | undefined;
  constructor(code: string, options: { cause?: unknown; retryAt?: number | undefined } = {}) {
    super(code, { cause: options.cause });
    this.name = 'TransportError';
    this.code = code;
    this.retryAt = options.retryAt;
  }
}

/** Items a feed at the most. */
const DEFAULT_LIMIT = 50;
/** Direct fetches at once: one device, many publishers. */
const DIRECT_AT_ONCE = 6;
/** A stream that says nothing for so long is dead, milliseconds. */
const SILENCE_MS = 45_000;

export function createTransport(options: TransportOptions): Transport {
  const { gateway, direct } = options;
  let noGatewayThere = gateway === null;

  async function* edition(
    feeds: readonly Wanted[],
    how: { signal: AbortSignal; limit?: number },
  ): AsyncGenerator<EditionPiece> {
    const limit = how.limit ?? DEFAULT_LIMIT;
    if (!noGatewayThere) {
      const response = await askEdition(options, feeds, limit, how.signal);
      if (response) {
        yield* readEdition(response, how.signal);
        return;
      }
      noGatewayThere = true;
    }
    if (!direct) throw new TransportError('no-gateway');
    yield* directEdition(await direct(), feeds, { signal: how.signal, limit });
  }

  return {
    edition,
    async discover(url, how) {
      if (!noGatewayThere) {
        const answer = await askJson<DiscoverAnswer>(
          options,
          `/api/discover?url=${encodeURIComponent(url)}`,
          how.signal,
        );
        if (!isMissingGateway(answer)) return answer;
        noGatewayThere = true;
      }
      if (!direct) return { kind: 'failed', code: 'no-gateway', final: true };
      return (await direct()).discover(url, how);
    },
    async article(url, how) {
      if (noGatewayThere) return { kind: 'failed', code: 'no-gateway', final: true };
      return askJson<ArticleAnswer>(options, `/api/article?url=${encodeURIComponent(url)}`, how.signal);
    },
  };
}

/** The response, or null where this origin has no gateway (a static host answers 404 or 405 without a problem document). */
async function askEdition(options: TransportOptions, feeds: readonly Wanted[], limit: number, signal: AbortSignal) {
  const body: EditionRequest = {
    feeds: feeds.map(feed => (feed.cursor === undefined ? { url: feed.url } : { url: feed.url, cursor: feed.cursor })),
    limit,
  };
  let response: Response;
  try {
    response = await options.fetch(`${options.gateway ?? ''}/api/edition`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify(body),
      signal,
    });
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new TransportError('gateway-unreachable', { cause });
  }
  if (response.ok && /ndjson/.test(response.headers.get('content-type') ?? '')) return response;
  if (response.ok || isStaticRefusal(response)) return null;
  const problem = await readProblem(response);
  throw new TransportError(problem?.code ?? `gateway-${response.status}`, {
    retryAt: retryAfter(response.headers.get('retry-after'), options.now()),
  });
}

async function* readEdition(response: Response, signal: AbortSignal): AsyncGenerator<EditionPiece> {
  let ended = false;
  for await (const { text, bytes } of lines(response, signal)) {
    const line = JSON.parse(text) as EditionLine;
    if (line.kind === 'end') {
      ended = true;
      continue;
    }
    const outcome = outcomeOf(line);
    if (outcome) yield { url: line.url, outcome, bytes };
  }
  if (!ended) throw new TransportError('gateway-broke-off');
}

function outcomeOf(line: Exclude<EditionLine, { kind: 'end' }>): FeedOutcome | undefined {
  switch (line.kind) {
    case 'updated':
      return { kind: 'updated', feed: line.feed, items: line.items, cursor: line.cursor };
    case 'unchanged':
      return { kind: 'unchanged', cursor: line.cursor };
    case 'gone':
      return { kind: 'gone' };
    case 'moved':
      return {
        kind: 'updated',
        feed: line.feed ?? { version: 'https://jsonfeed.org/version/1.1', title: '' },
        items: line.items ?? [],
        movedTo: line.to,
        ...(line.cursor === undefined ? {} : { cursor: line.cursor }),
      };
    case 'failed': {
      const retryAt = line.retryAt === undefined ? NaN : Date.parse(line.retryAt);
      return { kind: 'failed', code: line.code, ...(Number.isFinite(retryAt) ? { retryAt } : {}) };
    }
    default:
      // A newer gateway may say what we do not know yet; the other lines still count.
      return undefined;
  }
}

/** Lines of a streamed answer as they arrive. A stream that breaks off throws `gateway-broke-off` after what it gave. */
async function* lines(response: Response, signal: AbortSignal): AsyncGenerator<{ text: string; bytes: number }> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, signal);
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
        const text = rest.slice(start, end).trim();
        if (text) yield { text, bytes: utf8Length(text) + 1 };
        start = end + 1;
      }
      rest = rest.slice(start);
      if (done) break;
    }
    if (rest.trim()) yield { text: rest.trim(), bytes: utf8Length(rest) };
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function readWithin(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransportError('gateway-silent')), SILENCE_MS);
    signal.addEventListener('abort', leave);
    function leave(): void {
      reject(signal.reason as Error);
    }
    stop = () => signal.removeEventListener('abort', leave);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw cause instanceof TransportError ? cause : new TransportError('gateway-broke-off', { cause });
  } finally {
    clearTimeout(timer);
    stop?.();
  }
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A surrogate pair is two units of two bytes each: four bytes in UTF-8.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

/** Each as it settles, at most `DIRECT_AT_ONCE` under way. */
async function* directEdition(
  reader: DirectReader,
  feeds: readonly Wanted[],
  how: { signal: AbortSignal; limit: number },
): AsyncGenerator<EditionPiece> {
  const queue = [...feeds];
  const underWay = new Map<string, Promise<EditionPiece>>();
  for (;;) {
    while (underWay.size < DIRECT_AT_ONCE) {
      const next = queue.shift();
      if (!next) break;
      if (underWay.has(next.url)) continue;
      underWay.set(
        next.url,
        reader.feed(next, how).then(({ outcome, bytes }) => ({ url: next.url, outcome, bytes })),
      );
    }
    if (underWay.size === 0) return;
    const piece = await Promise.race(underWay.values());
    underWay.delete(piece.url);
    how.signal.throwIfAborted();
    yield piece;
  }
}

async function askJson<T>(options: TransportOptions, path: string, signal: AbortSignal): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await options.fetch(`${options.gateway ?? ''}${path}`, {
      headers: { accept: 'application/json' },
      signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && /json/.test(type)) {
      const text = await response.text();
      return { kind: 'ok', value: JSON.parse(text) as T, bytes: utf8Length(text) };
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'failed', code: 'bad-answer', final: false };
    const isTimeout = signal.aborted && (signal.reason as { name?: string } | undefined)?.name === 'TimeoutError';
    if (signal.aborted && !isTimeout) throw signal.reason;
    return { kind: 'failed', code: isTimeout ? 'timeout' : 'gateway-unreachable', final: false };
  }
  if (response.ok || isStaticRefusal(response)) return { kind: 'failed', code: 'no-gateway', final: true };
  const problem = await readProblem(response);
  const retryAt = retryAfter(response.headers.get('retry-after'), options.now());
  return {
    kind: 'failed',
    code: problem?.code ?? `gateway-${response.status}`,
    status: response.status,
    final: [400, 404, 410, 413, 415, 422].includes(response.status),
    ...(problem?.detail === undefined ? {} : { detail: problem.detail }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

function isMissingGateway(answer: Answer<unknown>): boolean {
  return answer.kind === 'failed' && answer.code === 'no-gateway';
}

function isStaticRefusal(response: Response): boolean {
  return [404, 405, 501].includes(response.status) && !/json/.test(response.headers.get('content-type') ?? '');
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return typeof problem.code === 'string' ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}
