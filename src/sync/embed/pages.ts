// Pages kept for offline: the page as anyone gets it (no cookies), its pictures, scripts and style sheets, of this origin only.

import type { Key } from '../../store/backend.ts';
import type { Fetch } from '../transport.ts';
import { PAGES_CACHE } from './names.ts';
import type { EmbedStore } from './store.ts';

/** A page that somebody asked for. */
export interface KeptPage {
  readonly url: string;
  readonly title: string;
  readonly state: 'waiting' | 'ready' | 'failed';
  readonly askedAt: number;
  readonly readyAt?: number;
  /** Code of the last failure. */
  readonly error?: string;
  /** Show a notification when it is ready, where that is allowed. */
  readonly notify: boolean;
}

export interface PageDeps {
  readonly store: EmbedStore;
  readonly caches: CacheStorage;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly origin: string;
  readonly signal?: AbortSignal | undefined;
}

const PAGE_MS = 30_000;
const MOST_PARTS = 60;
const BUDGET_BYTES = 25_000_000;
const pageKey = (url: string): Key => ['page', url];

/** The address under which a page is kept: absolute, of this origin, without its fragment; undefined for any other. */
export function ownAddress(href: string, base: string): string | undefined {
  const url = URL.parse(href, base);
  if (!url || url.origin !== new URL(base).origin) return undefined;
  url.hash = '';
  return url.href;
}

export async function askForPage(
  store: EmbedStore,
  page: Pick<KeptPage, 'url' | 'title' | 'notify'>,
  now: number,
): Promise<KeptPage> {
  const asked: KeptPage = { ...page, state: 'waiting', askedAt: now };
  await store.commit([], () => ({ puts: [[pageKey(page.url), asked]], result: undefined }));
  return asked;
}

export function readPage(store: EmbedStore, url: string): Promise<KeptPage | undefined> {
  return store.db.get<KeptPage>(pageKey(url));
}

/** Forgets the page and what was kept of it; parts that other pages share are found again when those are fetched. */
export async function dropPage(url: string, { store, caches }: Pick<PageDeps, 'store' | 'caches'>): Promise<void> {
  await (await caches.open(PAGES_CACHE)).delete(url);
  await store.commit([], () => ({ deletes: [pageKey(url)], result: undefined }));
}

/**
 * Fetches a page that was asked for. `waiting` again where there was no answer (the caller lets the browser retry), `failed` where the
 * answer was a refusal, undefined where it was dropped meanwhile.
 */
export async function fetchPage(page: KeptPage, deps: PageDeps): Promise<KeptPage | undefined> {
  const got = await keepPage(page.url, deps);
  const now = deps.now();
  const { error: _, ...rest } = page;
  const next: KeptPage =
    got.kind === 'kept'
      ? { ...rest, state: 'ready', readyAt: now }
      : { ...rest, state: got.final ? 'failed' : 'waiting', error: got.code };
  const isWanted = await deps.store.commit([pageKey(page.url)], ([found]) => ({
    puts: found ? [[pageKey(page.url), next]] : [],
    result: found,
  }));
  if (isWanted) return next;
  // It stays dropped.
  await (await deps.caches.open(PAGES_CACHE)).delete(page.url);
  return undefined;
}

export type KeepOutcome =
  { readonly kind: 'kept' } | { readonly kind: 'failed'; readonly code: string; readonly final: boolean };

/** Page and parts into our cache. The page itself is put last: who finds it finds its pictures. */
export async function keepPage(url: string, deps: PageDeps): Promise<KeepOutcome> {
  if (ownAddress(url, deps.origin) === undefined) return { kind: 'failed', code: 'not-a-page', final: true };
  const limit = AbortSignal.timeout(PAGE_MS);
  const signal = deps.signal ? AbortSignal.any([deps.signal, limit]) : limit;
  const cache = await deps.caches.open(PAGES_CACHE);
  try {
    const response = await deps.fetch(url, { credentials: 'omit', signal });
    if (!response.ok)
      return {
        kind: 'failed',
        code: response.status === 404 ? 'not-found' : 'http-error',
        final: response.status < 500 && response.status !== 429,
      };
    const isElsewhere = ownAddress(response.url || url, deps.origin) === undefined;
    if (isElsewhere || !/html/.test(response.headers.get('content-type') ?? ''))
      return { kind: 'failed', code: 'not-a-page', final: true };
    const html = await response.text();
    await keepParts(html, response.url || url, cache, deps, signal);
    await cache.put(url, new Response(html, { headers: response.headers }));
    return { kind: 'kept' };
  } catch (error) {
    const isFull = (error as { name?: string }).name === 'QuotaExceededError';
    return { kind: 'failed', code: isFull ? 'quota-exceeded' : 'network', final: isFull };
  }
}

async function keepParts(html: string, base: string, cache: Cache, deps: PageDeps, signal: AbortSignal): Promise<void> {
  let left = BUDGET_BYTES;
  const queue = new Set(partsOf(html, base));
  // A set may grow while it is walked: what a script imports comes after it.
  for (const url of queue) {
    if (queue.size > MOST_PARTS) break;
    try {
      const part = await deps.fetch(url, { credentials: 'omit', signal });
      const bytes = part.ok ? await part.blob() : undefined;
      if (!bytes || bytes.size > left) continue;
      left -= bytes.size;
      await cache.put(url, new Response(bytes, { headers: part.headers }));
      if (bytes.type.includes('javascript')) importsOf(await bytes.text(), url).forEach(address => queue.add(address));
    } catch (error) {
      if (signal.aborted || (error as { name?: string }).name === 'QuotaExceededError') throw error;
      // A missing picture does not cost the page.
    }
  }
}

/** What a module imports at its top, of this origin. */
function importsOf(script: string, base: string): string[] {
  const found = script.matchAll(/(?:import|from)\s*["'](\.{0,2}\/[^"'\s]+)["']/g);
  return Array.from(found, ([, path]) => ownAddress(path ?? '', base)).filter(url => url !== undefined);
}

/** Addresses of pictures, scripts and style sheets of this origin, in the order of the page. */
export function partsOf(html: string, base: string): string[] {
  const tags = html.match(/<(?:img|link|script)\b[^>]{0,4000}>/gi) ?? [];
  const found = tags.map(tag => {
    const isSheet = /^<link/i.test(tag);
    if (isSheet && !/\brel\s*=\s*["']?[^"'>]*stylesheet/i.test(tag)) return undefined;
    const match = /\s(?:src|href)\s*=\s*(?:(["'])(.*?)\1|([^\s>]+))/i.exec(tag);
    const address = match?.[2] ?? match?.[3];
    return address === undefined ? undefined : ownAddress(address.replaceAll('&amp;', '&'), base);
  });
  return [...new Set(found.filter(url => url !== undefined))];
}
