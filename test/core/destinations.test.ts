import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkDestination,
  type ConfiguredDestination,
  outboxDestination,
  requestFor,
  testRequestFor,
  withoutSecret,
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

function bodyOf(destination: ConfiguredDestination): unknown {
  const { body } = requestFor(destination, ARTICLE, 'key-1');
  assert.equal(body.kind, 'text');
  return body.kind === 'text' ? (JSON.parse(body.text) as unknown) : undefined;
}

test('a webhook’s template is filled string by string, and nothing breaks out of its string', () => {
  const template = '{"t":"{{title}}","n":[1,"{{ feed }}: {{nothing}}"],"k":"{{key}}"}';
  assert.deepEqual(bodyOf(configured({ template })), {
    t: 'The "harbour" wakes {{url}}',
    n: [1, 'The Paper: {{nothing}}'],
    k: 'key-1',
  });
});

test('Wallabag and Linkding are asked as their documents say', () => {
  const wallabag = configured({ kind: 'wallabag', url: 'https://bag.example/', secret: 's' });
  const asked = requestFor(wallabag, ARTICLE, 'k');
  assert.equal(asked.url, 'https://bag.example/api/entries.json');
  assert.deepEqual(asked.headers, { authorization: 'Bearer s' });
  assert.deepEqual(bodyOf(wallabag), { url: ARTICLE.url, title: ARTICLE.title });

  const linkding = configured({ kind: 'linkding', url: 'https://ding.example/links', secret: 's' });
  assert.equal(requestFor(linkding, ARTICLE, 'k').url, 'https://ding.example/links/api/bookmarks/');
  assert.deepEqual(requestFor(linkding, ARTICLE, 'k').headers, { authorization: 'Token s' });
});

test('the request at set-up writes nothing where the destination can be asked otherwise', () => {
  const now = '2026-11-23T06:00:00Z';
  assert.equal(testRequestFor(configured({ kind: 'linkding', secret: 's' }), now).method, 'GET');
  assert.equal(testRequestFor(configured({ kind: 'wallabag', secret: 's' }), now).method, 'GET');
  assert.equal(testRequestFor(configured(), now).method, 'POST');
});

test('an opaque webhook goes as a plain form could: no header, no JSON type', () => {
  const request = requestFor(configured({ mode: 'opaque', secret: 's' }), ARTICLE, 'k');
  assert.deepEqual(request.headers, {});
  assert.equal(request.body.kind === 'text' && request.body.type, 'text/plain;charset=UTF-8');
});

for (const [what, change, field] of [
  ['an address that is none', { url: 'hook.example' }, 'url'],
  ['a template that is no JSON', { template: '{"a": {{title}}}' }, 'template'],
  ['a Linkding without its token', { kind: 'linkding' }, 'secret'],
  ['no name', { name: ' ' }, 'name'],
] as const) {
  test(`${what} is refused at set-up, by its field`, () => {
    const checked = checkDestination(configured(change));
    assert.equal(checked.kind === 'wrong' && checked.field, field);
  });
}

test('a secret stays out of a backup, and each destination has a lane of its own', () => {
  assert.equal(withoutSecret(configured({ secret: 's' })).secret, undefined);
  assert.equal(outboxDestination(configured()).id, 'send-to:one');
});
