// Carries a `subscribe`: finds the feed, fetches it once, stores it. Several candidates become the person's choice.

import type { Feed } from '../core/model.ts';
import type { Action } from '../core/outbox.ts';
import type { FeedOutcome, Library } from '../store/library-api.ts';
import type { Carried } from '../core/outbox-rules.ts';
import { type Transport, TransportError } from './transport.ts';

export interface SubscribeDeps {
  readonly library: Library;
  readonly transport: Transport;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Asks which one, by notification where allowed. */
  readonly askWhich?: ((feed: Feed, candidates: number) => Promise<void>) | undefined;
  /** Says that it is here now. */
  readonly subscribed?: ((feed: Feed) => Promise<void>) | undefined;
}

type Subscribe = Extract<Action, { kind: 'subscribe' }>;

/** Discovery and first fetch together, milliseconds. */
const LIMIT_MS = 60_000;
/** Answers that mean: this address is a page, look for its feeds. */
const NOT_A_FEED = new Set(['not-a-feed', 'not-feed', 'empty-document']);
/** Asking again cannot help with these; everything else is tried again. */
const FINAL = new Set([
  ...['bad-url', 'private-address', 'no-feed-found', 'not-a-feed', 'not-found', 'feed-gone', 'feed-too-large'],
  ...['needs-gateway', 'no-gateway', 'too-many-redirects', 'forbidden', 'forbidden-port', 'parse-failed', 'too-large'],
]);

export async function carrySubscribe(action: Subscribe, deps: SubscribeDeps): Promise<Carried> {
  const feed = await deps.library.feed(action.feedId);
  // Unsubscribed before it was ever fetched: nothing is left to do.
  if (!feed) return { kind: 'done' };
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(LIMIT_MS)]);
  if (action.isFeed) {
    const outcome = await fetchOne(action.url, deps, signal);
    if (outcome.kind !== 'failed' || !NOT_A_FEED.has(outcome.code)) return keep(feed, action.url, outcome, deps);
  }
  const found = await deps.transport.discover(action.url, { signal });
  if (found.kind === 'failed') {
    const why = { code: found.code, ...(found.detail === undefined ? {} : { reason: found.detail }) };
    if (found.final || FINAL.has(found.code)) return { kind: 'impossible', ...why };
    return { kind: 'no-answer', code: found.code, ...(found.retryAt === undefined ? {} : { retryAt: found.retryAt }) };
  }
  const { feeds } = found.value;
  const [only] = feeds;
  if (!only) return { kind: 'impossible', code: 'no-feed-found' };
  if (feeds.length === 1) return keep(feed, only.url, await fetchOne(only.url, deps, signal), deps);
  const candidates = feeds.map(({ url, title }) => (title === undefined ? { url } : { url, title }));
  const asked: Feed = { ...feed, state: { kind: 'choose', candidates } };
  await deps.library.changeFeeds([feed.id], current => ({ ...current, state: asked.state }));
  await deps.askWhich?.(asked, candidates.length);
  return { kind: 'done' };
}

async function keep(feed: Feed, url: string, outcome: FeedOutcome, deps: SubscribeDeps): Promise<Carried> {
  if (outcome.kind === 'failed') {
    if (FINAL.has(outcome.code)) return { kind: 'impossible', code: outcome.code };
    const { code, retryAt } = outcome;
    return { kind: 'no-answer', code, ...(retryAt === undefined ? {} : { retryAt }) };
  }
  if (outcome.kind === 'gone') return { kind: 'impossible', code: 'feed-gone' };
  const movedTo = outcome.kind === 'updated' ? (outcome.movedTo ?? url) : url;
  const twin = (await deps.library.feeds()).find(other => other.id !== feed.id && other.url === movedTo);
  if (twin) {
    // Had already, under another address: one subscription is enough.
    await deps.library.unsubscribe(feed.id);
    return { kind: 'done' };
  }
  const moved = outcome.kind === 'updated' && movedTo !== feed.url ? { ...outcome, movedTo } : outcome;
  await deps.library.ingest(feed.id, moved, deps.now());
  const now = await deps.library.feed(feed.id);
  if (now) await deps.subscribed?.(now);
  return { kind: 'done' };
}

async function fetchOne(url: string, deps: SubscribeDeps, signal: AbortSignal): Promise<FeedOutcome> {
  try {
    for await (const piece of deps.transport.edition([{ url }], { signal })) return piece.outcome;
    return { kind: 'failed', code: 'gateway-unreachable' };
  } catch (error) {
    if (deps.signal.aborted) throw deps.signal.reason;
    if (signal.aborted) return { kind: 'failed', code: 'timeout' };
    if (!(error instanceof TransportError)) throw error;
    return { kind: 'failed', code: error.code, ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }) };
  }
}
