// JSON Feed 1.0 and 1.1 as publishers write it -> ParsedFeed.

import { readDate } from './dates.ts';
import { compact, direction } from './fields.ts';
import { absolutise, htmlToText } from './html.ts';
import { escapeHtml } from './entities.ts';
import { isTooDeep, repairJson } from './json-repair.ts';
import { leadPicture, type NamedPicture } from './lead-picture.ts';
import { typeOfAddress } from './media.ts';
import type { ParsedAuthor, ParsedEnclosure, ParsedFeed, ParsedItem } from './parsed-feed.ts';
import { webAddress } from './urls.ts';

type Json = Readonly<Record<string, unknown>>;

/** `undefined` where the text is JSON but no feed. */
export function parseJsonFeed(text: string, documentUrl?: string): ParsedFeed | undefined {
  const repairs: string[] = [];
  let value: unknown;
  try {
    // What is nested without end would fill the memory before it failed.
    value = isTooDeep(text) ? repairJson(text) : JSON.parse(text);
  } catch {
    value = repairJson(text);
    repairs.push('not-well-formed');
  }
  const top = asObject(Array.isArray(value) ? { items: value as unknown } : value);
  if (top === undefined || !isFeed(top)) return undefined;
  const feedUrl = webAddress(string(top['feed_url']), documentUrl);
  const base = documentUrl ?? feedUrl ?? string(top['home_page_url']) ?? '';
  const authors = authorsOf(top, base);
  const language = string(top['language']);
  return compact<ParsedFeed>({
    id: undefined,
    title: plain(top['title']),
    description: string(top['description']),
    link: webAddress(string(top['home_page_url']), base),
    feedUrl,
    language,
    direction: direction(undefined, language),
    author: authors[0]?.name,
    image: webAddress(string(top['icon']), base),
    icon: webAddress(string(top['favicon']), base),
    categories: undefined,
    published: undefined,
    updated: undefined,
    created: undefined,
    copyright: undefined,
    generator: undefined,
    format: 'json',
    hints: compact({ hub: hubOf(top) }),
    items: entriesOf(top['items']).flatMap(entry => {
      const item = asObject(entry);
      return item === undefined ? [] : [readItem(item, base, authors)];
    }),
    repairs,
  });
}

function isFeed(top: Json): boolean {
  return (
    (string(top['version']) ?? '').includes('jsonfeed') ||
    Array.isArray(top['items']) ||
    (typeof top['title'] === 'string' && top['feed_url'] !== undefined)
  );
}

function readItem(item: Json, base: string, feedAuthors: readonly ParsedAuthor[]): ParsedItem {
  const html = string(item['content_html']);
  const text = string(item['content_text']);
  const contentHtml = html === undefined ? (text === undefined ? undefined : paragraphs(text)) : absolutise(html, base);
  const own = authorsOf(item, base);
  const authors = own.length > 0 ? own : feedAuthors;
  const named = [item['image'], item['banner_image']].flatMap((given): NamedPicture[] => {
    const src = webAddress(string(given), base);
    return src === undefined ? [] : [{ src, named: 'item' }];
  });
  const id = typeof item['id'] === 'number' ? String(item['id']) : string(item['id']);
  const enclosures = list(item['attachments']).flatMap(given => attachment(asObject(given), base));
  const language = string(item['language']);
  return compact<ParsedItem>({
    id,
    title: plain(item['title']),
    url: webAddress(string(item['url']), base) ?? webAddress(id) ?? webAddress(string(item['external_url']), base),
    externalUrl: webAddress(string(item['external_url']), base),
    summary: string(item['summary']),
    contentHtml,
    author: authors[0]?.name,
    authors,
    categories: tagsOf(item['tags']),
    published: dateOf(item['date_published']),
    updated: dateOf(item['date_modified']),
    created: undefined,
    language,
    direction: direction(undefined, language),
    comments: undefined,
    commentCount: undefined,
    enclosures,
    image: leadPicture(named, contentHtml),
    source: undefined,
    durationSeconds: enclosures.find(enclosure => enclosure.durationSeconds !== undefined)?.durationSeconds,
  });
}

function attachment(given: Json | undefined, base: string): ParsedEnclosure[] {
  const url = webAddress(string(given?.['url']), base);
  if (given === undefined || url === undefined) return [];
  const seconds = number(given['duration_in_seconds']);
  return [
    compact<ParsedEnclosure>({
      url,
      type: string(given['mime_type']) ?? typeOfAddress(url),
      length: number(given['size_in_bytes']),
      title: string(given['title']),
      durationSeconds: seconds === undefined ? undefined : Math.round(seconds),
    }),
  ];
}

function authorsOf(from: Json, base: string): readonly ParsedAuthor[] {
  const given = from['authors'] === undefined || from['authors'] === null ? [from['author']] : [from['authors']].flat();
  return given.flatMap(entry => {
    if (typeof entry === 'string' && entry.trim() !== '') return [{ name: entry.trim() }];
    const author = asObject(entry);
    const name = string(author?.['name']);
    const url = webAddress(string(author?.['url']), base);
    return name === undefined && url === undefined
      ? []
      : [compact<ParsedAuthor>({ name: name ?? url, email: undefined, url })];
  });
}

/** A list; some write an object of numbered members. */
function entriesOf(value: unknown): readonly unknown[] {
  const numbered = asObject(value);
  return numbered === undefined ? list(value) : Object.values(numbered);
}

/** A list of words; some write them in one, parted by commas. */
function tagsOf(value: unknown): readonly string[] {
  return (typeof value === 'string' ? value.split(',') : list(value)).flatMap(tag => string(tag) ?? []);
}

/** RFC 3339 says the format; some count seconds. */
function dateOf(value: unknown): string | undefined {
  return readDate(typeof value === 'number' ? String(value) : string(value));
}

function hubOf(top: Json): string | undefined {
  return list(top['hubs'])
    .map(hub => webAddress(string(asObject(hub)?.['url'])))
    .find(url => url !== undefined);
}

/** One line stays as it is; several become paragraphs and breaks. */
function paragraphs(text: string): string {
  if (!text.includes('\n')) return escapeHtml(text);
  return text
    .split(/\n{2,}/)
    .map(part => `<p>${escapeHtml(part.trim()).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}

function plain(value: unknown): string | undefined {
  const text = string(value);
  return text === undefined ? undefined : htmlToText(text) || undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
