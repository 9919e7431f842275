// Editions and their cursors: what is new since, all of it, once.

import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DAY, HOUR, lineOf, linesOf, openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { rssOf, startOrigin, withEtag } from './support/origin.ts';
import type { Origin } from './support/origin.ts';

let origin: Origin;
let gateway: TestGateway;
let document = '';
beforeEach(async () => {
  origin = await startOrigin(
    withEtag(() => document),
    '127.0.0.2',
  );
  gateway = await openGateway();
});
afterEach(async () => {
  await gateway.close();
  await origin.close();
});

const idsOf = (line: { readonly items?: readonly { readonly id: string }[] }) =>
  (line.items ?? []).map(item => item.id);

describe('an edition', () => {
  test('brings the newest items first, as many as the limit says', async () => {
    document = rssOf([1, 2, 3, 4, 5]);
    const lines = await gateway.edition([{ url: origin.url }], 3);
    assert.deepEqual(idsOf(lineOf(lines, 'updated')), ['story-5', 'story-4', 'story-3']);
    assert.deepEqual(lineOf(lines, 'end'), { kind: 'end', updated: 1, unchanged: 0, failed: 0 });
  });

  test('with a cursor brings what is new since, and nothing twice', async () => {
    document = rssOf([1, 2, 3]);
    const first = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    gateway.pass(HOUR);
    const nothing = lineOf(await gateway.edition([{ url: origin.url, cursor: first.cursor }]), 'unchanged');
    document = rssOf([5, 4, 3, 2, 1]);
    gateway.pass(HOUR);
    const news = lineOf(await gateway.edition([{ url: origin.url, cursor: nothing.cursor }]), 'updated');
    assert.deepEqual(idsOf(news), ['story-5', 'story-4']);
    gateway.pass(HOUR);
    lineOf(await gateway.edition([{ url: origin.url, cursor: news.cursor }]), 'unchanged');
  });

  test('brings an edited item again, an unedited one never', async () => {
    document = rssOf([1, 2, 3]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    document = rssOf([3, { id: 2, title: 'Story 2, corrected' }, 1]);
    gateway.pass(HOUR);
    const line = lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'updated');
    assert.deepEqual(
      line.items.map(item => item.title),
      ['Story 2, corrected'],
    );
  });

  test('loses nothing to the limit once a cursor is held', async () => {
    document = rssOf([1]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }], 2), 'updated');
    document = rssOf([1, 2, 3, 4, 5, 6, 7, 8]);
    gateway.pass(HOUR);
    const line = lineOf(await gateway.edition([{ url: origin.url, cursor }], 2), 'updated');
    assert.equal(line.items.length, 7);
  });

  test('keeps what has left the publisher’s document for whoever was away', async () => {
    document = rssOf([1]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    for (const id of [2, 3, 4]) {
      document = rssOf([id]);
      gateway.pass(HOUR);
      await gateway.edition([{ url: origin.url }]);
    }
    const line = lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'updated');
    assert.deepEqual(idsOf(line), ['story-4', 'story-3', 'story-2']);
  });

  test('keeps its cursors through a restart', async () => {
    document = rssOf([1, 2]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    await gateway.services.close();
    const again = await openGateway({ dataDir: gateway.dataDir });
    document = rssOf([1, 2, 3]);
    again.pass(HOUR);
    const line = lineOf(await again.edition([{ url: origin.url, cursor }]), 'updated');
    assert.deepEqual(idsOf(line), ['story-3']);
    await again.close();
  });

  test('gives everything for a cursor that is not of this keeping', async () => {
    document = rssOf([1, 2]);
    for (const cursor of ['', 'x', '1.AAAAAAAAAAAA.1', '2.anything', '💥', 'a'.repeat(10_000)]) {
      const line = lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'updated');
      assert.equal(line.items.length, 2, cursor.slice(0, 20));
    }
  });

  test('a feed that changes only its name is news without items', async () => {
    document = rssOf([1]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    document = rssOf([1]).replace('A publisher', 'Another name');
    gateway.pass(HOUR);
    const line = lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'updated');
    assert.equal(line.feed.title, 'Another name');
    assert.deepEqual(line.items, []);
  });

  test('undated items keep the order of their document', async () => {
    const item = (id: number) => `<item><guid>u${id}</guid><title>U ${id}</title></item>`;
    document = `<rss version="2.0"><channel><title>T</title>${item(3)}${item(2)}${item(1)}</channel></rss>`;
    const line = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    assert.deepEqual(idsOf(line), ['u3', 'u2', 'u1']);
  });

  test('loses no item to a guid that a publisher gives to several', async () => {
    const item = (n: number) =>
      `<item><guid>same</guid><title>Story ${n}</title><link>http://p.example/${n}</link></item>`;
    document = `<rss version="2.0"><channel><title>T</title>${item(1)}${item(2)}</channel></rss>`;
    const first = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    assert.deepEqual(
      first.items.map(each => each.title),
      ['Story 1', 'Story 2'],
    );
    assert.equal(new Set(first.items.map(each => each.id)).size, 2);
    assert.ok(first.items.every(each => each._predawn?.guid === undefined));
    document = `<rss version="2.0"><channel><title>T</title>${item(3)}${item(1)}${item(2)}</channel></rss>`;
    gateway.pass(HOUR);
    const news = lineOf(await gateway.edition([{ url: origin.url, cursor: first.cursor }]), 'updated');
    assert.deepEqual(
      news.items.map(each => each.title),
      ['Story 3'],
    );
  });

  test('one bad feed is one line, never a failed response', async () => {
    document = rssOf([1]);
    const lines = await gateway.edition([
      { url: origin.url },
      { url: 'not an address at all' },
      { url: 'http://10.0.0.1/feed' },
      { url: 'ftp://publisher.example/' },
      { url: 'http://127.0.0.9:1/' },
    ]);
    assert.deepEqual(lineOf(lines, 'end'), { kind: 'end', updated: 1, unchanged: 0, failed: 4 });
    assert.equal(lineOf(lines, 'failed', 'not an address at all').code, 'bad-url');
    assert.equal(lineOf(lines, 'failed', 'http://10.0.0.1/feed').code, 'private-address');
    assert.equal(lineOf(lines, 'failed', 'http://127.0.0.9:1/').code, 'connection-refused');
    assert.match(lineOf(lines, 'failed', 'http://127.0.0.9:1/').retryAt ?? '', /^20\d\d-\d\d-\d\dT/);
  });

  test('lines come as feeds settle: a slow publisher holds nobody up', async () => {
    document = rssOf([1]);
    const slow = await startOrigin(() => undefined, '127.0.0.3');
    const running = await gateway.listen();
    const response = await fetch(`${running.url}/api/edition`, {
      method: 'POST',
      body: JSON.stringify({ feeds: [{ url: slow.url }, { url: origin.url }] }),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader?.read();
    assert.match(first?.value ?? '', /^\{"kind":"updated"/);
    // Ours has come while the slow one is still waited for, however slow this machine is.
    assert.equal(slow.asked.length, 1);
    assert.doesNotMatch(first?.value ?? '', /"kind":"(failed|end)"/);
    const rest = await reader?.read();
    assert.match(rest?.value ?? '', /"code":"timeout"/);
    await reader?.cancel();
    await slow.close();
  });

  for (const [size, words] of [
    ['that the socket takes at once', 150],
    ['of several megabytes', 8_000],
  ] as const) {
    test(`${size} is whole, for a client too that reads slowly`, async () => {
      const text = 'Words that make it long. '.repeat(words);
      document = rssOf(Array.from({ length: 20 }, (_, n) => ({ id: 20 - n, text })));
      const running = await gateway.listen();
      const body = JSON.stringify({ feeds: [{ url: origin.url }] });
      for (const waitMs of [0, 300]) {
        const response = await fetch(`${running.url}/api/edition`, {
          method: 'POST',
          body,
          signal: AbortSignal.timeout(10_000),
        });
        await new Promise(resolve => setTimeout(resolve, waitMs));
        const lines = linesOf(await response.text());
        assert.equal(idsOf(lineOf(lines, 'updated')).length, 20);
        assert.equal(lines.at(-1)?.kind, 'end');
      }
    });
  }

  test('is the same compressed', async () => {
    document = rssOf(Array.from({ length: 40 }, (_, id) => ({ id, text: 'lorem ipsum '.repeat(200) })));
    const ask = async (encoding: string) => {
      const response = await gateway.app.request('http://localhost/api/edition', {
        method: 'POST',
        headers: { 'accept-encoding': encoding },
        body: JSON.stringify({ feeds: [{ url: origin.url }, { url: 'nowhere' }], limit: 40 }),
      });
      return { encoding: response.headers.get('content-encoding'), bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const plain = await ask('identity');
    const packed = await ask('br, gzip');
    assert.equal(plain.encoding, null);
    assert.equal(packed.encoding, 'gzip');
    assert.ok(packed.bytes.length < plain.bytes.length / 5);
    const sorted = (bytes: Buffer) =>
      linesOf(bytes.toString())
        .map(line => JSON.stringify(line))
        .sort();
    assert.deepEqual(sorted(gunzipSync(packed.bytes)), sorted(plain.bytes));
    const again = await ask('gzip');
    assert.deepEqual(sorted(gunzipSync(again.bytes)), sorted(plain.bytes));
  });

  test('a request that is none is a problem', async () => {
    const post = (body: string) => gateway.app.request('http://localhost/api/edition', { method: 'POST', body });
    for (const body of [
      '',
      '[]',
      '{"feeds":1}',
      '{"feeds":[1]}',
      '{"feeds":[],"limit":0}',
      '{"feeds":[],"limit":"many"}',
    ]) {
      const response = await post(body);
      assert.equal(response.status, 400, body);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    }
    assert.equal((await post('{"feeds":[]}')).status, 200);
  });
});

describe('a feed that moves or ends', () => {
  for (const status of [301, 308]) {
    test(`a permanent redirect (${status}) is followed at once and told after it has held for days`, async () => {
      const target = await startOrigin(
        withEtag(() => document),
        '127.0.0.4',
      );
      document = rssOf([1]);
      origin.answer = (_request, response) => response.writeHead(status, { location: `${target.url}/new` }).end();
      const first = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
      gateway.pass(DAY);
      lineOf(await gateway.edition([{ url: origin.url, cursor: first.cursor }]), 'unchanged');
      gateway.pass(3 * DAY);
      document = rssOf([1, 2]);
      const moved = lineOf(await gateway.edition([{ url: origin.url, cursor: first.cursor }]), 'moved');
      assert.equal(moved.to, `${target.url}/new`);
      assert.deepEqual(idsOf(moved), ['story-2']);
      const there = lineOf(await gateway.edition([{ url: moved.to, cursor: moved.cursor }]), 'unchanged');
      assert.equal(there.url, moved.to);
      const late = lineOf(await gateway.edition([{ url: origin.url, cursor: first.cursor }]), 'moved');
      assert.equal(late.to, moved.to);
      await target.close();
    });
  }

  test('a temporary redirect is followed and never told', async () => {
    const target = await startOrigin(
      withEtag(() => document),
      '127.0.0.4',
    );
    document = rssOf([1]);
    origin.answer = (_request, response) => response.writeHead(302, { location: `${target.url}/new` }).end();
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    gateway.pass(10 * DAY);
    await gateway.edition([{ url: origin.url, cursor }]);
    gateway.pass(10 * DAY);
    lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'unchanged');
    await target.close();
  });

  test('410 ends the polling and stays told', async () => {
    document = rssOf([1]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    origin.answer = (_request, response) => response.writeHead(410).end();
    gateway.pass(DAY);
    lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'gone');
    const asked = origin.asked.length;
    gateway.pass(DAY);
    lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'gone');
    await gateway.services.roundsman.walk();
    assert.equal(origin.asked.length, asked);
  });

  test('a failing feed still gives what is kept, and says why to those who have it', async () => {
    document = rssOf([1]);
    const { cursor } = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    origin.answer = (_request, response) => response.writeHead(500).end();
    gateway.pass(DAY);
    const failed = lineOf(await gateway.edition([{ url: origin.url, cursor }]), 'failed');
    assert.equal(failed.code, 'server-failed');
    const newcomer = lineOf(await gateway.edition([{ url: origin.url }]), 'updated');
    assert.deepEqual(idsOf(newcomer), ['story-1']);
  });
});
