// What publishers see of us.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { afterFailure, afterSuccess, allowed } from '../../feeds/gateway/schedule.ts';
import { DAY, HOUR, MINUTE, lineOf, openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { rssOf, startOrigin, withEtag } from './support/origin.ts';
import type { Origin } from './support/origin.ts';

const NOW = Date.parse('2026-11-22T06:10:00Z');
const STRANGER = { hints: {}, hasValidators: true, isOwn: false };

describe('when to ask again', () => {
  test('hourly with validators, daily without', () => {
    assert.equal(afterSuccess(NOW, STRANGER).nextAt, NOW + HOUR);
    assert.equal(afterSuccess(NOW, { ...STRANGER, hasValidators: false }).nextAt, NOW + DAY);
  });
  test('the longest of all that was said, capped at a day', () => {
    const said = { ...STRANGER, headerMs: 30 * MINUTE, hints: { ttlMinutes: 180, updatePeriodMinutes: 120 } };
    assert.deepEqual(afterSuccess(NOW, said), { askAt: NOW + 3 * HOUR, nextAt: NOW + 3 * HOUR });
    const never = { ...STRANGER, hints: { ttlMinutes: 525_600 } };
    assert.deepEqual(afterSuccess(NOW, never), { askAt: NOW + DAY, nextAt: NOW + DAY });
  });
  test('a publisher may ask us to come sooner for a reader, never for a round', () => {
    const sooner = { ...STRANGER, headerMs: 10 * MINUTE };
    assert.deepEqual(afterSuccess(NOW, sooner), { askAt: NOW + 10 * MINUTE, nextAt: NOW + HOUR });
    assert.equal(afterSuccess(NOW, { ...STRANGER, headerMs: 0 }).askAt, NOW + 5 * MINUTE);
  });
  test('active feeds more often than quiet ones', () => {
    assert.equal(afterSuccess(NOW, { ...STRANGER, gapMs: 10 * MINUTE }).nextAt, NOW + HOUR);
    assert.equal(afterSuccess(NOW, { ...STRANGER, gapMs: 10 * HOUR }).nextAt, NOW + 5 * HOUR);
    assert.equal(afterSuccess(NOW, { ...STRANGER, gapMs: 30 * DAY }).nextAt, NOW + DAY);
  });
  test('hours and days to be left alone in are', () => {
    assert.equal(allowed(NOW, { skipHours: [6, 7] }), Date.parse('2026-11-22T08:00:00Z'));
    assert.equal(allowed(NOW, { skipDays: [0] }), Date.parse('2026-11-23T00:00:00Z'));
    const all = Array.from({ length: 24 }, (_, hour) => hour);
    assert.equal(allowed(NOW, { skipHours: all }), NOW);
  });
  test('failures back off to a daily try, with jitter', () => {
    const wait = (failures: number, random: number) => afterFailure(NOW, failures, { isOwn: false, random }) - NOW;
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 50].map(n => wait(n, 0.5) / MINUTE),
      [1, 5, 15, 60, 240, 720, 1440, 1440],
    );
    assert.ok(wait(4, 0) < wait(4, 0.9));
    assert.equal(afterFailure(NOW, 1, { isOwn: false, random: 0.5, retryAt: NOW + 2 * DAY }), NOW + 2 * DAY);
  });
});

