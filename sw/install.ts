// Install: the shell into the precache, the plain shell as front page, then the static route to it. Never skips waiting.

import { putFront } from '../src/sync/front.ts';
import { rememberParser } from './parser-loader.ts';
import { FRONT_CACHE, precache, SHELL, shellResponse } from './shell.ts';
import type { InstallEventWithRoutes } from './types.ts';

declare const self: ServiceWorkerGlobalScope;

export async function onInstall(event: InstallEventWithRoutes): Promise<void> {
  rememberParser();
  await precache.install(event);
  const shell = await shellResponse();
  if (!shell) throw new Error('shell-missing', { cause: 'index.html is not in the precache list' });
  // Filled before the route exists: a routed request that misses goes to the network, not to our fetch handler.
  await putFront(self.caches, SHELL, await shell.text(), shell.headers);
  await route(event);
}

/** `/` is answered from the front cache without starting the worker, where the engine can; elsewhere the fetch handler answers. */
async function route(event: InstallEventWithRoutes): Promise<void> {
  if (!event.addRoutes) return;
  const condition = { urlPattern: { pathname: '/', search: '' }, requestMode: 'navigate' as const };
  try {
    await event.addRoutes([{ condition, source: { cacheName: FRONT_CACHE } }]);
  } catch {
    // An engine that knows another form of conditions: the fetch handler gives the same page a little later.
  }
}
