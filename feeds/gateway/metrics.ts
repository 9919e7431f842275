// What the gateway counts of itself, for Prometheus.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly feedFetched: (outcome: 'new' | 'unchanged' | 'failed' | 'gone', ms: number, bytes: number) => void;
  readonly edition: (feeds: number, ms: number) => void;
  readonly refused: (code: string) => void;
  /** Read when the figures are asked for. */
  readonly gauge: (name: string, help: string, read: () => number | Promise<number>) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const fetches = new Counter({
    name: 'predawn_feed_fetches_total',
    help: 'Requests for feeds to publishers, by what came of them',
    labelNames: ['outcome'],
    registers,
  });
  const bytes = new Counter({ name: 'predawn_feed_bytes_total', help: 'Bytes of feeds on the wire', registers });
  const seconds = new Histogram({
    name: 'predawn_feed_fetch_seconds',
    help: 'Time from a request to a kept feed',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const editions = new Histogram({
    name: 'predawn_edition_seconds',
    help: 'Time of a whole edition',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const editionFeeds = new Counter({
    name: 'predawn_edition_feeds_total',
    help: 'Feeds answered in editions',
    registers,
  });
  const refusals = new Counter({
    name: 'predawn_refused_total',
    help: 'Requests refused, by code',
    labelNames: ['code'],
    registers,
  });
  return {
    registry,
    feedFetched: (outcome, ms, size) => {
      fetches.inc({ outcome });
      bytes.inc(size);
      seconds.observe(ms / 1000);
    },
    edition: (feeds, ms) => {
      editionFeeds.inc(feeds);
      editions.observe(ms / 1000);
    },
    refused: code => refusals.inc({ code }),
    gauge: (name, help, read) => {
      registry.removeSingleMetric(name);
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read());
        },
      });
    },
  };
}
