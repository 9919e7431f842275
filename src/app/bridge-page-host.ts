// The page as its own worker: where there is no service worker, wakes and replays run here. Loaded only then.

import type { Library } from '../store/library-api.ts';
import { createHost, type Host } from '../sync/host.ts';
import type { WorkerMessage } from '../sync/messages.ts';

export interface PageHostOptions {
  readonly library: Library;
  readonly now: () => number;
  readonly tell: (message: WorkerMessage) => void;
  readonly subject?: () => Promise<string | null>;
}

export async function openPageHost({ library, now, tell, subject }: PageHostOptions): Promise<Host> {
  const fetchIt = (input: string, init?: RequestInit): Promise<Response> => fetch(input, init);
  return createHost({
    library,
    device: navigator,
    fetch: fetchIt,
    now,
    origin: location.origin,
    caches: 'caches' in globalThis ? caches : undefined,
    direct: async () => (await import('../sync/direct.ts')).createDirectReader({ fetch: fetchIt, now }),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    tell,
    ...(subject ? { subject } : {}),
  });
}
