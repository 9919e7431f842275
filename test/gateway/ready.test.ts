// Answers finished ahead, over a real socket: the same bytes as the long way, behind the same doors.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { HOUR, openGateway } from './support/gateway.ts';
import type { TestOptions } from './support/gateway.ts';
import { rssOf, startOrigin } from './support/origin.ts';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function prepared(t: TestContext, options: TestOptions = {}) {
  let items: readonly { readonly id: number; readonly title: string }[] = [{ id: 1, title: 'Grüße — 日本 🌅' }];
  const origin = await startOrigin((_request, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=1800' }).end(rssOf(items));
  }, '127.0.0.2');
  const gateway = await openGateway(options);
  const { port } = await gateway.listen();
  t.after(async () => {
    await gateway.close();
    await origin.close();
  });
  const get = (headers: Record<string, string> = {}) =>
    new Promise<Got>((resolve, reject) => {
      const path = `/api/feed?url=${encodeURIComponent(origin.url)}`;
      const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }, response => {
        let body = '';
        response.setEncoding('utf8').on('data', part => (body += String(part)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      asked.on('error', reject).end();
    });
  /** Counts the ways that were long: each looks the feed up. */
  let long = 0;
  const { ready } = gateway.services;
  const { keep } = ready;
  Object.assign(ready, { keep: (...args: Parameters<typeof keep>) => ((long += 1), keep(...args)) });
  return {
    gateway,
    origin,
    get,
    long: () => long,
    publish: (next: typeof items) => void (items = next),
  };
}

describe('an answer finished ahead', () => {
  test('is the same as the long one, byte for byte and header for header', async t => {
    const { get, long } = await prepared(t);
    const first = await get();
    const second = await get();
    assert.equal(long(), 1);
    assert.equal(second.status, 200);
    assert.match(second.body, /Grüße — 日本 🌅/);
    assert.equal(second.body, first.body);
    for (const name of ['etag', 'content-type', 'cache-control', 'content-length']) {
      assert.equal(
        second.headers[name],
        name === 'content-length' ? String(Buffer.byteLength(second.body)) : first.headers[name],
        name,
      );
    }
    const unchanged = await get({ 'if-none-match': String(first.headers['etag']) });
    assert.deepEqual([unchanged.status, unchanged.body, long()], [304, '', 1]);
  });

  test('passes no door that the long way would not', async t => {
    const { get, gateway } = await prepared(t, { env: { PREDAWN_RATE: '6' } });
    await get();
    assert.equal((await get({ host: 'evil.example' })).status, 421);
    assert.equal((await get({ origin: 'https://evil.example' })).status, 403);
    assert.equal((await get({ 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await get({ 'sec-fetch-site': 'same-origin' })).status, 200);
    const statuses = [];
    for (let n = 0; n < 8; n++) statuses.push((await get()).status);
    assert.ok(statuses.includes(200) && statuses.at(-1) === 429, statuses.join(' '));
    gateway.pass(60_000);
    assert.equal((await get()).status, 200);
  });

  test('is not given where a token is asked for', async t => {
    const { get, long } = await prepared(t, { env: { PREDAWN_TOKEN: 'a long secret' } });
    assert.equal((await get()).status, 401);
    const authorization = 'Bearer a long secret';
    for (let n = 0; n < 3; n++) assert.equal((await get({ authorization })).status, 200);
    assert.equal((await get()).status, 401);
    assert.equal(long(), 3);
  });

  test('carries the name of an embedding site, by the long way', async t => {
    const { get } = await prepared(t, { env: { PREDAWN_EMBED_ORIGINS: 'https://blog.example' } });
    await get();
    const shared = await get({ origin: 'https://blog.example' });
    assert.equal(shared.headers['access-control-allow-origin'], 'https://blog.example');
  });

  test('ends with the freshness of its feed', async t => {
    const { get, gateway, publish, long } = await prepared(t);
    await get();
    publish([{ id: 2, title: 'News' }]);
    await get();
    assert.equal(long(), 1);
    gateway.pass(HOUR);
    assert.match((await get()).body, /News/);
  });
});
