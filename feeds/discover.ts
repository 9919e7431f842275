// The feeds of a page: what it names, and the usual places where it names none. Sites known by their address: known-sites.ts.

import { Closers, htmlToText, walk } from './html.ts';
import { readAttributes } from './tags.ts';
import { absolute, webAddress } from './urls.ts';
import type { DiscoveredFeed } from './wire.ts';

/** Media types by which a page names a feed. */
const FEED_TYPE =
  /^(?:application|text)\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|json|xml|rss|atom|x-rss\+xml|x\.atom\+xml|x-atom\+xml)\b/i;
const NOT_A_FEED = /\/(?:oembed|wp-json\/(?!.*feed)|manifest(?:\.json)?$)|api\.w\.org|\.webmanifest/i;

/** Where feeds usually stand; tried when a page names none. */
const WELL_KNOWN = [
  'feed',
  'feed/',
  'rss',
  'rss.xml',
  'atom.xml',
  'feed.xml',
  'index.xml',
  'feed.json',
  'rss/',
  'feeds/posts/default',
  'index.rdf',
  '?feed=rss2',
];

/** Feeds that a page names: `link rel=alternate` and `rel=feed` of every type, then anchors that look like feeds. Best first. */
export function discoverInHtml(html: string, baseUrl: string): DiscoveredFeed[] {
  const linked: DiscoveredFeed[] = [];
  const anchored: DiscoveredFeed[] = [];
  let base = baseUrl;
  let pageTitle: string | undefined;
  let anchor: { url: string; from: number } | undefined;
  const closers = new Closers(html);
  walk(html, tag => {
    if (tag.closing) {
      if (tag.name === 'a' && anchor !== undefined) {
        const title = htmlToText(html.slice(anchor.from, Math.min(tag.from, anchor.from + 2000)));
        anchored.push({ url: anchor.url, ...(title === '' ? {} : { title }) });
        anchor = undefined;
      }
      return undefined;
    }
    if (tag.name === 'script' || tag.name === 'style') return closers.find(tag.name, tag.to);
    if (tag.name === 'title' && pageTitle === undefined) {
      const end = html.indexOf('<', tag.to);
      pageTitle = htmlToText(html.slice(tag.to + 1, end < 0 ? tag.to + 1 : end)) || undefined;
      return undefined;
    }
    if (tag.name !== 'link' && tag.name !== 'a' && tag.name !== 'base' && tag.name !== 'area') return undefined;
    const attributes = readAttributes(html.slice(tag.nameEnd, tag.to));
    const href = attributes.get('href')?.trim() ?? '';
    if (href === '') return undefined;
    if (tag.name === 'base') {
      base = absolute(href, baseUrl) ?? base;
      return undefined;
    }
    const found = tag.name === 'link' ? fromLink(attributes, href, base) : undefined;
    if (found !== undefined) linked.push(found);
    if (tag.name !== 'link' && (isFeedLike(href) || /\bfeed\b/i.test(attributes.get('rel') ?? ''))) {
      const url = feedUrl(href, base);
      if (url !== undefined) anchor = { url, from: tag.to + 1 };
    }
    return undefined;
  });
  const out = new Map<string, DiscoveredFeed>();
  for (const feed of [...linked, ...anchored]) {
    if (out.has(feed.url)) continue;
    const title = feed.title ?? pageTitle;
    out.set(feed.url, { ...feed, ...(title === undefined ? {} : { title }), siteUrl: baseUrl });
  }
  return [...out.values()];
}

/** Addresses worth trying on a site that names no feed, most usual first. */
export function wellKnownAddresses(pageUrl: string): string[] {
  const here = webAddress('.', pageUrl);
  const top = webAddress('/', pageUrl);
  const found = [top, here].flatMap(place =>
    place === undefined ? [] : WELL_KNOWN.map(path => absolute(path, place) ?? ''),
  );
  return [...new Set(found)].filter(url => url !== '' && url !== pageUrl);
}

function fromLink(attributes: ReadonlyMap<string, string>, href: string, base: string): DiscoveredFeed | undefined {
  const rels = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
  const type = (attributes.get('type') ?? '').trim().toLowerCase();
  const named =
    (rels.includes('alternate') && !rels.includes('stylesheet') && FEED_TYPE.test(type)) || rels.includes('feed');
  if (!named || NOT_A_FEED.test(href) || (/^application\/json\b/.test(type) && !isFeedLike(href))) return undefined;
  const url = feedUrl(href, base);
  if (url === undefined) return undefined;
  const title = attributes.get('title')?.trim();
  return {
    url,
    ...(title === undefined || title === '' ? {} : { title }),
    ...(type === '' ? {} : { type: type.replace(/\s*;.*$/s, '') }),
  };
}

function feedUrl(href: string, base: string): string | undefined {
  const plain = href.replace(/^(?:web\+)?feed:(?:\/\/)?(?=https?:)/i, '').replace(/^(?:web\+)?feed:\/\//i, 'http://');
  return webAddress(plain, base);
}

function isFeedLike(href: string): boolean {
  const path = href.replace(/[?#].*$/s, '');
  return (
    /^(?:web\+)?feed:/i.test(href) ||
    /(?:^|\/)(?:feeds?|rss|atom)\/?$|\.(?:rss|atom|rdf)$|(?:^|[/._-])(?:rss|atom|feed|feeds|index)[\w.-]*\.(?:xml|rdf|json)$|\/feeds\/posts\/default/i.test(
      path,
    )
  );
}
