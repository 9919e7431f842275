import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkDestination,
  configuredIdOf,
  type ConfiguredDestination,
  outboxDestination,
  lacksSecret,
  readTokens,
  readyRequest,
  requestFor,
  testRequestFor,
  tokenRequest,
} from '../../src/core/destinations.ts';

const ARTICLE = {
  title: 'The "harbour" wakes {{url}}',
  url: 'https://paper.example/a',
  excerpt: 'Boats.',
  feed: 'The Paper',
  published: '2026-11-23T06:00:00Z',
};

function configured(change: Partial<ConfiguredDestination> = {}): ConfiguredDestination {
  return {
    id: 'one',
    kind: 'webhook',
    name: 'Mine',
    url: 'https://hook.example/in',
    key: { kind: 'none' },
    mode: 'cors',
    onUnknown: 'resend',
    ...change,
  };
}

/** As it goes, and what it says. */
function sent(destination: ConfiguredDestination, article = ARTICLE) {
  const request = readyRequest(requestFor(destination, article), destination, 'key-1');
  return { ...request, json: request.body.kind === 'text' ? (JSON.parse(request.body.text) as unknown) : undefined };
}

test('a webhook’s template is filled string by string, and nothing breaks out of its string', () => {
  const template = '{"t":"{{title}}","n":[1,"{{ feed }}: {{nothing}}"],"k":"{{key}}"}';
  assert.deepEqual(sent(configured({ template })).json, {
    t: 'The "harbour" wakes {{url}}',
    n: [1, 'The Paper: {{nothing}}'],
    k: 'key-1',
  });
});

test('the key stands only where the template asks for it', () => {
  const { json } = sent(configured({ template: '{"t":"{{title}}"}' }), { ...ARTICLE, title: 'On {{key}} and keys' });
  assert.deepEqual(json, { t: 'On {{key}} and keys' });
});

test('Wallabag and Linkding are asked as their documents say', () => {
  const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: 0 };
  const wallabag = configured({ kind: 'wallabag', url: 'https://bag.example/', clientId: 'c', secret: 's', tokens });
  const asked = sent(wallabag);
  assert.equal(asked.url, 'https://bag.example/api/entries.json');
  assert.deepEqual(asked.headers, { authorization: 'Bearer a' });
  assert.deepEqual(asked.json, { url: ARTICLE.url, title: ARTICLE.title });
  const signIn = tokenRequest(wallabag, { username: 'ann', password: 'p' });
  assert.equal(signIn.url, 'https://bag.example/oauth/v2/token');
  assert.equal(signIn.body.toString(), 'client_id=c&client_secret=s&grant_type=password&username=ann&password=p');
  assert.match(
    tokenRequest(wallabag, { refreshToken: 'r' }).body.toString(),
    /grant_type=refresh_token&refresh_token=r$/,
  );
  const answer = { access_token: 'x', refresh_token: 'y', expires_in: 3600, token_type: 'bearer' };
  assert.deepEqual(readTokens(answer, 1000), { accessToken: 'x', refreshToken: 'y', expiresAt: 3_601_000 });
  assert.equal(readTokens({ error: 'invalid_grant' }, 0), undefined);

  const linkding = configured({ kind: 'linkding', url: 'https://ding.example/links', secret: 's' });
  assert.equal(sent(linkding).url, 'https://ding.example/links/api/bookmarks/');
  assert.deepEqual(sent(linkding).headers, { authorization: 'Token s' });
});

test('what waits holds no secret, and goes to where the destination is today', () => {
  const before = configured({ secret: 'old-secret' });
  const stored = requestFor(before, ARTICLE);
  assert.doesNotMatch(JSON.stringify(stored), /secret/);
  const now = readyRequest(stored, configured({ secret: 'new', url: 'https://hook.example/moved' }), 'k');
  assert.deepEqual([now.url, now.headers], ['https://hook.example/moved', { authorization: 'Bearer new' }]);
});

test('the request at set-up writes nothing where the destination can be asked otherwise', () => {
  const now = '2026-11-23T06:00:00Z';
  assert.equal(testRequestFor(configured({ kind: 'linkding', secret: 's' }), now).method, 'GET');
  assert.equal(testRequestFor(configured({ kind: 'wallabag', secret: 's' }), now).method, 'GET');
  assert.equal(testRequestFor(configured(), now).method, 'POST');
  const asked = testRequestFor(configured({ kind: 'linkding', url: 'https://ding.example', secret: 's' }), now);
  assert.equal(readyRequest(asked, configured(), 'k').url, 'https://ding.example/api/bookmarks/?limit=1');
});

test('an opaque webhook goes as a plain form could: no header, no JSON type', () => {
  const request = sent(configured({ mode: 'opaque', secret: 's' }));
  assert.deepEqual(request.headers, {});
  assert.equal(request.body.kind === 'text' && request.body.type, 'text/plain;charset=UTF-8');
});

for (const [what, change, field, code] of [
  ['an address that is none', { url: 'hook.example' }, 'url', 'bad-url'],
  ['an address with a broken host', { url: 'https://[' }, 'url', 'bad-url'],
  ['a template that is no JSON', { template: '{"a": {{title}}}' }, 'template', 'bad-template'],
  ['a Linkding without its token', { kind: 'linkding' }, 'secret', 'needs-secret'],
  ['no name', { name: ' ' }, 'name', 'needs-name'],
] as const) {
  test(`${what} is refused at set-up, by its field`, () => {
    const checked = checkDestination(configured(change));
    assert.deepEqual(checked.kind === 'wrong' && [checked.field, checked.code], [field, code]);
  });
}

test('each destination has a lane of its own, and is found again by it', () => {
  assert.equal(outboxDestination(configured()).id, 'send-to:one');
  assert.equal(configuredIdOf('send-to:one'), 'one');
  assert.equal(configuredIdOf('local'), undefined);
});

test('what came from a backup without secrets says so', () => {
  const tokens = { accessToken: '', refreshToken: '', expiresAt: 1 };
  assert.equal(lacksSecret(configured({ kind: 'wallabag', secret: '', tokens })), true);
  assert.equal(lacksSecret(configured({ kind: 'linkding', secret: '' })), true);
  assert.equal(lacksSecret(configured({ secret: '' })), false);
});
