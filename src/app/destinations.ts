// The person's own destinations: read and written as one list, and the article that goes to one of them.

import { type ConfiguredDestination, configuredIdOf, outboxDestination, requestFor } from '../core/destinations.ts';
import { PredawnError } from '../core/errors.ts';
import type { Article } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import { sendingFor } from '../core/strings/sending-for.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { type App, feedName } from './app.ts';

const KEY = keys.meta('destinations');
/** Longer than this an excerpt is a text, characters. */
const EXCERPT_CHARS = 1_000;

export async function readDestinations(library: Library): Promise<readonly ConfiguredDestination[]> {
  return (await library.backend.get<readonly ConfiguredDestination[]>(KEY)) ?? [];
}

export function putDestination(library: Library, destination: ConfiguredDestination): Promise<void> {
  return change(library, all =>
    all.some(({ id }) => id === destination.id)
      ? all.map(each => (each.id === destination.id ? destination : each))
      : [...all, destination],
  );
}

/** What waits for it is taken back. */
export async function removeDestination(library: Library, id: string, now: number): Promise<void> {
  for (const { seq } of await waitingFor(library, id)) await library.cancelEntry(seq, now);
  await change(library, all => all.filter(each => each.id !== id));
}

export async function waitingFor(library: Library, id: string): Promise<readonly OutboxEntry[]> {
  return (await library.outbox()).filter(
    ({ destination, state }) => configuredIdOf(destination.id) === id && state !== 'dead' && state !== 'handed-over',
  );
}

/** Written with its entry first, registered, then tried at once. Throws what the store throws: then nothing was done. */
export async function sendArticle(app: App, article: Article, to: ConfiguredDestination): Promise<void> {
  const { headline, feed } = article;
  const words = sendingFor(app.state.settings.language);
  const url = [headline.url, feed.siteUrl].find(address => address !== undefined && /^https?:/i.test(address));
  if (url === undefined) {
    app.frame.notice(words.noAddress);
    return;
  }
  const request = requestFor(to, {
    title: headline.title,
    url,
    excerpt: headline.excerpt.slice(0, EXCERPT_CHARS),
    ...(headline.author === undefined ? {} : { author: headline.author }),
    feed: feedName(feed),
    published: new Date(headline.publishedAt).toISOString(),
  });
  const title = headline.title || app.state.strings.row.untitled;
  const entry = await app.library.act(
    { kind: 'send', title, request },
    { now: Date.now(), destination: outboxDestination(to) },
  );
  // It is kept: said before it is tried, so that "sent" comes after it.
  const { onLine } = navigator;
  if (onLine) app.frame.notice(words.sentSoon(to.name));
  const taken = await app.link.acted(entry);
  if (!onLine) app.frame.notice(taken === 'registered' ? words.sentLater(to.name) : words.sentLaterOpen(to.name));
}

async function change(
  library: Library,
  to: (all: readonly ConfiguredDestination[]) => readonly ConfiguredDestination[],
): Promise<void> {
  if (library.readOnly) throw new PredawnError('newer-schema');
  await library.backend.transact(
    [KEY],
    ([stored]) => ({
      puts: [[KEY, to((stored as readonly ConfiguredDestination[] | undefined) ?? [])]],
      result: undefined,
    }),
    { durable: true },
  );
  library.announce([KEY]);
}
