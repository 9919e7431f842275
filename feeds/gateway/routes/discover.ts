// GET /api/discover?url=… : the feeds behind an address.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { problem } from '../problem.ts';
import { isWithinQuota } from '../quota.ts';
import type { Services } from '../services.ts';

export function discoverRoute(app: Hono<GatewayEnv>, config: GatewayConfig, services: Services): void {
  app.get('/api/discover', async c => {
    if (!(await isWithinQuota('discover', c.get('client'), config, services))) return problem('quota-spent');
    const outcome = await services.discover.discover(c.req.query('url') ?? '', c.get('signal'));
    if (outcome.kind === 'failed') return problem(outcome.code, { detail: outcome.detail });
    return c.json(outcome.answer, 200, { 'cache-control': 'private, max-age=60' });
  });
}
