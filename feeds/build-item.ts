// From rss-parser's fields of one item to a ParsedItem.

import { mediaOf } from './media.ts';
import {
  authorsOf,
  baseOf,
  compact,
  datesOf,
  languageTag,
  linkOf,
  markup,
  relation,
  richText,
  subjectsOf,
  titleOf,
  type Context,
} from './fields.ts';
import { readDate } from './dates.ts';
import { episodeOf } from './podcast.ts';
import { leadPicture } from './lead-picture.ts';
import type { ParsedAuthor, ParsedItem } from './parsed-feed.ts';
import type { Fields, Node } from './rss.ts';
import { itemUrl } from './item-url.ts';
import { absolute, webAddress } from './urls.ts';

export function buildItem(item: Fields, context: Context): ParsedItem {
  const self = item.first('p:self');
  const id = idOf(item, self, context);
  const media = mediaOf(item, context);
  const both = item.has('description') && item.has('summary');
  // Who writes both means the one to be read and the other for the list.
  const contentHtml = contentOf(item, context) ?? (both ? richText(item, ['description'], context) : undefined);
  const summary =
    richText(
      item,
      [
        ...(both ? ['summary', 'description'] : ['description', 'summary']),
        'dc:description',
        'abstract',
        'itunes:summary',
        'itunes:subtitle',
        'dcterms:abstract',
        'media:description',
        'itunes:description',
        'docs:description',
      ],
      context,
    ) ?? media.description;
  const named = authorsOf(
    item,
    ['author', 'dc:creator', 'dc:author', 'itunes:author', 'dcterms:creator', 'contributor'],
    context,
  );
  const episode = episodeOf(item, context);
  const authors = [named, fromSource(item, context), hostsOf(episode.people), context.authors].find(
    people => people !== undefined && people.length > 0,
  );
  const language = languageTag(item.text('language', 'dc:language') ?? self?.attribute('xml:lang'));
  const source = sourceOf(item, context);
  const comments = commentsOf(item, context);
  const lead = leadPicture(media.pictures, contentHtml ?? summary);
  return compact<ParsedItem>({
    id,
    title: titleOf(item, ['title', 'dc:title', 'itunes:title', 'media:title']) ?? media.title,
    ...itemUrl(item, id, media, context),
    externalUrl: linkOf(item, ['related', 'via'], context),
    summary,
    contentHtml,
    author: authors?.[0]?.name ?? authors?.[0]?.email,
    authors,
    categories: subjectsOf(item),
    ...itemDates(item, self),
    language,
    direction: dirOf(self?.attribute('dir')),
    comments,
    commentCount: count(item.text('slash:comments', 'thr:total')),
    enclosures: media.enclosures,
    image: lead,
    source,
    ...episode,
    inReplyTo: inReplyTo(item, context),
    durationSeconds:
      duration(item.text('itunes:duration')) ??
      media.enclosures.find(e => e.durationSeconds !== undefined)?.durationSeconds,
  });
}

/** The publisher's id. An Atom id is an IRI: a path is made whole (RFC 4287 §4.2.6). A guid is taken as it stands. */
function idOf(item: Fields, self: Node | undefined, context: Context): string | undefined {
  const guid = item.text('guid');
  if (guid !== undefined) return guid;
  const node = item.first('id');
  const id = node?.text.trim() ?? '';
  if (node !== undefined && id !== '') {
    const isPath = id.includes('/') && !/^[a-z][a-z0-9+.-]*:/i.test(id) && !/\s/.test(id);
    return isPath && context.format === 'atom' ? (absolute(id, baseOf(node, context)) ?? id) : id;
  }
  return (
    self?.attribute('rdf:about') ??
    item.text('dc:identifier', 'dcterms:identifier', 'podcast:guid', 'yt:videoid') ??
    item.first('sx:sync')?.attribute('id')
  );
}

/** People of the feed that an entry was taken from (RFC 4287 §4.2.1). */
function fromSource(item: Fields, context: Context): readonly ParsedAuthor[] {
  const source = item.first('source');
  return source === undefined ? [] : authorsOf(source.children, ['author', 'dc:creator'], context);
}

function hostsOf(people: ParsedItem['people']): readonly ParsedAuthor[] {
  return (people ?? []).map(({ name, url }) => (url === undefined ? { name } : { name, url }));
}

