// The gateway described for programs: OpenAPI 3.1. The tests check the real answers against it.

import { PICTURE_WIDTHS } from '../wire.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const address: Schema = { type: 'string', minLength: 1 };
const count: Schema = { type: 'integer', minimum: 0 };
const moment: Schema = { type: 'string', format: 'date-time' };
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Schema): Schema => ({ type: 'array', items });
/** An object with these properties and no others. */
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const line = (kind: string, properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema =>
  object({ kind: { const: kind }, ...properties }, ['kind', ...required]);

const headProperties = {
  version: { const: 'https://jsonfeed.org/version/1.1' },
  title: text,
  home_page_url: address,
  feed_url: address,
  description: text,
  icon: address,
  favicon: address,
  language: text,
  authors: list(ref('Author')),
  _predawn: ref('FeedExtra'),
};

const pushWishes: Readonly<Record<string, Schema>> = {
  jobs: {
    ...list({
      type: 'object',
      properties: {
        at: { ...count, description: 'Milliseconds since the epoch, in the next 48 hours' },
        ttlSeconds: { type: 'integer', minimum: 60, maximum: 28_800 },
        urgency: { enum: ['low', 'normal', 'high'] },
      },
      required: ['at', 'ttlSeconds', 'urgency'],
    }),
    maxItems: 2,
  },
  visible: { type: 'boolean', description: 'Whether the engine demands that every push be seen: one job at the most' },
  feeds: {
    ...list({ type: 'object', properties: { url: text, cursor: text }, required: ['url'] }),
    maxItems: 500,
    description: 'What the device has: no push is sent where nothing is new',
  },
};

const schemas: Readonly<Record<string, Schema>> = {
  Author: object({ name: text, url: text, avatar: address }, []),
  FeedExtra: object(
    {
      format: { enum: ['rss', 'rdf', 'atom', 'json'] },
      direction: { enum: ['ltr', 'rtl'] },
      hints: { type: 'object' },
      checkedAt: count,
      iconUrl: address,
    },
    [],
  ),
  FeedHead: object(headProperties, ['version', 'title']),
  Feed: object({ ...headProperties, items: list(ref('Item')) }, ['version', 'title', 'items']),
  Item: object(
    {
      id: text,
      url: address,
      external_url: address,
      title: text,
      content_html: text,
      content_text: text,
      summary: text,
      image: address,
      date_published: moment,
      date_modified: moment,
      authors: list(ref('Author')),
      tags: list(text),
      language: text,
      attachments: list(ref('Attachment')),
      _predawn: ref('ItemExtra'),
    },
    ['id'],
  ),
  Attachment: object(
    { url: address, mime_type: text, title: text, size_in_bytes: count, duration_in_seconds: { type: 'number' } },
    ['url', 'mime_type'],
  ),
  ItemExtra: object(
    {
      guid: text,
      direction: { enum: ['ltr', 'rtl'] },
      comments: address,
      commentCount: count,
      source: object({ title: text, url: address }, []),
      pictures: list(ref('Picture')),
    },
    [],
  ),
  Picture: object(
    {
      src: address,
      lead: { const: true },
      width: count,
      height: count,
      alt: text,
      sizes: list(
        object({ w: { enum: [...PICTURE_WIDTHS] }, url: { type: 'string', pattern: '^/api/image\\?' } }, ['w', 'url']),
      ),
    },
    ['src', 'sizes'],
  ),
  EditionRequest: {
    type: 'object',
    properties: {
      feeds: list({ type: 'object', properties: { url: text, cursor: text }, required: ['url'] }),
      limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    },
    required: ['feeds'],
  },
  EditionLine: {
    oneOf: [
      line('updated', { url: text, feed: ref('FeedHead'), items: list(ref('Item')), cursor: text }, [
        'url',
        'feed',
        'items',
        'cursor',
      ]),
      line('unchanged', { url: text, cursor: text }, ['url', 'cursor']),
      line('moved', { url: text, to: address, feed: ref('FeedHead'), items: list(ref('Item')), cursor: text }, [
        'url',
        'to',
      ]),
      line('gone', { url: text }, ['url']),
      line('failed', { url: text, code: text, detail: text, retryAt: moment }, ['url', 'code']),
      line('end', { updated: count, unchanged: count, failed: count }, ['updated', 'unchanged', 'failed']),
    ],
  },
  Discovered: object(
    { url: address, feeds: list(object({ url: address, title: text, type: text, siteUrl: address }, ['url'])) },
    ['url', 'feeds'],
  ),
  Article: object(
    {
      url: address,
      title: text,
      byline: text,
      language: text,
      direction: { enum: ['ltr', 'rtl'] },
      html: text,
      excerpt: text,
      _predawn: object({ pictures: list(ref('Picture')) }, ['pictures']),
    },
    ['url', 'html', '_predawn'],
  ),
  Health: object({ status: { enum: ['ok', 'degraded'] }, version: text, storage: text, feeds: count, bytes: count }, [
    'status',
    'version',
    'storage',
    'feeds',
    'bytes',
  ]),
  Session: object({ required: { type: 'boolean' }, signedIn: { type: 'boolean' } }, ['required', 'signedIn']),
  PushKey: object({ key: { type: 'string', description: 'VAPID public key, base64url' } }, ['key']),
  PushWishes: {
    type: 'object',
    properties: pushWishes,
    required: ['jobs', 'visible'],
  },
  PushRequest: {
    type: 'object',
    properties: {
      ...pushWishes,
      subscription: {
        type: 'object',
        properties: {
          endpoint: { type: 'string', pattern: '^https://', maxLength: 2048 },
          keys: { type: 'object', properties: { p256dh: text, auth: text }, required: ['p256dh', 'auth'] },
        },
        required: ['endpoint', 'keys'],
      },
    },
    required: ['subscription', 'jobs', 'visible'],
  },
  PushGiven: object(
    { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', description: 'The only way to change or end it' } },
    ['id'],
  ),
  Problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
    },
    ['type', 'title', 'status', 'code'],
  ),
};

