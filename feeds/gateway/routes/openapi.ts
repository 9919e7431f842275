// GET /api/openapi.json : what there is to ask, for programs.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { openapiDocument } from '../openapi.ts';

export function openapiRoute(app: Hono<GatewayEnv>, { publicUrl }: GatewayConfig): void {
  app.get('/api/openapi.json', c =>
    c.json(openapiDocument(publicUrl ?? '/'), 200, { 'cache-control': 'public, max-age=3600' }),
  );
}
