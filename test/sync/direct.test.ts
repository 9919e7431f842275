import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectReader } from '../../src/sync/direct.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { MORNING } from './support.ts';

const { signal } = new AbortController();
const RSS = `<rss version="2.0"><channel><title>Paper</title><item><guid>a</guid><title>News</title></item></channel></rss>`;

function reader(fetch: Fetch) {
  return createDirectReader({ fetch, now: () => MORNING });
}

test('reads a feed where its publisher allows browsers', async () => {
  const fetch = async () => new Response(RSS, { headers: { 'content-type': 'text/xml', etag: '"1"' } });
  const { outcome } = await reader(fetch).feed({ url: 'https://paper.test/feed' }, { signal, limit: 10 });
  assert.equal(outcome.kind === 'updated' && outcome.items[0]?.title, 'News');
  assert.deepEqual(outcome.kind === 'updated' && outcome.validators, { etag: '"1"' });
});

test('tells a publisher that refuses browsers from a network that is gone', async () => {
  const refusing: Fetch = async (_url, init) => {
    if (init?.mode === 'no-cors') return new Response();
    throw new TypeError('Failed to fetch');
  };
  const dead: Fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  const how = { signal, limit: 10 };

  const refused = await reader(refusing).feed({ url: 'https://paper.test/feed' }, how);
  const lost = await reader(dead).feed({ url: 'https://paper.test/feed' }, how);

  assert.deepEqual(refused.outcome, { kind: 'failed', code: 'needs-gateway' });
  assert.deepEqual(lost.outcome, { kind: 'failed', code: 'network' });
  const found = await reader(dead).discover('https://paper.test/', { signal });
  assert.equal(found.kind === 'failed' && found.final, false);
});

test('finds the feed that a page names', async () => {
  const page = '<html><head><link rel="alternate" type="application/rss+xml" title="All" href="/feed"></head></html>';
  const fetch = async () => new Response(page, { headers: { 'content-type': 'text/html' } });
  const found = await reader(fetch).discover('https://paper.test/', { signal });
  assert.equal(found.kind === 'ok' && found.value.feeds[0]?.url, 'https://paper.test/feed');
});
