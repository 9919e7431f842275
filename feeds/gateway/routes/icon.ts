// GET /api/icon?url=… : the icon of a site, a small square.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { Services } from '../services.ts';
import { PICTURE_HEADERS, pictureResponse } from './picture-response.ts';

export function iconRoute(app: Hono<GatewayEnv>, { icons }: Services): void {
  app.get('/api/icon', async c =>
    pictureResponse(await icons.icon(c.req.query('url') ?? '', c.get('signal')), {
      ...PICTURE_HEADERS,
      'cache-control': 'public, max-age=604800',
      'cross-origin-resource-policy': 'same-origin',
    }),
  );
}
