// Everything that the routes call, opened once: storage, guard, fetcher, desks.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createArticleDesk } from './article-desk.ts';
import type { ArticleDesk } from './article-desk.ts';
import { createClients } from './client.ts';
import type { Clients } from './client.ts';
import type { GatewayConfig } from './config.ts';
import { createDiscoverDesk } from './discover-desk.ts';
import type { DiscoverDesk } from './discover-desk.ts';
import type { Documents, Rounds } from './documents.ts';
import { createFeedDesk } from './feed-desk.ts';
import type { FeedDesk } from './feed-desk.ts';
import { createFetcher } from './fetcher.ts';
import type { Fetcher, FetcherOptions } from './fetcher.ts';
import { createGuard } from './guard.ts';
import { createIconDesk } from './icon-desk.ts';
import type { IconDesk } from './icon-desk.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { createLineKeeper } from './line-keeper.ts';
import type { LineKeeper } from './line-keeper.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { createNames } from './names.ts';
import type { Names } from './names.ts';
import { createPictures } from './pictures.ts';
import type { Pictures } from './pictures.ts';
import { createPool } from './pool.ts';
import { practice } from './practice.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import { createReady } from './ready.ts';
import type { Ready } from './ready.ts';
import { createRoundsman } from './roundsman.ts';
import type { Roundsman } from './roundsman.ts';
import { openStorage } from './storage.ts';
import type { Storage } from './storage.ts';

export interface Services {
  readonly config: GatewayConfig;
  readonly limits: Limits;
  readonly now: () => number;
  readonly log: Logger;
  readonly names: Names;
  readonly clients: Clients;
  readonly storage: Storage;
  readonly documents: Documents;
  readonly rounds: Rounds;
  readonly fetcher: Fetcher;
  readonly feeds: FeedDesk;
  readonly pictures: Pictures;
  readonly icons: IconDesk;
  readonly articles: ArticleDesk;
  readonly discover: DiscoverDesk;
  readonly roundsman: Roundsman;
  readonly metrics: Metrics;
  /** Lines of editions as last sent whole, ready to be sent again. */
  readonly lines: LineKeeper;
  readonly keys: { readonly picture: Uint8Array<ArrayBuffer>; readonly session: Uint8Array<ArrayBuffer> };
  /** Answers finished ahead, and the limit that they too count against. */
  readonly ready: Ready;
  readonly rate: RateLimit;
  readonly newsroom: (request: Request) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface ServiceOptions {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly newsroom: (request: Request) => Promise<Response>;
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly lookup?: FetcherOptions['lookup'];
  /** Certificates trusted besides the system's. */
  readonly ca?: string;
  /** Whether hosts let through by PREDAWN_ALLOW_PRIVATE count as the owner's own, to be asked often; default yes. */
  readonly ownHosts?: boolean;
}

export const VERSION = '0.1.0';
const LINES_BYTES = 20 * 1024 * 1024;
const FEED_HEAP_MB = 256;

export async function openServices(options: ServiceOptions): Promise<Services> {
  const { config, log, newsroom, now = Date.now, random = Math.random } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const storage = openStorage(join(config.dataDir, 'predawn.sqlite'), log);
  const { documents, rounds } = storage;
  const keys = {
    picture: await documents.secret('picture'),
    session: await documents.secret('session'),
    client: await documents.secret('client'),
  };
  const names = createNames(config);
  const guard = createGuard(config.allowPrivate, names);
  const metrics = createMetrics();
  const script = new URL('./work-thread.ts', import.meta.url);
  const feedPool = createPool({ script, size: parserThreads(), limitMs: limits.workMs, heapMb: FEED_HEAP_MB });
  // Nobody waits for it.
  void practice(newsroom, keys.picture).then(requests => feedPool.warm(requests));
  const pagePool = createPool({ script, size: 1, limitMs: limits.workMs, heapMb: FEED_HEAP_MB });
  const fetcher = createFetcher({
    guard,
    limits,
    userAgent: userAgentOf(config),
    inProcess: (url, headers) => (names.isNewsroom(url) ? newsroom(new Request(url, { headers })) : undefined),
    ...(options.lookup ? { lookup: options.lookup } : {}),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  const common = { documents, rounds, fetcher, limits, now };
  const feeds = createFeedDesk({
    ...common,
    pool: feedPool,
    pictureKey: keys.picture,
    random,
    isInProcess: names.isNewsroom,
    isOwnHost: hostname => options.ownHosts !== false && guard.isAllowedPrivate(hostname),
    onFetch: (url, outcome, ms, bytes) => {
      metrics.feedFetched(outcome, ms, bytes);
      // Whose feeds people read is nobody's business: the host at most, and only where someone looks for a fault.
      if (log.isLevelEnabled('debug')) log.debug({ host: new URL(url).host, outcome, ms, bytes }, 'fetched');
    },
  });
  const rate = createRateLimit({ atOnce: limits.clientAtOnce, perMinute: config.ratePerMinute, now });
  const isOpen = config.token === undefined && config.trustProxy.length === 0;
  const pictures = createPictures(common);
  const lines = createLineKeeper(LINES_BYTES);
  const roundsman = createRoundsman({
    config,
    rounds,
    documents,
    checkpoint: storage.checkpoint,
    forgetUnused: lines.forgetUnused,
    feeds,
    log,
    now,
    random,
  });
  return {
    config,
    limits,
    now,
    log,
    names,
    clients: createClients(config.trustProxy, keys.client),
    storage,
    documents,
    rounds,
    fetcher,
    feeds,
    pictures,
    icons: createIconDesk({ ...common, pool: pagePool, pictures }),
    articles: createArticleDesk({ ...common, pool: pagePool, pictureKey: keys.picture }),
    discover: createDiscoverDesk({ ...common, pool: pagePool }),
    roundsman,
    metrics,
    lines,
    keys,
    ready: createReady({ names, rate, now, isOpen }),
    rate,
    newsroom,
    close: async () => {
      await roundsman.stop();
      await Promise.all([feedPool.close(), pagePool.close(), fetcher.close()]);
      await storage.close();
    },
  };
}

/** The main thread has work of its own; more than four parsers never paid. */
function parserThreads(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4);
}

/** Name, version, contact and number of readers, as feed fetchers introduce themselves. */
function userAgentOf({ contact, publicUrl }: GatewayConfig): (readers: number) => string {
  const where = contact ?? publicUrl;
  const found = where === undefined ? 'self-hosted feed reader' : `+${where}`;
  return readers =>
    `Predawn/${VERSION} (${found}${readers > 0 ? `; ${readers} reader${readers === 1 ? '' : 's'}` : ''})`;
}
