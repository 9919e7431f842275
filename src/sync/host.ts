// Puts together what a wake and a replay need, from what a page or a worker has: one recipe for both.

import type { Article, Feed, WakeReason, WakeReport } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';
import { type Device, deviceKind, type DeviceNames, readConditions } from './conditions.ts';
import { printFront } from './front.ts';
import type { WorkerMessage } from './messages.ts';
import { mustPushBeVisible } from './push-engine.ts';
import { uploadPushTimes } from './push.ts';
import { dueAtOf, noteTimerWake } from './steering.ts';
import { createTransport, type DirectReader, type Fetch } from './transport.ts';
import { type EditionNews, wake, type WakeDeps } from './wake.ts';
import { replay, type ReplayDeps, type ReplayResult } from './replay.ts';

/** A wake under way is waited for before the paper is made anew, milliseconds. */
const SUBSCRIBED_WAIT_MS = 30_000;

/** What differs between page and worker. */
export interface HostOptions {
  readonly library: Library;
  readonly device: Device &
    DeviceNames & { setAppBadge?: (count?: number) => Promise<void>; readonly locks?: LockManager };
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Our own origin, which is also where the gateway is looked for. */
  readonly origin: string;
  readonly caches: CacheStorage | undefined;
  readonly direct: () => Promise<DirectReader>;
  readonly timeZone: string;
  /** Where the front page is kept: none where no worker serves it. */
  readonly front?: { readonly shell: string; readonly shellResponse: () => Promise<Response | undefined> };
  readonly tell: (message: WorkerMessage) => void;
  readonly notices?: Notices;
  readonly subject?: () => Promise<string | null>;
  readonly beforeSend?: ReplayDeps['beforeSend'];
}

/** Notifications, already allowed or silently not shown. */
export interface Notices {
  edition(news: EditionNews): Promise<void>;
  saved(article: Article): Promise<void>;
  chooseFeed(feed: Feed, candidates: number): Promise<void>;
}

export interface WakeHow {
  readonly waitMs: number;
  readonly tag?: string;
  readonly signal?: AbortSignal;
  /** No notification of its own: the caller shows one. */
  readonly silent?: boolean;
}

export interface ReplayHow {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** False for a timer of our own; every event of browser or person is urgent. */
  readonly urgent?: boolean;
  readonly saveOf?: string;
}

export interface Host {
  readonly library: Library;
  readonly print: () => Promise<void>;
  readonly wakeFor: (reason: WakeReason, how: WakeHow) => Promise<WakeReport>;
  readonly replay: (how: ReplayHow) => Promise<ReplayResult>;
}

export function createHost(options: HostOptions): Host {
  const { library, fetch, now, origin, device } = options;
  const transport = createTransport({ gateway: origin, fetch, now, direct: options.direct });
  const locks = device.locks;
  const offsetAt = (at: number): number => -new Date(at).getTimezoneOffset();
  const kind = deviceKind(device);

  const print = async (): Promise<void> => {
    if (!options.caches || !options.front) return;
    await printFront({ library, caches: options.caches, now, timeZone: options.timeZone, ...options.front });
  };

  const wakeDeps = (how: WakeHow, dueAt?: number): WakeDeps => ({
    library,
    transport,
    fetch,
    now,
    caches: options.caches,
    locks,
    signal: how.signal,
    conditions: () => readConditions(device, library.backend),
    usedBytes: async () => (await device.storage?.estimate?.().catch(() => undefined))?.usage,
    offsetAt,
    print,
    badge: device.setAppBadge ? count => setBadge(device, count) : undefined,
    notify: how.silent || !options.notices ? undefined : news => options.notices?.edition(news) ?? Promise.resolve(),
    tell: options.tell,
    tag: how.tag,
    dueAt,
    device: kind,
    waitMs: how.waitMs,
  });

  const replayDeps = (how: ReplayHow): ReplayDeps => ({
    library,
    transport,
    fetch,
    now,
    origin,
    caches: options.caches,
    locks,
    ...how,
    subject: options.subject,
    beforeSend: options.beforeSend,
    isOnline: () => device.onLine,
    notices: options.notices,
    tell: options.tell,
    print,
    refresh: signal => wake('refresh', wakeDeps({ waitMs: 30_000, signal })),
  });

  /** What the next wakes stand on: the timer that fired, and the times at the gateway. The wake itself is done: no harm comes of this. */
  const afterWake = async (reason: WakeReason, { tag, signal }: WakeHow): Promise<void> => {
    if (library.readOnly) return;
    if (reason === 'periodicsync' && tag !== undefined) {
      await noteTimerWake(tag, { library, now: now(), offsetAt, device: kind });
    }
    if (!device.onLine) return;
    const mustBeVisible = mustPushBeVisible();
    await uploadPushTimes({ library, fetch, gateway: origin, now, offsetAt, device: kind, mustBeVisible, signal });
  };

  return {
    library,
    print,
    async replay(how) {
      const result = await replay(replayDeps(how));
      // Their articles came with the subscription; the paper, its pictures and the printed page follow.
      if (result.subscribed > 0) await wake('subscribe', wakeDeps({ ...how, waitMs: SUBSCRIBED_WAIT_MS }));
      return result;
    },
    async wakeFor(reason, how) {
      // What a person asked for comes before what nobody waits for. A hung destination may not cost the paper: it is bounded there.
      const sent = replay(replayDeps({ waitMs: 0, ...(how.signal ? { signal: how.signal } : {}) })).catch(
        () => undefined,
      );
      const dueAt =
        reason === 'periodicsync' && how.tag !== undefined ? await dueAtOf(library, how.tag, now()) : undefined;
      const report = await wake(reason, wakeDeps(how, dueAt));
      await sent;
      await afterWake(reason, how).catch(() => undefined);
      return report;
    },
  };
}

async function setBadge(device: HostOptions['device'], count: number): Promise<void> {
  // Not installed, or refused by the system: a badge is a nicety.
  await device.setAppBadge?.(count).catch(() => undefined);
}
