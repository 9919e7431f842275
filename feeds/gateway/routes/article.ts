// GET /api/article?url=… : the full text of a page, made safe.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { problem } from '../problem.ts';
import { isWithinQuota } from '../quota.ts';
import type { Services } from '../services.ts';

export function articleRoute(app: Hono<GatewayEnv>, config: GatewayConfig, services: Services): void {
  app.get('/api/article', async c => {
    if (!(await isWithinQuota('article', c.get('client'), config, services))) return problem('quota-spent');
    const outcome = await services.articles.article(c.req.query('url') ?? '', c.get('signal'));
    if (outcome.kind === 'failed') return problem(outcome.code, { detail: outcome.detail });
    return c.body(outcome.json, 200, {
      'content-type': 'application/json',
      'cache-control': 'private, max-age=3600',
    });
  });
}
