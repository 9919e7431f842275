// The description of the gateway against its real answers.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import sharp from 'sharp';
import type { Hono } from 'hono';
import { createGateway, type GatewayEnv } from '../../feeds/gateway/app.ts';
import { openapiDocument } from '../../feeds/gateway/openapi.ts';
import { openPush, type Push } from '../../feeds/gateway/push.ts';
import { pushRoute } from '../../feeds/gateway/routes/push.ts';
import { createNewsroom } from '../../feeds/gateway/newsroom/newsroom.ts';
import type { WireFeed } from '../../feeds/wire.ts';
import { HOUR, linesOf, openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { rssOf, startOrigin, withEtag } from './support/origin.ts';
import { fakeBrowser } from './support/push-service.ts';
import type { Origin } from './support/origin.ts';

const description = openapiDocument('/');
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', fullFormats['date-time']);
ajv.addSchema({ $id: 'gateway', components: description.components });

/** Checks a value against a schema of the description. */
function conforms(name: string, value: unknown): void {
  const validate = ajv.getSchema(`gateway#/components/schemas/${name}`);
  assert.ok(validate, `there is no schema ${name}`);
  assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 400)}`);
}

let origin: Origin;
let gateway: TestGateway;
let push: Push;
/** With the routes of every room. */
let whole: Hono<GatewayEnv>;
let document = rssOf([1, 2]);
const newsroom = createNewsroom({ now: Date.now });
const own = 'http://localhost:8787';
before(async () => {
  origin = await startOrigin((request, response) => {
    if (request.url === '/gone') response.writeHead(410).end();
    else if (request.url === '/old') response.writeHead(301, { location: '/feed' }).end();
    else if (request.url === '/favicon.ico') void icon().then(bytes => response.end(bytes));
    else withEtag(() => document)(request, response);
  }, '127.0.0.2');
  gateway = await openGateway({ newsroom: request => newsroom.fetch(request) });
  push = await openPush(gateway.services, gateway.config);
  whole = createGateway(gateway.config, {
    ...gateway.services,
    mount: (mounted, given) => pushRoute(mounted, given, push),
  });
});
after(async () => {
  await push.stop();
  await gateway.close();
  await origin.close();
});
const icon = () =>
  sharp({ create: { width: 9, height: 9, channels: 3, background: '#c63' } })
    .png()
    .toBuffer();
/** Checks that an answer's status and type are among those that the description has for this route. */
function foreseen(path: string, method: string, response: Response): void {
  const operations = description.paths[path as keyof typeof description.paths] as
    | Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: object }>> }>>
    | undefined;
  const responses = operations?.[method]?.responses;
  const found = responses?.[response.status] ?? responses?.['default'];
  assert.ok(found, `${method} ${path}: ${response.status} is not described`);
  const types = Object.keys(found.content ?? {});
  const type = typeOf(response);
  assert.ok(type === undefined || types.includes(type), `${method} ${path}: ${response.status} ${String(type)}`);
}
const typeOf = (response: Response) => response.headers.get('content-type')?.split(';')[0];

describe('the description', () => {
  test('is served, and names every route that answers', async () => {
    const response = await gateway.get('/api/openapi.json');
    const served = (await response.json()) as typeof description;
    assert.deepEqual(Object.keys(served.paths), Object.keys(description.paths));
    const routes = new Set(
      whole.routes
        .map(route => route.path.replace(/:([a-z]+)/, '{$1}'))
        .filter(path => /^\/(api\/[a-z]+(\/[a-z{}]+)?|healthz|metrics)$/.test(path)),
    );
    assert.deepEqual([...routes].sort(), Object.keys(description.paths).sort());
  });

  test('holds for feeds, ours and strangers’', async () => {
    for (const url of [
      `${origin.url}/feed`,
      ...['courier.xml', 'harbour.atom', 'field-log.rdf', 'platform-weekly.json'].map(
        name => `${own}/newsroom/${name}`,
      ),
    ]) {
      const response = await gateway.feed(url);
      assert.equal(response.status, 200, url);
      assert.equal(typeOf(response), 'application/feed+json');
      conforms('Feed', await response.json());
    }
  });

  test('holds for every kind of line of an edition', async () => {
    const first = await gateway.edition([{ url: `${origin.url}/a` }, { url: `${origin.url}/old` }]);
    const cursors = first.flatMap(line => (line.kind === 'updated' ? [{ url: line.url, cursor: line.cursor }] : []));
    gateway.pass(100 * HOUR);
    await gateway.edition(cursors);
    document = rssOf([1, 2, 3]);
    gateway.pass(100 * HOUR);
    const [a, old] = [`${origin.url}/a`, `${origin.url}/old`];
    const lines = [
      ...(await gateway.edition(cursors)),
      ...(await gateway.edition([{ url: a, cursor: first.length > 0 ? '' : '' }])),
      ...(await gateway.edition([{ url: old }, { url: `${origin.url}/gone` }, { url: 'http://10.0.0.1/' }])),
    ];
    const latest = lines.findLast(line => line.kind === 'updated' && line.url === a);
    lines.push(...(await gateway.edition([{ url: a, cursor: latest?.kind === 'updated' ? latest.cursor : '' }])));
    for (const line of lines) conforms('EditionLine', line);
    assert.deepEqual([...new Set(lines.map(line => line.kind))].sort(), [
      'end',
      'failed',
      'gone',
      'moved',
      'unchanged',
      'updated',
    ]);
    assert.deepEqual(linesOf(''), []);
  });

  test('holds for discovery, articles, pictures, icons, health, session', async () => {
    conforms('Discovered', await (await gateway.get(`/api/discover?url=${own}/newsroom/`)).json());
    const feed = (await (await gateway.feed(`${own}/newsroom/courier.xml`)).json()) as WireFeed;
    const [story] = feed.items;
    const article = await gateway.get(`/api/article?url=${encodeURIComponent(story?.url ?? '')}`);
    assert.equal(article.status, 200);
    conforms('Article', await article.json());
    const picture = await gateway.get(story?._predawn?.pictures?.[0]?.sizes[0]?.url ?? '');
    assert.deepEqual([picture.status, typeOf(picture)], [200, 'image/webp']);
    const found = await gateway.get(`/api/icon?url=${encodeURIComponent(origin.url)}`);
    assert.deepEqual([found.status, typeOf(found)], [200, 'image/webp']);
    conforms('Health', await (await gateway.get('/healthz')).json());
    conforms('Session', await (await gateway.get('/api/session')).json());
  });

  test('holds for push: the key, a wish, a change of it and its end', async () => {
    const ask = async (method: string, path: string, body?: unknown): Promise<Response> =>
      whole.request(`${own}/api/push${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
    conforms('PushKey', await (await ask('GET', '/key')).json());
    const wishes = {
      jobs: [{ at: gateway.services.now() + HOUR, ttlSeconds: 3600, urgency: 'high' }],
      visible: true,
      feeds: [{ url: `${origin.url}/feed`, cursor: 'c1' }],
    };
    const request = { subscription: fakeBrowser('https://push.example').subscription, ...wishes };
    conforms('PushRequest', request);
    conforms('PushWishes', wishes);
    const given = await ask('POST', '', request);
    assert.equal(given.status, 201);
    foreseen('/api/push', 'post', given);
    foreseen('/api/push/key', 'get', await ask('GET', '/key'));
    const { id } = (await given.clone().json()) as { id: string };
    conforms('PushGiven', await given.json());
    const described = async (method: string, path: string, body?: unknown): Promise<Response> => {
      const response = await ask(method, path, body);
      foreseen(path === '' ? '/api/push' : '/api/push/{id}', method.toLowerCase(), response);
      return response;
    };
    assert.equal((await described('PUT', `/${id}`, wishes)).status, 204);
    assert.equal((await described('DELETE', `/${id}`)).status, 204);
    const refused = [
      [404, await described('DELETE', `/${id}`)],
      [404, await described('PUT', `/${id}`, wishes)],
      [400, await described('PUT', `/${id}`, { jobs: 'none' })],
      [400, await described('POST', '', { subscription: 7 })],
    ] as const;
    for (const [status, response] of refused) {
      assert.equal(response.status, status);
      conforms('Problem', await response.json());
    }
  });

  test('holds for a session: the token exchanged, refused, given back', async t => {
    const guarded = await openGateway({ env: { PREDAWN_TOKEN: 'a long secret' } });
    t.after(guarded.close);
    const ask = async (method: string, token?: string): Promise<Response> => {
      const body = token === undefined ? {} : { body: JSON.stringify({ token }) };
      const headers = { 'content-type': 'application/json' };
      const response = await guarded.app.request(`${own}/api/session`, { method, headers, ...body });
      foreseen('/api/session', method.toLowerCase(), response);
      return response;
    };
    const signedIn = await ask('POST', 'a long secret');
    assert.match(signedIn.headers.get('set-cookie') ?? '', /HttpOnly.*SameSite=Strict/);
    conforms('Session', await signedIn.json());
    const wrong = await ask('POST', 'a guess');
    assert.equal(wrong.status, 403);
    conforms('Problem', await wrong.json());
    const signedOut = await ask('DELETE');
    assert.match(signedOut.headers.get('set-cookie') ?? '', /Max-Age=0/);
    conforms('Session', await signedOut.json());
  });

  test('foresees the status and type of every answer, good and bad', async t => {
    const guarded = await openGateway({ env: { PREDAWN_TOKEN: 'a long secret' } });
    t.after(guarded.close);
    const feed = `?url=${encodeURIComponent(`${origin.url}/feed`)}`;
    const page = `?url=${encodeURIComponent(`${own}/newsroom/`)}`;
    const asks = [
      ['/api/feed', feed],
      ['/api/feed', '?url=http://10.0.0.1/'],
      ['/api/discover', page],
      ['/api/discover', '?url='],
      ['/api/article', '?url=ftp://x'],
      ['/api/image', ''],
      ['/api/icon', `?url=${encodeURIComponent(origin.url)}`],
      ['/api/icon', '?url=http://10.0.0.1/'],
      ['/api/session', ''],
      ['/healthz', ''],
      ['/metrics', ''],
    ] as const;
    for (const [path, query] of asks) {
      for (const each of [gateway, guarded]) foreseen(path, 'get', await each.get(path + query));
      foreseen(path, 'get', await gateway.get(path + query, { host: 'stranger.example' }));
    }
    const known = await gateway.feed(`${origin.url}/feed`);
    const again = await gateway.get(`/api/feed${feed}`, { 'if-none-match': known.headers.get('etag') ?? '' });
    assert.equal(again.status, 304);
    foreseen('/api/feed', 'get', again);
    for (const body of ['{"feeds":[]}', 'none', '{"feeds":7}']) {
      const response = await gateway.app.request(`${own}/api/edition`, { method: 'POST', body });
      foreseen('/api/edition', 'post', response);
      await response.text();
    }
  });

  test('holds for every problem', async () => {
    const paths = [
      '/api/feed',
      '/api/feed?url=x&limit=0',
      '/api/feed?url=http://10.0.0.1/',
      '/api/feed?url=http://127.0.0.9:1/',
      '/api/discover?url=',
      '/api/article?url=ftp://x',
      '/api/image',
      '/api/nothing',
      '/nothing',
    ];
    for (const path of paths) {
      const response = await gateway.get(path);
      assert.equal(typeOf(response), 'application/problem+json', path);
      const body = (await response.json()) as { status: number };
      conforms('Problem', body);
      assert.equal(body.status, response.status);
    }
  });
});
