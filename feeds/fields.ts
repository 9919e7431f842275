// Reading one kind of thing from the fields of a feed or an item: titles, links, people, dates, subjects.

import { readDate } from './dates.ts';
import { decodeEntities, escapeHtml } from './entities.ts';
import { absolutise, htmlToText, looksLikeHtml, walk } from './html.ts';
import type { FeedFormat, ParsedAuthor } from './parsed-feed.ts';
import type { Fields, Node } from './rss.ts';
import { readAttributes } from './tags.ts';
import { isWeb, webAddress } from './urls.ts';

export interface Context {
  readonly format: FeedFormat;
  readonly bases: readonly string[];
  /** Base of addresses where no `xml:base` says another. */
  readonly fallback: string;
  /** The site that the feed belongs to. */
  readonly site?: string;
  /** Authors of an Atom feed: those of its entries that name none (RFC 4287 §4.2.1). */
  readonly authors?: readonly ParsedAuthor[];
}

/** The object without its undefined and empty fields. */
export function compact<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (
      value === undefined ||
      value === '' ||
      (Array.isArray(value) && value.length === 0 && name !== 'items' && name !== 'repairs')
    )
      continue;
    out[name] = value;
  }
  return out as T;
}

export function baseOf(node: Node, context: Context): string {
  const given = node.base === 0 ? undefined : context.bases[node.base];
  return given !== undefined && isWeb(given) ? given : context.fallback;
}

/** BCP 47 as it should be written: hyphens, no space. */
export function languageTag(text: string | undefined): string | undefined {
  const tag = text?.trim().replaceAll('_', '-');
  return tag === undefined || !/^[a-z0-9-]{2,35}$/i.test(tag) ? undefined : tag;
}

/** Plain text of the first of these words that has some. */
export function titleOf(fields: Fields, words: readonly string[]): string | undefined {
  for (const word of words) {
    for (const node of fields.all(word)) {
      const text = plainText(node);
      if (text !== '') return text;
    }
  }
  return undefined;
}

/** Titles, names and subjects are cut here, characters. */
const LONGEST_PLAIN = 10_000;

/** What a person reads: of text as it is, of HTML its words. */
export function plainText(node: Node): string {
  const text = node.text.length > LONGEST_PLAIN ? node.text.slice(0, LONGEST_PLAIN) : node.text;
  if (text === '') return '';
  const type = (node.attribute('type') ?? '').toLowerCase();
  if (isBase64(node, type)) return htmlToText(fromBase64(text));
  if (!node.isMarkup && (type === 'text' || type === 'text/plain') && !looksLikeHtml(text))
    return text.replaceAll(/\s+/g, ' ').trim();
  return htmlToText(text) || insteadOfPicture(text);
}

/** A title that is nothing but a picture says what the picture says. */
function insteadOfPicture(html: string): string {
  let said = '';
  walk(html, tag => {
    if (said === '' && tag.name === 'img') said = readAttributes(html.slice(tag.nameEnd, tag.to)).get('alt') ?? '';
    return undefined;
  });
  return htmlToText(said);
}

/** Markup of the first of these words that has some: addresses absolute, plain text escaped. */
export function richText(fields: Fields, words: readonly string[], context: Context): string | undefined {
  for (const word of words) {
    for (const node of fields.all(word)) {
      const html = markup(node, context);
      if (html !== '') return html;
    }
  }
  return undefined;
}

export function markup(node: Node, context: Context): string {
  let { text } = node;
  const type = (node.attribute('type') ?? '').toLowerCase();
  if (isBase64(node, type)) text = fromBase64(text);
  else if (!node.isMarkup && (type === 'text' || type === 'text/plain') && text.includes('<') && !looksLikeHtml(text))
    text = escapeHtml(text);
  if (node.isMarkup) text = withoutWrapper(text);
  return absolutise(text.trim(), baseOf(node, context));
}

