// The built app: its files with the right headers; every address of the app answers the shell.

import type { Context, Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { isSignedIn } from '../doorkeeper.ts';
import { problem } from '../problem.ts';
import { createSamplePage } from '../sample-page.ts';
import { PAGE_HEADERS } from '../security.ts';
import type { Services } from '../services.ts';
import { createSiteFiles } from '../site-files.ts';
import type { Encoding, SiteFile } from '../site-files.ts';
import { isMatch } from '../etag.ts';

/** The first visit of somebody who wants to look. */
const TRY = '?try=newsroom';
/** Addresses of the app: the shell answers them, the app's router shows the screen. */
const APP_ROUTES =
  /^\/(?:$|(?:all|unread|starred|saved|search|feeds|deliveries|outbox|settings(?:\/destinations)?|add|welcome|today)\/?$|(?:feed|folder|article)\/[^/]+\/?$)/;

export function siteRoute(
  app: Hono<GatewayEnv>,
  config: GatewayConfig,
  services: Services,
  appDir: string | undefined,
): void {
  const { keys } = services;
  const files = appDir === undefined ? undefined : createSiteFiles(appDir);
  const samplePage = createSamplePage(services);
  app.on(['GET', 'HEAD'], '*', async c => {
    const path = decoded(c.req.path);
    const isShell = APP_ROUTES.test(new URL(c.req.url).pathname);
    if (isShell && !isSignedIn(c, config, keys.session)) return c.redirect('/login', 303);
    const file = await files?.find(isShell ? '/index.html' : path);
    const { origin, search } = new URL(c.req.url);
    const sample =
      file && path === '/' && search === TRY ? await samplePage(config.publicUrl ?? origin, file) : undefined;
    if (sample) return answer(c, sample, false, { once: 200 });
    if (file) return answer(c, file, path === '/sw.js');
    if (isShell) return c.html(NOT_BUILT, 503, PAGE_HEADERS);
    if ((c.req.header('accept') ?? '').includes('text/html')) {
      const shell = isSignedIn(c, config, keys.session) ? await files?.find('/index.html') : undefined;
      // The app says it in its own words and leads on; who may not see the app gets a plain page.
      return shell ? answer(c, shell, false, { once: 404 }) : c.html(NOTHING_HERE, 404, PAGE_HEADERS);
    }
    return problem('unknown-route');
  });
  app.all('*', () => problem('method-not-allowed', { headers: { allow: 'GET, HEAD' } }));
}

function answer(
  c: Context<GatewayEnv>,
  file: SiteFile,
  isWorker: boolean,
  /** `once`: an answer for this moment, nothing to keep or to compare, and its status. */
  { once }: { readonly once?: 200 | 404 } = {},
): Response {
  const encoding = bestEncoding(c.req.header('accept-encoding') ?? '', file);
  const etag = encoding === 'identity' ? file.etag : file.etag.replace(/"$/, `-${encoding}"`);
  const headers: Record<string, string> = {
    ...PAGE_HEADERS,
    ...(once === undefined ? { etag } : {}),
    vary: 'Accept-Encoding',
    'cache-control':
      once !== undefined ? 'no-store' : file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(isWorker ? { 'service-worker-allowed': '/' } : {}),
  };
  if (once === undefined && isMatch(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  const bytes = file.bytes[encoding] ?? file.bytes.identity ?? Buffer.alloc(0);
  return c.body(new Uint8Array(bytes), once ?? 200, {
    ...headers,
    'content-type': file.type,
    'content-length': String(bytes.byteLength),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
}

function bestEncoding(accepted: string, { bytes }: SiteFile): Encoding {
  const offers = new Set(
    accepted
      .split(',')
      .map(each => each.trim())
      .filter(each => !/;\s*q=0(\.0*)?$/.test(each))
      .map(each => each.replace(/;.*$/, '')),
  );
  if (offers.has('br') && bytes.br) return 'br';
  return offers.has('gzip') && bytes.gzip ? 'gzip' : 'identity';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const NOT_BUILT = page(
  'Predawn is not built yet',
  '<p>The app is missing. Run <code>npm start</code>, which builds it, or <code>npm run build</code>.</p>',
);
const NOTHING_HERE = page('Nothing here', '<p>There is no such page. <a href="/">Go to today’s paper</a>.</p>');

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`;
}
