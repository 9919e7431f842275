// Fetch: navigations from the front page or the shell, our own files and stored pictures from their caches. All else is the network's.

import { CACHES } from '../src/sync/messages.ts';
import { isPicture, keptHeaders } from '../src/sync/pictures.ts';
import { pictureKey, pictureKeyOfAddress } from '../src/core/picture-key.ts';
import { PICTURE_WIDTHS } from '../feeds/wire.ts';
import { FRONT_CACHE, precache, shellResponse } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

/** Routes of the app. */
const ROUTES =
  /^\/(?:all|unread|starred|saved|search|feeds|deliveries|outbox|settings(?:\/destinations)?|add|welcome|(?:feed|folder|article)\/[^/]+)?$/;
/** The gateway's own: nothing there is a page of the app. Any other address is a page that there is not, and the app says so. */
const NOT_OURS = /^\/(?:api|newsroom|login|metrics|healthz)(?:\/|$)/;

export function answer(event: FetchEvent): void {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (ROUTES.test(url.pathname)) event.respondWith(page(request, url.pathname === '/' && url.search === ''));
    else if (!NOT_OURS.test(url.pathname)) event.respondWith(unknownPage(request));
  } else if (url.pathname === '/api/image') {
    const key = pictureKeyOfAddress(request.url);
    if (key) event.respondWith(picture(request, key));
  } else if (precache.getCacheKeyForURL(request.url)) {
    event.respondWith(file(request));
  }
}

async function page(request: Request, isFront: boolean): Promise<Response> {
  const front = isFront ? await self.caches.match('/', { cacheName: FRONT_CACHE }) : undefined;
  return front ?? (await shellResponse()) ?? fetch(request);
}

/** The network knows best whether it is one; without it the app has words for it, and a way home. */
async function unknownPage(request: Request): Promise<Response> {
  return fetch(request).catch(async () => (await shellResponse()) ?? Response.error());
}

async function file(request: Request): Promise<Response> {
  return (await precache.matchPrecache(request.url)) ?? fetch(request);
}

/** Stored first; else the network, and kept; without a network any other width that is stored. */
async function picture(request: Request, key: string): Promise<Response> {
  const cache = await self.caches.open(CACHES.pictures);
  const stored = await cache.match(key);
  if (stored) return stored;
  try {
    const response = await fetch(request);
    if (isPicture(response)) {
      const body = await response.clone().blob();
      const kept = new Response(body, { headers: keptHeaders(response, body.size) });
      // Full storage is no reason to show nothing.
      await cache.put(key, kept).catch(() => undefined);
    }
    return response;
  } catch {
    return (await anyWidth(cache, key)) ?? Response.error();
  }
}

async function anyWidth(cache: Cache, key: string): Promise<Response | undefined> {
  const src = new URLSearchParams(key.slice(key.indexOf('?'))).get('url') ?? '';
  for (const width of [...PICTURE_WIDTHS].reverse()) {
    const other = await cache.match(pictureKey(src, width));
    if (other) return other;
  }
  return undefined;
}
