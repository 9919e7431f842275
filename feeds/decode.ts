// Bytes to text: byte order mark, HTTP charset, XML declaration, then what the bytes themselves look like.

import { encodingByScript } from './script-guess.ts';

/** Labels that publishers write and `TextDecoder` does not know. */
const ALIASES: Readonly<Record<string, string>> = {
  cp1250: 'windows-1250',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'iso-10646-ucs-2': 'utf-16',
  'ucs-2': 'utf-16',
  csunicode: 'utf-16',
  u16: 'utf-16',
  'iso-10646-ucs-4': 'utf-32',
  'ucs-4': 'utf-32',
  csucs4: 'utf-32',
  u8: 'utf-8',
  utf8mb4: 'utf-8',
  macintosh: 'macintosh',
  'x-mac-roman': 'macintosh',
  'gb2312-80': 'gbk',
  ks_c_5601: 'euc-kr',
};

/** How far into a document its XML declaration may reach, bytes. */
const DECLARATION_BYTES = 1024;

/** By so many bytes an encoding is judged. */
const SAMPLE_BYTES = 200_000;

/** How far into a page its `meta` may stand, bytes. */
const PAGE_HEAD_BYTES = 4096;

export interface Decoded {
  readonly text: string;
  readonly encoding: string;
  /** The declared encoding was wrong or unknown. */
  readonly guessed: boolean;
}

/** Never throws: the last resort is Windows-1252, which has a character for every byte. */
export function decodeBytes(bytes: Uint8Array, contentType?: string): Decoded {
  const marked = byMark(bytes);
  if (marked !== undefined) return marked;
  const wide = wideShape(bytes);
  const http = charsetOf(contentType);
  if (wide !== undefined) return { text: decodeAs(wide, bytes, false) ?? '', encoding: wide, guessed: false };
  const declared = declaredEncoding(bytes);
  const wanted = [http, declared, 'utf-8'].filter(
    label => label !== undefined && !/^(utf-?(16|32)|us-ascii)/.test(label),
  );
  for (const label of wanted) {
    const text = label === undefined ? undefined : decodeAs(label, bytes, true);
    if (text !== undefined && label !== undefined) {
      if (isEscaped(text))
        return { text: decodeAs('iso-2022-jp', bytes, false) ?? text, encoding: 'iso-2022-jp', guessed: true };
      if (isUtf8InTruth(bytes, label)) break;
      return { text, encoding: label, guessed: label !== (http ?? declared ?? 'utf-8') };
    }
  }
  const label = likeliest(bytes, declared ?? http);
  return { text: decodeAs(label, bytes, false) ?? '', encoding: label, guessed: true };
}

/** `charset` of a Content-Type, lower case. */
export function charsetOf(contentType: string | undefined): string | undefined {
  const at = contentType?.toLowerCase().indexOf('charset=') ?? -1;
  if (contentType === undefined || at < 0) return undefined;
  const value = /^["'\s]*([\w.:-]+)/.exec(contentType.slice(at + 8, at + 80))?.[1];
  return value === undefined ? undefined : canonical(value);
}

function canonical(label: string): string {
  const lower = label.trim().toLowerCase();
  return ALIASES[lower] ?? lower;
}

function byMark(bytes: Uint8Array): Decoded | undefined {
  const [a, b, c, d] = bytes;
  const give = (encoding: string): Decoded => ({
    text: decodeAs(encoding, bytes, false) ?? '',
    encoding,
    guessed: false,
  });
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const text = decodeAs('utf-8', bytes, true);
    if (text !== undefined) return { text, encoding: 'utf-8', guessed: false };
    return { text: decodeAs('windows-1252', bytes.subarray(3), false) ?? '', encoding: 'windows-1252', guessed: true };
  }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return give('utf-32be');
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return give('utf-32le');
  if (a === 0xfe && b === 0xff) return give('utf-16be');
  if (a === 0xff && b === 0xfe) return give('utf-16le');
  return undefined;
}

