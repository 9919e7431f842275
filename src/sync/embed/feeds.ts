// A feed for a host's page: what is kept of it, and how it is fetched, from the gateway that the host names or from the address itself.

import type { WireFeed, WireItem } from '../../../feeds/wire.ts';
import type { Key } from '../../store/backend.ts';
import type { Fetch } from '../transport.ts';
import type { EmbedStore } from './store.ts';

/** A headline: text and http(s) addresses, nothing that could run. */
export interface EmbedItem {
  readonly id: string;
  readonly title: string;
  readonly url: string | undefined;
  readonly excerpt: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number | undefined;
  /** Only of hosts that the page named: the gateway's, or the feed's own. */
  readonly picture: { readonly src: string; readonly alt: string } | undefined;
  readonly language: string | undefined;
  readonly direction: 'ltr' | 'rtl' | undefined;
}

export interface EmbedFeed {
  readonly src: string;
  readonly title: string;
  readonly siteUrl: string | undefined;
  readonly items: readonly EmbedItem[];
  /** When the source last answered, milliseconds since the epoch. */
  readonly fetchedAt: number;
}

export type FeedOutcome =
  { readonly kind: 'fresh'; readonly feed: EmbedFeed } | { readonly kind: 'failed'; readonly code: string };

export interface FeedDeps {
  /** Where it is kept; without one (the frame of another site) it is fetched and forgotten. */
  readonly store: EmbedStore | undefined;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Base of relative addresses, and what counts as our own. */
  readonly origin: string;
  /** Origin of a gateway that this origin may read. */
  readonly gateway?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reads RSS and Atom: loaded only when a source turns out to be one. */
  readonly readXml?: ((bytes: Uint8Array, contentType: string, url: string) => Promise<WireFeed>) | undefined;
}

/** Items kept of a feed, whatever is shown. */
const KEPT_ITEMS = 50;
const LIMIT_MS = 25_000;
const MAX_CHARS = 20_000_000;
const feedKey = (src: string): Key => ['feed', src];

export function keptFeed(store: EmbedStore, src: string): Promise<EmbedFeed | undefined> {
  return store.db.get<EmbedFeed>(feedKey(src));
}

/** Fetches and keeps one feed. Full storage costs the copy, never the answer. */
export async function refreshFeed(src: string, deps: FeedDeps): Promise<FeedOutcome> {
  const { store, gateway, origin } = deps;
  const address =
    gateway === undefined ? src : `${gateway}/api/feed?url=${encodeURIComponent(src)}&limit=${KEPT_ITEMS}`;
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = deps.signal ? AbortSignal.any([deps.signal, limit]) : limit;
  let response: Response;
  try {
    // The browser's own cache revalidates; a header of ours would cost every other origin a preflight.
    response = await deps.fetch(address, {
      signal,
      credentials: 'omit',
      cache: 'no-cache',
      headers: { accept: ACCEPT },
    });
  } catch {
    if (limit.aborted) return { kind: 'failed', code: 'timeout' };
    // To a page, a refusal by CORS and a dead network look the same.
    const isElsewhere = new URL(address, origin).origin !== origin;
    return { kind: 'failed', code: gateway ? 'gateway-silent' : isElsewhere ? 'needs-gateway' : 'network' };
  }
  if (!response.ok) return { kind: 'failed', code: await codeOfProblem(response) };
  const wire = await readWire(response, src, deps);
  if (!wire) return { kind: 'failed', code: 'not-a-feed' };
  const feed = toEmbedFeed(wire, src, address, deps);
  await store?.commit([], () => ({ puts: [[feedKey(src), feed]], result: undefined })).catch(() => undefined);
  return { kind: 'fresh', feed };
}

const ACCEPT = 'application/feed+json, */*;q=0.5';

async function readWire(response: Response, src: string, deps: FeedDeps): Promise<WireFeed | undefined> {
  try {
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > MAX_CHARS) return undefined;
    // Decoding drops a byte order mark.
    const text = new TextDecoder().decode(bytes);
    if (/^\s*\{/.test(text)) {
      const feed = JSON.parse(text) as Partial<WireFeed>;
      return Array.isArray(feed.items) ? (feed as WireFeed) : undefined;
    }
    return await deps.readXml?.(bytes, response.headers.get('content-type') ?? '', src);
  } catch {
    return undefined;
  }
}

async function codeOfProblem(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => null)) as { code?: unknown } | null;
  return typeof problem?.code === 'string' ? problem.code : 'http-error';
}

function toEmbedFeed(wire: WireFeed, src: string, address: string, deps: FeedDeps): EmbedFeed {
  const from = new URL(address, deps.origin);
  return {
    src,
    title: text(wire.title) || new URL(src, deps.origin).hostname,
    siteUrl: linkOf(wire.home_page_url, src),
    items: wire.items.slice(0, KEPT_ITEMS).map(item => toEmbedItem(item, src, from)),
    fetchedAt: deps.now(),
  };
}

function toEmbedItem(item: WireItem, src: string, from: URL): EmbedItem {
  const prose = text(item.content_text ?? stripTags(item.summary ?? item.content_html ?? ''));
  return {
    id: item.id,
    title: text(item.title) || shorten(prose, 80),
    url: linkOf(item.url ?? item.external_url, src),
    excerpt: shorten(prose, 200),
    publishedAt: Date.parse(item.date_published ?? item.date_modified ?? '') || undefined,
    picture: pictureOf(item, from),
    language: text(item.language) || undefined,
    direction: item._predawn?.direction,
  };
}

/** The gateway's smallest size that serves a card; else the publisher's own, where it is of the origin that the page named. */
function pictureOf(item: WireItem, from: URL): EmbedItem['picture'] {
  const lead = item._predawn?.pictures?.find(picture => picture.lead);
  const address = lead?.sizes.find(({ w }) => w >= 320)?.url ?? item.image;
  const src = address === undefined ? null : URL.parse(address, from);
  return src?.origin === from.origin ? { src: src.href, alt: text(lead?.alt) } : undefined;
}

/** Only what a person may be sent to: http, https, mailto. */
function linkOf(url: unknown, base: string): string | undefined {
  const link = typeof url === 'string' ? URL.parse(url, base) : null;
  return link && /^(https?|mailto):$/.test(link.protocol) ? link.href : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** Markup looked at for an excerpt: so much text is in its beginning, and no pattern runs away on the rest. */
const STRIPPED_CHARS = 4000;

/** The words of a beginning of markup. It is shown as text whatever remains in it: this is for the eye, not for safety. */
function stripTags(markup: string): string {
  return markup
    .slice(0, STRIPPED_CHARS)
    .replace(/<(script|style)\b[^]*?<\/\1[^>]*>?|<[^>]*>?/gi, ' ')
    .replace(/&(?:#(x?)([\da-f]{1,6})|(\w{2,6}));/gi, (whole, hex: string, code: string | undefined, name: string) => {
      if (code === undefined) return ENTITIES[name] ?? whole;
      const point = parseInt(code, hex ? 16 : 10);
      return point > 0 && point < 0x110000 ? String.fromCodePoint(point) : '';
    });
}

/** Cut between words. */
function shorten(words: string, limit: number): string {
  return words.length <= limit ? words : `${words.slice(0, limit).replace(/\s+\S*$/, '')}…`;
}
