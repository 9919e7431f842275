// Subscribing: an address as people type it becomes a pending feed and an outbox entry, with or without a network.

import { PredawnError } from '../core/errors.ts';
import type { FeedId, FolderId } from '../core/model.ts';
import type { Strings } from '../core/strings/en.ts';
import { type App, feedName } from './app.ts';

export type Address =
  { readonly kind: 'address'; readonly url: string } | { readonly kind: 'refused'; readonly message: string };

/** `example.org`, `feed://…`, `https://…`: made absolute, or refused with a sentence. */
export function readAddress(typed: string, strings: Strings): Address {
  const text = typed
    .trim()
    .replace(/^(web\+feed|feed):(\/\/)?(?=https?:)/i, '')
    .replace(/^(web\+feed|feed):\/\//i, 'https://')
    // A name on Mastodon and its kin: `@ada@mastodon.example`.
    .replace(/^@([\w.-]+)@([\w.-]+)$/, 'https://$2/@$1');
  if (text === '') return { kind: 'refused', message: strings.add.empty };
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return { kind: 'refused', message: strings.add.scheme(`${scheme}:`) };
  const absolute = scheme === undefined ? `https://${text}` : text;
  if (/\s/.test(text) || !URL.canParse(absolute)) return { kind: 'refused', message: strings.add.invalid };
  const url = new URL(absolute);
  const isHost = url.hostname.includes('.') || url.hostname === 'localhost' || url.hostname.startsWith('[');
  return isHost ? { kind: 'address', url: url.href } : { kind: 'refused', message: strings.add.invalid };
}

export type Subscribed =
  | { readonly kind: 'accepted'; readonly feedId: FeedId; readonly message: string }
  | { readonly kind: 'known'; readonly feedId: FeedId; readonly message: string };

export interface SubscribeRequest {
  readonly url: string;
  /** The address is known to be a feed. */
  readonly isFeed: boolean;
  readonly folderId?: FolderId;
  /** As the catalogue or the file calls it, until the publisher is heard. */
  readonly title?: string;
}

/** One write, then a first try at once. Throws what the store throws. */
export async function subscribe(app: App, request: SubscribeRequest): Promise<Subscribed> {
  const { library, link, state } = app;
  const { add } = state.strings;
  const known = (await library.feeds()).find(feed => feed.url === request.url);
  if (known) return { kind: 'known', feedId: known.id, message: add.already(feedName(known)) };
  const feedId = crypto.randomUUID() as string as FeedId;
  const { title: _title, ...action } = request;
  const entry = await library.act({ kind: 'subscribe', feedId, ...action }, { now: Date.now() });
  if (!entry) throw new PredawnError('unexpected', { detail: 'subscribe-without-entry' });
  const taken = await link.acted(entry);
  const message = navigator.onLine
    ? add.accepted
    : taken === 'registered'
      ? add.acceptedOffline
      : add.acceptedOfflineHere;
  return { kind: 'accepted', feedId, message };
}

/** Many at once (catalogue, OPML): the ones that are new. */
export async function subscribeAll(
  app: App,
  requests: readonly SubscribeRequest[],
  onProgress?: (done: number, of: number) => void,
): Promise<{ readonly added: number; readonly known: number }> {
  const { library, link } = app;
  const entries = await library.subscribeAll(
    requests.map(({ title, ...request }) => ({
      action: { kind: 'subscribe', feedId: crypto.randomUUID() as string as FeedId, ...request },
      ...(title === undefined ? {} : { title }),
    })),
    { now: Date.now(), ...(onProgress ? { onProgress } : {}) },
  );
  await link.acted(entries.at(-1));
  return { added: entries.length, known: requests.length - entries.length };
}
