// Puts the first screen of Today beside the shell: composed, printed as HTML, one put.

import { composeFrontPage, type FrontPage } from '../core/front-page.ts';
import { printInto } from '../core/print.ts';
import type { Library } from '../store/library-api.ts';
import { CACHES } from './messages.ts';

export interface PrintDeps {
  readonly library: Library;
  readonly caches: CacheStorage;
  readonly now: () => number;
  /** Version of the shell that the page belongs to. */
  readonly shell: string;
  /** The shell as precached, with its headers; undefined where it is not there (yet). */
  readonly shellResponse: () => Promise<Response | undefined>;
  readonly timeZone: string;
}

/** Unread rows read beyond the edition's own, for what remains from before. */
const EARLIER = 10;
/** Headers that guard the page; the rest (length, encoding, validators) belong to the plain shell alone. */
const KEPT_HEADERS = [
  'content-type',
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'x-frame-options',
];

export async function printFront(deps: PrintDeps): Promise<void> {
  const response = await deps.shellResponse();
  if (!response) return;
  const html = await response.text();
  const front = await readFront(deps);
  await putFront(deps.caches, deps.shell, front ? printInto(html, front) : html, response.headers);
}

/** The first screen as data; undefined where no edition was ever made (the plain shell shows the welcome). */
async function readFront({ library, now, timeZone }: PrintDeps): Promise<FrontPage | undefined> {
  const edition = await library.edition();
  if (!edition) return undefined;
  const [rows, unread, folders, counts, settings] = await Promise.all([
    library.rows(edition.articleIds),
    library.list({ kind: 'unread' }, { limit: edition.articleIds.length + EARLIER }),
    library.folders(),
    library.counts(),
    library.settings(),
  ]);
  return composeFrontPage({ edition, rows, unread: unread.rows, folders, counts, settings, timeZone, now: now() });
}

/** Replaces the front page in one put: a navigation meets the old one or the new one, never half. */
export async function putFront(caches: CacheStorage, shell: string, html: string, from: Headers): Promise<void> {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' });
  for (const name of KEPT_HEADERS) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  const cache = await caches.open(`${CACHES.front}${shell}`);
  await cache.put('/', new Response(html, { headers }));
}
