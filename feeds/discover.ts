// From what a person pastes to the feeds behind it: rules for well-known sites, then what a page itself names.

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

/**
 * The feeds behind an address that people really paste, without asking the network: most likely first. Empty where no rule knows the site.
 * YouTube handles need their page (`discoverInHtml` and `feedAddressInPage`).
 */
export function feedAddressFor(pasted: string): string[] {
  const tidy = pasted
    .trim()
    .replace(/^(?:web\+)?feed:(?:\/\/)?(?=https?:)/i, '')
    .replace(/^(?:web\+)?feed:(?:\/\/)?/i, 'https://');
  const mastodon = /^@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)$/.exec(tidy);
  if (mastodon !== null && tidy.startsWith('@')) return [`https://${mastodon[2] ?? ''}/@${mastodon[1] ?? ''}.rss`];
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(tidy) ? tidy : `https://${tidy}`);
  } catch {
    return [];
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
  const host = url.hostname.replace(/^(?:www|m|mobile|old|new)\./, '');
  const parts = url.pathname.split('/').filter(part => part !== '');
  for (const rule of RULES) {
    if (rule.host.test(host)) {
      const found = rule.feeds(url, parts, host);
      if (found.length > 0) return found;
    }
  }
  return [];
}

interface Rule {
  readonly host: RegExp;
  feeds(url: URL, parts: readonly string[], host: string): string[];
}

const YOUTUBE = 'https://www.youtube.com/feeds/videos.xml?';

