// Signing in: the token is exchanged once for a cookie that only this gateway's own pages send.

import type { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { SESSION_COOKIE, isSame, isSignedIn, sessionValue } from '../doorkeeper.ts';
import { problem } from '../problem.ts';
import type { Services } from '../services.ts';
import { PAGE_HEADERS } from '../security.ts';

const YEAR_S = 365 * 24 * 3600;

export function sessionRoute(app: Hono<GatewayEnv>, config: GatewayConfig, { keys }: Services): void {
  const { token } = config;
  app.get('/api/session', c =>
    c.json({ required: token !== undefined, signedIn: isSignedIn(c, config, keys.session) }, 200, {
      'cache-control': 'no-store',
    }),
  );
  app.post('/api/session', async c => {
    const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
    const given: unknown = isForm
      ? (await c.req.parseBody())['token']
      : ((await c.req.json().catch(() => ({}))) as { token?: unknown }).token;
    if (token === undefined) return c.redirect('/', 303);
    if (typeof given !== 'string' || !isSame(given.trim(), token)) {
      return isForm ? c.html(loginPage(true), 403, PAGE_HEADERS) : problem('wrong-token');
    }
    setCookie(c, SESSION_COOKIE, sessionValue(token, keys.session), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: YEAR_S,
      secure: c.req.header('x-forwarded-proto') === 'https' || (config.publicUrl ?? '').startsWith('https:'),
    });
    return isForm ? c.redirect('/', 303) : c.json({ required: true, signedIn: true });
  });
  app.delete('/api/session', c => {
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.json({ required: token !== undefined, signedIn: token === undefined });
  });
  app.get('/login', c => c.html(loginPage(false), 200, { ...PAGE_HEADERS, 'cache-control': 'no-store' }));
}

function loginPage(failed: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Sign in to Predawn</title>
</head>
<body>
<main>
<h1>Sign in to Predawn</h1>
${failed ? '<p role="alert">That is not the token. It is the PREDAWN_TOKEN that the gateway was started with.</p>' : '<p>This gateway belongs to somebody: enter the token it was set up with.</p>'}
<form method="post" action="/api/session">
<p><label for="token">Token</label> <input id="token" name="token" type="password" autocomplete="current-password" required autofocus></p>
<p><button>Sign in</button></p>
</form>
</main>
</body>
</html>
`;
}
