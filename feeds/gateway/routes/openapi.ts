// GET /api/openapi.json : what there is to ask, for programs.

import { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { openapiDocument } from '../openapi.ts';

export function openapiRoute({ publicUrl }: GatewayConfig): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>().get('/api/openapi.json', c =>
    c.json(openapiDocument(publicUrl ?? '/'), 200, { 'cache-control': 'public, max-age=3600' }),
  );
}
