// GET /api/image?url=…&w=…&f=webp&s=… : a picture of an article, small, WebP, for ever the same.

import type { Hono } from 'hono';
import { PICTURE_WIDTHS } from '../../wire.ts';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { problem } from '../problem.ts';
import type { Services } from '../services.ts';
import { isSigned } from '../signature.ts';
import { isMatch } from '../etag.ts';
import { PICTURE_HEADERS, pictureResponse } from './picture-response.ts';

export function imageRoute(app: Hono<GatewayEnv>, config: GatewayConfig, { pictures, keys }: Services): void {
  const sharing = config.embedOrigins.length > 0 ? 'cross-origin' : 'same-origin';
  app.get('/api/image', async c => {
    const { url = '', w = '', f = '', s = '' } = c.req.query();
    const width = PICTURE_WIDTHS.find(each => String(each) === w);
    if (width === undefined || f !== 'webp')
      return problem('bad-request', { detail: 'w must be 320, 640 or 1280, and f webp.' });
    if (!isSigned(keys.picture, url, s)) return problem('bad-signature');
    const etag = `"${s}-${w}"`;
    const headers = {
      ...PICTURE_HEADERS,
      etag,
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': sharing,
    };
    if (isMatch(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    return pictureResponse(await pictures.picture(url, width, c.get('signal')), headers);
  });
}
