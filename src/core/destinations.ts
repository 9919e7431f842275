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
  /** Bearer token of a webhook, API token of Linkding, client secret of Wallabag: stays out of backups unless asked for. */
  readonly secret?: string;
  /** Wallabag only: the client's public id. */
  readonly clientId?: string;
  /** Wallabag only: got at set-up with the person's password, which is not kept; renewed at sending. */
  readonly tokens?: OAuthTokens;
  /** Webhook only: JSON whose strings may hold `{{title}}`, `url`, `excerpt`, `author`, `feed`, `published`, `key`. */
  readonly template?: string;
  readonly key: KeyStyle;
  readonly mode: 'cors' | 'opaque';
  readonly onUnknown: 'resend' | 'ask';
}

export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
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
 * Wallabag: `POST /api/entries.json` with a bearer token of `/oauth/v2/token`; the same address again updates its entry
 * (https://doc.wallabag.org/developer/api/). Linkding: `POST /api/bookmarks/`, `Authorization: Token …`; the same address again
 * updates the bookmark (https://linkding.link/api/). So neither needs a key: sent twice is saved once.
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
  const url = typed.url.trim();
  if (!/^https?:\/\/[^\s/]/i.test(url) || !URL.canParse(url)) return { kind: 'wrong', field: 'url', code: 'bad-url' };
  if (typed.name.trim() === '') return { kind: 'wrong', field: 'name', code: 'needs-name' };
  const preset = PRESETS.find(({ kind }) => kind === typed.kind);
  if (preset?.needsSecret === true && !typed.secret?.trim()) {
    return { kind: 'wrong', field: 'secret', code: 'needs-secret' };
  }
  if (typed.kind === 'webhook' && readTemplate(typed.template ?? DEFAULT_TEMPLATE) === undefined) {
    return { kind: 'wrong', field: 'template', code: 'bad-template' };
  }
  // An opaque request carries no header of its own and no JSON type: only what a plain form could send.
  if (typed.mode === 'opaque' && typed.kind !== 'webhook')
    return { kind: 'wrong', field: 'url', code: 'refuses-browsers' };
  return { kind: 'ok', destination: { ...typed, name: typed.name.trim(), url } };
}

/** Its secrets are not here: it came from a backup without them. */
export function lacksSecret({ kind, secret, tokens }: ConfiguredDestination): boolean {
  if (kind === 'wallabag') return !secret || !tokens?.refreshToken;
  return kind === 'linkding' && !secret;
}

const LANE = 'send-to:';

/** The outbox's view of it: entries of one destination go in order. */
export function outboxDestination(configured: ConfiguredDestination): Destination {
  const { id, key, mode, onUnknown } = configured;
  return { id: `${LANE}${id}`, key, mode, onUnknown, onConflict: 'acknowledged' };
}

/** Which of a person's destinations an entry goes to; undefined where it is of another kind. */
export function configuredIdOf(destinationId: string): string | undefined {
  return destinationId.startsWith(LANE) ? destinationId.slice(LANE.length) : undefined;
}

/** Stands for the entry's key until it is sent: no text of an article holds it. */
const KEY_MARK = '\u{F0000}key\u{F0000}';

/** The request that sends the article, as the outbox keeps it: without any secret, and before its key is known. */
export function requestFor(configured: ConfiguredDestination, article: Sendable): SendRequest {
  const url = addressOf(configured);
  switch (configured.kind) {
    case 'wallabag':
      return json(url, { url: article.url, title: article.title });
    case 'linkding':
      return json(url, { url: article.url, title: article.title, description: article.excerpt, unread: true });
    case 'webhook': {
      const template = readTemplate(configured.template ?? DEFAULT_TEMPLATE);
      return json(url, fill(template, { ...article, author: article.author ?? '', key: KEY_MARK }));
    }
  }
}

/** The request as it goes now: to where the destination is today, with its secret and the entry's key. */
export function readyRequest(request: SendRequest, configured: ConfiguredDestination, key: string): SendRequest {
  const opaque = configured.mode === 'opaque';
  const { body } = request;
  return {
    ...request,
    url: request.method === 'POST' ? addressOf(configured) : request.url,
    headers: opaque ? {} : { ...request.headers, ...authorisation(configured) },
    body:
      body.kind === 'text'
        ? {
            ...body,
            text: body.text.replaceAll(KEY_MARK, key),
            type: opaque ? 'text/plain;charset=UTF-8' : body.type,
          }
        : body,
  };
}

/** Asked at set-up, so that a wrong address, token or a site that refuses browsers is known before anything waits. */
export function testRequestFor(configured: ConfiguredDestination, now: string): SendRequest {
  switch (configured.kind) {
    // Both answer a question without writing anything.
    case 'wallabag':
      return get(endpoint(configured.url, 'api/user.json'));
    case 'linkding':
      return get(endpoint(configured.url, 'api/bookmarks/?limit=1'));
    case 'webhook':
      return requestFor(configured, { ...TEST_ARTICLE, published: now });
  }
}

/** Wallabag's answer to a request for tokens; undefined where it is none. */
export function readTokens(answer: unknown, now: number): OAuthTokens | undefined {
  const { access_token, refresh_token, expires_in } = (answer ?? {}) as Record<string, unknown>;
  if (typeof access_token !== 'string' || typeof refresh_token !== 'string') return undefined;
  const seconds = typeof expires_in === 'number' && expires_in > 0 ? expires_in : 3600;
  return { accessToken: access_token, refreshToken: refresh_token, expiresAt: now + seconds * 1000 };
}

/** Asks Wallabag for tokens: at set-up with the person's name and password, later with the token that renews. */
export function tokenRequest(
  configured: ConfiguredDestination,
  by: { readonly username: string; readonly password: string } | { readonly refreshToken: string },
): { readonly url: string; readonly body: URLSearchParams } {
  const fields = {
    client_id: configured.clientId ?? '',
    client_secret: configured.secret ?? '',
    ...('refreshToken' in by
      ? { grant_type: 'refresh_token', refresh_token: by.refreshToken }
      : { grant_type: 'password', username: by.username, password: by.password }),
  };
  return { url: endpoint(configured.url, 'oauth/v2/token'), body: new URLSearchParams(fields) };
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

function json(url: string, body: unknown): SendRequest {
  const type = 'application/json';
  return { url, method: 'POST', headers: {}, body: { kind: 'text', text: JSON.stringify(body), type } };
}

function get(url: string): SendRequest {
  return { url, method: 'GET', headers: {}, body: { kind: 'none' } };
}

function authorisation({ kind, secret, tokens }: ConfiguredDestination): Record<string, string> {
  const token = kind === 'wallabag' ? tokens?.accessToken : secret;
  if (token === undefined || token === '') return {};
  return { authorization: `${kind === 'linkding' ? 'Token' : 'Bearer'} ${token}` };
}

function addressOf({ kind, url }: ConfiguredDestination): string {
  if (kind === 'wallabag') return endpoint(url, 'api/entries.json');
  return kind === 'linkding' ? endpoint(url, 'api/bookmarks/') : url;
}

function endpoint(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}
