// Who may enter, and what every answer carries.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import type { Problem } from '../../feeds/wire.ts';
import { HOUR, openGateway } from './support/gateway.ts';
import type { TestGateway, TestOptions } from './support/gateway.ts';
import { rssOf, startOrigin } from './support/origin.ts';

async function gatewayFor(t: TestContext, options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openGateway(options);
  t.after(gateway.close);
  return gateway;
}

async function publisher(t: TestContext) {
  const origin = await startOrigin((_request, response) => response.end(rssOf([1])), '127.0.0.2');
  t.after(origin.close);
  return origin;
}

const codeOf = async (response: Response) => ((await response.json()) as Problem).code;

describe('the Host header', () => {
  test('must be a name that the gateway is known by', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_URL: 'https://news.example.org' } });
    for (const host of ['localhost:8787', 'LOCALHOST', '127.0.0.1:9', '[::1]:8787', 'news.example.org', 'localhost.']) {
      assert.equal((await gateway.get('/healthz', { host })).status, 200, host);
    }
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1', 'x@localhost', '']) {
      const response = await gateway.get('/healthz', { host });
      assert.equal(response.status, 421, host);
      assert.equal(await codeOf(response), 'unknown-name');
    }
  });
});

describe('other sites', () => {
  const blog = 'https://blog.example.org';

  test('may use nothing by default', async t => {
    const gateway = await gatewayFor(t);
    for (const path of [
      '/api/feed?url=x',
      '/api/discover?url=x',
      '/api/article?url=x',
      '/api/image?url=x',
      '/api/icon?url=x',
      '/api/session',
    ]) {
      assert.equal((await gateway.get(path, { origin: blog })).status, 403, path);
      assert.equal((await gateway.get(path, { 'sec-fetch-site': 'cross-site' })).status, 403, path);
      assert.equal((await gateway.get(path, { origin: 'null' })).status, 403, path);
    }
    const edition = await gateway.app.request('http://localhost/api/edition', {
      method: 'POST',
      headers: { origin: blog },
      body: '{"feeds":[]}',
    });
    assert.equal(edition.status, 403);
    assert.equal(await codeOf(edition), 'cross-origin');
    assert.equal(
      (await gateway.get('/', { 'sec-fetch-site': 'cross-site', accept: 'text/html' })).status,
      503,
      'links are welcome',
    );
  });

  test('of the list may read feeds and their pictures, and nothing else', async t => {
    const origin = await publisher(t);
    const gateway = await gatewayFor(t, { env: { PREDAWN_EMBED_ORIGINS: blog } });
    const path = `/api/feed?url=${encodeURIComponent(origin.url)}`;
    const feed = await gateway.get(path, { origin: blog });
    assert.equal(feed.status, 200);
    assert.equal(feed.headers.get('access-control-allow-origin'), blog);
    assert.equal(feed.headers.get('vary'), 'Origin');
    assert.equal((await gateway.get(path, { origin: 'https://other.example' })).status, 403);
    const picture = await gateway.get('/api/image?url=x&w=320&f=webp&s=x', {
      'sec-fetch-site': 'cross-site',
      referer: `${blog}/post`,
    });
    assert.equal(await codeOf(picture), 'bad-signature');
    assert.equal(picture.headers.get('access-control-allow-origin'), '*');
    assert.equal(picture.headers.get('vary'), null);
    for (const other of ['/api/discover?url=x', '/api/article?url=x', '/api/icon?url=x']) {
      assert.equal((await gateway.get(other, { origin: blog })).status, 403, other);
    }
    const preflight = await gateway.app.request(`http://localhost${path}`, {
      method: 'OPTIONS',
      headers: { origin: blog },
    });
    assert.equal(preflight.status, 204);
  });

  test('of the list may read only the feeds that the owner names', async t => {
    const origin = await publisher(t);
    const gateway = await gatewayFor(t, {
      env: { PREDAWN_EMBED_ORIGINS: blog, PREDAWN_EMBED_FEEDS: `${origin.url}/blog.xml` },
    });
    const ask = (url: string) => gateway.get(`/api/feed?url=${encodeURIComponent(url)}`, { origin: blog });
    assert.equal((await ask(`${origin.url}/blog.xml`)).status, 200);
    assert.equal((await ask(`${origin.url}/other.xml`)).status, 403);
  });

  test('our own pages are no other site', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_URL: 'https://news.example.org' } });
    const own: Record<string, string>[] = [
      { host: 'localhost:8787', origin: 'http://localhost:8787' },
      { host: 'news.example.org', origin: 'https://news.example.org', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      {},
    ];
    for (const headers of own) assert.equal((await gateway.get('/api/session', headers)).status, 200);
    assert.equal(
      (await gateway.get('/api/session', { host: 'localhost:8787', origin: 'http://localhost:9999' })).status,
      403,
    );
  });
});

