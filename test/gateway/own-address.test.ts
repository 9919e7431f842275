// The gateway's own addresses: the newsroom is answered in process under every name, nothing else of it can be fetched.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createNewsroom } from '../../feeds/gateway/newsroom/newsroom.ts';
import type { RunningGateway } from '../../feeds/gateway/serve.ts';
import type { Problem, WireFeed } from '../../feeds/wire.ts';
import { lineOf, openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { startOrigin } from './support/origin.ts';

let gateway: TestGateway;
let running: RunningGateway;
let requests = 0;
const newsroom = createNewsroom({ now: Date.now });
before(async () => {
  gateway = await openGateway({
    env: { PREDAWN_URL: 'https://news.example.org' },
    newsroom: request => newsroom.fetch(request),
    // A look-up would mean that the network was about to be asked.
    lookup: (name, done) => {
      requests += 1;
      done(new Error(`looked up ${name}`), []);
    },
  });
  running = await gateway.listen();
});
after(() => gateway.close());

describe('the newsroom', () => {
  test('is read under every name of the gateway, without a look-up and without a socket', async () => {
    const { port } = running;
    for (const host of [
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      'localhost:9999',
      'news.example.org',
    ]) {
      for (const scheme of host === 'news.example.org' ? ['https', 'http'] : ['http']) {
        const url = `${scheme}://${host}/newsroom/harbour.atom`;
        const response = await gateway.feed(url, 2);
        assert.equal(response.status, 200, url);
        const feed = (await response.json()) as WireFeed;
        assert.equal(feed.items.length, 2);
        const picture = feed.items.flatMap(item => item._predawn?.pictures ?? [])[0];
        assert.ok(picture?.src.startsWith(`${scheme}://${host}/newsroom/`), picture?.src);
        assert.equal((await gateway.get(picture?.sizes[0]?.url ?? '')).status, 200);
      }
    }
    assert.equal(requests, 0);
  });

  test('has news each time it is asked: it costs nobody anything', async () => {
    const url = `${running.url}/newsroom/courier.xml`;
    const { cursor } = lineOf(await gateway.edition([{ url }]), 'updated');
    gateway.pass(36 * 3_600_000);
    const line = lineOf(await gateway.edition([{ url, cursor }]), 'unchanged');
    assert.equal(line.url, url);
  });
});

describe('nothing else of the gateway can be fetched', () => {
  test('not by any name, port or spelling of it', async () => {
    const { port } = running;
    for (const url of [
      `http://localhost:${port}/`,
      `http://localhost:${port}/api/feed?url=x`,
      `http://127.0.0.1:${port}/healthz`,
      `http://0x7f000001:${port}/newsroomx/`,
      `http://[::ffff:127.0.0.1]:${port}/metrics`,
      `http://localhost:${port}/newsroom/../metrics`,
    ]) {
      const response = await gateway.feed(url);
      assert.equal(response.status, 403, url);
      assert.equal(((await response.json()) as Problem).code, 'private-address', url);
    }
  });

  test('not by a redirect, while one into the newsroom is followed', async t => {
    const origin = await startOrigin((request, response) => {
      const path = request.url === '/in' ? '/newsroom/courier.xml' : '/metrics';
      response.writeHead(302, { location: `http://127.0.0.1:${running.port}${path}` }).end();
    }, '127.0.0.2');
    t.after(origin.close);
    assert.equal((await gateway.feed(`${origin.url}/in`)).status, 200);
    assert.equal((await gateway.feed(`${origin.url}/out`)).status, 403);
  });
});
