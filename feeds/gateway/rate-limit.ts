// So many requests a minute and so many at once for each client: a bucket each, refilled by time.

export type Turn =
  { readonly kind: 'admitted'; readonly leave: () => void } | { readonly kind: 'refused'; readonly retryAt: number };

export interface RateLimit {
  readonly enter: (client: string) => Turn;
}

interface Bucket {
  tokens: number;
  at: number;
  atOnce: number;
}

const MINUTE_MS = 60_000;
const MAX_BUCKETS = 20_000;

export function createRateLimit(options: {
  readonly atOnce: number;
  readonly perMinute: number;
  readonly now: () => number;
}): RateLimit {
  const { atOnce, perMinute, now } = options;
  const buckets = new Map<string, Bucket>();

  function bucketOf(client: string, time: number): Bucket {
    let bucket = buckets.get(client);
    if (!bucket) {
      if (buckets.size >= MAX_BUCKETS) sweep(time);
      bucket = { tokens: perMinute, at: time, atOnce: 0 };
      buckets.set(client, bucket);
    }
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((time - bucket.at) * perMinute) / MINUTE_MS);
    bucket.at = time;
    return bucket;
  }

  /** Full buckets say nothing. */
  function sweep(time: number): void {
    for (const [client, bucket] of buckets) {
      if (bucket.atOnce === 0 && time - bucket.at > MINUTE_MS) buckets.delete(client);
    }
  }

  return {
    enter(client) {
      const time = now();
      const bucket = bucketOf(client, time);
      if (bucket.atOnce >= atOnce) return { kind: 'refused', retryAt: time + 1_000 };
      if (bucket.tokens < 1) return { kind: 'refused', retryAt: time + ((1 - bucket.tokens) * MINUTE_MS) / perMinute };
      bucket.tokens -= 1;
      bucket.atOnce += 1;
      let left = false;
      return {
        kind: 'admitted',
        leave: () => {
          if (!left) bucket.atOnce -= 1;
          left = true;
        },
      };
    },
  };
}