describe('towards a publisher', () => {
  let origin: Origin;
  let gateway: TestGateway;
  beforeEach(async () => {
    origin = await startOrigin(
      withEtag(() => rssOf([1, 2])),
      '127.0.0.2',
    );
    gateway = await openGateway({ asStrangers: true, env: { PREDAWN_CONTACT: 'https://news.example.org/about' } });
  });
  afterEach(async () => {
    await gateway.close();
    await origin.close();
  });

  test('a request names us and nobody else', async () => {
    await gateway.feed(`${origin.url}/feed?a=1`);
    const [request] = origin.asked;
    assert.equal(request?.path, '/feed?a=1');
    assert.equal(request?.headers['user-agent'], 'Predawn/0.1.0 (+https://news.example.org/about)');
    assert.match(request?.headers['accept-encoding'] ?? '', /br.*gzip.*zstd/);
    assert.deepEqual(Object.keys(request?.headers ?? {}).sort(), [
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    gateway.pass(2 * HOUR);
    await gateway.feed(`${origin.url}/feed?a=1`);
    assert.match(origin.asked[1]?.headers['user-agent'] ?? '', /; 1 reader\)$/);
  });

  test('a thousand devices are one request', async () => {
    const asks = Array.from({ length: 1000 }, () => gateway.feed(origin.url, 1));
    const answers = await Promise.all(asks);
    assert.ok(answers.every(answer => answer.status === 200));
    assert.equal(origin.asked.length, 1);
  });

  test('what is fresh is not asked for again, what is stale is asked with its validators', async () => {
    await gateway.feed(origin.url);
    gateway.pass(50 * MINUTE);
    await gateway.feed(origin.url);
    assert.equal(origin.asked.length, 1);
    gateway.pass(15 * MINUTE);
    assert.equal((await gateway.feed(origin.url)).status, 200);
    assert.equal(origin.asked.length, 2);
    assert.match(origin.asked[1]?.headers['if-none-match'] ?? '', /^".+"$/);
  });

  test('validators are kept only with content that could be read', async () => {
    origin.answer = (_request, response) => response.writeHead(200, { etag: '"broken"' }).end('this is no feed');
    assert.equal((await gateway.feed(origin.url)).status, 422);
    gateway.pass(2 * HOUR);
    await gateway.feed(origin.url);
    assert.equal(origin.asked.length, 2);
    assert.equal(origin.asked[1]?.headers['if-none-match'], undefined);
  });

  test('Retry-After holds the feed, in seconds and as a date', async () => {
    origin.answer = (request, response) => {
      const date = new Date(Date.now() + 3 * HOUR).toUTCString();
      response.writeHead(429, { 'retry-after': request.url === '/date' ? date : '10800' }).end();
    };
    for (const path of ['/date', '/seconds']) {
      const line = lineOf(await gateway.edition([{ url: origin.url + path }]), 'failed');
      assert.equal(line.code, 'rate-limited');
      const wait = Date.parse(line.retryAt ?? '') - Date.now();
      assert.ok(Math.abs(wait - 3 * HOUR) < MINUTE, String(wait));
    }
    gateway.pass(2 * HOUR);
    await gateway.edition([{ url: `${origin.url}/date` }, { url: `${origin.url}/seconds` }]);
    assert.equal(origin.asked.length, 2);
    gateway.pass(2 * HOUR);
    await gateway.edition([{ url: `${origin.url}/date` }]);
    assert.equal(origin.asked.length, 3);
  });

  for (const status of [429, 503]) {
    test(`three feeds of a host that are told to wait by ${status} hold the host`, async () => {
      origin.answer = (_request, response) => response.writeHead(status, { 'retry-after': '7200' }).end();
      for (const path of ['/a', '/b']) await gateway.edition([{ url: origin.url + path }]);
      await gateway.edition([{ url: `${origin.url}/c` }]);
      assert.equal(origin.asked.length, 3);
      const line = lineOf(await gateway.edition([{ url: `${origin.url}/d` }]), 'failed');
      assert.equal(line.code, 'rate-limited');
      assert.equal(origin.asked.length, 3);
      gateway.pass(3 * HOUR);
      await gateway.edition([{ url: `${origin.url}/d` }]);
      assert.equal(origin.asked.length, 4);
    });
  }

  test('one connection a host, whatever is asked of it', async () => {
    let open = 0;
    let most = 0;
    origin.answer = (_request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end(rssOf([1]));
      }, 10);
    };
    await gateway.edition(Array.from({ length: 20 }, (_, n) => ({ url: `${origin.url}/${n}` })));
    assert.equal(origin.asked.length, 20);
    assert.equal(most, 1);
    assert.equal(origin.connections(), 1);
  });

  test('a body that is the same byte for byte is not news, validators or not', async () => {
    origin.answer = (_request, response) => response.end(rssOf([1]));
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    gateway.pass(2 * DAY);
    lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'unchanged');
    assert.equal(origin.asked.length, 2);
  });

  for (const what of ['feed', 'edition'] as const) {
    test(`a client that leaves its ${what} stops the work that nobody else waits for`, async () => {
      let closed = 0;
      origin.answer = (_request, response) => response.on('close', () => closed++);
      const leaving = new AbortController();
      const running = await gateway.listen();
      const asked =
        what === 'feed'
          ? fetch(`${running.url}/api/feed?url=${encodeURIComponent(origin.url)}`, { signal: leaving.signal })
          : fetch(`${running.url}/api/edition`, {
              method: 'POST',
              body: JSON.stringify({ feeds: [{ url: origin.url }] }),
              signal: leaving.signal,
            }).then(response => response.text());
      asked.catch(() => undefined);
      while (origin.asked.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
      leaving.abort();
      await assert.rejects(asked);
      const began = performance.now();
      while (closed === 0 && performance.now() - began < 600) await new Promise(resolve => setTimeout(resolve, 5));
      assert.equal(closed, 1);
    });
  }
});