describe('the token', () => {
  const token = 'correct horse battery';

  test('is asked for, exchanged once for a cookie, and kept to itself', async t => {
    const gateway = await gatewayFor(t, { env: { HOST: '0.0.0.0', PREDAWN_TOKEN: token } });
    const refused = await gateway.get('/api/discover?url=x');
    assert.equal(refused.status, 401);
    assert.equal(await codeOf(refused), 'needs-sign-in');
    assert.equal((await gateway.get('/')).headers.get('location'), '/login');
    assert.equal((await gateway.get('/healthz')).status, 200);

    const post = (body: string, type: string) =>
      gateway.app.request('http://localhost/api/session', { method: 'POST', headers: { 'content-type': type }, body });
    assert.equal((await post('{"token":"wrong"}', 'application/json')).status, 403);
    assert.equal((await post('token=wrong', 'application/x-www-form-urlencoded')).status, 403);
    const answer = await post(`token=${encodeURIComponent(token)}`, 'application/x-www-form-urlencoded');
    assert.equal(answer.status, 303);
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /; HttpOnly; SameSite=Strict/);
    assert.doesNotMatch(cookie, /correct|horse/);

    const [pair = ''] = cookie.split(';');
    assert.equal((await gateway.get('/api/discover?url=', { cookie: pair })).status, 400);
    assert.equal((await gateway.get('/api/discover?url=', { authorization: `Bearer ${token}` })).status, 400);
    assert.equal((await gateway.get('/api/discover?url=', { cookie: `${pair}x` })).status, 401);
  });

  test('guards the figures too', async t => {
    const local = await gatewayFor(t);
    const figures = await local.get('/metrics');
    assert.equal(figures.status, 200);
    assert.match(await figures.text(), /^predawn_feed_fetches_total|# TYPE predawn_feed_fetches_total counter/m);
    assert.equal((await local.get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status, 401);
    const guarded = await gatewayFor(t, { env: { PREDAWN_TOKEN: token } });
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    assert.equal((await guarded.get('/metrics', forwarded)).status, 401);
    assert.equal((await guarded.get('/metrics', { ...forwarded, authorization: `Bearer ${token}` })).status, 200);
  });
});

describe('too much of it', () => {
  test('a client that asks too often waits, another does not', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_RATE: '5', PREDAWN_TRUST_PROXY: '127.0.0.1' } });
    const ask = (client: string) => gateway.get('/api/session', { 'x-forwarded-for': client });
    for (let n = 0; n < 5; n++) assert.equal((await ask('192.0.2.1')).status, 200);
    const refused = await ask('192.0.2.1');
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.equal((await ask('192.0.2.2')).status, 200);
    gateway.pass(30_000);
    assert.equal((await ask('192.0.2.1')).status, 200);
  });

  test('only trusted proxies are believed', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_RATE: '2' } });
    const statuses = [];
    for (const client of ['a', 'b', 'c']) {
      statuses.push(
        (await gateway.get('/api/session', { 'x-forwarded-for': `192.0.2.${client.charCodeAt(0)}` })).status,
      );
    }
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  test('a public gateway has daily quotas, renewed each day and kept through restarts', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_PUBLIC: '1' }, startAt: Date.parse('2026-11-22T20:00:00Z') });
    const ask = () => gateway.get('/api/discover?url=http://10.0.0.1/');
    let last = await ask();
    for (let n = 0; n < 100; n++) last = await ask();
    assert.equal(last.status, 429);
    assert.equal(await codeOf(last), 'quota-spent');
    gateway.pass(5 * HOUR);
    assert.equal((await ask()).status, 403);
  });

  test('a public gateway fetches 500 feeds for a client, those it has asked for again and again, another client’s too', async t => {
    const gateway = await gatewayFor(t, { env: { PREDAWN_PUBLIC: '1', PREDAWN_TRUST_PROXY: '127.0.0.1' } });
    const { rounds } = gateway.services;
    const clientOf = (address: string) => gateway.services.clients.markOf(address);
    const known = Array.from({ length: 499 }, (_, n) => `http://10.0.0.1/${n}`);
    await rounds.asked(known, clientOf('192.0.2.1'), Date.now());
    const statusOf = async (url: string, client: string) =>
      (await gateway.get(`/api/feed?url=${encodeURIComponent(url)}`, { 'x-forwarded-for': client })).status;
    assert.equal(await statusOf('http://10.0.0.1/498', '192.0.2.1'), 403, 'known, and private');
    await rounds.asked(['http://10.0.0.1/499'], clientOf('192.0.2.1'), Date.now());
    assert.equal(await statusOf('http://10.0.0.1/another', '192.0.2.1'), 429);
    assert.equal(await statusOf('http://10.0.0.1/3', '192.0.2.1'), 403, 'one of the five hundred');
    assert.equal(await statusOf('http://10.0.0.1/another', '192.0.2.2'), 403);
    const edition = await gateway.app.request('http://localhost:8787/api/edition', {
      method: 'POST',
      headers: { 'x-forwarded-for': '192.0.2.1' },
      body: JSON.stringify({ feeds: [{ url: 'http://10.0.0.1/another' }] }),
    });
    assert.equal(edition.status, 429);
    assert.equal(await codeOf(edition), 'too-many-feeds');
  });
});

