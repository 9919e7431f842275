// Looks for feeds and icons in a page; inside a worker thread.

import { decodeBytes } from '../decode.ts';
import { discoverInHtml } from '../discover.ts';
import { feedAddressesInPage } from '../known-sites.ts';
import { NotAFeedError, parse } from '../parse.ts';
import type { WorkAnswer, WorkRequest } from './work.ts';

/** The address is a feed itself, or a page that names some. */
export async function discoverAnswer(
  request: Extract<WorkRequest, { kind: 'discover' }>,
  bytes: Uint8Array,
): Promise<WorkAnswer> {
  const { contentType, url } = request;
  try {
    const { title, link, format, items } = await parse(bytes, contentType, url);
    const type = format === 'json' ? 'application/feed+json' : `application/${format === 'atom' ? 'atom' : 'rss'}+xml`;
    // A page in XHTML may pass for a feed without anything in it.
    if (items.length > 0 || title !== undefined) {
      const feed = {
        url,
        ...(title === undefined ? {} : { title }),
        type,
        ...(link === undefined ? {} : { siteUrl: link }),
      };
      return { kind: 'discovered', feeds: [feed] };
    }
  } catch (error) {
    if (!(error instanceof NotAFeedError)) throw error;
  }
  const html = decodeBytes(bytes, contentType).text;
  const named = discoverInHtml(html, url);
  return {
    kind: 'discovered',
    feeds: named.length > 0 ? named : feedAddressesInPage(html, url).map(found => ({ url: found })),
  };
}

const LINK = /<link\b[^>]{0,2000}>/gi;
const ATTRIBUTE = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/** The icons that a page names, the most useful first. */
export function iconsAnswer(request: Extract<WorkRequest, { kind: 'icons' }>, bytes: Uint8Array): WorkAnswer {
  const html = decodeBytes(bytes, request.contentType).text.slice(0, 400_000);
  const found: { readonly url: string; readonly rank: number }[] = [];
  for (const [tag] of html.matchAll(LINK)) {
    const attributes = new Map<string, string>();
    for (const [, name = '', double, single, bare] of tag.matchAll(ATTRIBUTE)) {
      attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '');
    }
    const rel = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
    const url = URL.parse((attributes.get('href') ?? '').replaceAll('&amp;', '&'), request.url);
    if (!url || !/^https?:$/.test(url.protocol) || /\.svg$/i.test(url.pathname)) continue;
    if (rel.includes('apple-touch-icon') || rel.includes('apple-touch-icon-precomposed'))
      found.push({ url: url.href, rank: 1 });
    else if (rel.includes('icon'))
      found.push({ url: url.href, rank: /png/i.test(attributes.get('type') ?? url.pathname) ? 0 : 2 });
  }
  return { kind: 'icons', urls: [...new Set(found.sort((a, b) => a.rank - b.rank).map(icon => icon.url))].slice(0, 4) };
}