describe('rounds', () => {
  const hours = Array.from({ length: 12 }, (_, hour) => `<hour>${hour}</hour>`).join('');
  // A day without validators ends at half past ten, one of its hours; or on Sunday.
  for (const { what, names, startAt, restMs } of [
    { what: 'in the hours', names: `<skipHours>${hours}</skipHours>`, startAt: '2026-11-22T10:30:00Z', restMs: HOUR },
    {
      what: 'on the days',
      names: '<skipDays><day>Sunday</day></skipDays>',
      startAt: '2026-11-21T10:30:00Z',
      restMs: 13 * HOUR,
    },
  ])
    test(`leave a feed alone ${what} that it names`, async t => {
      const origin = await startOrigin(
        (_request, response) => response.end(rssOf([1]).replace('<channel>', `<channel>${names}`)),
        '127.0.0.2',
      );
      t.after(origin.close);
      const gateway = await openGateway({ asStrangers: true, startAt: Date.parse(startAt) });
      t.after(gateway.close);
      await gateway.edition([{ url: origin.url }]);
      gateway.pass(DAY + HOUR);
      await gateway.edition([{ url: origin.url }]);
      assert.equal(await gateway.services.roundsman.walk(), 0);
      assert.equal(origin.asked.length, 1);
      gateway.pass(restMs);
      assert.equal(await gateway.services.roundsman.walk(), 1);
      assert.equal(origin.asked.length, 2);
    });

  test('poll what was asked for lately, by its own rhythm, and survive a restart', async t => {
    const origin = await startOrigin(
      withEtag(() => rssOf([1])),
      '127.0.0.2',
    );
    t.after(origin.close);
    const gateway = await openGateway({ asStrangers: true });
    await gateway.edition([{ url: origin.url }]);
    assert.equal(await gateway.services.roundsman.walk(), 0);
    await gateway.services.close();

    const again = await openGateway({ asStrangers: true, dataDir: gateway.dataDir });
    t.after(again.close);
    assert.equal(await again.services.roundsman.walk(), 0, 'a restart polls nothing early');
    assert.equal(origin.asked.length, 1);
    again.pass(DAY + HOUR);
    assert.equal(await again.services.roundsman.walk(), 1);
    assert.equal(origin.asked.length, 2);
    const asked = origin.asked.length;
    assert.equal((await again.feed(origin.url)).status, 200);
    assert.equal(origin.asked.length, asked, 'answered from memory');
    again.pass(29 * DAY);
    assert.equal(await again.services.roundsman.walk(), 1, 'asked for within 30 days');
    again.pass(32 * DAY);
    assert.equal(await again.services.roundsman.walk(), 0, 'nobody asks any more');
  });

  test('on a public gateway only feeds that several clients asked for', async t => {
    const origin = await startOrigin(
      withEtag(() => rssOf([1])),
      '127.0.0.2',
    );
    t.after(origin.close);
    const gateway = await openGateway({
      asStrangers: true,
      env: { PREDAWN_PUBLIC: '1', PREDAWN_TRUST_PROXY: '127.0.0.1' },
    });
    t.after(gateway.close);
    const ask = (client: string) =>
      gateway.app.request('http://localhost/api/edition', {
        method: 'POST',
        headers: { 'x-forwarded-for': client },
        body: JSON.stringify({ feeds: [{ url: origin.url }] }),
      });
    await (await ask('192.0.2.1')).text();
    gateway.pass(2 * DAY);
    assert.equal(await gateway.services.roundsman.walk(), 0);
    await (await ask('192.0.2.2')).text();
    gateway.pass(2 * DAY);
    assert.equal(await gateway.services.roundsman.walk(), 1);
  });
});
