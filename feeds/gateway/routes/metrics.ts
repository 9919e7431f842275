// GET /metrics : for Prometheus, on this machine or with the token.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { isSignedIn } from '../doorkeeper.ts';
import { problem } from '../problem.ts';
import type { Services } from '../services.ts';

export function metricsRoute(app: Hono<GatewayEnv>, config: GatewayConfig, services: Services): void {
  const { metrics, clients, keys, fetcher, feeds, documents, storage } = services;
  metrics.gauge('predawn_requests_active', 'Requests under way at publishers', fetcher.active);
  metrics.gauge('predawn_feeds_under_way', 'Feeds being fetched', feeds.underWay);
  metrics.gauge('predawn_feeds', 'Feeds kept', async () => (await documents.counts()).feeds);
  metrics.gauge('predawn_items', 'Items kept', async () => (await documents.counts()).items);
  metrics.gauge('predawn_storage_bytes', 'Bytes of kept data', async () => (await documents.counts()).bytes);
  metrics.gauge('predawn_storage_full', '1 while the disk has no room', () => (storage.state() === 'full' ? 1 : 0));
  metrics.gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  app.get('/metrics', async c => {
    const mayRead = clients.isLocal(c) || (config.token !== undefined && isSignedIn(c, config, keys.session));
    if (!mayRead) return problem('needs-sign-in', { detail: 'Figures are given on this machine, or with the token.' });
    const text = await metrics.registry.metrics();
    return c.body(text, 200, { 'content-type': metrics.registry.contentType, 'cache-control': 'no-store' });
  });
}
