// predawn/sw: handlers for a host's own service worker. Nothing happens by importing it; the host wires what it wants.

import type { OutboxEntry } from '../src/core/outbox.ts';
import { openEmbedStore, type EmbedStore } from '../src/sync/embed/store.ts';
import { refreshFeed, type FeedDeps } from '../src/sync/embed/feeds.ts';
import {
  isWorthDelivering,
  lastDelivery,
  noteWake,
  putDelivery,
  readMorning,
  timesOf,
  type Delivery,
} from '../src/sync/embed/morning.ts';
import { EMBED_TAGS, PAGES_CACHE } from '../src/sync/embed/names.ts';
import { acknowledgedWord, readOutbox, sendAll, type SendAllDeps } from '../src/sync/embed/outbox.ts';
import { fetchPage, keepPage, readPage, type KeptPage } from '../src/sync/embed/pages.ts';

export interface PredawnOptions {
  /** Addresses of feeds to keep; relative ones are the site's own. */
  readonly feeds?: readonly string[];
  /** Pages of this site to keep with each delivery. Nothing is fetched with credentials. */
  readonly pages?: readonly string[];
  /** Origin of a gateway that serves this site; its own feeds need none. */
  readonly gateway?: string;
  /** Local times of day by which a delivery should be there, where the reader chose none. */
  readonly times?: readonly string[];
  /** Who is signed in; entries of others are held. */
  readonly subject?: () => Promise<string | null>;
  /** May refresh a token: answers the request as it shall be sent. */
  readonly beforeSend?: SendAllDeps['beforeSend'];
  /** Reads RSS and Atom. Without it feeds are read as JSON Feed, from the gateway or the site. */
  readonly readXml?: FeedDeps['readXml'];
  /** Words of the notification of what a sync has sent; without it nothing is shown. */
  readonly sentNotice?: (entry: OutboxEntry) => Notice | null;
  /** Words of the notification of a page that is ready; null shows none. */
  readonly readyNotice?: (page: KeptPage) => Notice | null;
}

export interface Notice {
  readonly title: string;
  readonly options?: NotificationOptions;
}

/** Each handler answers whether the event was its own. It calls `waitUntil` and `respondWith` itself. */
export interface Predawn {
  sync(event: SyncLike): boolean;
  periodicsync(event: TaggedEvent): boolean;
  push(event: PushLike): boolean;
  notificationclick(event: ClickLike): boolean;
  /**
   * In a worker's first moments it must take a page or a part of one before it can know whether that is kept: where it is not,
   * `otherwise` answers, as the host would have done. Without it that is the network.
   */
  fetch(event: FetchLike, otherwise?: (request: Request) => Promise<Response>): boolean;
  /** Fetches feeds and pages now. */
  deliver(): Promise<Delivery>;
  /** Adds all five to a worker, for `fetch` behind every listener that the host's script adds: what those answer is theirs. */
  install(worker: WorkerLike): void;
}

