// GET /api/feed?url=…&limit=… : one feed as JSON Feed 1.1.

import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import { cursorOf } from '../cursor.ts';
import type { GatewayConfig } from '../config.ts';
import type { FeedRecord } from '../documents.ts';
import { isMatch } from '../etag.ts';
import { normaliseAddress } from '../feed-desk.ts';
import { problem } from '../problem.ts';
import { isWithinFeeds } from '../quota.ts';
import type { Services } from '../services.ts';
import { feedBytes, headText } from '../wire-text.ts';
import { readLimit } from './parameters.ts';

const MAX_AGE_S = 3600;
/** What is said of freshness stays true to this. */
const READY_MS = 60_000;

export function feedRoute(app: Hono<GatewayEnv>, config: GatewayConfig, services: Services): void {
  const { feeds, documents, rounds, ready, now } = services;
  app.get('/api/feed', async c => {
    const limit = readLimit(c.req.query('limit'));
    const url = normaliseAddress(c.req.query('url') ?? '');
    if (limit === undefined) return problem('bad-request', { detail: 'limit must be a whole number from 1 to 500.' });
    if (url === undefined) return problem('bad-url', { detail: 'url must be the address of a feed.' });
    if (!(await isWithinFeeds(await documents.homes([url]), c.get('client'), config, services)))
      return problem('too-many-feeds');
    const answer = await feeds.ask(url, c.get('signal'));
    if (answer.kind === 'gone') return problem('feed-gone');
    if (answer.kind === 'failed') return problem(answer.code, { ...answer, now: now() });
    const { feed } = answer;
    await rounds.asked([feed.url], c.get('client'), now());
    const etag = `"${cursorOf(feed)}.${limit}"`;
    const headers = { etag, 'cache-control': cacheControl(config, feed, now()) };
    if (isMatch(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    const body = feedBytes(headText(feed), await documents.newest(feed.uid, limit));
    const whole = { ...headers, 'content-type': 'application/feed+json; charset=utf-8' };
    const { pathname, search } = new URL(c.req.url);
    ready.keep(`${pathname}${search}`, {
      body,
      headers: whole,
      etag,
      until: readyUntil(feed, now()),
    });
    return c.body(new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength), 200, whole);
  });
}

function cacheControl({ token }: GatewayConfig, feed: FeedRecord, now: number): string {
  const fresh = Math.floor((feed.askAt - now) / 1000);
  const maxAge = Math.min(Math.max(fresh, 0), MAX_AGE_S);
  return `${token === undefined ? 'public' : 'private'}, max-age=${maxAge}, stale-while-revalidate=86400`;
}

/** As long as the feed is fresh; an hour's freshness is told anew each minute. */
function readyUntil(feed: FeedRecord, now: number): number {
  return Math.min(feed.askAt, now + READY_MS);
}
