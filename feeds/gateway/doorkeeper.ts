// Who may enter: the right Host, no other site where it has no business, signed in where a token is set, and not too often.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { getCookie } from 'hono/cookie';
import type { Context, MiddlewareHandler } from 'hono';
import type { GatewayEnv } from './app.ts';
import type { GatewayConfig } from './config.ts';
import { problem } from './problem.ts';
import type { Services } from './services.ts';

export const SESSION_COOKIE = 'predawn-session';

/** Open to the origins of PREDAWN_EMBED_ORIGINS. */
const EMBEDDABLE = new Set(['/api/feed', '/api/image']);
/** Open without signing in. */
const UNSIGNED = new Set(['/healthz', '/metrics', '/api/session', '/login', '/api/openapi.json']);

export function doorkeeper(config: GatewayConfig, services: Services): MiddlewareHandler<GatewayEnv> {
  const { names, clients, rate, now, metrics } = services;
  const embeds = new Set(config.embedOrigins);

  return async (c, next) => {
    const { path } = c.req;
    if (!names.isKnownHost(c.req.header('host') ?? hostOf(c))) return problem('unknown-name');
    const address = clients.addressOf(c);
    c.set('client', clients.markOf(address));
    c.set('signal', leaving(c));
    if (!path.startsWith('/api/') && !path.startsWith('/newsroom/')) return next();

    const origin = foreignOrigin(c, services);
    let embedder: string | undefined;
    if (origin !== undefined && (c.req.method !== 'GET' || path.startsWith('/api/'))) {
      const isEmbed = EMBEDDABLE.has(path) && embeds.has(origin);
      if (c.req.method === 'OPTIONS' && isEmbed) return preflight(origin);
      if (!isEmbed || c.req.method !== 'GET') return problem('cross-origin');
      if (path === '/api/feed' && !isEmbeddedFeed(config, c.req.query('url'))) return problem('cross-origin');
      embedder = origin;
    } else if (!UNSIGNED.has(path) && !isSignedIn(c, config, services.keys.session)) {
      return problem('needs-sign-in', { detail: 'This gateway asks for its token: open /login.' });
    }
    const turn = rate.enter(address);
    if (turn.kind === 'refused') {
      metrics.refused('too-many-requests');
      return problem('too-many-requests', { retryAt: turn.retryAt, now: now() });
    }
    // A streamed answer holds its place until its last byte (or until the client leaves).
    const { outgoing } = (c.env as GatewayEnv['Bindings'] | undefined) ?? {};
    if (outgoing) outgoing.once('close', turn.leave);
    try {
      await next();
    } finally {
      if (!outgoing) turn.leave();
    }
    if (embedder !== undefined) share(c, embedder);
    return undefined;
  };
}

/** Whether a request bears the token: as the cookie that it was exchanged for, or as a bearer. */
export function isSignedIn(c: Context<GatewayEnv>, config: GatewayConfig, key: Uint8Array): boolean {
  if (config.token === undefined) return true;
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return isSame(bearer, config.token);
  return isSame(getCookie(c, SESSION_COOKIE) ?? '', sessionValue(config.token, key));
}

/** What the cookie holds: nothing that gives the token away, and worthless once the token changes. */
export function sessionValue(token: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`session ${token}`).digest('base64url');
}

/** Equal, in a time that tells nothing. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The origin of the other site that a browser asks for; nothing for our own pages and for programs that are no browsers. */
function foreignOrigin(c: Context<GatewayEnv>, { names }: Services): string | undefined {
  const origin = c.req.header('origin');
  if (origin !== undefined && !names.isOwnOrigin(origin, c.req.header('host'))) return origin;
  const site = c.req.header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  if (origin !== undefined) return undefined;
  // A plain <img> names no origin; the referrer's origin is what browsers still tell.
  return URL.parse(c.req.header('referer') ?? '')?.origin ?? 'null';
}

function isEmbeddedFeed({ embedFeeds }: GatewayConfig, url: string | undefined): boolean {
  return embedFeeds === undefined || (url !== undefined && embedFeeds.includes(URL.parse(url)?.href ?? ''));
}

/** Aborted when the client goes before its answer is whole. */
function leaving(c: Context<GatewayEnv>): AbortSignal {
  const { outgoing } = (c.env as GatewayEnv['Bindings'] | undefined) ?? {};
  if (!outgoing) return c.req.raw.signal;
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort(new DOMException('The client has left.', 'AbortError'));
  });
  return controller.signal;
}

/** Pictures are the same for everyone and kept for ever: no `Vary`, hence no name in the answer. */
function share(c: Context<GatewayEnv>, origin: string): void {
  const isPicture = c.req.path === '/api/image';
  c.res.headers.set('access-control-allow-origin', isPicture ? '*' : origin);
  if (!isPicture) c.res.headers.set('vary', 'Origin');
}

function preflight(origin: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'If-None-Match, Accept',
      'access-control-max-age': '86400',
      vary: 'Origin',
    },
  });
}

/** Requests made without a socket have their host in their address alone. */
function hostOf(c: Context<GatewayEnv>): string {
  return new URL(c.req.url).host;
}
