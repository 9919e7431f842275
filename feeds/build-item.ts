// From rss-parser's fields of one item to a ParsedItem.

import { mediaOf } from './media.ts';
import {
  authorsOf,
  baseOf,
  compact,
  datesOf,
  linkOf,
  markup,
  relation,
  richText,
  subjectsOf,
  titleOf,
  type Context,
} from './fields.ts';
import { leadPicture } from './lead-picture.ts';
import type { ParsedItem } from './parsed-feed.ts';
import type { Fields } from './rss.ts';
import { isWeb, webAddress } from './urls.ts';

export function buildItem(item: Fields, context: Context): ParsedItem {
  const self = item.first('p:self');
  const id =
    item.text('guid', 'id') ??
    self?.attribute('rdf:about') ??
    item.text('dc:identifier', 'dcterms:identifier', 'podcast:guid');
  const media = mediaOf(item, context);
  const contentHtml = contentOf(item, context);
  const summary =
    richText(
      item,
      [
        'description',
        'summary',
        'dc:description',
        'abstract',
        'itunes:summary',
        'itunes:subtitle',
        'dcterms:abstract',
        'media:description',
        'itunes:description',
      ],
      context,
    ) ?? media.description;
  const authors = authorsOf(
    item,
    ['author', 'dc:creator', 'dc:author', 'itunes:author', 'dcterms:creator', 'contributor'],
    context,
  );
  const language = item.text('language', 'dc:language') ?? self?.attribute('xml:lang');
  const source = sourceOf(item, context);
  const comments = commentsOf(item, context);
  const lead = leadPicture(media.pictures, contentHtml ?? summary);
  return compact<ParsedItem>({
    id,
    title: titleOf(item, ['title', 'dc:title', 'itunes:title', 'media:title']) ?? media.title,
    url:
      urlOf(item, id, context) ??
      webAddress(self?.attribute('href'), context.fallback) ??
      media.enclosures.find(e => /^text\/html/.test(e.type ?? ''))?.url,
    externalUrl: linkOf(item, ['related', 'via'], context),
    summary,
    contentHtml,
    author: authors[0]?.name ?? authors[0]?.email,
    authors,
    categories: subjectsOf(item),
    ...datesOf(item),
    language,
    direction: dirOf(self?.attribute('dir')),
    comments,
    commentCount: count(item.text('slash:comments', 'thr:total')),
    enclosures: media.enclosures,
    image: lead,
    source,
    durationSeconds:
      duration(item.text('itunes:duration')) ??
      media.enclosures.find(e => e.durationSeconds !== undefined)?.durationSeconds,
  });
}

/** Full text: the longest of the words that promise it. */
function contentOf(item: Fields, context: Context): string | undefined {
  let longest: string | undefined;
  for (const word of ['content', 'content:encoded', 'xhtml:body', 'body', 'xhtml:div', 'div', 'fullitem']) {
    for (const node of item.all(word)) {
      const type = node.attribute('type') ?? '';
      if (/^(image|audio|video)\//.test(type)) continue;
      const html = markup(node, context);
      if (html !== '' && html.length > (longest?.length ?? 0)) longest = html;
    }
  }
  return longest;
}

/** The page: link alternate, a link's text, an id that is an address, the original behind a proxy. */
function urlOf(item: Fields, id: string | undefined, context: Context): string | undefined {
  const linked = linkOf(item, ['alternate', ''], context);
  if (linked !== undefined) return linked;
  const guid = item.first('guid');
  if (guid !== undefined && guid.attribute('ispermalink')?.toLowerCase() !== 'false') {
    const permalink = webAddress(looksRelative(guid.text) ? undefined : guid.text, baseOf(guid, context));
    if (permalink !== undefined) return permalink;
  }
  const original = webAddress(item.text('feedburner:origlink'), context.fallback);
  if (original !== undefined) return original;
  if (id !== undefined && isWeb(id.trim())) return webAddress(id);
  return linkOf(item, ['related', 'via', 'self'], context) ?? webAddress(item.text('comments'), context.fallback);
}

/** A guid without a scheme is a number or a word far more often than a path. */
function looksRelative(text: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:/i.test(text.trim());
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

/** `1:02:03`, `62:03`, `3723`. */
export function duration(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,6}(?::\d{1,2}){0,2}(?:\.\d+)?$/.test(text)) return undefined;
  return text.split(':').reduce((sum, part) => sum * 60 + Math.floor(Number(part)), 0);
}

function dirOf(value: string | undefined): 'ltr' | 'rtl' | undefined {
  return value === 'rtl' || value === 'ltr' ? value : undefined;
}