const problemAnswer = {
  description: 'What happened',
  content: { 'application/problem+json': { schema: ref('Problem') } },
};
const answers = (description: string, type: string, schema: Schema, more: Readonly<Record<string, unknown>> = {}) => ({
  200: { description, content: { [type]: { schema } } },
  ...more,
  default: problemAnswer,
});
const query = (name: string, schema: Schema, required = true) => ({ name, in: 'query', required, schema });
const picture: Schema = { type: 'string', contentEncoding: 'binary' };
const unchanged = { 304: { description: 'What you have is still right' } };

export function openapiDocument(server: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Predawn gateway',
      version: '0.1.0',
      description: 'Fetches feeds, articles and pictures on behalf of readers that cannot.',
    },
    servers: [{ url: server }],
    paths: {
      '/api/feed': {
        get: {
          summary: 'One feed as JSON Feed 1.1',
          parameters: [
            query('url', address),
            query('limit', { type: 'integer', minimum: 1, maximum: 500, default: 50 }, false),
          ],
          responses: answers('The feed', 'application/feed+json', ref('Feed'), unchanged),
        },
      },
      '/api/edition': {
        post: {
          summary: 'Many feeds, a line each as it settles',
          requestBody: { required: true, content: { 'application/json': { schema: ref('EditionRequest') } } },
          responses: answers(
            'Lines of JSON, each an EditionLine; the last is of kind end',
            'application/x-ndjson',
            ref('EditionLine'),
          ),
        },
      },
      '/api/discover': {
        get: {
          summary: 'The feeds behind an address',
          parameters: [query('url', address)],
          responses: answers('Feeds to choose from', 'application/json', ref('Discovered')),
        },
      },
      '/api/article': {
        get: {
          summary: 'The full text of a page, sanitised',
          parameters: [query('url', address)],
          responses: answers('The article', 'application/json', ref('Article')),
        },
      },
      '/api/image': {
        get: {
          summary: 'A picture of an article, only by an address that was handed out',
          parameters: [
            query('url', address),
            query('w', { enum: [...PICTURE_WIDTHS] }),
            query('f', { const: 'webp' }),
            query('s', { type: 'string', description: 'The signature of the address' }),
          ],
          responses: answers('The picture', 'image/webp', picture, unchanged),
        },
      },
      '/api/icon': {
        get: {
          summary: 'The icon of a site, a small square',
          parameters: [query('url', address)],
          responses: answers('The icon', 'image/webp', picture),
        },
      },
      '/api/session': {
        get: {
          summary: 'Whether a token is needed',
          responses: answers('The state', 'application/json', ref('Session')),
        },
        post: {
          summary: 'Exchanges the token for a cookie',
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { type: 'object', properties: { token: text }, required: ['token'] } },
            },
          },
          responses: answers('Signed in', 'application/json', ref('Session')),
        },
        delete: { summary: 'Signs out', responses: answers('Signed out', 'application/json', ref('Session')) },
      },
      '/api/push': {
        post: {
          summary: 'Asks to be woken by push at one or two times',
          requestBody: { required: true, content: { 'application/json': { schema: ref('PushRequest') } } },
          responses: {
            201: { description: 'Taken', content: { 'application/json': { schema: ref('PushGiven') } } },
            default: problemAnswer,
          },
        },
      },
      '/api/push/key': {
        get: {
          summary: 'The key that a subscription is made for',
          responses: answers('The key', 'application/json', ref('PushKey')),
        },
      },
      '/api/push/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        put: {
          summary: 'Asks for other times',
          requestBody: { required: true, content: { 'application/json': { schema: ref('PushWishes') } } },
          responses: { 204: { description: 'Changed' }, default: problemAnswer },
        },
        delete: {
          summary: 'Ends it',
          responses: { 204: { description: 'Ended' }, default: problemAnswer },
        },
      },
      '/healthz': {
        get: {
          summary: 'Whether the gateway works',
          responses: answers('Its state', 'application/json', ref('Health')),
        },
      },
      '/metrics': {
        get: {
          summary: 'Figures for Prometheus, on this machine or with the token',
          responses: answers('Figures', 'text/plain', text),
        },
      },
    },
    components: { schemas },
  };
}
