// Markup to plain text, and what lists need of it: excerpt, title, word count. Every function is linear in its input.

const BLOCKS = new Set(
  (
    'address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ' +
    'nav ol p pre section table td th tr ul'
  ).split(' '),
);
/** Elements whose content is never prose. */
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'svg', 'math', 'object', 'head', 'title']);
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  para: '¶',
  times: '×',
  divide: '÷',
  frac12: '½',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  aacute: 'á',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  ntilde: 'ñ',
  atilde: 'ã',
  otilde: 'õ',
  aring: 'å',
  oslash: 'ø',
  aelig: 'æ',
  iuml: 'ï',
  ocirc: 'ô',
  icirc: 'î',
  ucirc: 'û',
  iexcl: '¡',
  iquest: '¿',
  shy: '',
  zwj: '\u200d',
  zwnj: '\u200c',
  rarr: '→',
  larr: '←',
  prime: '′',
  bdquo: '„',
  sbquo: '‚',
};
const LONGEST_ENTITY = 32;
/** A footnote's link, its attributes included, is shorter; what is longer is text. */
const LONGEST_REFERENCE = 600;

/** The words of markup, white space collapsed; stops once `limit` characters are there. Never runs anything. */
export function plainText(html: string, limit = Infinity): string {
  // Pieces, not one growing string: asking a growing string for its end copies it each time.
  const pieces: string[] = [];
  let length = 0;
  let endsInSpace = true;
  const add = (text: string): void => {
    let clean = text.replace(/[\s\u00a0]+/g, ' ');
    if (endsInSpace && clean.startsWith(' ')) clean = clean.slice(1);
    if (clean === '') return;
    pieces.push(clean);
    length += clean.length;
    endsInSpace = clean.endsWith(' ');
  };
  let at = 0;
  while (at < html.length && length < limit) {
    const open = html.indexOf('<', at);
    const end = open < 0 ? html.length : open;
    if (end > at) {
      const most = limit === Infinity ? end : Math.min(end, at + (limit - length + 1) * LONGEST_ENTITY);
      add(decodeEntities(html.slice(at, most)));
    }
    if (open < 0) break;
    const tag = readTag(html, open);
    if (tag === undefined) {
      add('<');
      at = open + 1;
      continue;
    }
    if (BLOCKS.has(tag.name)) add(' ');
    if (!tag.closing && SILENT.has(tag.name)) at = endOfSilent(html, tag.end, tag.name);
    else at = (!tag.closing && tag.name === 'sup' && endOfReference(html, tag.end)) || tag.end;
  }
  return pieces.join('').trimEnd();
}

/** At most `limit` characters, cut between words, with an ellipsis where something was cut. */
export function excerptOf(text: string, limit = 280): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  const space = head.lastIndexOf(' ');
  const cut = space > limit * 0.6 ? head.slice(0, space) : dropHalfPair(head);
  return `${cut.replace(/[\s,;:.–—-]+$/, '')}…`;
}

/** A title as lists show it: one line, no control characters, at most 500 characters. It is text already, never markup. */
export function titleOf(text: string | undefined): string {
  return excerptOf(
    (text ?? '')
      .slice(0, 4000)
      .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ')
      .trim(),
    500,
  );
}

/** Words to read: separated by white space; where a script has none, two characters count as one word. */
export function countWords(text: string): number {
  let words = 0;
  let dense = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 32 || unit === 0xa0 || unit === 0x3000) inside = false;
    else if (isDense(unit)) {
      dense++;
      inside = false;
    } else if (!inside) {
      inside = true;
      words++;
    }
  }
  return words + Math.ceil(dense / 2);
}

/** Text as markup that shows the same: escaped, paragraphs at empty lines. */
export function textToHtml(text: string): string {
  return text
    .split(/\n[ \t\r]*\n/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => `<p>${escapeText(part).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function readTag(html: string, open: number): { name: string; closing: boolean; end: number } | undefined {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return { name: '!--', closing: false, end: end < 0 ? html.length : end + 3 };
  }
  let at = open + 1;
  const closing = html[at] === '/';
  if (closing) at++;
  const start = at;
  while (at < html.length && at - start < 40 && isNamePart(html.charCodeAt(at))) at++;
  const isName = isLetter(html.charCodeAt(start));
  if (!isName && html[at] !== '!' && html[at] !== '?') return undefined;
  const end = html.indexOf('>', at);
  return { name: html.slice(start, at).toLowerCase(), closing, end: end < 0 ? html.length : end + 1 };
}

/** Where a footnote's number ends (`<sup><a href="#fn1">1</a></sup>`), which is no word; undefined where a `sup` is more. */
function endOfReference(html: string, from: number): number | undefined {
  const close = html.slice(from, from + LONGEST_REFERENCE).search(/<\/sup\s*>/i);
  if (close < 0) return undefined;
  const inside = html.slice(from, from + close);
  const text = inside.replace(/<[^<>]*>/g, '').trim();
  const isLink = /<a\s[^<>]*href\s*=\s*["']?[^"'\s<>]*#/i.test(inside);
  const isMark = isLink ? text.length <= 12 : /^\[[\w*†‡§]{1,3}\]$|^[*†‡§]{1,3}$/.test(text);
  return isMark ? html.indexOf('>', from + close) + 1 : undefined;
}

function endOfSilent(html: string, from: number, name: string): number {
  let at = from;
  for (;;) {
    const open = html.indexOf('</', at);
    if (open < 0) return html.length;
    if (html.slice(open + 2, open + 2 + name.length).toLowerCase() === name) {
      const end = html.indexOf('>', open);
      return end < 0 ? html.length : end + 1;
    }
    at = open + 2;
  }
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#[xX]?[0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});?/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#[xX]/.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
  });
}

function dropHalfPair(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

function isNamePart(unit: number): boolean {
  return isLetter(unit) || (unit >= 48 && unit <= 57) || unit === 45 || unit === 58;
}

function isDense(unit: number): boolean {
  return (unit >= 0x3040 && unit <= 0x30ff) || (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xf900 && unit <= 0xfaff);
}
