// What the handlers share while this worker happens to live: the open library and the host made of it. May vanish between two events.

import type { WakeReason, WakeReport } from '../src/core/model.ts';
import { openLibrary } from '../src/store/library.ts';
import * as secondCopy from '../src/store/second-copy.ts';
import { createHost, type Host, type WakeHow } from '../src/sync/host.ts';
import type { WorkerMessage } from '../src/sync/messages.ts';
import { createNotices } from './notifications.ts';
import { loadDirect } from './parser-loader.ts';
import { SHELL, shellResponse } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

let opening: Promise<Host> | undefined;
let cancel = new AbortController();

export function open(): Promise<Host> {
  opening ??= openHost().catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

export function cancelWake(): void {
  cancel.abort();
  cancel = new AbortController();
}

async function openHost(): Promise<Host> {
  const now = (): number => Date.now();
  const fetchIt = (input: string, init?: RequestInit): Promise<Response> => fetch(input, init);
  const library = await openLibrary({ secondCopy: () => Promise.resolve(secondCopy) });
  const host = createHost({
    library,
    device: self.navigator,
    fetch: fetchIt,
    now,
    origin: self.location.origin,
    caches: self.caches,
    direct: () => loadDirect({ fetch: fetchIt, now }),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    front: { shell: SHELL, shellResponse },
    tell: message => void tellPages(message),
    notices: createNotices(library),
  });
  return { ...host, wakeFor: (reason, how) => cancellable(host, reason, how) };
}

function cancellable(host: Host, reason: WakeReason, how: WakeHow): Promise<WakeReport> {
  const signal = how.signal ? AbortSignal.any([how.signal, cancel.signal]) : cancel.signal;
  return host.wakeFor(reason, { ...how, signal });
}

async function tellPages(message: WorkerMessage): Promise<void> {
  // The page of a first visit is under no worker yet, and wants to hear all the same.
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage(message);
}
