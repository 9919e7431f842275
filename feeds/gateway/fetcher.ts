// Every byte the gateway takes from the world passes here: guarded, bounded, one connection a host, redirects followed by hand.

import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { take } from './exchange.ts';
import { createHostGate } from './host-gate.ts';
import { plainHost } from './guard.ts';
import type { Guard, Verdict } from './guard.ts';
import type { Limits } from './limits.ts';
import { limitedBy } from './patience.ts';
import type { Patience } from './patience.ts';

export interface FetchOptions {
  readonly accept: string;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** On the wire; default the limit of feeds and pages. */
  readonly maxBytes?: number;
  /** Written in the User-Agent. */
  readonly readers?: number;
}

export type FetchOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** As on the wire: still encoded. */
      readonly body: Uint8Array<ArrayBuffer>;
      readonly header: (name: string) => string | undefined;
      /** Where it came from, after redirects. */
      readonly url: string;
      /** Where the resource lives now, when every hop so far was permanent (301, 308). */
      readonly movedTo?: string;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

/** Answers some addresses without a socket; `undefined` leaves the address to the network. */
export type InProcess = (url: URL, headers: Readonly<Record<string, string>>) => Promise<Response> | undefined;

export interface Fetcher {
  readonly get: (url: string, options: FetchOptions) => Promise<FetchOutcome>;
  /** One guarded POST, no redirects: for web push. */
  readonly post: (
    url: string,
    options: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly signal: AbortSignal;
    },
  ) => Promise<FetchOutcome>;
  readonly active: () => number;
  readonly close: () => Promise<void>;
}

