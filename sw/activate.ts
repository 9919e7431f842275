// Activate: drop the shells of older versions, ours only, print the front page with this one, and serve the page of the first visit too.

import { CACHES } from '../src/sync/messages.ts';
import { open } from './context.ts';
import { FRONT_CACHE, precache } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

export async function onActivate(event: ExtendableEvent): Promise<void> {
  await precache.activate(event);
  const names = await self.caches.keys();
  const old = names.filter(name => name.startsWith(CACHES.front) && name !== FRONT_CACHE);
  await Promise.all(old.map(name => self.caches.delete(name)));
  try {
    const { print } = await open();
    // The plain shell is there from the install: a page that cannot be printed now is printed at the next wake.
    await print().catch(() => undefined);
  } finally {
    // The page that registered us loads its other screens one by one: from here on they come from the device, network or not.
    await self.clients.claim();
  }
}
