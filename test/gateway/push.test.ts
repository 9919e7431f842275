import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Hono } from 'hono';
import { pino } from 'pino';
import { createGateway } from '../../feeds/gateway/app.ts';
import type { GatewayEnv } from '../../feeds/gateway/app.ts';
import { openPush } from '../../feeds/gateway/push.ts';
import type { Push } from '../../feeds/gateway/push.ts';
import { pushRoute } from '../../feeds/gateway/routes/push.ts';
import { MINUTE, HOUR, openGateway } from './support/gateway.ts';
import type { TestGateway, TestOptions } from './support/gateway.ts';
import { startOrigin } from './support/origin.ts';
import { fakeBrowser, startPushService, verifyVapid } from './support/push-service.ts';
import type { FakeBrowser, PushService } from './support/push-service.ts';

interface Bench {
  readonly gateway: TestGateway;
  readonly push: Push;
  readonly app: Hono<GatewayEnv>;
  readonly logged: () => string;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>;
  readonly close: () => Promise<void>;
}

async function open(service: PushService, options: TestOptions = {}): Promise<Bench> {
  const lines: string[] = [];
  const gateway = await openGateway({ ca: service.certificate, ...options });
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const services = { ...gateway.services, log };
  const push = await openPush(services, gateway.config);
  const app = createGateway(gateway.config, {
    ...services,
    mount: (mounted, given) => pushRoute(mounted, given, push),
  });
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> =>
    app.request(`http://localhost:8787${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  return {
    gateway,
    push,
    app,
    logged: () => lines.join(''),
    ask,
    close: async () => {
      await push.stop();
      await gateway.close();
    },
  };
}

async function subscribe(bench: Bench, browser: FakeBrowser, more: Record<string, unknown> = {}): Promise<string> {
  const response = await bench.ask('POST', '/api/push', {
    subscription: browser.subscription,
    visible: false,
    jobs: [job(bench)],
    ...more,
  });
  assert.equal(response.status, 201, await response.clone().text());
  return ((await response.json()) as { id: string }).id;
}

function job(bench: Bench, inMinutes = 10, ttlSeconds = 3 * 3600): Record<string, unknown> {
  return { at: bench.gateway.services.now() + inMinutes * MINUTE, ttlSeconds, urgency: 'high' };
}

describe('push', () => {
  let service: PushService;
  let bench: Bench;
  before(async () => {
    service = await startPushService();
    bench = await open(service);
  });
  after(async () => {
    await bench.close();
    await service.close();
  });
  const due = async (): Promise<void> => {
    service.delivered.length = 0;
    bench.gateway.pass(11 * MINUTE);
    await bench.push.tick();
  };
  const left = async (id: string): Promise<boolean> =>
    (await bench.ask('PUT', `/api/push/${id}`, { visible: false, jobs: [] })).status === 204;

  test('sends at its time what only this browser can read, signed with the key handed out', async () => {
    const browser = fakeBrowser(service.origin);
    await subscribe(bench, browser);
    await bench.push.tick();
    assert.equal(service.delivered.length, 0, 'nothing before its time');
    await due();
    const [push] = service.delivered;
    assert.ok(push);
    assert.equal(browser.decrypt(push.body), '{"kind":"wake"}');
    const { key } = (await (await bench.ask('GET', '/api/push/key')).json()) as { key: string };
    const claims = verifyVapid(push.headers.authorization, key);
    assert.equal(claims['aud'], service.origin);
    assert.match(String(claims['sub']), /^(mailto|https):/);
    assert.ok(Number(claims['exp']) * 1000 < Date.now() + 24 * HOUR + MINUTE);
    assert.equal(push.headers['urgency'], 'high');
    assert.equal(push.headers['topic'], 'predawn-edition');
    assert.equal(push.headers['content-encoding'], 'aes128gcm');
    const ttl = Number(push.headers['ttl']);
    assert.ok(ttl > 3 * 3600 - 120 && ttl <= 3 * 3600, `TTL ${ttl} lasts until about the reading`);
  });

  test('sends once', async () => {
    await subscribe(bench, fakeBrowser(service.origin));
    await due();
    assert.equal(service.delivered.length, 1);
    await due();
    assert.equal(service.delivered.length, 0);
  });

  for (const status of [404, 410]) {
    test(`ends the subscription at ${status}`, async () => {
      const id = await subscribe(bench, fakeBrowser(service.origin), { jobs: [job(bench), job(bench, 30)] });
      service.answer = { status };
      await due();
      service.answer = { status: 201 };
      assert.equal(await left(id), false);
      bench.gateway.pass(HOUR);
      assert.equal(await bench.push.tick(), 0, 'its other job is gone too');
    });
  }

  test('keeps the subscription at 413 and gives the push up', async () => {
    const id = await subscribe(bench, fakeBrowser(service.origin));
    service.answer = { status: 413 };
    await due();
    service.answer = { status: 201 };
    await due();
    assert.equal(service.delivered.length, 0);
    assert.equal(await left(id), true);
  });

  test('waits as long as 429 asks, then sends with what is left of its time', async () => {
    await subscribe(bench, fakeBrowser(service.origin));
    service.answer = { status: 429, headers: { 'retry-after': '1500' } };
    await due();
    service.answer = { status: 201 };
    await due();
    assert.equal(service.delivered.length, 0, '11 of 25 minutes');
    await due();
    await due();
    assert.equal(service.delivered.length, 1);
  });

  test('waits until the date that 429 names', async () => {
    await subscribe(bench, fakeBrowser(service.origin));
    const inMinutes = (minutes: number): number => bench.gateway.services.now() + minutes * MINUTE;
    service.answer = { status: 429, headers: { 'retry-after': new Date(inMinutes(11 + 25)).toUTCString() } };
    await due();
    service.answer = { status: 201 };
    await due();
    await due();
    assert.equal(service.delivered.length, 0, '22 of 25 minutes');
    await due();
    assert.equal(service.delivered.length, 1);
  });

  for (const status of [500, 502]) {
    test(`tries again after ${status}, with all that it said before`, async () => {
      const browser = fakeBrowser(service.origin);
      await subscribe(bench, browser);
      service.answer = { status };
      await due();
      assert.equal(service.delivered.length, 1);
      service.answer = { status: 201 };
      await due();
      const [push] = service.delivered;
      assert.ok(push);
      assert.equal(browser.decrypt(push.body), '{"kind":"wake"}');
      verifyVapid(push.headers.authorization, bench.push.keys.publicKey);
      await due();
      assert.equal(service.delivered.length, 0, 'sent once');
    });
  }

  test('tries again after 503 while it is of use, and not after', async () => {
    await subscribe(bench, fakeBrowser(service.origin), { jobs: [job(bench, 10, 15 * 60)] });
    service.answer = { status: 503 };
    await due();
    assert.equal(service.delivered.length, 1);
    await due();
    assert.equal(service.delivered.length, 1, 'a second try');
    service.answer = { status: 201 };
    await due();
    assert.equal(service.delivered.length, 0, 'too late: the reading is over');
  });

  test('sends a silent device at most two in 20 hours, whatever it asks', async () => {
    const id = await subscribe(bench, fakeBrowser(service.origin));
    let sent = 0;
    for (let i = 0; i < 4; i++) {
      await due();
      sent += service.delivered.length;
      await bench.ask('PUT', `/api/push/${id}`, { visible: false, jobs: [job(bench)] });
    }
    assert.equal(sent, 2);
    bench.gateway.pass(21 * HOUR);
    await bench.ask('PUT', `/api/push/${id}`, { visible: false, jobs: [job(bench)] });
    await due();
    assert.equal(service.delivered.length, 1);
  });

  test('changes and ends only by the id that was given', async () => {
    const browser = fakeBrowser(service.origin);
    const id = await subscribe(bench, browser);
    const wrong = 'A'.repeat(43);
    assert.equal((await bench.ask('PUT', `/api/push/${wrong}`, { visible: false, jobs: [] })).status, 404);
    assert.equal((await bench.ask('DELETE', `/api/push/${wrong}`)).status, 404);
    assert.equal((await bench.ask('DELETE', `/api/push/${id}`)).status, 204);
    await due();
    assert.equal(service.delivered.length, 0);
  });

  test('the same subscription given again replaces itself', async () => {
    const browser = fakeBrowser(service.origin);
    const first = await subscribe(bench, browser);
    await subscribe(bench, browser);
    assert.equal(await left(first), false);
    await due();
    assert.equal(service.delivered.length, 1);
  });

  test('sends by https only, and never into a private network', async () => {
    const browser = fakeBrowser('http://127.0.0.1:9');
    const refused = await bench.ask('POST', '/api/push', {
      subscription: browser.subscription,
      visible: false,
      jobs: [job(bench)],
    });
    assert.equal(refused.status, 400);
    const strict = await open(service, { env: { PREDAWN_ALLOW_PRIVATE: '' } });
    try {
      const before = service.delivered.length;
      const id = await subscribe(strict, fakeBrowser(service.origin));
      strict.gateway.pass(11 * MINUTE);
      await strict.push.tick();
      assert.equal(service.delivered.length, before);
      assert.equal((await strict.ask('DELETE', `/api/push/${id}`)).status, 404, 'ended, not tried for ever');
    } finally {
      await strict.close();
    }
  });

  test('refuses what is out of bounds with a sentence', async () => {
    const { subscription } = fakeBrowser(service.origin);
    const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{ subscription, visible: false, jobs: [job(bench), job(bench), job(bench)] }, /at most 2/],
      [{ subscription, visible: true, jobs: [job(bench)] }, /feeds must be given/],
      [{ subscription, visible: true, jobs: [job(bench), job(bench, 30)] }, /once in 20 hours/],
      [{ subscription, visible: false, jobs: [job(bench, 60 * 72)] }, /48 hours/],
      [{ subscription, visible: false, jobs: [job(bench, 10, 10)] }, /ttlSeconds/],
      [
        { subscription: { ...subscription, keys: { ...subscription.keys, p256dh: 'BBBB' } }, visible: false, jobs: [] },
        /p256dh/,
      ],
      [
        { subscription: { ...subscription, keys: { ...subscription.keys, auth: 'AA' } }, visible: false, jobs: [] },
        /auth/,
      ],
      [{ visible: false, jobs: [] }, /endpoint/],
    ];
    for (const [body, sentence] of wrong) {
      const response = await bench.ask('POST', '/api/push', body);
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { detail: string }).detail, sentence);
    }
  });

  test('writes nothing of the endpoint in the log', async () => {
    const browser = fakeBrowser(service.origin);
    await subscribe(bench, browser);
    await due();
    service.answer = { status: 500 };
    await subscribe(bench, browser);
    await due();
    service.answer = { status: 201 };
    const { pathname, host } = new URL(browser.subscription.endpoint);
    const text = bench.logged();
    assert.match(text, /"outcome":"sent"/);
    assert.match(text, /"outcome":"later"/);
    for (const secret of [pathname, host, browser.subscription.keys.auth]) assert.ok(!text.includes(secret), secret);
  });
});

describe('push and news', () => {
  test('a visible push counts the new stories, and is spared where there are none', async () => {
    const service = await startPushService();
    const bench = await open(service);
    let stories = 2;
    const origin = await startOrigin((_request, response) => {
      const items = Array.from(
        { length: stories },
        (_, i) => `<item><title>Story ${i}</title><guid>s${i}</guid><link>http://x.test/${i}</link></item>`,
      ).join('');
      response.setHeader('content-type', 'application/rss+xml').setHeader('cache-control', 'no-cache');
      response.end(`<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>${items}</channel></rss>`);
    });
    try {
      const url = `${origin.url}/feed`;
      const [line] = await bench.gateway.edition([{ url }]);
      assert.ok(line?.kind === 'updated');
      const wishes = (): Record<string, unknown> => ({
        visible: true,
        jobs: [job(bench)],
        feeds: [{ url, cursor: line.cursor }],
      });
      const browser = fakeBrowser(service.origin);
      const id = await subscribe(bench, browser, wishes());
      bench.gateway.pass(2 * HOUR);
      await bench.push.tick();
      assert.equal(service.delivered.length, 0, 'nothing new: no noise');
      stories = 5;
      assert.equal((await bench.ask('PUT', `/api/push/${id}`, wishes())).status, 204);
      bench.gateway.pass(2 * HOUR);
      await bench.push.tick();
      const [push] = service.delivered;
      assert.ok(push);
      const payload = JSON.parse(browser.decrypt(push.body)) as {
        web_push: number;
        notification: Record<string, unknown>;
      };
      assert.equal(payload.web_push, 8030);
      assert.equal(payload.notification['body'], '3 new stories');
      assert.equal(payload.notification['navigate'], 'http://localhost:8787/');
      assert.equal(payload.notification['app_badge'], '3', 'where WebKit looks for it');
      assert.equal(payload.notification['mutable'], true);
      assert.ok(Number(push.headers['ttl']) > 0);

      stories = 9;
      service.delivered.length = 0;
      assert.equal((await bench.ask('PUT', `/api/push/${id}`, wishes())).status, 204);
      bench.gateway.pass(HOUR);
      await bench.push.tick();
      assert.equal(service.delivered.length, 0, 'one in 20 hours, whatever is new');
      bench.gateway.pass(20 * HOUR);
      assert.equal((await bench.ask('PUT', `/api/push/${id}`, wishes())).status, 204);
      bench.gateway.pass(HOUR);
      await bench.push.tick();
      assert.equal(service.delivered.length, 1);
    } finally {
      await bench.close();
      await origin.close();
      await service.close();
    }
  });

  test('a visible push waits while no feed can say whether there is news, and is dropped when it is too late', async () => {
    const service = await startPushService();
    const bench = await open(service);
    let isUp = false;
    const origin = await startOrigin((_request, response) => {
      if (!isUp) return void response.writeHead(500).end();
      response.setHeader('content-type', 'application/rss+xml').setHeader('cache-control', 'no-cache');
      response.end(
        '<rss version="2.0"><channel><title>News</title><item><title>One</title><guid>s</guid></item></channel></rss>',
      );
    });
    try {
      const wishes = { visible: true, jobs: [job(bench, 10, 7 * 3600)], feeds: [{ url: `${origin.url}/feed` }] };
      const browser = fakeBrowser(service.origin);
      await subscribe(bench, browser, wishes);
      bench.gateway.pass(11 * MINUTE);
      assert.equal(await bench.push.tick(), 1);
      assert.equal(service.delivered.length, 0, 'nobody knows');
      isUp = true;
      bench.gateway.pass(5 * HOUR);
      await bench.push.tick();
      assert.match(browser.decrypt(service.delivered[0]?.body ?? Buffer.alloc(0)), /One new story/);

      isUp = false;
      service.delivered.length = 0;
      bench.gateway.pass(21 * HOUR);
      const late = fakeBrowser(service.origin);
      await subscribe(bench, late, { ...wishes, jobs: [job(bench, 10, 60)] });
      bench.gateway.pass(11 * MINUTE);
      await bench.push.tick();
      bench.gateway.pass(HOUR);
      assert.equal(await bench.push.tick(), 0, 'the reading is over');
      assert.equal(service.delivered.length, 0);
    } finally {
      await bench.close();
      await origin.close();
      await service.close();
    }
  });

  test('keys and jobs survive a restart', async () => {
    const service = await startPushService();
    const dataDir = await mkdtemp(join(tmpdir(), 'predawn-push-'));
    try {
      const first = await open(service, { dataDir });
      const key = first.push.keys.publicKey;
      const browser = fakeBrowser(service.origin);
      await subscribe(first, browser);
      await first.close();
      const second = await open(service, { dataDir });
      assert.equal(second.push.keys.publicKey, key);
      second.gateway.pass(11 * MINUTE);
      await second.push.tick();
      assert.equal(service.delivered.length, 1);
      assert.equal(browser.decrypt(service.delivered[0]?.body ?? Buffer.alloc(0)), '{"kind":"wake"}');
      await second.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
      await service.close();
    }
  });

  test('a job whose gateway died while sending is sent by the next', async () => {
    const service = await startPushService();
    const bench = await open(service);
    try {
      await subscribe(bench, fakeBrowser(service.origin));
      bench.gateway.pass(11 * MINUTE);
      assert.equal((await bench.push.store.claim(bench.gateway.services.now(), 5, 2 * MINUTE)).length, 1);
      assert.equal(await bench.push.tick(), 0, 'leased');
      bench.gateway.pass(3 * MINUTE);
      assert.equal(await bench.push.tick(), 1);
      assert.equal(service.delivered.length, 1);
    } finally {
      await bench.close();
      await service.close();
    }
  });

  test('starts by itself when the time has come', async () => {
    const service = await startPushService();
    const bench = await open(service);
    try {
      bench.push.start();
      await subscribe(bench, fakeBrowser(service.origin), { jobs: [job(bench, 0.002)] });
      const until = Date.now() + 5_000;
      while (service.delivered.length === 0 && Date.now() < until)
        await new Promise(resolve => setTimeout(resolve, 20));
      assert.equal(service.delivered.length, 1);
    } finally {
      await bench.close();
      await service.close();
    }
  });
});