/** The `div` that Atom puts around XHTML is not part of the content (RFC 4287 §3.1.1.3). */
function withoutWrapper(text: string): string {
  const open = /^\s{0,100}<div\s{0,100}(?:xmlns(?::\w+)?\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*')\s{0,100})*>/i.exec(
    text.slice(0, 2000),
  );
  const close = /<\/div>\s*$/i.exec(text.slice(-100));
  if (open === null || close === null) return text;
  const inner = text.slice(open[0].length, text.length - close[0].length);
  return isBalanced(inner) ? inner : text;
}

/** Does each `div` inside end inside, so that the outer two belong together? */
function isBalanced(inner: string): boolean {
  const tag = /<(\/?)div\b/gi;
  let depth = 0;
  for (let found = tag.exec(inner); found !== null; found = tag.exec(inner)) {
    depth += found[1] === '' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function isBase64(node: Node, type: string): boolean {
  if (node.attribute('mode')?.toLowerCase() === 'base64') return true;
  return (
    type.includes('/') &&
    !/^text\/|xml$|html$/.test(type) &&
    !node.isMarkup &&
    /^[A-Za-z0-9+/=\s]{8,}$/.test(node.text.slice(0, 1000))
  );
}

function fromBase64(text: string): string {
  try {
    const binary = atob(text.replaceAll(/\s+/g, ''));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return new TextDecoder().decode(bytes);
  } catch {
    return text; // not base64 after all
  }
}

/** Address of the first link with one of these relations; '' is a link that names none. */
export function linkOf(fields: Fields, rels: readonly string[], context: Context): string | undefined {
  // Of several pages in other dress the one for reading goes first.
  const given = fields.all('link');
  const links = given.length < 2 ? given : given.toSorted((a, b) => Number(isData(a)) - Number(isData(b)));
  for (const rel of rels) {
    for (const link of links) {
      const href = link.attribute('href') ?? link.attribute('rdf:resource');
      const its = relation(link.attribute('rel'));
      const isPage = its === 'alternate' || its === '';
      if (rel === its || (rel === 'alternate' && its === '' && href !== undefined) || (rel === '' && isPage)) {
        const address = webAddress(href ?? (rel === 'self' ? undefined : link.text), baseOf(link, context));
        if (address !== undefined) return address;
      }
    }
  }
  return undefined;
}

/** An alternate that no one can read as a page. */
function isData(link: Node): boolean {
  const type = link.attribute('type') ?? '';
  return type !== '' && !/html|^text\/plain/i.test(type);
}

export function relation(rel: string | undefined): string {
  return (rel ?? '')
    .trim()
    .toLowerCase()
    .replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//, '');
}

/** People, from the first word that names any. */
export function authorsOf(fields: Fields, words: readonly string[], context: Context): readonly ParsedAuthor[] {
  for (const word of words) {
    const people = fields.all(word).flatMap(node => {
      const person = personOf(node, context);
      return person === undefined ? [] : [person];
    });
    if (people.length > 0) return people;
  }
  return [];
}

function personOf(node: Node, context: Context): ParsedAuthor | undefined {
  const { children } = node;
  const named = children.first('name') ?? children.first('itunes:name');
  const name = named === undefined ? '' : nameText(named);
  const email = children.text('email', 'itunes:email');
  const url = webAddress(children.text('uri', 'url', 'homepage'), baseOf(node, context));
  if (name !== '' || email !== undefined || url !== undefined) {
    const inName = email === undefined ? splitPerson(name) : { name };
    return compact<ParsedAuthor>({ name: inName.name ?? url, email: email ?? inName.email, url });
  }
  const text = nameText(node);
  return text === '' ? undefined : splitPerson(text);
}

/** A name that was escaped twice still shows its tags after the first reading; nobody's name has any. */
function nameText(node: Node): string {
  const text = plainText(node);
  return /<\/?(?:p|b|i|em|strong|span|a|div|br|font)\b[^<>]{0,200}>/i.test(text) ? htmlToText(text) : text;
}

/** Characters of a person's line that are read. */
const LONGEST_NAME = 300;

/** `Joe (joe@example.org)`, `joe@example.org (Joe)`, `Joe <joe@example.org>`, `joe@example.org`. */
export function splitPerson(given: string): ParsedAuthor {
  const text = given.slice(0, LONGEST_NAME);
  const email = /[^\s<>()"',;:]{1,64}@[^\s<>()"',;:]{1,255}/.exec(text)?.[0];
  if (email === undefined) return { name: text };
  const name = text
    .replace(/mailto:/i, '')
    .replace(email, '')
    .replaceAll(/\(\s*\)|<\s*>|&lt;\s*&gt;/g, '')
    .trim()
    .replace(/^\((.*)\)$/s, '$1')
    .replace(/^["'](.*)["']$/s, '$1')
    .replace(/[\s,;-]+$/, '')
    .trim();
  return name === '' ? { email } : { name, email };
}

export function datesOf(fields: Fields): { published?: string; updated?: string; created?: string } {
  const published = firstDate(fields, ['pubdate', 'published', 'issued', 'dcterms:issued', 'prism:publicationdate']);
  const updated = firstDate(fields, [
    'updated',
    'modified',
    'dcterms:modified',
    'lastbuilddate',
    'lastmod',
    'dc:date',
    'dcterms:date',
    'date',
  ]);
  const created = firstDate(fields, ['created', 'dcterms:created']);
  return {
    ...(published === undefined ? {} : { published }),
    ...(updated === undefined ? {} : { updated }),
    ...(created === undefined ? {} : { created }),
  };
}

function firstDate(fields: Fields, words: readonly string[]): string | undefined {
  for (const word of words) {
    for (const node of fields.all(word)) {
      const date = readDate(decodeEntities(node.text));
      if (date !== undefined) return date;
    }
  }
  return undefined;
}

/** Categories, subjects and keywords, each once. */
export function subjectsOf(fields: Fields): readonly string[] {
  const found = new Set<string>();
  const add = (text: string | undefined): void => {
    if (text !== undefined && text.trim() !== '' && found.size < 100) found.add(text.trim());
  };
  for (const node of fields.all('tags')) for (const part of plainText(node).split(',')) add(part);
  for (const node of fields.all('category')) add(node.attribute('term') || node.attribute('label') || plainText(node));
  for (const word of ['dc:subject', 'dcterms:subject', 'media:category', 'tag']) {
    for (const node of fields.all(word)) add(plainText(node));
  }
  for (const word of ['keywords', 'itunes:keywords', 'media:keywords']) {
    for (const node of fields.all(word)) for (const part of plainText(node).split(',')) add(part);
  }
  for (const node of fields.all('itunes:category')) {
    add(node.attribute('text'));
    for (const child of node.children.all('itunes:category')) add(child.attribute('text'));
  }
  return [...found];
}

/** Address of a picture element: RSS `image/url`, itunes:image href, Atom logo. */
export function imageAddress(fields: Fields, words: readonly string[], context: Context): string | undefined {
  for (const word of words) {
    for (const node of fields.all(word)) {
      const given =
        node.children.text('url') ??
        node.attribute('href') ??
        node.attribute('rdf:resource') ??
        node.attribute('url') ??
        node.text;
      const address = webAddress(given, baseOf(node, context));
      if (address !== undefined) return address;
    }
  }
  return undefined;
}

/** Direction by declaration, else by the language's script. */
export function direction(declared: string | undefined, language: string | undefined): 'ltr' | 'rtl' | undefined {
  if (declared === 'rtl' || declared === 'ltr') return declared;
  return language !== undefined && /^(ar|he|iw|fa|ur|ps|sd|ug|yi|dv|ku-arab|ckb)\b/i.test(language) ? 'rtl' : undefined;
}