describe('the app', () => {
  async function built(t: TestContext): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'predawn-app-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>shell</title>');
    await writeFile(join(folder, 'sw.js'), '// worker');
    await writeFile(join(folder, 'assets/app-AbC123xy.js'), `// ${'code '.repeat(2000)}`);
    await writeFile(join(folder, '.secret'), 'x');
    return folder;
  }

  test('every address of the app is the shell, under the strict policy', async t => {
    const gateway = await gatewayFor(t, { appDir: await built(t) });
    for (const path of [
      '/',
      '/all',
      '/unread',
      '/starred',
      '/saved',
      '/feed/abc',
      '/folder/x',
      '/article/x%2Fy',
      '/search?q=a',
      '/feeds',
      '/deliveries',
      '/outbox',
      '/settings',
      '/settings/destinations',
      '/add?url=x',
      '/welcome',
      '/?try=newsroom',
    ]) {
      const response = await gateway.get(path);
      assert.equal(response.status, 200, path);
      assert.match(await response.text(), /shell/);
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
      assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html dompurify predawn$/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.ok(response.headers.get('permissions-policy'));
      assert.equal(response.headers.get('cache-control'), 'no-cache');
    }
  });

  test('what is named by its content is kept for ever, the rest is asked for again', async t => {
    const gateway = await gatewayFor(t, { appDir: await built(t) });
    const asset = await gateway.get('/assets/app-AbC123xy.js', { 'accept-encoding': 'gzip, br' });
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(asset.headers.get('content-encoding'), 'br');
    assert.match(brotliDecompressSync(Buffer.from(await asset.arrayBuffer())).toString(), /^\/\/ code/);
    const worker = await gateway.get('/sw.js');
    assert.equal(worker.headers.get('cache-control'), 'no-cache');
    const again = await gateway.get('/sw.js', { 'if-none-match': worker.headers.get('etag') ?? '' });
    assert.equal(again.status, 304);
  });

  test('an address that is none of the app’s is the shell as well, as not found: the app says so in its own words', async t => {
    const appDir = await built(t);
    const gateway = await gatewayFor(t, { appDir });
    const html = { accept: 'text/html,*/*' };
    const etag = (await gateway.get('/', html)).headers.get('etag') ?? '';
    for (const path of ['/nowhere', '/feeds/of/nobody', '/settings/nothing']) {
      const response = await gateway.get(path, { ...html, 'if-none-match': etag });
      assert.equal(response.status, 404, path);
      assert.match(await response.text(), /shell/);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.deepEqual([response.headers.get('cache-control'), response.headers.get('etag')], ['no-store', null]);
    }
    const guarded = await gatewayFor(t, { appDir, env: { HOST: '0.0.0.0', PREDAWN_TOKEN: 'correct horse battery' } });
    const stranger = await guarded.get('/nowhere', html);
    assert.equal(stranger.status, 404);
    assert.doesNotMatch(await stranger.text(), /shell/);
  });

  test('nothing else is given away', async t => {
    const gateway = await gatewayFor(t, { appDir: await built(t) });
    for (const path of [
      '/.secret',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/../.secret',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/nothing.js',
      '/api/nothing',
    ]) {
      const response = await gateway.get(path);
      assert.equal(response.status, 404, path);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    }
    assert.equal((await gateway.app.request('http://localhost/all', { method: 'DELETE' })).status, 405);
  });
});
