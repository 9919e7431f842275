// "Send to" against servers that are really there: secrets and keys as they go, tokens renewed, and what a try at set-up says.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { type ConfiguredDestination, outboxDestination, requestFor } from '../../src/core/destinations.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { replay } from '../../src/sync/replay.ts';
import { tryDestination } from '../../src/sync/send-to.ts';
import { startDestination } from '../support/destination.ts';
import { memoryLibrary, MORNING, replayDeps } from './support.ts';

const server = await startDestination();
after(() => server.close());

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A Wallabag as its documents describe it: tokens by password and by renewal, each renewal worth one use. */
async function startWallabag() {
  const asked: Asked[] = [];
  let issued = 0;
  const state = { renewals: true };
  const http = createServer((request, response) => {
    void bodyOf(request).then(body => {
      const path = request.url ?? '';
      asked.push({ path, authorization: request.headers.authorization, body });
      const form = new URLSearchParams(body);
      const isKnown =
        form.get('client_secret') === 'client-secret' &&
        (form.get('grant_type') === 'password'
          ? form.get('password') === 'right'
          : state.renewals && form.get('refresh_token') === `renew-${String(issued)}`);
      if (path === '/oauth/v2/token') {
        if (!isKnown)
          return void response
            .writeHead(400, { 'content-type': 'application/json' })
            .end('{"error":"invalid_grant","error_description":"Invalid username and password combination"}');
        issued += 1;
        const answer = {
          access_token: `access-${String(issued)}`,
          refresh_token: `renew-${String(issued)}`,
          expires_in: 3600,
        };
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      }
      const isIn = request.headers.authorization === `Bearer access-${String(issued)}`;
      response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>(done => http.listen(0, '127.0.0.1', done));
  after(() => http.close());
  return { origin: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`, asked, state };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const ARTICLE = {
  title: 'The harbour wakes',
  url: 'https://paper.example/a',
  excerpt: 'Boats.',
  feed: 'The Paper',
  published: '2026-11-23T06:00:00Z',
};

const real = (input: string, init?: RequestInit) => fetch(input, { ...init, mode: 'cors' });
const tryDeps = (fetchIt = real) => ({
  fetch: fetchIt,
  now: () => MORNING,
  origin: 'https://reader.test',
  signal: new AbortController().signal,
});

function configured(url: string, change: Partial<ConfiguredDestination> = {}): ConfiguredDestination {
  return {
    ...{ id: 'one', kind: 'webhook', name: 'Mine', url },
    ...{ key: { kind: 'header', name: 'X-Key' }, mode: 'cors', onUnknown: 'resend' },
    ...change,
  };
}

async function put(library: Library, all: readonly ConfiguredDestination[]): Promise<void> {
  await library.backend.write({ puts: [[keys.meta('destinations'), all]] });
}

async function send(library: Library, to: ConfiguredDestination): Promise<void> {
  const action = { kind: 'send', title: ARTICLE.title, request: requestFor(to, ARTICLE) } as const;
  await library.act(action, { now: MORNING, destination: outboxDestination(to) });
}

test('the secret goes with the request and is never stored with it; the key stands where the template says', async () => {
  const library = await memoryLibrary();
  const hook = configured(`${server.origin}/d/hook`, {
    secret: 'of-the-hook',
    template: '{"text":"{{title}}","key":"{{key}}"}',
  });
  await put(library, [hook]);
  await send(library, hook);
  const [entry] = await library.outbox();
  assert.doesNotMatch(JSON.stringify(entry), /of-the-hook/);

  await replay(replayDeps(library, real));

  const request = server.requests.find(({ path }) => path === '/d/hook');
  assert.deepEqual([request?.headers['authorization'], request?.headers['x-key']], ['Bearer of-the-hook', entry?.id]);
  const effect = server.effects.find(({ destination }) => destination === 'hook');
  assert.deepEqual([effect?.text, effect?.key], [ARTICLE.title, entry?.id]);
});

test('what waits goes to the address that its destination has now', async () => {
  const library = await memoryLibrary();
  const before = configured(`${server.origin}/d/wrong`);
  server.switch('wrong', { status: 404 });
  await put(library, [before]);
  await send(library, before);
  await replay(replayDeps(library, real));
  assert.equal((await library.outbox())[0]?.state, 'dead');

  await put(library, [{ ...before, url: `${server.origin}/d/right` }]);
  await library.retryEntry(1, MORNING);
  await replay(replayDeps(library, real));

  assert.deepEqual(await library.outbox(), []);
  assert.equal(server.effects.filter(({ destination }) => destination === 'right').length, 1);
});

test('Wallabag: signed in once with a password that is not kept, its token renewed when it is over', async () => {
  const { origin, asked, state } = await startWallabag();
  const typed = configured(origin, { kind: 'wallabag', clientId: 'c', secret: 'client-secret', key: { kind: 'none' } });

  const tried = await tryDestination(typed, tryDeps(), { username: 'ann', password: 'right' });

  assert.equal(tried.kind, 'works');
  const destination = tried.kind === 'works' ? tried.destination : typed;
  assert.deepEqual(
    asked.map(({ path, authorization }) => [path, authorization]),
    [
      ['/oauth/v2/token', undefined],
      ['/api/user.json', 'Bearer access-1'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(destination), /right/);

  const library = await memoryLibrary();
  await put(library, [destination]);
  await send(library, destination);
  await replay(replayDeps(library, real));
  assert.deepEqual(await library.outbox(), []);
  assert.deepEqual([asked.at(-1)?.path, asked.at(-1)?.authorization], ['/api/entries.json', 'Bearer access-1']);

  // An hour later.
  await send(library, destination);
  await send(library, destination);
  await replay(replayDeps(library, real, { now: () => MORNING + 3_590_000 }));
  assert.deepEqual(await library.outbox(), []);
  assert.equal(asked.at(-1)?.authorization, 'Bearer access-2');
  assert.equal(asked.filter(({ body }) => body.includes('grant_type=refresh_token')).length, 1);

  // The renewal is over as well: kept, and the person is asked to sign in.
  state.renewals = false;
  await send(library, destination);
  await replay(replayDeps(library, real, { now: () => MORNING + 30 * 86_400_000 }));
  const [entry] = await library.outbox();
  assert.deepEqual([entry?.state, entry?.lastError], ['needs-sign-in', 'needs-sign-in']);
});

test('Wallabag not there when a token is to be renewed: it waits', async () => {
  const library = await memoryLibrary();
  const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: MORNING };
  const bag = configured('http://127.0.0.1:1', { kind: 'wallabag', clientId: 'c', secret: 's', tokens });
  await put(library, [bag]);
  await send(library, bag);
  await replay(replayDeps(library, real));
  assert.equal((await library.outbox())[0]?.state, 'waiting');
});

for (const [what, name, switches, expected] of [
  ['a destination that answers', 'fine', {}, { kind: 'works' }],
  ['a wrong token', 'token', { status: 401 }, { code: 'needs-sign-in', status: 401, reason: 'as switched' }],
  ['a wrong address', 'lost', { status: 404 }, { code: 'not-found', status: 404, reason: 'as switched' }],
  ['a server in trouble', 'sick', { status: 500 }, { code: 'server-failed', status: 500, reason: 'as switched' }],
] as const) {
  test(`a try at set-up says how it went: ${what}`, async () => {
    server.switch(name, switches);
    const { kind, ...said } = await tryDestination(configured(`${server.origin}/d/${name}`), tryDeps());
    if ('kind' in expected) assert.equal(kind, expected.kind);
    else assert.deepEqual([kind, said], ['failed', expected]);
  });
}

test('a try at set-up tells a site that refuses browsers from one that is not there', async () => {
  const refuses = (input: string, init?: RequestInit) =>
    init?.method === 'HEAD' ? fetch(input, { method: 'HEAD' }) : Promise.reject(new TypeError('Failed to fetch'));
  const there = await tryDestination(configured(`${server.origin}/d/cors`), tryDeps(refuses));
  assert.deepEqual(there, { kind: 'failed', code: 'refuses-browsers' });
  const nobody = await tryDestination(configured('http://127.0.0.1:1/'), tryDeps());
  assert.deepEqual(nobody, { kind: 'failed', code: 'network' });
});

test('a try of an opaque destination says no more than that it was handed over', async () => {
  const tried = await tryDestination(configured(`${server.origin}/d/blind`, { mode: 'opaque' }), tryDeps());
  assert.equal(tried.kind, 'handed-over');
});
