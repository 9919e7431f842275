// A linear walk over HTML as text: plain words out of it, addresses in it made absolute, the pictures it shows. No DOM anywhere.

import { decodeEntities } from './entities.ts';
import type { ParsedPicture } from './parsed-feed.ts';
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

/** Attributes that hold one address. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'href',
  'src',
  'poster',
  'cite',
  'data',
  'longdesc',
  'background',
  'action',
  'usemap',
]);

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
  let found = false;
  walk(text, tag => {
    found ||= isHtmlName(tag.name);
    return found ? text.length : undefined;
  });
  return found || decodeEntities(text) !== text;
}

/** Words of HTML as plain text; tags that HTML does not know are taken as text, unless `strict`. */
export function htmlToText(html: string): string {
  if (!html.includes('<')) return collapse(decodeEntities(html));
  let out = '';
  let done = 0;
  walk(html, tag => {
    if (!isHtmlName(tag.name)) return undefined;
    out += decodeEntities(html.slice(done, tag.from));
    if (BLOCKS.test(tag.name)) out += ' ';
    done = tag.to + 1;
    if (!tag.closing && UNREAD.has(tag.name)) {
      const end = endOf(html, tag.name, tag.to + 1);
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
  if (base === '' || !html.includes('=')) return html;
  let out = '';
  let done = 0;
  walk(html, tag => {
    if (tag.closing || tag.to - tag.nameEnd < 4) return undefined;
    const inside = html.slice(tag.nameEnd, tag.to);
    const mended = absoluteAttributes(inside, base);
    if (mended !== undefined) {
      out += html.slice(done, tag.nameEnd) + mended;
      done = tag.to;
    }
    return undefined;
  });
  return done === 0 ? html : out + html.slice(done);
}

/** Pictures that the text shows, in order; only http and https. */
export function pictures(html: string): ParsedPicture[] {
  const found: ParsedPicture[] = [];
  if (!/<img/i.test(html)) return found;
  walk(html, tag => {
    if (tag.name !== 'img' || tag.closing) return undefined;
    const attributes = readAttributes(html.slice(tag.nameEnd, tag.to));
    const src = webAddress(attributes.get('src') || attributes.get('data-src') || attributes.get('data-lazy-src'));
    if (src === undefined) return undefined;
    found.push({ src, ...sizes(attributes), ...(attributes.get('alt') ? { alt: attributes.get('alt') ?? '' } : {}) });
    return undefined;
  });
  return found;
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

function endOf(html: string, name: string, from: number): number {
  const lower = `</${name}`;
  let at = html.indexOf('</', from);
  while (at >= 0) {
    if (html.slice(at, at + lower.length).toLowerCase() === lower) return at;
    at = html.indexOf('</', at + 2);
  }
  return from;
}

function collapse(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
}

const ATTRIBUTE = /(\s|\/)([a-z][\w-]*)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/gi;

function absoluteAttributes(inside: string, base: string): string | undefined {
  let changed = false;
  const out = inside.replaceAll(ATTRIBUTE, (whole, space: string, name: string, equals: string, quoted: string) => {
    const lower = name.toLowerCase();
    if (lower !== 'srcset' && !ADDRESSES.has(lower)) return whole;
    const bare = quoted.startsWith('"') || quoted.startsWith("'") ? quoted.slice(1, -1) : quoted;
    const value = decodeEntities(bare).trim();
    if (value === '' || (lower !== 'srcset' && /^[a-z][a-z0-9+.-]*:/i.test(value))) return whole;
    const made = lower === 'srcset' ? absoluteSet(value, base) : readable(absolute(value, base), value);
    if (made === undefined || made === value) return whole;
    changed = true;
    return `${space}${name}${equals}"${made.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
  return changed ? out : undefined;
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
