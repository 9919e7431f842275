// "Send to": makes a stored request ready to go (address and secret of today, the key, a fresh token), and tries a destination at set-up.

import {
  type ConfiguredDestination,
  configuredIdOf,
  outboxDestination,
  readTokens,
  readyRequest,
  testRequestFor,
  tokenRequest,
} from '../core/destinations.ts';
import type { OutboxId } from '../core/model.ts';
import type { OutboxEntry, SendRequest } from '../core/outbox.ts';
import { type Carried, markInFlight, settle } from '../core/outbox-rules.ts';
import type { Backend } from '../store/backend.ts';
import { keys } from '../store/keys.ts';
import { carrySend, type SendDeps } from './carry-send.ts';
import { refusesBrowsers } from './refuses-browsers.ts';

export interface SendToDeps extends SendDeps {
  readonly backend: Pick<Backend, 'get' | 'transact'>;
}

/** How a try at set-up ended; `code` stands in the table of `errors.ts`. */
export type Tried =
  | { readonly kind: 'works'; readonly destination: ConfiguredDestination }
  /** Given to the network; whether it arrived only its owner can see. */
  | { readonly kind: 'handed-over'; readonly destination: ConfiguredDestination }
  | { readonly kind: 'failed'; readonly code: string; readonly status?: number; readonly reason?: string };

export interface Person {
  readonly username: string;
  readonly password: string;
}

const DESTINATIONS = keys.meta('destinations');
/** A token that ends within this time is renewed first, milliseconds. */
const RENEW_BEFORE_MS = 60_000;
const TOKEN_MS = 20_000;

/** Carries a `send` that goes to one of the person's destinations; any other as it stands. */
export async function carrySendTo(entry: OutboxEntry, stored: SendRequest, deps: SendToDeps): Promise<Carried> {
  const id = configuredIdOf(entry.destination.id);
  const all = id === undefined ? undefined : await deps.backend.get<readonly ConfiguredDestination[]>(DESTINATIONS);
  const found = all?.find(destination => destination.id === id);
  // Removed since: what was asked for goes as it was written, without a secret.
  if (!found) return carrySend(entry, stored, deps);
  const renewed = await renew(found, deps);
  if ('failed' in renewed) return renewed.failed;
  const request = readyRequest(stored, renewed.destination, entry.id);
  return carrySend({ ...entry, destination: outboxDestination(found) }, request, deps);
}

/** Asks the destination now, before anything waits for it. */
export async function tryDestination(
  configured: ConfiguredDestination,
  deps: Omit<SendDeps, 'backend'>,
  person?: Person,
): Promise<Tried> {
  let destination = configured;
  const by = person ?? renewal(configured, deps.now());
  if (by) {
    const got = await askForTokens(configured, by, deps);
    if ('failed' in got) return failure(got.failed, configured, deps);
    destination = got.destination;
  }
  const entry = testEntry(destination, deps.now());
  const request = readyRequest(testRequestFor(destination, new Date(deps.now()).toISOString()), destination, entry.id);
  const carried = await carrySend(entry, request, { ...deps, backend: { get: () => Promise.resolve(undefined) } });
  if (carried.kind === 'handed-over') return { kind: 'handed-over', destination };
  return settle(entry, carried, deps.now()) === null
    ? { kind: 'works', destination }
    : failure(carried, destination, deps);
}

type Renewed = { readonly destination: ConfiguredDestination } | { readonly failed: Carried };

/** Under the replay's lock: two that renew at once would make each other's token worthless. */
async function renew(destination: ConfiguredDestination, deps: SendToDeps): Promise<Renewed> {
  const by = renewal(destination, deps.now());
  if (!by) return { destination };
  const got = await askForTokens(destination, by, deps);
  if ('failed' in got) return got;
  await deps.backend.transact([DESTINATIONS], ([stored]) => {
    const all = ((stored as readonly ConfiguredDestination[] | undefined) ?? []).map(each =>
      each.id === destination.id && got.destination.tokens ? { ...each, tokens: got.destination.tokens } : each,
    );
    return { puts: [[DESTINATIONS, all]], result: undefined };
  });
  return got;
}

/** What renews the token, where that is due. */
function renewal({ kind, tokens }: ConfiguredDestination, now: number): { refreshToken: string } | undefined {
  if (kind !== 'wallabag' || !tokens?.refreshToken || tokens.expiresAt - now > RENEW_BEFORE_MS) return undefined;
  return { refreshToken: tokens.refreshToken };
}

async function askForTokens(
  destination: ConfiguredDestination,
  by: Parameters<typeof tokenRequest>[1],
  { fetch, now, signal }: Pick<SendDeps, 'fetch' | 'now' | 'signal'>,
): Promise<Renewed> {
  const { url, body } = tokenRequest(destination, by);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      body,
      credentials: 'omit',
      mode: 'cors',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TOKEN_MS)]),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const timedOut = (error as { name?: string }).name === 'TimeoutError';
    return { failed: { kind: 'no-answer', code: timedOut ? 'timeout' : 'network', refused: !timedOut } };
  }
  const answer: unknown = await response.json().catch(() => undefined);
  const tokens = response.ok ? readTokens(answer, now()) : undefined;
  if (tokens) return { destination: { ...destination, tokens } };
  // OAuth (RFC 6749 §5.2) says 400 or 401 for a wrong client, name, password, or a token that is over: the person signs in again.
  const status = response.ok || response.status === 400 ? 401 : response.status;
  const said = (answer as { error_description?: unknown } | undefined)?.error_description;
  return { failed: { kind: 'answered', status, ...(typeof said === 'string' ? { reason: said } : {}) } };
}

async function failure(
  carried: Carried,
  destination: ConfiguredDestination,
  { fetch, now, signal }: Pick<SendDeps, 'fetch' | 'now' | 'signal'>,
): Promise<Tried> {
  if (carried.kind === 'no-answer' && carried.refused && (await refusesBrowsers(destination.url, fetch, signal)))
    return { kind: 'failed', code: 'refuses-browsers' };
  const next = settle(testEntry(destination, now()), carried, now());
  return {
    kind: 'failed',
    code: next?.lastError ?? 'unexpected',
    ...(next?.lastStatus === undefined ? {} : { status: next.lastStatus }),
    ...(next?.reason === undefined ? {} : { reason: next.reason }),
  };
}

/** What the outbox would write, were it real. */
function testEntry(destination: ConfiguredDestination, now: number): OutboxEntry {
  const entry: OutboxEntry = {
    seq: 0,
    id: 'predawn-test' as OutboxId,
    destination: { ...outboxDestination(destination), onUnknown: 'resend' },
    action: { kind: 'refresh' },
    subject: null,
    state: 'waiting',
    tries: 0,
    createdAt: now,
    nextAt: now,
    blobIds: [],
  };
  return markInFlight(entry, now);
}