export interface FetcherOptions {
  readonly guard: Guard;
  readonly limits: Limits;
  readonly userAgent: (readers: number) => string;
  readonly inProcess: InProcess;
  /** The system's resolver, unless a test brings its own. */
  readonly lookup?: (
    hostname: string,
    done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ) => void;
  /** Certificates trusted besides the system's; for tests. */
  readonly ca?: string;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export function createFetcher(options: FetcherOptions): Fetcher {
  const { guard, limits, inProcess } = options;
  const gate = createHostGate(limits.requests);
  const agent = new Agent({
    connect: guardedConnector(options),
    connections: 1,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: 32 * 1024,
  });

  async function exchange(
    url: URL,
    method: 'GET' | 'POST',
    headers: Readonly<Record<string, string>>,
    maxBytes: number,
    patience: Patience,
    sent?: Uint8Array,
  ): Promise<FetchOutcome> {
    let leave = gate.tryEnter(url.hostname);
    if (!leave) {
      patience.wait();
      leave = await gate.enter(url.hostname, patience.signal);
    }
    patience.begin();
    try {
      const { signal } = patience;
      const taken = await take(url, { dispatcher: agent, method, headers, body: sent, maxBytes, signal });
      if (taken.isTooLarge) return tooLarge(maxBytes);
      const { status, body } = taken;
      return { kind: 'answer', status, body, header: headerReader(taken.headers), url: url.href };
    } finally {
      leave();
    }
  }

  async function local(url: URL, headers: Readonly<Record<string, string>>): Promise<FetchOutcome | undefined> {
    const response = await inProcess(url, headers);
    if (!response) return undefined;
    const body = new Uint8Array(await response.arrayBuffer());
    const header = (name: string) => response.headers.get(name) ?? undefined;
    return { kind: 'answer', status: response.status, body, header, url: url.href };
  }

  async function get(
    address: string,
    { accept, signal, headers, maxBytes, readers }: FetchOptions,
  ): Promise<FetchOutcome> {
    const patience = limitedBy(signal, limits.totalMs);
    const sent = {
      'user-agent': options.userAgent(readers ?? 0),
      accept,
      'accept-encoding': 'br, gzip, zstd, deflate',
      ...headers,
    };
    try {
      return await follow(address, sent, maxBytes ?? limits.wireBytes, patience);
    } catch (error) {
      return explained(error, patience);
    } finally {
      patience.end();
    }
  }

  /** Hop by hop, each looked at by the guard. */
  async function follow(
    address: string,
    sent: Readonly<Record<string, string>>,
    maxBytes: number,
    patience: Patience,
  ): Promise<FetchOutcome> {
    let url = URL.parse(address);
    let permanent = true;
    let movedTo: string | undefined;
    for (let hop = 0; hop <= limits.redirects; hop++) {
      if (url === null) return { kind: 'failed', code: 'bad-url', detail: 'That is not an address.' };
      url.hash = '';
      let outcome = await local(url, sent);
      if (!outcome) {
        const verdict = guard.checkUrl(url);
        if (verdict.kind === 'refused') return failed(verdict);
        outcome = await exchange(url, 'GET', sent, maxBytes, patience);
      }
      if (outcome.kind === 'failed' || !isRedirect(outcome.status)) {
        return movedTo === undefined || outcome.kind === 'failed' ? outcome : { ...outcome, movedTo };
      }
      const location = outcome.header('location');
      if (location === undefined) return { kind: 'failed', code: 'http-error', detail: 'It redirects to nowhere.' };
      permanent &&= outcome.status === 301 || outcome.status === 308;
      url = URL.parse(latin1ToUtf8(location), url.href);
      if (permanent && url !== null) movedTo = url.href;
    }
    return { kind: 'failed', code: 'too-many-redirects', detail: `It redirects more than ${limits.redirects} times.` };
  }

  async function post(
    address: string,
    { headers, body, signal }: Parameters<Fetcher['post']>[1],
  ): Promise<FetchOutcome> {
    const url = URL.parse(address);
    if (url === null) return { kind: 'failed', code: 'bad-url', detail: 'That is not an address.' };
    const verdict = guard.checkUrl(url);
    if (verdict.kind === 'refused') return failed(verdict);
    const patience = limitedBy(signal, limits.totalMs);
    try {
      const sent = { 'user-agent': options.userAgent(0), ...headers };
      return await exchange(url, 'POST', sent, 64 * 1024, patience, body);
    } catch (error) {
      return explained(error, patience);
    } finally {
      patience.end();
    }
  }

  return { get, post, active: gate.active, close: () => agent.destroy() };
}

/** Connects only where the guard allows: the names' addresses before, the socket's after. */
function guardedConnector({ guard, limits, lookup, ca }: FetcherOptions): buildConnector.connector {
  const resolve = lookup ?? ((hostname, done) => systemLookup(hostname, { all: true, order: 'verbatim' }, done));
  const guardedLookup =
    (port: number): LookupFunction =>
    (hostname, options, callback) => {
      resolve(plainHost(hostname), (error, addresses) => {
        if (error) {
          callback(error, '', 0);
          return;
        }
        // One forbidden address among good ones is a name that must not be trusted at all.
        for (const { address } of addresses) {
          const verdict = guard.checkAddress(hostname, address, port);
          if (verdict.kind === 'refused') {
            callback(new Refusal(verdict), '', 0);
            return;
          }
        }
        const [first] = addresses;
        if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  const connectors = new Map<number, buildConnector.connector>();
  const connectorOf = (port: number) => {
    let connector = connectors.get(port);
    if (!connector) {
      connector = buildConnector({
        timeout: limits.connectMs,
        allowH2: false,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: 300,
        lookup: guardedLookup(port),
        ...(ca === undefined ? {} : { ca }),
      });
      if (connectors.size < 64) connectors.set(port, connector);
    }
    return connector;
  };
  return (target, callback) => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const hostname = plainHost(target.hostname);
    if (isIP(hostname) !== 0) {
      const verdict = guard.checkAddress(hostname, hostname, port);
      if (verdict.kind === 'refused') {
        callback(new Refusal(verdict), null);
        return;
      }
    }
    connectorOf(port)(target, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const verdict = guard.checkAddress(hostname, socket.remoteAddress ?? '', port);
      if (verdict.kind === 'allowed') {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new Refusal(verdict), null);
    });
  };
}

class Refusal extends Error {
  readonly code = 'PREDAWN_REFUSED';
  readonly verdict: Extract<Verdict, { kind: 'refused' }>;

  constructor(verdict: Extract<Verdict, { kind: 'refused' }>) {
    super(verdict.detail);
    this.verdict = verdict;
  }
}

const SENTENCES: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  ENOTFOUND: ['dns-failed', 'There is no such host.'],
  EAI_AGAIN: ['dns-failed', 'The host could not be looked up just now.'],
  EAI_NODATA: ['dns-failed', 'There is no such host.'],
  ECONNREFUSED: ['connection-refused', 'The host refuses connections.'],
  EHOSTUNREACH: ['network', 'The host cannot be reached.'],
  ENETUNREACH: ['network', 'The network of the host cannot be reached.'],
  ETIMEDOUT: ['timeout', 'The host did not answer in time.'],
  ECONNRESET: ['network', 'The connection broke off.'],
  EPIPE: ['network', 'The connection broke off.'],
  UND_ERR_SOCKET: ['network', 'The connection broke off.'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'The host did not accept the connection in time.'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'The host did not begin its answer in time.'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'The answer stopped half-way.'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['network', 'The answer was shorter than promised.'],
  UND_ERR_HEADERS_OVERFLOW: ['http-error', 'The answer has too many headers.'],
};

function explained(error: unknown, patience: Patience): FetchOutcome {
  if (error instanceof Refusal) return failed(error.verdict);
  if (patience.ranOut()) return { kind: 'failed', code: 'timeout', detail: 'The answer took too long.' };
  if (patience.signal.aborted) return { kind: 'failed', code: 'cancelled', detail: 'Nobody waits for it any more.' };
  for (const cause of causes(error)) {
    if (cause instanceof Refusal) return failed(cause.verdict);
    const { code, name } = cause as { code?: unknown; name?: unknown };
    if (name === 'HTTPParserError') return NOT_HTTP;
    if (typeof code !== 'string') continue;
    const known = SENTENCES[code];
    if (known) return { kind: 'failed', code: known[0], detail: known[1] };
    if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/.test(code)) {
      return { kind: 'failed', code: 'tls-failed', detail: `Its certificate or encryption is not right (${code}).` };
    }
  }
  return { kind: 'failed', code: 'network', detail: 'The host could not be reached.' };
}

const NOT_HTTP: FetchOutcome = { kind: 'failed', code: 'http-error', detail: 'Its answer is not HTTP.' };

/** An error, what it holds (happy eyeballs gathers several) and what caused it. */
function* causes(error: unknown): Generator<object> {
  if (typeof error !== 'object' || error === null) return;
  yield error;
  if (error instanceof AggregateError) for (const each of error.errors) yield* causes(each);
  if (error instanceof Error) yield* causes(error.cause);
}

function headerReader(headers: Headers): (name: string) => string | undefined {
  return name => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Header bytes arrive as latin1; publishers write UTF-8 into `Location`. */
function latin1ToUtf8(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}

function tooLarge(maxBytes: number): FetchOutcome {
  const megabytes = Math.round(maxBytes / 1024 / 1024);
  return {
    kind: 'failed',
    code: 'feed-too-large',
    detail: `It is larger than ${megabytes} MB, which is more than is fetched.`,
  };
}

function failed(verdict: Extract<Verdict, { kind: 'refused' }>): FetchOutcome {
  return { kind: 'failed', code: verdict.code, detail: verdict.detail };
}
