// GET /healthz : whether the gateway works, and with what.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import { VERSION } from '../services.ts';
import type { Services } from '../services.ts';

export function healthRoute(app: Hono<GatewayEnv>, { storage, documents }: Services): void {
  app.get('/healthz', async c => {
    const { feeds, bytes } = await documents.counts();
    const state = storage.state();
    return c.json(
      {
        status: state === 'ok' ? 'ok' : 'degraded',
        version: VERSION,
        storage: state === 'ok' ? 'ok' : 'full: what is new is kept in memory only',
        feeds,
        bytes,
      },
      200,
      { 'cache-control': 'no-store' },
    );
  });
}
