// A linear walk over HTML as text: plain words out of it, addresses in it made absolute, the pictures it shows. No DOM anywhere.

import { decodeEntities } from './entities.ts';
import type { ParsedPicture } from './parsed-feed.ts';
import { TextBuilder } from './text-builder.ts';
import { nameEnd, readAttributes, startsName, TagEnds } from './tags.ts';
import { absolute, webAddress } from './urls.ts';

/** Elements whose text is not for reading. */
const UNREAD: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
]);

/** Elements that part words. */
const BLOCKS =
  /^(address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|img|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video)$/;

const INLINE =
  /^(a|abbr|acronym|audio|b|bdi|bdo|big|blink|button|cite|code|data|del|dfn|em|embed|font|i|iframe|input|ins|kbd|label|link|mark|marquee|meta|nobr|noscript|object|param|picture|q|rp|rt|ruby|s|samp|script|select|small|source|span|strike|strong|style|sub|summary|sup|svg|textarea|time|tt|u|var|wbr|body|html|head|title|o:p)$/;

export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly from: number;
  readonly nameEnd: number;
  /** Index of the `>`. */
  readonly to: number;
}

/** Every tag of the text, comments skipped; `visit` may give a place to jump to. */
export function walk(html: string, visit: (tag: Tag) => number | undefined): void {
  const ends = new TagEnds(html);
  let commentsEnd = false;
  let at = html.indexOf('<');
  while (at >= 0) {
    if (html.startsWith('<!--', at)) {
      const end: number = commentsEnd ? -1 : html.indexOf('-->', at + 4);
      commentsEnd = end < 0;
      at = html.indexOf('<', end < 0 ? at + 4 : end + 3);
      continue;
    }
    const closing = html.charCodeAt(at + 1) === 47;
    const from = at + (closing ? 2 : 1);
    const to = startsName(html.charCodeAt(from)) ? ends.find(at) : -1;
    if (to < 0) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    const end = Math.min(nameEnd(html, from), to);
    const jump = visit({ name: html.slice(from, end).toLowerCase(), closing, from: at, nameEnd: end, to });
    at = html.indexOf('<', jump ?? to + 1);
  }
}

/** Does this text hold HTML tags or references, so that it was meant as HTML? */
export function looksLikeHtml(text: string): boolean {
  if (!text.includes('<') && !text.includes('&')) return false;
  return holdsTag(text) || decodeEntities(text) !== text;
}

function holdsTag(text: string): boolean {
  const names: string[] = [];
  walk(text, tag => {
    if (!isHtmlName(tag.name)) return undefined;
    names.push(tag.name);
    return text.length;
  });
  return names.length > 0;
}

/** Words of HTML as plain text; tags that HTML does not know are taken as text, unless `strict`. */
export function htmlToText(html: string): string {
  if (!html.includes('<')) return collapse(decodeEntities(html));
  let out = '';
  let done = 0;
  const closers = new Closers(html);
  walk(html, tag => {
    if (!isHtmlName(tag.name)) return undefined;
    out += decodeEntities(html.slice(done, tag.from));
    if (BLOCKS.test(tag.name)) out += ' ';
    done = tag.to + 1;
    if (!tag.closing && UNREAD.has(tag.name)) {
      const end = closers.find(tag.name, tag.to + 1);
      done = end;
      return end;
    }
    return undefined;
  });
  out += decodeEntities(html.slice(done));
  return collapse(out.replaceAll(/<!--[^>]*-->/g, ''));
}

/** Addresses inside made absolute against `base`. Text without relative addresses comes back as it was. */
export function absolutise(html: string, base: string): string {
  if (base === '') return html;
  const out = new TextBuilder();
  let done = 0;
  const inTag = new InTag(html);
  const relative = new RegExp(RELATIVE, 'gi');
  for (let found = relative.exec(html); found !== null; found = relative.exec(html)) {
    const from = found.index + found[0].length;
    const value = valueAt(html, from);
    if (value === undefined) break;
    relative.lastIndex = value.end;
    if (!inTag.at(found.index)) continue;
    const made = absoluteValue((found[1] ?? '').toLowerCase(), value.text, base);
    if (made === undefined) continue;
    out.add(html.slice(done, from));
    out.add(`"${made.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`);
    done = value.end;
  }
  if (done === 0) return html;
  out.add(html.slice(done));
  return out.toString();
}

