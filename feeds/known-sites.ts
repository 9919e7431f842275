// Sites whose feeds' addresses follow from the address that a person pastes, or stand in their pages without being named.

import { webAddress } from './urls.ts';

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

/** Hosts of podcasts whose pages stand beside their feeds. */
const PODCASTS: readonly Rule[] = [
  {
    host: /^(?!feed\.)[\w-]+\.podbean\.com$/,
    feeds: (_, __, host) => [`https://feed.podbean.com/${host.split('.')[0] ?? ''}/feed.xml`],
  },
  {
    host: /^buzzsprout\.com$/,
    feeds: (_, parts) => (/^\d+$/.test(parts[0] ?? '') ? [`https://feeds.buzzsprout.com/${parts[0] ?? ''}.rss`] : []),
  },
  {
    host: /^(?!feeds\.)[\w-]+\.libsyn\.com$/,
    feeds: (_, parts, host) => (parts[0] === 'rss' ? [] : [`https://${host}/rss`]),
  },
  {
    host: /^(?:shows\.)?acast\.com$/,
    feeds: (_, parts) => (parts[0] === undefined ? [] : [`https://feeds.acast.com/public/shows/${parts[0]}`]),
  },
  {
    host: /^spreaker\.com$/,
    feeds: (_, parts) => {
      const id = /(?:--)?(\d+)$/.exec(parts[1] ?? '')?.[1];
      return (parts[0] === 'show' || parts[0] === 'podcast') && id !== undefined
        ? [`https://www.spreaker.com/show/${id}/episodes/feed`]
        : [];
    },
  },
  {
    host: /^rss\.com$/,
    feeds: (_, parts) =>
      parts[0] === 'podcasts' && parts[1] !== undefined ? [`https://media.rss.com/${parts[1]}/feed.xml`] : [],
  },
];

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
      if (section === 'wiki') return [`${root}/wiki.atom`];
      if (section === 'commits' || section === 'tree' || section === 'blob')
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
      parts[0] === 'profile' && parts[1] !== undefined && parts[2] !== 'rss'
        ? [`https://bsky.app/profile/${parts[1].replace(/^@/, '')}/rss`]
        : [],
  },
  // A handle of Bluesky is a host's name.
  { host: /^[\w-]+\.bsky\.social$/, feeds: (_, __, host) => [`https://bsky.app/profile/${host}/rss`] },
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
  {
    host: /^(?!open\.)[\w-]+\.substack\.com$/,
    feeds: (_, parts, host) => (parts[0] === 'feed' ? [] : [`https://${host}/feed`]),
  },
  {
    host: /^open\.substack\.com$/,
    feeds: (_, parts) =>
      parts[0] === 'pub' && parts[1] !== undefined ? [`https://${parts[1]}.substack.com/feed`] : [],
  },
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
  ...PODCASTS,
  {
    host: /^(?:stackoverflow\.com|[\w-]+\.stackexchange\.com)$/,
    feeds: (_, parts, host) =>
      parts[0] === 'questions' && parts[1] === 'tagged' && parts[2] !== undefined
        ? [`https://${host}/feeds/tag/${parts[2]}`]
        : [],
  },
  {
    // Mastodon and its kin: a profile is `/@name` on any host, `/@name@home` where it is seen from another.
    host: /^(?!.*(?:medium\.com|youtube\.com|substack\.com|tiktok\.com|threads\.(?:net|com)|flickr\.com)$)/,
    feeds: (_, parts, host) => {
      const [first = '', second] = parts[0] === 'web' || parts[0] === 'deck' ? parts.slice(1) : parts;
      const profile = /^@([\w.-]+?)(?:@([\w-]+(?:\.[\w-]+)+))?$/.exec(first);
      if (profile !== null && (second === undefined || /^(?:with_replies|media|tagged|\d+)$/.test(second)))
        return profile[1]?.endsWith('.rss') === true ? [] : [`https://${profile[2] ?? host}/@${profile[1] ?? ''}.rss`];
      return first === 'tags' && second !== undefined && !/\.rss$/.test(second) && /mastodon|mstdn|social/.test(host)
        ? [`https://${host}/tags/${second}.rss`]
        : [];
    },
  },
];

/** Feeds that a page betrays without naming them: the channel of a YouTube handle or video, the feed of an Apple podcast, a SoundCloud account. */
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
  if (/(?:^|\.)soundcloud\.com$/.test(host)) {
    const user = /soundcloud:(?:\/\/)?users:(\d{1,15})/.exec(html)?.[1];
    return user === undefined ? [] : [`https://feeds.soundcloud.com/users/soundcloud:users:${user}/sounds.rss`];
  }
  return [];
}