const RULES: readonly Rule[] = [
  {
    host: /^(?:youtube\.com|youtu\.be|music\.youtube\.com)$/,
    feeds(url, parts) {
      const list = url.searchParams.get('list');
      if (parts[0] === 'channel' && parts[1] !== undefined) return [`${YOUTUBE}channel_id=${parts[1]}`];
      if (list !== null) return [`${YOUTUBE}playlist_id=${encodeURIComponent(list)}`];
      return parts[0] === 'user' && parts[1] !== undefined ? [`${YOUTUBE}user=${parts[1]}`] : [];
    },
  },
  {
    host: /^reddit\.com$/,
    feeds: (url, parts) =>
      (parts[0] === 'r' || parts[0] === 'user' || parts[0] === 'u') &&
      parts[1] !== undefined &&
      !url.pathname.endsWith('.rss')
        ? [
            `https://www.reddit.com/${parts[0] === 'u' ? 'user' : parts[0]}/${parts.slice(1).join('/')}/.rss${url.search}`,
          ]
        : parts.length === 0
          ? ['https://www.reddit.com/.rss']
          : [],
  },
  {
    host: /^github\.com$/,
    feeds(_, parts) {
      const [owner, repository, section, ...rest] = parts;
      if (owner === undefined || /^(?:features|topics|explore|marketplace|settings|about|login|search)$/.test(owner))
        return [];
      if (repository === undefined) return [`https://github.com/${owner}.atom`];
      const root = `https://github.com/${owner}/${repository.replace(/\.git$/, '')}`;
      if (section === 'commits' || section === 'tree')
        return [rest.length === 0 ? `${root}/commits.atom` : `${root}/commits/${rest.join('/')}.atom`];
      if (section === 'tags') return [`${root}/tags.atom`];
      if (section === 'discussions') return [`${root}/discussions.atom`];
      return section === 'releases'
        ? [`${root}/releases.atom`]
        : [`${root}/releases.atom`, `${root}/commits.atom`, `${root}/tags.atom`];
    },
  },
  {
    host: /^gitlab\.com$/,
    feeds: (_, parts) =>
      parts.length >= 2 && !parts.includes('-') ? [`https://gitlab.com/${parts.join('/')}/-/tags?format=atom`] : [],
  },
  {
    host: /^bsky\.app$/,
    feeds: (_, parts) =>
      parts[0] === 'profile' && parts[1] !== undefined ? [`https://bsky.app/profile/${parts[1]}/rss`] : [],
  },
  {
    host: /^medium\.com$/,
    feeds: (_, parts) =>
      parts[0] === 'feed' || parts[0] === undefined
        ? []
        : parts[0] === 'tag' && parts[1] !== undefined
          ? [`https://medium.com/feed/tag/${parts[1]}`]
          : [`https://medium.com/feed/${parts[0]}`],
  },
  { host: /^(?!(?:help|policy|blog)\.)[\w-]+\.medium\.com$/, feeds: (_, __, host) => [`https://${host}/feed`] },
  { host: /^[\w-]+\.substack\.com$/, feeds: (_, parts, host) => (parts[0] === 'feed' ? [] : [`https://${host}/feed`]) },
  {
    host: /^substack\.com$/,
    feeds: (_, parts) => (parts[0]?.startsWith('@') === true ? [`https://${parts[0].slice(1)}.substack.com/feed`] : []),
  },
  { host: /^[\w-]+\.tumblr\.com$/, feeds: (_, parts, host) => (parts[0] === 'rss' ? [] : [`https://${host}/rss`]) },
  {
    host: /^[\w-]+\.wordpress\.com$/,
    feeds: (_, parts, host) => (parts.includes('feed') ? [] : [`https://${host}/feed/`]),
  },
  {
    host: /^[\w-]+\.blogspot\.[a-z.]+$/,
    feeds: (_, parts, host) => (parts[0] === 'feeds' ? [] : [`https://${host}/feeds/posts/default`]),
  },
  {
    host: /^vimeo\.com$/,
    feeds: (_, parts) =>
      parts[0] !== undefined && !/^\d+$/.test(parts[0]) ? [`https://vimeo.com/${parts[0]}/videos/rss`] : [],
  },
  {
    host: /^dev\.to$/,
    feeds: (_, parts) =>
      parts[0] !== undefined && parts[0] !== 'feed'
        ? [`https://dev.to/feed/${parts[0] === 't' ? `tag/${parts[1] ?? ''}` : parts[0]}`]
        : [],
  },
  { host: /^soundcloud\.com$/, feeds: () => [] },
  {
    host: /^(?:stackoverflow\.com|[\w-]+\.stackexchange\.com)$/,
    feeds: (_, parts, host) =>
      parts[0] === 'questions' && parts[1] === 'tagged' && parts[2] !== undefined
        ? [`https://${host}/feeds/tag/${parts[2]}`]
        : [],
  },
  {
    // Mastodon and its kin: a profile is `/@name` on any host.
    host: /./,
    feeds: (_, parts, host) => {
      const profile = /^@([\w.-]+)$/.exec(parts[0] ?? '');
      return profile !== null &&
        parts.length === 1 &&
        !profile[1]?.endsWith('.rss') &&
        !/medium\.com|youtube\.com|substack\.com|tiktok\.com|threads\./.test(host)
        ? [`https://${host}/@${profile[1] ?? ''}.rss`]
        : [];
    },
  },
];

/** Feeds that a page betrays without naming them: the channel id in a YouTube page, the feed of an Apple podcast page. */
export function feedAddressesInPage(html: string, pageUrl: string): string[] {
  const host = URL.parse(pageUrl)?.hostname ?? '';
  if (/(?:^|\.)youtube\.com$/.test(host)) {
    const id =
      /"(?:externalId|channelId|browseId)":"(UC[\w-]{22})"|itemprop="(?:channelId|identifier)" content="(UC[\w-]{22})"|\/channel\/(UC[\w-]{22})/.exec(
        html,
      );
    const channel = id?.[1] ?? id?.[2] ?? id?.[3];
    return channel === undefined ? [] : [`${YOUTUBE}channel_id=${channel}`];
  }
  if (host === 'podcasts.apple.com') {
    const feed = webAddress(/"feedUrl":"([^"]{8,500})"/.exec(html)?.[1]?.replaceAll('\\/', '/'));
    return feed === undefined ? [] : [feed];
  }
  return [];
}