/** Pictures that the text shows, in order; only http and https. */
export function* pictures(html: string): Generator<ParsedPicture, void, undefined> {
  const start = IMG.exec(html)?.index;
  if (start === undefined) return;
  const shown = html.includes('<!--') ? withoutComments(html) : html;
  const ends = new TagEnds(shown);
  const tag = new RegExp(IMG, 'gi');
  for (let found = tag.exec(shown); found !== null; found = tag.exec(shown)) {
    const to = ends.find(found.index);
    if (to < 0) return;
    tag.lastIndex = to;
    const attributes = readAttributes(shown.slice(found.index + 4, to));
    const src = [attributes.get('src'), attributes.get('data-src'), attributes.get('data-lazy-src')]
      .map(given => webAddress(given))
      .find(given => given !== undefined);
    if (src === undefined) continue;
    const alt = attributes.get('alt')?.trim() ?? '';
    yield { src, ...sizes(attributes), ...(alt === '' ? {} : { alt }) };
  }
}

function withoutComments(html: string): string {
  let out = '';
  let done = 0;
  for (let at = html.indexOf('<!--'); at >= 0; at = html.indexOf('<!--', done)) {
    const end = html.indexOf('-->', at + 4);
    if (end < 0) break;
    out += html.slice(done, at);
    done = end + 3;
  }
  return out + html.slice(done);
}

const IMG = /<img[\s/]/i;

/** An attribute whose value is no absolute address of the usual kinds. */
const RELATIVE =
  /\s(href|src|poster|cite|data|longdesc|background|action|usemap|srcset)\s{0,4}=\s{0,4}(?!["']?\s{0,4}(?:https?:|mailto:))(?=["']?[^\s"'>])/i;

/** Is a place inside a tag? Asked with growing places: each character is looked at once. */
class InTag {
  readonly #html: string;
  #asked = 0;
  #open = -1;
  #close = -1;

  constructor(html: string) {
    this.#html = html;
  }

  at(place: number): boolean {
    const since = this.#html.slice(this.#asked, place);
    const open = since.lastIndexOf('<');
    const close = since.lastIndexOf('>');
    if (open >= 0) this.#open = this.#asked + open;
    if (close >= 0) this.#close = this.#asked + close;
    this.#asked = place;
    return this.#open > this.#close && startsName(this.#html.charCodeAt(this.#open + 1));
  }
}

/** The attribute value that begins here, quoted or bare; `end` is the place after it. */
function valueAt(html: string, from: number): { text: string; end: number } | undefined {
  const quote = html[from];
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, from + 1);
    return close < 0 ? undefined : { text: html.slice(from + 1, close), end: close + 1 };
  }
  let end = from;
  while (end < html.length && !/[\s>]/.test(html[end] ?? ' ')) end += 1;
  return { text: html.slice(from, end), end };
}

function sizes(attributes: ReadonlyMap<string, string>): { width?: number; height?: number } {
  const width = pixels(attributes.get('width'));
  const height = pixels(attributes.get('height'));
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}

/** A number of CSS pixels; percentages and words are none. */
export function pixels(value: string | undefined): number | undefined {
  const found = value === undefined ? null : /^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$/.exec(value);
  return found === null ? undefined : Number(found[1]);
}

function isHtmlName(name: string): boolean {
  return BLOCKS.test(name) || INLINE.test(name);
}

/** Finds end tags; remembers which names have none further on, so that none is sought twice to the end of the text. */
export class Closers {
  readonly #html: string;
  readonly #absent = new Set<string>();

  constructor(html: string) {
    this.#html = html;
  }

  /** Place of `</name` from here on; `from` itself where there is none. */
  find(name: string, from: number): number {
    if (this.#absent.has(name)) return from;
    const end = new RegExp(`</${name}`, 'gi');
    end.lastIndex = from;
    const found = end.exec(this.#html);
    if (found === null) this.#absent.add(name);
    return found?.index ?? from;
  }
}

function collapse(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
}

function absoluteValue(name: string, written: string, base: string): string | undefined {
  const value = decodeEntities(written).trim();
  if (value === '' || (name !== 'srcset' && /^[a-z][a-z0-9+.-]*:/i.test(value))) return undefined;
  const made = name === 'srcset' ? absoluteSet(value, base) : readable(absolute(value, base), value);
  return made === value ? undefined : made;
}

/** Letters beyond ASCII that were written as letters stay letters. */
function readable(made: string | undefined, written: string): string | undefined {
  if (made === undefined || !/[^\0-\x7f]/.test(written)) return made;
  return made.replaceAll(/(?:%[89a-f][0-9a-f])+/gi, bytes => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes; // not UTF-8
    }
  });
}

function absoluteSet(value: string, base: string): string {
  return value
    .split(/,\s+/)
    .map(candidate => {
      const [address = '', ...descriptors] = candidate.trim().split(/\s+/);
      return [absolute(address, base) ?? address, ...descriptors].join(' ');
    })
    .join(', ');
}
