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
