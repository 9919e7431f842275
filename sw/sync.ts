// One-off sync: the outbox is replayed. Rejects where something waits for a network, so that the browser tries again.

import { TAGS } from '../src/sync/messages.ts';
import { open } from './context.ts';

/** Longer than a tab may hold the lock, shorter than Chromium's three minutes for the event, milliseconds. */
const WAIT_MS = 60_000;

export async function onSync(tag: string, lastChance: boolean): Promise<void> {
  if (tag !== TAGS.outbox && !tag.startsWith(TAGS.save)) return;
  const { replay } = await open();
  const only = tag.startsWith(TAGS.save) ? { saveOf: tag.slice(TAGS.save.length) } : {};
  const result = await replay({ waitMs: WAIT_MS, ...only });
  // On its last chance the browser drops the tag whatever we say: the entries stay for the next wake, page load or `online`.
  if (result.retry && !lastChance) throw new Error('outbox-waits', { cause: result });
}
