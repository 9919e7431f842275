import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportError } from '../../src/sync/transport.ts';
import { createTransport, type DirectReader, type EditionPiece } from '../../src/sync/transport.ts';
import { GATEWAY, HEAD, item, json, MORNING, ndjson, updated } from './support.ts';

const { signal } = new AbortController();
const now = () => MORNING;

async function all(pieces: AsyncIterable<EditionPiece>): Promise<EditionPiece[]> {
  const found: EditionPiece[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

const FEEDS = [{ url: 'https://one.test/feed' }];

test('reads each kind of line, and passes over those of a newer gateway', async () => {
  const fetch = async () =>
    ndjson([
      updated('one', [item('ä')]),
      { kind: 'of-the-future', url: 'x' },
      { kind: 'moved', url: 'https://two.test/feed', to: 'https://new.test/feed' },
      { kind: 'gone', url: 'https://three.test/feed' },
      { kind: 'failed', url: 'https://four.test/feed', code: 'timeout', retryAt: '2026-11-23T07:00:00Z' },
    ]);
  const pieces = await all(createTransport({ gateway: GATEWAY, fetch, now }).edition(FEEDS, { signal }));

  assert.deepEqual(
    pieces.map(({ outcome }) => outcome.kind),
    ['updated', 'updated', 'gone', 'failed'],
  );
  assert.deepEqual(pieces[3]?.outcome, { kind: 'failed', code: 'timeout', retryAt: Date.UTC(2026, 10, 23, 7) });
  assert.equal(pieces[1]?.outcome.kind === 'updated' && pieces[1].outcome.movedTo, 'https://new.test/feed');
  const bytes = Buffer.byteLength(`${JSON.stringify(updated('one', [item('ä')]))}\n`);
  assert.equal(pieces[0]?.bytes, bytes);
});

test('a stream without its end is said to have broken off, after all that it gave', async () => {
  const fetch = async () => ndjson([updated('one', [item('a')])], { end: false });
  const pieces = createTransport({ gateway: GATEWAY, fetch, now }).edition(FEEDS, { signal })[Symbol.asyncIterator]();

  assert.equal(((await pieces.next()).value as EditionPiece).outcome.kind, 'updated');
  await assert.rejects(pieces.next(), { code: 'gateway-broke-off' });
});

test('a gateway’s refusal bears its code and its time', async () => {
  const problem = { type: 'about:blank', title: 'Wait', status: 429, code: 'too-many-requests' };
  const fetch = async () => json(problem, 429, { 'retry-after': '60' });
  const asking = all(createTransport({ gateway: GATEWAY, fetch, now }).edition(FEEDS, { signal }));

  await assert.rejects(
    asking,
    (error: TransportError) => error.code === problem.code && error.retryAt === MORNING + 60_000,
  );
});

test('where there is only a static host, feeds are read directly, at most six at once', async () => {
  let running = 0;
  let most = 0;
  const reader: DirectReader = {
    async feed() {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
      return { outcome: { kind: 'updated', feed: HEAD, items: [item('a')] }, bytes: 10 };
    },
    discover: async () => ({ kind: 'failed', code: 'no-feed-found', final: true }),
  };
  const fetch = async () =>
    new Response('<h1>Not found</h1>', { status: 404, headers: { 'content-type': 'text/html' } });
  const transport = createTransport({ gateway: GATEWAY, fetch, now, direct: async () => reader });
  const feeds = Array.from({ length: 20 }, (_, i) => ({ url: `https://f${i}.test/` }));

  assert.equal((await all(transport.edition(feeds, { signal }))).length, 20);
  assert.equal(most, 6);
});

test('a dead network is no reason to think that there is no gateway', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  const direct = () => assert.fail('the parser is not asked for');
  const transport = createTransport({ gateway: GATEWAY, fetch, now, direct });

  await assert.rejects(all(transport.edition(FEEDS, { signal })), { code: 'gateway-unreachable' });
  assert.deepEqual(await transport.discover('https://x.test', { signal }), {
    kind: 'failed',
    code: 'gateway-unreachable',
    final: false,
  });
});

test('what cannot come true by asking again is called final', async () => {
  const answers = [
    json({ code: 'no-feed-found', status: 404, title: '', type: '' }, 404),
    json({ code: 'timeout', status: 504, title: '', type: '' }, 504),
  ];
  const transport = createTransport({ gateway: GATEWAY, fetch: async () => answers.shift()!, now });

  const first = await transport.discover('https://x.test', { signal });
  const second = await transport.discover('https://x.test', { signal });

  assert.deepEqual(
    [first, second].map(answer => answer.kind === 'failed' && [answer.code, answer.final]),
    [
      ['no-feed-found', true],
      ['timeout', false],
    ],
  );
});
