// "Send to": destinations that a person sets up, and the request that sends an article there. Pure: settings in, request out.

import type { Destination, KeyStyle, SendRequest } from './outbox.ts';

/** Stored as a list under `['meta', 'destinations']`. */
export interface ConfiguredDestination {
  readonly id: string;
  readonly kind: DestinationKind;
  /** As the person calls it. */
  readonly name: string;
  /** The webhook itself, or the address of the Wallabag or Linkding. */
  readonly url: string;
  /** Token, header value or the like: stays out of backups unless asked for. */
  readonly secret?: string;
  /** Webhook only: JSON whose strings may hold `{{title}}`, `url`, `excerpt`, `author`, `feed`, `published`, `key`. */
  readonly template?: string;
  readonly key: KeyStyle;
  readonly mode: 'cors' | 'opaque';
  readonly onUnknown: 'resend' | 'ask';
}

export type DestinationKind = 'webhook' | 'wallabag' | 'linkding';

/** What of an article goes out. */
export interface Sendable {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
  readonly author?: string;
  readonly feed: string;
  /** ISO 8601. */
  readonly published: string;
}

export interface Preset {
  readonly kind: DestinationKind;
  readonly name: string;
  readonly needsSecret: boolean;
  readonly key: KeyStyle;
  readonly onUnknown: ConfiguredDestination['onUnknown'];
  readonly template?: string;
}

export const DEFAULT_TEMPLATE = `{
  "title": "{{title}}",
  "url": "{{url}}",
  "excerpt": "{{excerpt}}",
  "key": "{{key}}"
}`;

/**
 * Wallabag: `POST /api/entries.json`, OAuth bearer token; the same address again updates its entry
 * (https://doc.wallabag.org/developer/api/methods/). Linkding: `POST /api/bookmarks/`, `Authorization: Token …`; the same
 * address again updates the bookmark (https://linkding.link/api/). So neither needs a key: sent twice is saved once.
 */
export const PRESETS: readonly Preset[] = [
  {
    kind: 'webhook',
    name: 'Webhook',
    needsSecret: false,
    key: { kind: 'none' },
    onUnknown: 'resend',
    template: DEFAULT_TEMPLATE,
  },
  { kind: 'wallabag', name: 'Wallabag', needsSecret: true, key: { kind: 'none' }, onUnknown: 'resend' },
  { kind: 'linkding', name: 'Linkding', needsSecret: true, key: { kind: 'none' }, onUnknown: 'resend' },
];

export type Checked =
  | { readonly kind: 'ok'; readonly destination: ConfiguredDestination }
  /** `field` is the one to look at; `code` stands in the table of `errors.ts`. */
  | { readonly kind: 'wrong'; readonly field: 'url' | 'secret' | 'template' | 'name'; readonly code: string };

/** What the person typed, made whole; or the field that is wrong. */
export function checkDestination(typed: ConfiguredDestination): Checked {
  const address = typed.url.trim();
  const url = /^https?:\/\/[^\s/]/i.test(address) ? address : undefined;
  if (url === undefined) return { kind: 'wrong', field: 'url', code: 'bad-url' };
  if (typed.name.trim() === '') return { kind: 'wrong', field: 'name', code: 'bad-request' };
  const preset = PRESETS.find(({ kind }) => kind === typed.kind);
  if (preset?.needsSecret === true && !typed.secret?.trim()) {
    return { kind: 'wrong', field: 'secret', code: 'needs-sign-in' };
  }
  if (typed.kind === 'webhook' && readTemplate(typed.template ?? DEFAULT_TEMPLATE) === undefined) {
    return { kind: 'wrong', field: 'template', code: 'bad-request' };
  }
  // An opaque request carries no header of its own and no JSON type: only what a plain form could send.
  if (typed.mode === 'opaque' && typed.kind !== 'webhook')
    return { kind: 'wrong', field: 'url', code: 'refuses-browsers' };
  return { kind: 'ok', destination: { ...typed, name: typed.name.trim(), url } };
}

/** The outbox's view of it: entries of one destination go in order. */
export function outboxDestination(configured: ConfiguredDestination): Destination {
  const { id, key, mode, onUnknown } = configured;
  return { id: `send-to:${id}`, key, mode, onUnknown, onConflict: 'acknowledged' };
}

/** The request that sends the article; `key` is the entry's, for templates that name it. */
export function requestFor(configured: ConfiguredDestination, article: Sendable, key: string): SendRequest {
  switch (configured.kind) {
    case 'wallabag':
      return json(endpoint(configured.url, 'api/entries.json'), bearer(configured, 'Bearer'), {
        url: article.url,
        title: article.title,
      });
    case 'linkding':
      return json(endpoint(configured.url, 'api/bookmarks/'), bearer(configured, 'Token'), {
        url: article.url,
        title: article.title,
        description: article.excerpt,
        unread: true,
      });
    case 'webhook': {
      const template = readTemplate(configured.template ?? DEFAULT_TEMPLATE);
      const body = fill(template, { ...article, author: article.author ?? '', key });
      const request = json(configured.url, bearer(configured, 'Bearer'), body);
      if (configured.mode === 'cors' || request.body.kind !== 'text') return request;
      return { ...request, headers: {}, body: { ...request.body, type: 'text/plain;charset=UTF-8' } };
    }
  }
}

/** Asked at set-up, so that a wrong address, token or a site that refuses browsers is known before anything waits. */
export function testRequestFor(configured: ConfiguredDestination, now: string): SendRequest {
  switch (configured.kind) {
    // Both answer a question without writing anything.
    case 'wallabag':
      return get(endpoint(configured.url, 'api/user.json'), bearer(configured, 'Bearer'));
    case 'linkding':
      return get(endpoint(configured.url, 'api/bookmarks/?limit=1'), bearer(configured, 'Token'));
    case 'webhook':
      return requestFor(configured, { ...TEST_ARTICLE, published: now }, 'predawn-test');
  }
}

/** Without its secret: for a backup that was not asked to hold any. */
export function withoutSecret({ secret: _, ...rest }: ConfiguredDestination): ConfiguredDestination {
  return rest;
}

const TEST_ARTICLE = {
  title: 'A test from Predawn',
  url: 'https://example.org/',
  excerpt: 'If you can read this, articles will arrive here.',
  feed: 'Predawn',
} as const;

function readTemplate(template: string): unknown {
  try {
    // Placeholders stand inside strings: the template is JSON before and after.
    return JSON.parse(template) as unknown;
  } catch {
    return undefined;
  }
}

/** Fills the strings of a JSON value; a value cannot break out of its string. */
function fill(value: unknown, fields: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name: string) => fields[name] ?? all);
  }
  if (Array.isArray(value)) return value.map(item => fill(item, fields));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, fields)]));
}

function json(url: string, headers: Readonly<Record<string, string>>, body: unknown): SendRequest {
  return { url, method: 'POST', headers, body: { kind: 'text', text: JSON.stringify(body), type: 'application/json' } };
}

function get(url: string, headers: Readonly<Record<string, string>>): SendRequest {
  return { url, method: 'GET', headers, body: { kind: 'none' } };
}

function bearer({ secret }: ConfiguredDestination, scheme: 'Bearer' | 'Token'): Record<string, string> {
  return secret === undefined || secret === '' ? {} : { authorization: `${scheme} ${secret}` };
}

function endpoint(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}
