// The precached shell: what the app is made of, under names of our own.

import { setCacheNameDetails } from 'workbox-core';
import { PrecacheController } from 'workbox-precaching';
import type { PrecacheEntry } from 'workbox-precaching';
import { CACHES } from '../src/sync/messages.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] };
/** Hash of the precache list, put in by the build. */
declare const __PREDAWN_SHELL__: string;

export const SHELL = __PREDAWN_SHELL__;
/** The page that answers every route of the app. */
export const SHELL_PAGE = '/index.html';
export const FRONT_CACHE = `${CACHES.front}${SHELL}`;

setCacheNameDetails({ prefix: 'predawn', precache: 'shell' });
export const precache = new PrecacheController();
precache.addToCacheList(self.__WB_MANIFEST);

/** The shell with the headers it was served with; undefined where the browser threw it away. */
export function shellResponse(): Promise<Response | undefined> {
  return precache.matchPrecache(SHELL_PAGE);
}
