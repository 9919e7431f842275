// Push: takes due jobs, looks whether there is anything new, sends, and keeps what the push service answered.

import { join } from 'node:path';
import { positionOf } from './cursor.ts';
import type { GatewayConfig } from './config.ts';
import { openVapidKeys, type VapidKeys } from './push-keys.ts';
import { sendPush } from './push-send.ts';
import { createPushStore, type DuePush, type PushFeed, type PushStore } from './push-store.ts';
import type { Services } from './services.ts';
import { openDatabase } from './sqlite/database.ts';

export interface Push {
  readonly store: PushStore;
  readonly keys: VapidKeys;
  /** Sends what is due now; answers how many jobs were taken. */
  readonly tick: () => Promise<number>;
  /** Keeps ticking, woken when the next job is due. */
  readonly start: () => void;
  /** Something was asked for: look again when the next job is due. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** At most this many pushes in 20 hours reach one device, whatever it asked for. */
const WINDOW_MS = 20 * 3_600_000;
const CAP = { silent: 2, visible: 1 } as const;
const LEASE_MS = 120_000;
const AT_ONCE = 16;
const LOOK_AHEAD_MS = 60_000;
const TIDY_EVERY_MS = 6 * 3_600_000;
/** Feeds asked at once for the look whether anything is new. */
const FEEDS_AT_ONCE = 8;
const LOOK_MS = 25_000;
const LOOK_AGAIN_MS = 5 * 60_000;

type Needed = Pick<Services, 'documents' | 'fetcher' | 'feeds' | 'log' | 'now'>;

/** A connection of its own to the gateway's one file: jobs outlive a restart. */
export async function openPush(services: Needed, config: GatewayConfig): Promise<Push> {
  const store = createPushStore(openDatabase(join(config.dataDir, 'predawn.sqlite')));
  return createPush(services, store, await openVapidKeys(services.documents, config));
}

export function createPush(services: Needed, store: PushStore, keys: VapidKeys): Push {
  const { fetcher, feeds, log, now } = services;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let tidiedAt = 0;

  async function tick(): Promise<number> {
    const due = await store.claim(now(), AT_ONCE, LEASE_MS);
    await Promise.all(due.map(carryOut));
    if (now() - tidiedAt > TIDY_EVERY_MS) {
      tidiedAt = now();
      await store.tidy(now());
    }
    return due.length;
  }

  async function carryOut(push: DuePush): Promise<void> {
    const cap = push.isVisible ? CAP.visible : CAP.silent;
    if ((await store.sentSince(push, now() - WINDOW_MS)) >= cap) {
      await store.drop(push, false);
      return;
    }
    const stories = push.feeds.length === 0 ? undefined : await countNew(push.feeds);
    if (stories === 0) {
      await store.drop(push, false);
      log.debug({ outcome: 'nothing-new' }, 'a push was spared');
      return;
    }
    // No feed answered: what is seen is sent for news alone, so it waits for them while it is of use.
    if (stories === undefined && push.isVisible) {
      const lookAt = now() + LOOK_AGAIN_MS;
      if (lookAt < push.job.at + push.job.ttlSeconds * 1000) await store.later(push, lookAt);
      else await store.drop(push, false);
      log.debug({ outcome: 'unknown' }, 'a push waits for news');
      return;
    }
    const outcome = await sendPush(push, { fetcher, keys, now: now(), signal: stopping.signal, stories });
    // Nothing of the endpoint in the log: whoever holds it could follow a reader.
    log.debug({ outcome: outcome.kind, ...('status' in outcome ? { status: outcome.status } : {}) }, 'a push');
    // Stopping: the lease ends by itself and the next start goes on.
    if (stopping.signal.aborted && outcome.kind !== 'sent') return;
    if (outcome.kind === 'sent') await store.sent(push, now());
    else if (outcome.kind === 'ended') await store.end(push);
    else if (outcome.kind === 'later') await store.later(push, outcome.retryAt);
    else await store.drop(push, outcome.status !== 0);
  }

  /** New stories since the device's cursors; a feed that fails counts as nothing new, unless all fail. */
  async function countNew(list: readonly PushFeed[]): Promise<number | undefined> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(LOOK_MS)]);
    let found = 0;
    let answered = 0;
    const waiting = [...list];
    const look = async (): Promise<void> => {
      for (let feed = waiting.pop(); feed; feed = waiting.pop()) {
        const answer = await feeds.ask(feed.url, signal);
        if (answer.kind !== 'kept') continue;
        answered++;
        const position = positionOf(feed.cursor, answer.feed);
        if (position === answer.feed.seq) continue;
        const { uid } = answer.feed;
        const { documents } = services;
        found +=
          position === undefined
            ? (await documents.newest(uid, 50)).length
            : (await documents.since(uid, position)).length;
      }
    };
    await Promise.all(Array.from({ length: FEEDS_AT_ONCE }, look));
    return answered === 0 ? undefined : found;
  }

  /** One timer at a time: whoever calls sets it anew. */
  async function plan(): Promise<void> {
    if (stopping.signal.aborted) return;
    const nextAt = await store.nextAt();
    clearTimeout(timer);
    const wait = nextAt === undefined ? LOOK_AHEAD_MS : Math.min(LOOK_AHEAD_MS, Math.max(50, nextAt - now()));
    timer = setTimeout(() => {
      running = tick()
        .catch((error: unknown) => log.error({ code: codeOf(error) }, 'pushes could not be sent'))
        .then(plan);
    }, wait);
    timer.unref();
  }

  return {
    store,
    keys,
    tick,
    start: () => void plan(),
    wake: () => void plan(),
    stop: async () => {
      clearTimeout(timer);
      stopping.abort(new DOMException('The gateway stops.', 'AbortError'));
      await running.catch(() => undefined);
      clearTimeout(timer);
      await store.close();
    },
  };
}

/** Of an error its code alone: its message may name an endpoint. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
