// What the page asks of the worker. Answers at once that it was heard; a page that hears nothing does the work itself.

import type { PageMessage } from '../src/sync/messages.ts';
import { patienceFor } from '../src/sync/patience.ts';
import { cancelWake, open } from './context.ts';

/** A replay under way in another tab is waited for so long, milliseconds. */
const WAIT_MS = 60_000;

declare const self: ServiceWorkerGlobalScope;

export async function onMessage(data: unknown, ports: readonly MessagePort[]): Promise<void> {
  const message = data as PageMessage | null;
  if (message === null || typeof message !== 'object' || typeof message.kind !== 'string') return;
  ports[0]?.postMessage('heard');
  switch (message.kind) {
    case 'skip-waiting':
      // The person agreed.
      return self.skipWaiting();
    case 'cancel-wake':
      cancelWake();
      return;
    case 'print':
      return (await open()).print();
    case 'replay':
      await replayOnceMore(message.urgent ?? true);
      return;
    case 'wake': {
      const { wakeFor } = await open();
      await wakeFor(message.reason, { waitMs: patienceFor(message.reason) });
      return;
    }
  }
}

/** One that runs and one that follows it: what the tenth caller wants sent, the second will send. */
let running: Promise<void> | undefined;
let following: Promise<void> | undefined;

function replayOnceMore(urgent: boolean): Promise<void> {
  if (following) return following;
  if (!running) return (running = replayNow(urgent).finally(() => (running = undefined)));
  following = running
    .catch(() => undefined)
    .then(() => {
      following = undefined;
      return replayOnceMore(urgent);
    });
  return following;
}

async function replayNow(urgent: boolean): Promise<void> {
  const { replay } = await open();
  await replay({ waitMs: WAIT_MS, urgent });
}
