import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { fetchFeed } from '../../feeds/fetch-feed.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<string> {
  const started = (server = createServer(answer));
  await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/feed`;
}

describe('fetching a feed', () => {
  test('brings bytes, type, validators and freshness', async () => {
    const url = await serve((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/rss+xml', etag: '"a"', 'cache-control': 'max-age=60' })
        .end('<rss/>');
    });
    const outcome = await fetchFeed(url, { fetch });
    assert.ok(outcome.kind === 'fetched');
    assert.equal(new TextDecoder().decode(outcome.bytes), '<rss/>');
    assert.deepEqual(
      { ...outcome, bytes: 0 },
      {
        kind: 'fetched',
        bytes: 0,
        url,
        contentType: 'application/rss+xml',
        validators: { etag: '"a"' },
        freshMs: 60_000,
      },
    );
  });

  test('asks with what it has, and keeps it when nothing has changed', async () => {
    let asked: string | undefined;
    const url = await serve((request, response) => {
      asked = request.headers['if-none-match'];
      response.writeHead(304, { 'last-modified': 'Sun, 22 Nov 2026 05:00:00 GMT' }).end();
    });
    const outcome = await fetchFeed(url, { fetch, validators: { etag: '"a"' } });
    assert.equal(asked, '"a"');
    assert.deepEqual(outcome, {
      kind: 'unchanged',
      validators: { etag: '"a"', lastModified: 'Sun, 22 Nov 2026 05:00:00 GMT' },
    });
  });

  const refusals: [number, Record<string, string>, object][] = [
    [410, {}, { kind: 'gone' }],
    [404, {}, { kind: 'failed', code: 'not-found', status: 404 }],
    [403, {}, { kind: 'failed', code: 'http-error', status: 403 }],
    [500, {}, { kind: 'failed', code: 'server-failed', status: 500 }],
    [429, { 'retry-after': '60' }, { kind: 'failed', code: 'rate-limited', status: 429, retryAt: 61_000 }],
    [503, { 'retry-after': '60' }, { kind: 'failed', code: 'server-failed', status: 503, retryAt: 61_000 }],
  ];
  for (const [status, headers, expected] of refusals) {
    test(`HTTP ${status} is an outcome`, async () => {
      const url = await serve((_request, response) => response.writeHead(status, headers).end());
      assert.deepEqual(await fetchFeed(url, { fetch, now: 1_000 }), expected);
    });
  }

  test('stops at too many bytes, promised or not', async () => {
    const promised = await serve((_request, response) => response.writeHead(200).end('x'.repeat(2_000)));
    const outcome = await fetchFeed(promised, { fetch, maxBytes: 1_000 });
    assert.deepEqual(outcome, { kind: 'failed', code: 'feed-too-large', status: 200 });
    server?.close();
    const endless = await serve((_request, response) => {
      response.writeHead(200);
      const more = () => response.write('x'.repeat(1_000), more);
      more();
    });
    assert.equal((await fetchFeed(endless, { fetch, maxBytes: 10_000 })).kind, 'failed');
  });

  test('a dead address and a cancelled wait are outcomes', async () => {
    assert.deepEqual(await fetchFeed('http://127.0.0.1:1/', { fetch }), { kind: 'failed', code: 'network' });
    const url = await serve(() => undefined);
    const slow = await fetchFeed(url, { fetch, signal: AbortSignal.timeout(50) });
    assert.deepEqual(slow, { kind: 'failed', code: 'timeout' });
    const cancelled = await fetchFeed(url, { fetch, signal: AbortSignal.abort() });
    assert.deepEqual(cancelled, { kind: 'failed', code: 'cancelled' });
  });
});
