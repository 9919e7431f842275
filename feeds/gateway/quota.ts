// Daily quotas of a gateway that is open to everyone: what costs publishers and us a fetch for one person alone.

import type { GatewayConfig } from './config.ts';
import type { Services } from './services.ts';

const A_DAY = { discover: 100, article: 300 } as const;

/** Counts one use; always true where the gateway is not public. */
export async function isWithinQuota(
  kind: keyof typeof A_DAY,
  client: string,
  { isPublic }: GatewayConfig,
  { rounds, now, metrics }: Pick<Services, 'rounds' | 'now' | 'metrics'>,
): Promise<boolean> {
  if (!isPublic) return true;
  const day = new Date(now()).toISOString().slice(0, 10);
  const isLeft = await rounds.spend(client, kind, day, A_DAY[kind]);
  if (!isLeft) metrics.refused('quota-spent');
  return isLeft;
}

const MONTH_MS = 30 * 24 * 3_600_000;
/** Feeds of one client within 30 days. */
const FEEDS_A_CLIENT = 500;

/** Whether a client may ask for these feeds too; always true where the gateway is not public. */
export async function isWithinFeeds(
  urls: readonly string[],
  client: string,
  { isPublic }: GatewayConfig,
  { rounds, now, metrics }: Pick<Services, 'rounds' | 'now' | 'metrics'>,
): Promise<boolean> {
  if (!isPublic) return true;
  const since = now() - MONTH_MS;
  const isLeft = (await rounds.newTo(urls, client, since)) + (await rounds.feedsOf(client, since)) <= FEEDS_A_CLIENT;
  if (!isLeft) metrics.refused('too-many-feeds');
  return isLeft;
}