/** RFC 4685 §3: `ref` is the id of what is answered, `href` its page. */
function inReplyTo(item: Fields, context: Context): ParsedItem['inReplyTo'] {
  const node = item.first('thr:in-reply-to');
  if (node === undefined) return undefined;
  const id = node.attribute('ref');
  const url = webAddress(node.attribute('href') ?? id, baseOf(node, context));
  if (id === undefined && url === undefined) return undefined;
  return { ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) };
}

/** Dates of the item; where it has none, what its synchronisation history, its shop listing or its tag (CDF) says. */
function itemDates(item: Fields, self: Node | undefined): ReturnType<typeof datesOf> {
  const dates = datesOf(item);
  if (Object.keys(dates).length > 0) return dates;
  const published = readDate(item.text('g:publish_date'));
  const history = item.all('sx:sync').flatMap(sync => sync.children.all('sx:history'));
  const updated =
    history.map(node => readDate(node.attribute('when'))).find(date => date !== undefined) ??
    readDate(self?.attribute('lastmod'));
  return { ...(published === undefined ? {} : { published }), ...(updated === undefined ? {} : { updated }) };
}

const CONTENT = [
  'content',
  'content:encoded',
  'xhtml:body',
  'body',
  'xhtml:div',
  'div',
  'fullitem',
  'yandex:full-text',
  'turbo:content',
];

/** Full text: the longest of the words that promise it. */
function contentOf(item: Fields, context: Context): string | undefined {
  let longest: string | undefined;
  for (const word of CONTENT) {
    for (const node of item.all(word)) {
      const type = node.attribute('type') ?? '';
      if (/^(image|audio|video)\//.test(type)) continue;
      const html = markup(node, context);
      if (html !== '' && html.length > (longest?.length ?? 0)) longest = html;
    }
  }
  return longest ?? rdfContent(item, context);
}

/** RSS 1.0 `content:items`: the first value that HTML or text can show. */
function rdfContent(item: Fields, context: Context): string | undefined {
  for (const items of item.all('content:items')) {
    const bags = [items.children, ...items.children.all('rdf:bag').map(bag => bag.children)];
    const entries = bags.flatMap(bag => [...bag.all('rdf:li').map(li => li.children), bag]);
    for (const entry of entries) {
      for (const one of entry.all('content:item')) {
        const html = richText(one.children, ['rdf:value'], context);
        if (html !== undefined) return html;
      }
    }
  }
  return undefined;
}

function commentsOf(item: Fields, context: Context): string | undefined {
  const given = item.first('comments');
  const address = given === undefined ? undefined : webAddress(given.text, baseOf(given, context));
  if (address !== undefined) return address;
  const replies = item
    .all('link')
    .find(link => relation(link.attribute('rel')) === 'replies' && !/xml/.test(link.attribute('type') ?? ''));
  return replies === undefined ? undefined : webAddress(replies.attribute('href'), baseOf(replies, context));
}

function sourceOf(item: Fields, context: Context): ParsedItem['source'] {
  const node = item.first('source');
  if (node === undefined) return undefined;
  const title = titleOf(node.children, ['title']) ?? node.text.trim();
  const url =
    webAddress(node.attribute('url'), baseOf(node, context)) ??
    linkOf(node.children, ['alternate', 'self', ''], context);
  if (title === '' && url === undefined) return undefined;
  return { ...(title === '' ? {} : { title }), ...(url === undefined ? {} : { url }) };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** `1:02:03`, `62:03`, `3723`; also `1h 2m`, `45 min` and `PT1H2M5S`. */
export function duration(given: string | undefined): number | undefined {
  const text = given?.trim() ?? '';
  if (/^\d{1,6}(?::\d{1,2}){0,2}(?:\.\d{1,9})?$/.test(text))
    return text.split(':').reduce((sum, part) => sum * 60 + Math.floor(Number(part)), 0) || undefined;
  const words =
    /^(?:PT)?(?:(\d{1,4})\s?h[a-z]{0,6})?\s?(?:(\d{1,5})\s?m[a-z]{0,6}\.?)?\s?(?:(\d{1,6})\s?s[a-z]{0,6}\.?)?$/i.exec(
      text,
    );
  if (words === null) return undefined;
  return Number(words[1] ?? 0) * 3600 + Number(words[2] ?? 0) * 60 + Number(words[3] ?? 0) || undefined;
}

function dirOf(value: string | undefined): 'ltr' | 'rtl' | undefined {
  return value === 'rtl' || value === 'ltr' ? value : undefined;
}
