// From rss-parser's fields to a ParsedFeed: precedence between the dialects' words, addresses, dates, people.

import { buildItem } from './build-item.ts';
import { readDate } from './dates.ts';
import {
  authorsOf,
  baseOf,
  compact,
  datesOf,
  direction,
  imageAddress,
  languageTag,
  linkOf,
  richText,
  subjectsOf,
  titleOf,
  type Context,
} from './fields.ts';
import { readHints } from './hints.ts';
import type { Normalised } from './normalise.ts';
import type { FeedFormat, ParsedFeed } from './parsed-feed.ts';
import { readSkeleton, type Fields, type Node } from './rss.ts';
import { absolute, isWeb, webAddress } from './urls.ts';

type Head = Omit<ParsedFeed, 'items' | 'repairs'>;

export async function buildFeed(normalised: Normalised, documentUrl: string | undefined): Promise<ParsedFeed> {
  let head: Head | undefined;
  const items = await readSkeleton(
    { skeleton: normalised.skeleton, readTo: items => normalised.readTo(items) },
    feed => {
      const read = readHead(feed, normalised, documentUrl);
      head = read.head;
      return item => buildItem(item, read.context);
    },
  );
  return { ...(head as Head), items, repairs: [...normalised.repairs] };
}

function readHead(
  feed: Fields,
  normalised: Normalised,
  documentUrl: string | undefined,
): { head: Head; context: Context } {
  const root = feed.all('p:root');
  const rootBase = root.map(node => normalised.bases[node.base] ?? '').find(base => base !== '') ?? '';
  const context: Context = { format: normalised.format, bases: normalised.bases, fallback: '' };
  const selfUrl = linkOf(feed, ['self'], { ...context, fallback: documentUrl ?? '' }) ?? undefined;
  const known = [rootBase, documentUrl ?? '', selfUrl ?? ''].find(isWeb) ?? '';
  const site = siteOf(
    feed,
    { ...context, fallback: known },
    root.map(node => node.attribute('href')),
  );
  const inner: Context = {
    ...context,
    fallback: baseAddress(known, site, rootBase === '' || rootBase === documentUrl ? normalised.format : 'atom'),
    ...(site === undefined ? {} : { site }),
  };
  const language = languageTag(feed.text('language', 'dc:language') ?? normalised.language);
  const authors = authorsOf(
    feed,
    ['author', 'managingeditor', 'dc:creator', 'dc:author', 'itunes:author', 'itunes:owner'],
    inner,
  );
  const textDirection = direction(
    root.map(node => node.attribute('dir')).find(dir => dir !== undefined),
    language,
  );
  const forItems = normalised.format === 'atom' && authors.length > 0 ? { ...inner, authors } : inner;
  const head = compact<Head>({
    id:
      idOf(feed, inner) ??
      root.map(node => node.attribute('rdf:about')).find(about => about !== undefined && about !== ''),
    title: titleOf(feed, ['title', 'dc:title', 'itunes:title', 'media:title']),
    description: richText(
      feed,
      [
        'description',
        'tagline',
        'subtitle',
        'dc:description',
        'itunes:summary',
        'itunes:subtitle',
        'abstract',
        'itunes:description',
        'info',
      ],
      inner,
    ),
    link: site,
    feedUrl: selfUrl,
    language,
    direction: textDirection,
    author: authors[0]?.name ?? authors[0]?.email,
    image: imageAddress(feed, ['image', 'itunes:image', 'logo'], inner),
    icon: webAddress(feed.text('icon'), inner.fallback),
    categories: subjectsOf(feed),
    ...headDates(feed, root),
    copyright: titleOf(feed, ['rights', 'copyright', 'dc:rights']),
    generator: feed.text('generator'),
    format: normalised.format,
    hints: readHints(feed, inner.fallback),
  });
  return { head, context: forItems };
}

/**
 * What relative addresses are relative to. Atom and `xml:base` say it: the document. RSS does not, and writers mean their site: where the
 * document was served by another host (a proxy, a mirror), the site it is.
 */
function baseAddress(known: string, site: string | undefined, format: FeedFormat): string {
  if (known === '') return site ?? '';
  if (site === undefined || format === 'atom') return known;
  return URL.parse(site)?.host === URL.parse(known)?.host ? known : site;
}

/** Dates of the feed; of a CDF channel the date in its tag. */
function headDates(feed: Fields, root: readonly Node[]): ReturnType<typeof datesOf> {
  const dates = datesOf(feed);
  const changed = root.map(node => readDate(node.attribute('lastmod'))).find(date => date !== undefined);
  return Object.keys(dates).length > 0 || changed === undefined ? dates : { updated: changed };
}

function idOf(feed: Fields, context: Context): string | undefined {
  const node = feed.first('id');
  const id = node?.text.trim() ?? '';
  if (node === undefined || id === '') return undefined;
  const isPath = id.includes('/') && !/^[a-z][a-z0-9+.-]*:/i.test(id) && !/\s/.test(id);
  return isPath ? (absolute(id, baseOf(node, context)) ?? id) : id;
}

function siteOf(feed: Fields, context: Context, roots: readonly (string | undefined)[]): string | undefined {
  return (
    linkOf(feed, ['alternate', ''], context) ??
    webAddress(
      roots.find(href => href !== undefined),
      context.fallback,
    )
  );
}
