// /api/push: the VAPID key, and a device's wish to be woken. Changed or ended only by the id that it was given.

import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import { problem } from '../problem.ts';
import { readTarget, readWishes } from '../push-input.ts';
import type { Push } from '../push.ts';
import type { Services } from '../services.ts';

/** A household behind one address has a few devices, not a few hundred. */
const MOST_OF_A_CLIENT = 40;
const MOST_BYTES = 512 * 1024;
const ID = /^[A-Za-z0-9_-]{43}$/;

export function pushRoute(app: Hono<GatewayEnv>, { now, config }: Pick<Services, 'now' | 'config'>, push: Push): void {
  const { store } = push;

  app.get('/api/push/key', c => c.json({ key: push.keys.publicKey }, 200, { 'cache-control': 'no-store' }));

  app.post('/api/push', async c => {
    const body = await readBody(c);
    const target = readTarget(body?.['subscription']);
    if (target.kind === 'wrong') return problem('bad-request', { detail: target.detail });
    const wishes = readWishes(body, now());
    if (wishes.kind === 'wrong') return problem('bad-request', { detail: wishes.detail });
    const client = c.get('client');
    if ((await store.countOf(client)) >= MOST_OF_A_CLIENT) return problem('too-many-requests');
    const id = randomBytes(32).toString('base64url');
    const origin = config.publicUrl ?? new URL(c.req.url).origin;
    await store.subscribe(id, client, target.value, origin, wishes.value, now());
    push.wake();
    return c.json({ id }, 201, { 'cache-control': 'no-store' });
  });

  app.put('/api/push/:id', async c => {
    const wishes = readWishes(await readBody(c), now());
    if (wishes.kind === 'wrong') return problem('bad-request', { detail: wishes.detail });
    const id = c.req.param('id');
    if (!ID.test(id) || !(await store.change(id, wishes.value, now()))) return problem('not-found');
    push.wake();
    return c.body(null, 204);
  });

  app.delete('/api/push/:id', async c => {
    const id = c.req.param('id');
    return ID.test(id) && (await store.remove(id)) ? c.body(null, 204) : problem('not-found');
  });
}

async function readBody(c: Context<GatewayEnv>): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (Number(c.req.header('content-length') ?? 0) > MOST_BYTES) return undefined;
  try {
    const text = await c.req.text();
    const value: unknown = text.length > MOST_BYTES ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
