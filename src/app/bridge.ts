// The page's side of the worker: wakes and replays go through here, in the worker where there is one, else in this page.

import type { ArticleId, WakeReason } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Library } from '../store/library-api.ts';
import type { Host } from '../sync/host.ts';
import { patienceFor } from '../sync/patience.ts';
import { type PageMessage, TAGS, type WorkerMessage } from '../sync/messages.ts';
import { keepPeriodicSync, likelyPeriodic, type PeriodicState, watchPeriodicSync } from './bridge-periodic.ts';
import { watchSessions } from './bridge-sessions.ts';
import { registerWorker, type Update } from './bridge-worker.ts';

export type { PeriodicState, Update };

/** Who does the work. `memory`: this page, and closing it loses what it holds. */
export type BridgeMode = 'worker' | 'page' | 'memory';

export interface Bridge {
  /** Settles once: the worker is there, or the page knows that it works alone. */
  readonly mode: Promise<BridgeMode>;
  /** Code of `errors.ts` that says why there is no worker; absent where there is one. */
  why(): 'no-worker' | 'worker-failed' | 'storage-refused' | undefined;
  wake(reason: WakeReason): Promise<void>;
  cancelWake(): void;
  /** Tries everything that waits, now. */
  replay(): Promise<void>;
  /** After `library.act`: registers the sync and makes the first try at once. `registered` where the browser will also try with the tab closed. */
  acted(entry: OutboxEntry | undefined): Promise<'registered' | 'page-only' | 'nothing-to-send'>;
  /** What the first screen shows has changed; many calls become one print. */
  print(): void;
  onMessage(listener: (message: WorkerMessage) => void): () => void;
  /** A newer version waits; it is applied when the person agrees. Called at once where one waits already. */
  onUpdate(listener: (update: Update) => void): () => void;
  /** Whether the browser will wake the worker by itself, and why not. */
  periodic(): Promise<PeriodicState>;
  /** The same, known at once: what it will be unless the worker is refused. */
  likelyPeriodic(): Promise<PeriodicState>;
  close(): void;
}

export interface BridgeOptions {
  readonly library: Library;
  readonly now?: () => number;
  /** Whose actions go now; entries of another are held. */
  readonly subject?: () => Promise<string | null>;
}

/** A worker that has not said "heard" by then is taken for dead, milliseconds. */
const HEARD_MS = 4_000;
/** `sync.register` may hang where the system forbids it, milliseconds. */
const REGISTER_MS = 3_000;
/** A replay under way in another tab is waited for so long, milliseconds. */
const REPLAY_WAIT_MS = 60_000;
/** Changes come in flocks; the front page is printed once for each, milliseconds. */
const PRINT_AFTER_MS = 1_500;
/** While entries wait and a page is open they are tried so often, milliseconds; then ever less often, up to the second figure. */
const RETRY_MS = [15_000, 300_000] as const;