interface TaggedEvent extends ExtendableLike {
  readonly tag: string;
}
interface ExtendableLike {
  waitUntil(promise: Promise<unknown>): void;
}
interface SyncLike extends TaggedEvent {
  readonly lastChance?: boolean;
}
interface PushLike extends ExtendableLike {
  readonly data: { json(): unknown } | null;
}
interface ClickLike extends ExtendableLike {
  readonly notification: Notification;
}
interface FetchLike extends ExtendableLike {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerLike {
  addEventListener(type: string, listener: (event: never) => void): void;
}

declare const self: ServiceWorkerGlobalScope;

/** What a kept page is made of. */
const PARTS = /^(?:document|script|style|image)$/;
/** How long another that sends is waited for, milliseconds: without this event the worker could be stopped in its midst. */
const WAIT_MS = 90_000;

export function createPredawn(options: PredawnOptions = {}): Predawn {
  const fetcher: typeof fetch = self.fetch.bind(self);
  const origin = self.location.origin;
  let opened: Promise<EmbedStore> | undefined;
  const store = (): Promise<EmbedStore> =>
    (opened ??= openEmbedStore().then(store => {
      store.onChange(words => words.includes('page') && void readAgain());
      return store;
    }));
  const deps = async () => ({ store: await store(), fetch: fetcher, now: Date.now, origin, caches: self.caches });

  const sendWaiting = async (): Promise<void> => {
    const shared = await deps();
    const sent = new Set<string>();
    const before = options.sentNotice ? await readOutbox(shared.store) : [];
    const stop = shared.store.onChange(words => words.forEach(word => sent.add(word)));
    const subject = (await options.subject?.()) ?? null;
    const { retry } = await sendAll({
      ...shared,
      locks: self.navigator.locks,
      waitMs: WAIT_MS,
      subject,
      beforeSend: options.beforeSend,
    });
    stop();
    for (const entry of before)
      if (sent.has(acknowledgedWord(entry.id))) await show(options.sentNotice?.(entry), `sent:${entry.id}`, '/');
    // The browser tries again by itself, after 5 and 15 minutes.
    if (retry) throw new Error('predawn-waiting');
  };

  const save = async (url: string): Promise<void> => {
    const shared = await deps();
    const page = await readPage(shared.store, url);
    if (page?.state !== 'waiting') return;
    const next = await fetchPage(page, shared);
    if (next?.state === 'waiting') throw new Error('predawn-waiting');
    if (next?.state === 'ready') await tell(next);
  };

  const tell = async (page: KeptPage): Promise<void> => {
    const said = options.readyNotice
      ? options.readyNotice(page)
      : { title: page.title, options: { body: 'Ready to read, with or without a network.' } };
    if (page.notify) await show(said, `save:${page.url}`, page.url);
  };

  /** `url` is opened by a click on it. */
  const show = async (said: Notice | null | undefined, tag: string, url: string): Promise<void> => {
    if (!said || Notification.permission !== 'granted') return;
    const data = { predawn: url };
    await self.registration.showNotification(said.title, { tag: `predawn-embed-${tag}`, data, ...said.options });
  };

  const deliver = async (): Promise<Delivery> => {
    const shared = await deps();
    const feeds = (options.feeds ?? []).map(feed => new URL(feed, self.location.href).href);
    const gatewayOf = (src: string): string | undefined =>
      new URL(src).origin === origin ? undefined : options.gateway;
    const outcomes = await Promise.all(
      feeds.map(src => refreshFeed(src, { ...shared, gateway: gatewayOf(src), readXml: options.readXml })),
    );
    let pages = 0;
    let failed = outcomes.filter(outcome => outcome.kind === 'failed').length;
    for (const page of options.pages ?? []) {
      const got = await keepPage(new URL(page, self.location.href).href, shared);
      if (got.kind === 'kept') pages++;
      else failed++;
    }
    void readAgain();
    const delivery = { at: Date.now(), feeds: outcomes.length, pages, failed };
    // Where newer code has been here, nothing is written.
    await putDelivery(shared.store, delivery).catch(() => undefined);
    return delivery;
  };

  const morning = async (): Promise<void> => {
    await sendWaiting().catch(() => undefined);
    const shared = await store();
    const times = timesOf(await readMorning(shared), options.times);
    if (!isWorthDelivering(times, await lastDelivery(shared), new Date())) return;
    const { failed, feeds } = await deliver();
    if (failed > 0 && failed === feeds + (options.pages ?? []).length) throw new Error('predawn-undelivered');
  };

  /** Addresses in our cache, and the reading of them where they may have changed. */
  let own: ReadonlySet<string> = new Set();
  let reading: Promise<unknown> | undefined;
  let isKnown = false;
  const readOwn = async (): Promise<void> => {
    const cache = (await self.caches.has(PAGES_CACHE)) ? await self.caches.open(PAGES_CACHE) : undefined;
    own = new Set((await cache?.keys())?.map(({ url }) => url));
    isKnown = true;
  };
  /** What was known serves until the new is. */
  const readAgain = (): Promise<unknown> => (reading = Promise.allSettled([readOwn(), store()]));

  const predawn: Predawn = {
    sync(event) {
      if (event.tag === EMBED_TAGS.outbox) event.waitUntil(staying(sendWaiting));
      else if (event.tag.startsWith(EMBED_TAGS.save))
        event.waitUntil(staying(() => save(event.tag.slice(EMBED_TAGS.save.length))));
      else return false;
      return true;
    },
    periodicsync(event) {
      const { tag } = event;
      if (!tag.startsWith(EMBED_TAGS.morning)) return false;
      const startedAt = Date.now();
      const note = async (): Promise<void> =>
        noteWake(await store(), { tag, startedAt, endedAt: Date.now() }).catch(() => undefined);
      event.waitUntil(morning().finally(note));
      return true;
    },
    push(event) {
      const message = readPush(event);
      if (!message) return false;
      event.waitUntil(
        deliver()
          .catch(() => undefined)
          .then(() =>
            self.registration.showNotification(message.title, {
              tag: 'predawn-embed-morning',
              data: { predawn: message.url },
            }),
          ),
      );
      return true;
    },
    notificationclick(event) {
      const url = (event.notification.data as { predawn?: unknown } | null)?.predawn;
      if (typeof url !== 'string' || new URL(url, origin).origin !== origin) return false;
      event.notification.close();
      event.waitUntil(openWindow(new URL(url, origin).href));
      return true;
    },
    fetch(event, otherwise = fetcher) {
      const { request } = event;
      if (request.method !== 'GET' || new URL(request.url).origin !== origin) return false;
      const url = request.url.replace(/#.*/, '');
      const read = reading ?? readAgain();
      if (isKnown) return own.has(url) && answered(event, () => networkFirst(request, url));
      // Only in a worker's first moments: whether it is ours is being read.
      if (!PARTS.test(request.destination)) return false;
      return answered(event, () => read.then(() => (own.has(url) ? networkFirst(request, url) : otherwise(request))));
    },
    deliver,
    install(worker) {
      // Still in the script's first run, as it must be, and behind what is added there.
      queueMicrotask(() => {
        for (const type of ['sync', 'periodicsync', 'push', 'notificationclick', 'fetch'] as const)
          worker.addEventListener(type, (event: never) => void predawn[type](event));
      });
    },
  };
  return predawn;
}

/** False where another listener of the host has answered it. */
function answered(event: FetchLike, answer: () => Promise<Response>): boolean {
  let isOurs = true;
  try {
    event.respondWith(Promise.resolve().then(() => (isOurs ? answer() : Response.error())));
  } catch {
    isOurs = false;
  }
  return isOurs;
}

/** A page that is kept is shown fresh where there is a network, and from the cache where there is none. */
async function networkFirst(request: Request, url: string): Promise<Response> {
  return self.fetch(request).catch(async (error: unknown) => {
    const kept = await self.caches.match(url, { cacheName: PAGES_CACHE, ignoreVary: true });
    if (kept) return kept;
    throw error;
  });
}

/** Ours is `{"predawn": {"title", "url"}}`; anything else is the host's. */
function readPush(event: PushLike): { title: string; url: string } | undefined {
  try {
    const { predawn } = event.data?.json() as { predawn?: { title?: unknown; url?: unknown } };
    if (typeof predawn?.title !== 'string') return undefined;
    return { title: predawn.title, url: typeof predawn.url === 'string' ? predawn.url : '/' };
  } catch {
    return undefined;
  }
}

async function openWindow(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find(client => client.url === url);
  if (open) await open.focus();
  else await self.clients.openWindow(url);
}

/**
 * A sync that fires as the network goes stays until it is back: the browser would fire it again after five minutes only. It ends the event
 * itself after three, and takes it for failed. Written small, for a host pays for each byte (the reader's own is `sync/linger.ts`).
 */
async function staying(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      // With a network it is an answer that holds it.
      if (navigator.onLine) throw error;
    }
    while (!navigator.onLine) await new Promise(resolve => setTimeout(resolve, 1000));
  }
}
