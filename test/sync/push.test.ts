import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { Library } from '../../src/store/library-api.ts';
import {
  pushTimes,
  turnOffPush,
  turnOnPush,
  uploadPushTimes,
  type PushDeps,
  type PushSubscriber,
} from '../../src/sync/push.ts';
import { feed, memoryLibrary } from './support.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const EVENING = MONDAY + 20 * DAY + 22 * HOUR;
const offsetAt = (): number => 0;

interface Gateway {
  readonly asked: { method: string; path: string; body: Record<string, unknown> | undefined }[];
  status: Record<string, number>;
  isDead: boolean;
}

async function start(
  more: Partial<PushDeps> = {},
): Promise<{ deps: PushDeps; gateway: Gateway; library: Library; pass: (ms: number) => void }> {
  const library = await memoryLibrary();
  await library.putFeed(feed('one', { cursor: 'c1' }));
  for (let day = 0; day <= 20; day++) {
    const begun = MONDAY + day * DAY + 430 * MINUTE_MS;
    await library.putSession(sessionAt(begun, begun + 8 * MINUTE_MS, offsetAt));
  }
  const gateway: Gateway = { asked: [], status: { GET: 200, POST: 201, PUT: 204, DELETE: 204 }, isDead: false };
  let now = EVENING;
  const deps: PushDeps = {
    library,
    gateway: 'https://gateway.test',
    now: () => now,
    offsetAt,
    device: 'phone',
    mustBeVisible: false,
    fetch: async (url, init) => {
      if (gateway.isDead) throw new TypeError('Failed to fetch');
      const method = init?.method ?? 'GET';
      const text = init?.body as string | undefined;
      gateway.asked.push({
        method,
        path: new URL(url).pathname,
        body: text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>),
      });
      const status = gateway.status[method] ?? 500;
      return status === 204 ? new Response(null, { status }) : Response.json({ key: 'KEY', id: 'ID' }, { status });
    },
    ...more,
  };
  return { deps, gateway, library, pass: ms => void (now += ms) };
}

function subscriber(more: Partial<PushSubscriber> = {}): PushSubscriber {
  const subscription = { toJSON: () => ({ endpoint: 'https://push.test/x', keys: {} }), unsubscribe: async () => true };
  return {
    pushManager: {
      subscribe: async () => subscription,
      getSubscription: async () => subscription,
    } as unknown as PushManager,
    askPermission: async () => 'granted',
    ...more,
  };
}

test('gives the gateway the next wake times and the feeds it has, nothing of the rhythm', async () => {
  const { deps, gateway } = await start();
  const answer = await turnOnPush(subscriber(), deps);
  assert.ok(answer.kind === 'on');
  const sent = gateway.asked.at(-1);
  assert.equal(sent?.method, 'POST');
  assert.deepEqual(Object.keys(sent?.body ?? {}).sort(), ['feeds', 'jobs', 'subscription', 'visible']);
  assert.deepEqual(sent?.body?.['feeds'], [{ url: 'https://one.test/feed', cursor: 'c1' }]);
  const [first] = answer.jobs;
  assert.ok(first && first.at > EVENING + 7 * HOUR && first.at < EVENING + 9.2 * HOUR);
  assert.deepEqual(
    await pushTimes(deps.library),
    answer.jobs.map(job => job.at),
  );
});

test('asks for no time while there is no feed, and for one as soon as there is', async () => {
  const { deps, gateway, library } = await start({ mustBeVisible: true });
  const [only] = await library.feeds();
  assert.ok(only);
  await library.unsubscribe(only.id);
  assert.deepEqual(await turnOnPush(subscriber(), deps), { kind: 'on', jobs: [] });
  await library.putFeed(only);
  const answer = await uploadPushTimes(deps);
  assert.equal(answer.kind === 'on' && answer.jobs.length, 1);
  assert.equal(gateway.asked.at(-1)?.method, 'PUT');
});

test('says honestly why it cannot be', async () => {
  const { deps, gateway } = await start();
  const code = async (who: PushSubscriber, given = deps): Promise<string> => {
    const answer = await turnOnPush(who, given);
    return answer.kind === 'refused' ? answer.code : answer.kind;
  };
  assert.equal(await code(subscriber({ pushManager: undefined })), 'push-unavailable');
  assert.equal(await code(subscriber(), { ...deps, gateway: null }), 'push-needs-gateway');
  assert.equal(await code(subscriber({ askPermission: async () => 'denied' })), 'notifications-denied');
  const broken = {
    subscribe: async () => Promise.reject(new DOMException('no', 'AbortError')),
  } as unknown as PushManager;
  assert.equal(await code(subscriber({ pushManager: broken })), 'push-unavailable');
  gateway.status['POST'] = 400;
  assert.equal(await code(subscriber()), 'push-refused');
  gateway.status['GET'] = 404;
  assert.equal(await code(subscriber()), 'push-needs-gateway');
  gateway.isDead = true;
  assert.equal(await code(subscriber()), 'gateway-unreachable');
  assert.deepEqual(await pushTimes(deps.library), []);
});

test('a push service that never answers is given up', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { deps } = await start();
  const hangs = { subscribe: () => new Promise(() => undefined) } as unknown as PushManager;
  const answer = turnOnPush(subscriber({ pushManager: hangs }), deps);
  for (let i = 0; i < 50; i++) await Promise.resolve();
  await new Promise(resolve => setImmediate(resolve));
  t.mock.timers.tick(20_000);
  assert.deepEqual(await answer, { kind: 'refused', code: 'push-unavailable' });
});

test('asks for permission before anything of the device is told', async () => {
  const { deps, gateway } = await start();
  await turnOnPush(subscriber({ askPermission: async () => 'default' }), deps);
  assert.deepEqual(gateway.asked, []);
});

test('uploads times that have moved, and leaves the others alone', async () => {
  const { deps, gateway, pass } = await start();
  await turnOnPush(subscriber(), deps);
  gateway.asked.length = 0;
  pass(2 * MINUTE_MS);
  assert.equal((await uploadPushTimes(deps)).kind, 'on');
  assert.equal(gateway.asked.length, 0);
  pass(14 * HOUR);
  assert.equal((await uploadPushTimes(deps)).kind, 'on');
  assert.deepEqual(
    gateway.asked.map(({ method, path }) => `${method} ${path}`),
    ['PUT /api/push/ID'],
  );
});

test('notices that the gateway knows it no more', async () => {
  const { deps, gateway, pass } = await start();
  await turnOnPush(subscriber(), deps);
  gateway.status['PUT'] = 404;
  pass(14 * HOUR);
  assert.deepEqual(await uploadPushTimes(deps), { kind: 'refused', code: 'push-ended' });
  assert.deepEqual(await uploadPushTimes(deps), { kind: 'off' });
});

test('turned off, it is off here even where the gateway is away', async () => {
  const { deps, gateway } = await start();
  await turnOnPush(subscriber(), deps);
  gateway.isDead = true;
  assert.deepEqual(await turnOffPush(subscriber(), deps), { kind: 'off' });
  assert.deepEqual(await pushTimes(deps.library), []);
});
