// One-off sync: the outbox is replayed. Rejects where something waits for a network, so that the browser tries again.

import { TAGS } from '../src/sync/messages.ts';
import { open } from './context.ts';

declare const self: ServiceWorkerGlobalScope;

/** Longer than a tab may hold the lock, shorter than Chromium's three minutes for the event, milliseconds. */
const WAIT_MS = 60_000;
/**
 * The browser fires a sync at the moment that a network goes as well as at the moment that one comes, and then is silent for five
 * minutes whatever happens. So an event that finds no network stays, and looks for one, milliseconds.
 */
const LINGER_MS = 100_000;
const LOOK_EVERY_MS = 500;

export async function onSync(tag: string, lastChance: boolean): Promise<void> {
  if (tag !== TAGS.outbox && !tag.startsWith(TAGS.save)) return;
  const began = performance.now();
  const { replay } = await open();
  const only = tag.startsWith(TAGS.save) ? { saveOf: tag.slice(TAGS.save.length) } : {};
  let result = await replay({ waitMs: WAIT_MS, ...only });
  while (result.retry && !self.navigator.onLine && (await isBackOnline(began + LINGER_MS))) {
    result = await replay({ waitMs: WAIT_MS, ...only });
  }
  // On its last chance the browser drops the tag whatever we say: the entries stay for the next wake, page load or `online`.
  if (result.retry && !lastChance) throw new Error('outbox-waits', { cause: result });
}

async function isBackOnline(until: number): Promise<boolean> {
  while (performance.now() < until) {
    if (self.navigator.onLine) return true;
    await new Promise(done => setTimeout(done, LOOK_EVERY_MS));
  }
  return false;
}