/** UTF-16 and UTF-32 without a mark show by the zero bytes around the first `<` or `{`. */
function wideShape(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === undefined || b === undefined) return undefined;
  if (a === 0 && b === 0 && c === 0 && d !== 0) return 'utf-32be';
  if (a !== 0 && b === 0 && c === 0 && d === 0) return 'utf-32le';
  if (a === 0 && b !== 0 && c === 0) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, DECLARATION_BYTES));
  const from = head.indexOf('<?xml');
  if (from < 0) return ofPage(bytes);
  const to = head.indexOf('?>', from);
  const declaration = head.slice(from, to < 0 ? from + 200 : to);
  const label = /encoding\s*=\s*["']?\s*([\w.:-]+)/i.exec(declaration)?.[1];
  return label === undefined ? undefined : canonical(label);
}

/** What a web page says of itself in a `meta`. A page that says UTF-16 there is none, or it could not be read so far (HTML §13.2.3.2). */
function ofPage(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, PAGE_HEAD_BYTES));
  if (!/<(?:!doctype\s+html|html|head)\b/i.test(head)) return undefined;
  const label = /<meta\s[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]+)/i.exec(head)?.[1];
  return label === undefined ? undefined : canonical(label);
}

function decodeAs(label: string, bytes: Uint8Array, fatal: boolean): string | undefined {
  if (label.startsWith('utf-32')) return decodeUtf32(bytes, label.endsWith('le'));
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return undefined; // an unknown label, or bytes that are not in it
  }
}

function decodeUtf32(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let i = 0; i + 3 < bytes.length; i += 4) {
    const code = view.getUint32(i, little);
    if (i === 0 && code === 0xfeff) continue;
    parts.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code));
  }
  return parts.join('');
}

/** The multi-byte encodings are self-checking: the first that the bytes obey wins, else one of single bytes. */
function likeliest(bytes: Uint8Array, hint: string | undefined): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (mostlyUtf8(sample)) return 'utf-8';
  for (const label of ['shift_jis', 'gb18030', 'euc-kr', 'big5']) {
    if (label === hint && decodeAs(label, sample, false) !== undefined) return label;
  }
  return hint !== undefined && /^(windows-|iso-8859-|koi8)/.test(hint) && decodeAs(hint, sample, false) !== undefined
    ? hint
    : (encodingByScript(sample) ?? 'windows-1252');
}

/** ISO-2022-JP is ASCII with escapes: nothing else begins `ESC $ B`. */
function isEscaped(text: string): boolean {
  return text.includes('\x1b$B') || text.includes('\x1b$@');
}

/**
 * Declared as something else, yet whole in UTF-8: no text of another set is that by chance, but for a few letters. Servers and templates
 * that say ISO 8859-1 of everything are many.
 */
function isUtf8InTruth(bytes: Uint8Array, label: string): boolean {
  if (label === 'utf-8' || label === 'utf8') return false;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const { good, bad } = utf8Sequences(sample);
  return bad === 0 && good >= (/^(?:windows-|iso-8859|koi8|macintosh|ibm)/.test(label) ? 2 : 8);
}

/** UTF-8 with a few broken bytes is still UTF-8. */
function mostlyUtf8(sample: Uint8Array): boolean {
  const { good, bad } = utf8Sequences(sample);
  return good > bad * 4;
}

/** How many sequences of several bytes are whole, how many are not; one cut off at the end is neither. */
function utf8Sequences(sample: Uint8Array): { good: number; bad: number } {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < sample.length; i += 1) {
    const c = sample[i] ?? 0;
    if (c < 0x80) continue;
    const more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
    if (more > 0 && i + more >= sample.length) break;
    let ok = more > 0;
    for (let k = 1; ok && k <= more; k += 1) ok = ((sample[i + k] ?? 0) & 0xc0) === 0x80;
    if (ok) {
      good += 1;
      i += more;
    } else bad += 1;
  }
  return { good, bad };
}
