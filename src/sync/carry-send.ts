// Carries a `send` to its destination: the stored request with its key, and what the answer means.

import { retryAfter } from '../../feeds/http.ts';
import type { OutboxEntry, SendRequest } from '../core/outbox.ts';
import type { Backend } from '../store/backend.ts';
import { fileOf, type KeptFile } from '../store/kept-file.ts';
import { blobKey } from '../store/keys.ts';
import type { Carried } from '../core/outbox-rules.ts';
import type { Fetch } from './transport.ts';

export interface SendDeps {
  readonly fetch: Fetch;
  readonly backend: Pick<Backend, 'get'>;
  readonly now: () => number;
  /** Our own origin: credentials go there and nowhere else. */
  readonly origin: string;
  readonly signal: AbortSignal;
  /** What the device says; some say no and still reach what is near. */
  readonly isOnline?: (() => boolean) | undefined;
  /** May refresh a token: answers the request as it shall be sent. */
  readonly beforeSend?: ((request: SendRequest, entry: OutboxEntry) => Promise<SendRequest>) | undefined;
}

/** Every send ends after so long, milliseconds, and more for what is large. */
const BASE_MS = 30_000;
/** Without a network, only what answers at once is there: a try that hangs would keep the next one from a network that is back. */
const OFFLINE_MS = 3_000;
/** A slow phone's upload, bytes a millisecond (32 kB/s). */
const SLOWEST_BYTES_A_MS = 32;
/** Inside the worker's three minutes. */
const MOST_MS = 120_000;
/** Bytes of the answer read for its reason. */
const REASON_CHARS = 300;

export async function carrySend(entry: OutboxEntry, stored: SendRequest, deps: SendDeps): Promise<Carried> {
  const request = deps.beforeSend ? await deps.beforeSend(stored, entry) : stored;
  const sameOrigin = new URL(request.url, deps.origin).origin === deps.origin;
  const body = await bodyOf(request, entry, deps.backend);
  if (body === 'blob-lost') return { kind: 'impossible', code: 'blob-lost' };
  const opaque = entry.destination.mode === 'opaque' && !sameOrigin;
  const online = deps.isOnline?.() ?? true;
  const limitMs = online ? Math.min(MOST_MS, BASE_MS + Math.ceil(body.bytes / SLOWEST_BYTES_A_MS)) : OFFLINE_MS;
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(limitMs)]);
  let response: Response;
  try {
    response = await deps.fetch(request.url, {
      method: request.method,
      headers: headersOf(request, entry, sameOrigin, opaque),
      ...(body.value === undefined ? {} : { body: body.value }),
      credentials: sameOrigin ? 'same-origin' : 'omit',
      mode: opaque ? 'no-cors' : sameOrigin ? 'same-origin' : 'cors',
      // An opaque answer cannot be told from a redirect anyway; elsewhere where it leads is read below.
      redirect: 'follow',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (deps.signal.aborted) throw deps.signal.reason;
    const timedOut = (error as { name?: string }).name === 'TimeoutError';
    if (!online) return { kind: 'no-answer', code: 'offline' };
    return { kind: 'no-answer', code: timedOut ? 'timeout' : 'network', refused: !timedOut && !sameOrigin };
  }
  if (opaque) return { kind: 'handed-over' };
  const retryAt = retryAfter(response.headers.get('retry-after'), deps.now());
  const looksLikeSignIn = response.ok && isSignInPage(request, response, deps.origin);
  const reason = response.ok ? undefined : await reasonOf(response);
  return {
    kind: 'answered',
    status: response.status,
    ...(looksLikeSignIn ? { signIn: true } : {}),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A redirect that ends at another address with a page for people is a sign-in page, not a success. */
function isSignInPage(request: SendRequest, response: Response, origin: string): boolean {
  if (!response.redirected) return false;
  const asked = new URL(request.url, origin);
  const got = new URL(response.url, origin);
  if (asked.origin === got.origin && asked.pathname === got.pathname) return false;
  if (got.origin !== asked.origin) return true;
  if (/(?:^|[/_.-])(?:log-?in|sign-?in|auth|sso|session)(?:$|[/_.?-])/i.test(got.pathname)) return true;
  // See-other after a POST (RFC 9110 §15.4.4) commonly leads to the page that shows the result: taken as a success.
  return false;
}

function headersOf(request: SendRequest, entry: OutboxEntry, sameOrigin: boolean, opaque: boolean): Headers {
  const headers = new Headers(request.headers);
  if (request.body.kind === 'text') headers.set('content-type', request.body.type);
  const { key } = entry.destination;
  if (sameOrigin) headers.set('idempotency-key', entry.id);
  else if (key.kind === 'header' && !opaque) headers.set(key.name, entry.id);
  return headers;
}

type BuiltBody = { readonly value: string | FormData | URLSearchParams | undefined; readonly bytes: number };

async function bodyOf(
  request: SendRequest,
  entry: OutboxEntry,
  backend: SendDeps['backend'],
): Promise<BuiltBody | 'blob-lost'> {
  const { body } = request;
  if (body.kind === 'none') return { value: undefined, bytes: 0 };
  const { key } = entry.destination;
  if (body.kind === 'text') {
    const text = key.kind === 'field' ? withJsonField(body, key.name, entry.id) : body.text;
    return { value: text, bytes: text.length };
  }
  const fields: [string, string | Blob, string?][] = [];
  let bytes = 0;
  for (const field of body.fields) {
    if ('value' in field) {
      fields.push([field.name, field.value]);
      bytes += field.value.length;
      continue;
    }
    const blob = fileOf(await backend.get<KeptFile | Blob>(blobKey(field.blobId)));
    if (!blob) return 'blob-lost';
    fields.push([field.name, blob, field.filename]);
    bytes += blob.size;
  }
  if (key.kind === 'field') fields.push([key.name, entry.id]);
  if (body.encoding === 'urlencoded') {
    const text = fields.map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : '']);
    return { value: new URLSearchParams(text), bytes };
  }
  const form = new FormData();
  for (const [name, value, filename] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, filename);
  }
  return { value: form, bytes };
}

/** The key as one more member of a JSON object; a text of another kind goes as it is. */
function withJsonField(body: { readonly text: string; readonly type: string }, name: string, value: string): string {
  if (!/json/i.test(body.type)) return body.text;
  try {
    const json = JSON.parse(body.text) as unknown;
    if (json === null || typeof json !== 'object' || Array.isArray(json)) return body.text;
    return JSON.stringify({ ...json, [name]: value });
  } catch {
    return body.text;
  }
}

/** The server's own words, as far as they are short plain text or a problem document. */
async function reasonOf(response: Response): Promise<string | undefined> {
  try {
    const type = response.headers.get('content-type') ?? '';
    if (/json/.test(type)) {
      const { detail, title } = (await response.json()) as { detail?: unknown; title?: unknown };
      const words = typeof detail === 'string' ? detail : title;
      return typeof words === 'string' ? words.slice(0, REASON_CHARS) : undefined;
    }
    if (/text\/plain/.test(type)) return (await response.text()).trim().slice(0, REASON_CHARS) || undefined;
    await response.body?.cancel();
    return undefined;
  } catch {
    return undefined;
  }
}