export function openBridge(options: BridgeOptions): Bridge {
  const { library, now = Date.now } = options;
  const inMemory = library.backend.kind === 'memory';
  const ended = new AbortController();
  const { signal } = ended;
  const listeners = new Set<(message: WorkerMessage) => void>();
  const updates = new Set<(update: Update) => void>();
  let update: Update | undefined;
  let why: ReturnType<Bridge['why']>;
  let cancel = new AbortController();
  let pageHost: Promise<Host> | undefined;
  let printing: ReturnType<typeof setTimeout> | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  let retryMs: number = RETRY_MS[0];

  const hear = (message: WorkerMessage): void => {
    if (message.kind === 'replayed') retryLater(message.waiting);
    else if (message.kind === 'wake-ended') void clock.then(one => one?.ended(message.report));
    for (const listener of [...listeners]) listener(message);
  };
  // A page without an own database shares nothing with a worker.
  const registered = inMemory
    ? Promise.resolve({ kind: 'none' as const, why: 'storage-refused' as const })
    : registerWorker(found, signal);
  const mode: Promise<BridgeMode> = registered.then(({ kind, ...rest }) => {
    why = 'why' in rest ? rest.why : undefined;
    return inMemory ? 'memory' : kind === 'registered' ? 'worker' : 'page';
  });

  // Not needed for minutes: it comes when the page has started.
  const clock = mode
    .then(() => import('./bridge-clock.ts'))
    .then(({ startClock }) => startClock({ library, now, look: () => quietly(() => wake('timer')), signal }))
    .catch(() => undefined);

  function found(newer: Update): void {
    update = newer;
    for (const listener of [...updates]) listener(newer);
  }

  /** True where a worker heard it. */
  async function say(message: PageMessage): Promise<boolean> {
    const result = await registered;
    if (result.kind !== 'registered') return false;
    const worker = result.registration.active;
    if (!worker) return false;
    const { port1, port2 } = new MessageChannel();
    try {
      return await new Promise<boolean>(resolve => {
        const timer = setTimeout(() => resolve(false), HEARD_MS);
        port1.onmessage = () => {
          clearTimeout(timer);
          resolve(true);
        };
        worker.postMessage(message, [port2]);
      });
    } finally {
      port1.close();
    }
  }

  function inPage(): Promise<Host> {
    pageHost ??= import('./bridge-page-host.ts').then(({ openPageHost }) =>
      openPageHost({ library, now, tell: hear, ...(options.subject ? { subject: options.subject } : {}) }),
    );
    return pageHost;
  }

  async function wake(reason: WakeReason): Promise<void> {
    if (await say({ kind: 'wake', reason })) return;
    const host = await inPage();
    await host.wakeFor(reason, { waitMs: patienceFor(reason), signal: AbortSignal.any([cancel.signal, signal]) });
  }

  async function replay(urgent = true): Promise<void> {
    if (await say({ kind: 'replay', urgent })) return;
    const host = await inPage();
    await host.replay({ waitMs: REPLAY_WAIT_MS, urgent, signal });
  }

  /** Page load, back online, seen again: what waits is tried, and its tag registered again (only a window may). */
  async function again(reason: 'start' | 'online' | 'visible'): Promise<void> {
    const waits = (await library.outbox()).some(({ state }) => state === 'waiting' || state === 'in-flight');
    if (waits) retryMs = RETRY_MS[0];
    await Promise.all([
      // Offline, nothing can be fetched now: the sync that fires when the network is back does it.
      (waits || !navigator.onLine) && register(TAGS.outbox),
      waits && replay(),
      // A destination that hangs does not keep the news away.
      wake(reason),
    ]);
  }

  /** Whether the browser took the tag. */
  async function register(tag: string): Promise<boolean> {
    const result = await registered;
    if (result.kind !== 'registered' || !result.registration.sync) return false;
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('sync-refused')), REGISTER_MS));
    try {
      await Promise.race([result.registration.sync.register(tag), late]);
      return true;
    } catch {
      // Forbidden by the system, or hanging: replays at load, online, visible and the page's timer remain.
      return false;
    }
  }

  function retryLater(waiting: number): void {
    clearTimeout(retrying);
    if (waiting === 0) {
      retryMs = RETRY_MS[0];
      return;
    }
    retrying = setTimeout(() => void quietly(() => replay(false)), retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_MS[1]);
  }

  const onMessage = (event: MessageEvent): void => {
    const message = event.data as WorkerMessage;
    if (message.kind === 'where') event.ports[0]?.postMessage(location.pathname);
    else hear(message);
  };
  if ('serviceWorker' in navigator) navigator.serviceWorker.addEventListener('message', onMessage, { signal });
  addEventListener('online', () => void quietly(() => again('online')), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') void quietly(() => again('visible'));
    },
    { signal },
  );
  watchSessions({ library, now, signal });
  library.onChange(changed => {
    if (changed.some(([family]) => family === 'status' || family === 'feed')) print();
  });
  void quietly(() => again('start'));
  void registered.then(result => {
    if (result.kind === 'registered' && !signal.aborted)
      watchPeriodicSync(result.registration, { library, now, signal });
  });

  function print(): void {
    clearTimeout(printing);
    printing = setTimeout(() => void quietly(() => say({ kind: 'print' })), PRINT_AFTER_MS);
  }

  return {
    mode,
    why: () => why,
    wake,
    replay: () => replay(),
    print,
    cancelWake() {
      cancel.abort();
      cancel = new AbortController();
      void quietly(() => say({ kind: 'cancel-wake' }));
    },
    async acted(entry) {
      if (!entry) return 'nothing-to-send';
      const tag =
        entry.action.kind === 'save' ? `${TAGS.save}${entry.action.articleId satisfies ArticleId}` : TAGS.outbox;
      // Registered first, then tried at once: a tab closed in the next moment loses nothing.
      const taken = await register(tag);
      void quietly(replay);
      return taken ? 'registered' : 'page-only';
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onUpdate(listener) {
      updates.add(listener);
      if (update) listener(update);
      return () => updates.delete(listener);
    },
    async periodic() {
      const result = await registered;
      return result.kind === 'registered' ? keepPeriodicSync(result.registration, { library, now }) : 'no-worker';
    },
    likelyPeriodic,
    close() {
      ended.abort();
      clearTimeout(printing);
      clearTimeout(retrying);
    },
  };
}

/** For what runs by itself: its failure stands in the wake's report or the entry, and in nobody's way. */
async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as { name?: string }).name !== 'AbortError') reportError(error);
  }
}
