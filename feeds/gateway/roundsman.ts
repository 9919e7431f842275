// Polls ahead: each feed that devices asked for lately, by its own rhythm, a few at a time, so that an edition is answered from memory.

import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';
import type { Documents, Rounds } from './documents.ts';
import type { FeedDesk } from './feed-desk.ts';

export interface Roundsman {
  readonly start: () => void;
  /** One round: whatever is due now. Answers how many feeds it polled. */
  readonly walk: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

const ROUND_MS = 30_000;
/** Nothing is polled right after a start: restarts must not be felt by publishers. */
const FIRST_ROUND_MS = 20_000;
const FEEDS_A_ROUND = 64;
const AT_ONCE = 8;
const LEASE_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
const ASKED_SINCE_MS = 30 * DAY_MS;
/** On a public gateway one person's feeds are not polled for him alone. */
const CLIENTS_WHEN_PUBLIC = 2;
const TIDY_MS = 3_600_000;
/** Devices of a house that wake at the same hours find the lines of each other; after that they only take room. */
const UNUSED_MS = 10 * 60_000;

export function createRoundsman(options: {
  readonly config: GatewayConfig;
  readonly rounds: Rounds;
  readonly documents: Documents;
  readonly checkpoint: () => Promise<void>;
  /** Lets go of what memory holds for devices that have not asked for a while. */
  readonly forgetUnused: () => void;
  readonly feeds: FeedDesk;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}): Roundsman {
  const { config, rounds, documents, feeds, log, now, random } = options;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let walking: Promise<unknown> | undefined;
  let tidiedAt = 0;
  let forgotAt = 0;

  async function walk(): Promise<number> {
    const time = now();
    const due = await rounds.claim({
      now: time,
      limit: FEEDS_A_ROUND,
      leaseMs: LEASE_MS,
      askedSince: time - ASKED_SINCE_MS,
      minClients: config.isPublic ? CLIENTS_WHEN_PUBLIC : 1,
    });
    const queue = [...due];
    const polls = Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
      for (let url = queue.shift(); url !== undefined && !stopping.signal.aborted; url = queue.shift()) {
        try {
          await feeds.poll(url, stopping.signal);
        } catch (error) {
          log.error({ error, host: new URL(url).host }, 'a poll failed');
        }
      }
    });
    await Promise.all(polls);
    await documents.prune(config.cacheBytes);
    await options.checkpoint();
    if (time - forgotAt > UNUSED_MS) {
      forgotAt = time;
      options.forgetUnused();
    }
    if (time - tidiedAt > TIDY_MS) {
      tidiedAt = time;
      await rounds.tidy(time);
    }
    return due.length;
  }

  function schedule(ms: number): void {
    // Spread: gateways started together must not walk together.
    timer = setTimeout(
      () => {
        walking = walk()
          .catch((error: unknown) => log.error({ error }, 'a round failed'))
          .finally(() => {
            if (!stopping.signal.aborted) schedule(ROUND_MS);
          });
      },
      ms * (0.75 + random() / 2),
    ).unref();
  }

  return {
    start: () => schedule(FIRST_ROUND_MS),
    walk,
    stop: async () => {
      clearTimeout(timer);
      stopping.abort(new DOMException('The gateway stops.', 'AbortError'));
      await walking;
    },
  };
}
