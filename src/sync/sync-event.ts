// One-off sync: the outbox is replayed, then a wake. Rejects where something waits for a network, so that the browser tries again.

import type { Host } from './host.ts';
import { lingering, type LingerDeps } from './linger.ts';
import { TAGS } from './messages.ts';

export interface SyncEventDeps extends LingerDeps {
  readonly open: () => Promise<Pick<Host, 'replay' | 'wakeFor'>>;
}

/** Longer than a tab may hold the lock, shorter than Chromium's three minutes for the event, milliseconds. */
const WAIT_MS = 60_000;
/** A wake that a page has begun ends first, milliseconds. */
const WAKE_WAIT_MS = 30_000;

/** Answers one event. A tag of another's is none of our business. */
export async function answerSync(tag: string, lastChance: boolean, deps: SyncEventDeps): Promise<void> {
  if (tag !== TAGS.outbox && !tag.startsWith(TAGS.save)) return;
  const left = await lingering(
    () => carry(tag, deps),
    found => found === 'offline',
    deps,
  );
  // On its last chance the browser drops the tag whatever we say: the entries stay for the next wake, page load or `online`.
  if (left !== 'nothing' && !lastChance) throw new Error('outbox-waits', { cause: left });
}

/** What is left for another time: nothing; something that an answer holds; or all that needs a network. */
async function carry(tag: string, { open, isOnline }: SyncEventDeps): Promise<'nothing' | 'waiting' | 'offline'> {
  const { replay, wakeFor } = await open();
  const only = tag.startsWith(TAGS.save) ? { saveOf: tag.slice(TAGS.save.length) } : {};
  const { retry } = await replay({ waitMs: WAIT_MS, ...only });
  if (retry) return isOnline() ? 'waiting' : 'offline';
  if (tag !== TAGS.outbox) return 'nothing';
  // The network is back after an offline morning: the plan decides whether there is anything to fetch.
  const report = await wakeFor('sync', { tag, waitMs: WAKE_WAIT_MS });
  if (report.why !== 'offline' && report.result !== 'failed') return 'nothing';
  return isOnline() && report.why !== 'offline' ? 'waiting' : 'offline';
}
