// Finding where a tag ends and what attributes it has, in broken markup too. Every step moves forward: linear.

import { decodeEntities, type Declared } from './entities.ts';

const GT = 62;
const SLASH = 47;
const EQUALS = 61;
const DOUBLE = 34;
const SINGLE = 39;

/** Attributes beyond this many are dropped: no feed has them, an attack does. */
const MOST_ATTRIBUTES = 200;

/** Remembers across calls that a character does not occur any more, so that it is not sought again to the end of the text. */
export class TagEnds {
  readonly #text: string;
  #noGtFrom = Infinity;
  readonly #noQuoteFrom = { '"': Infinity, "'": Infinity };

  constructor(text: string) {
    this.#text = text;
  }

  /** Index of the `>` that ends the tag which starts at `from` (its `<`), quotes respected where they are sane; -1 if none. */
  find(from: number): number {
    const text = this.#text;
    let gt = this.#gt(from + 1);
    let at = from + 1;
    while (gt >= 0) {
      const open = firstQuote(text, at, gt);
      if (open < 0) return gt;
      const quote = text.charCodeAt(open) === DOUBLE ? '"' : "'";
      if (!isAfterEquals(text, open, from)) {
        at = open + 1;
        continue;
      }
      const close = this.#quote(quote, open + 1);
      if (close < 0) return gt;
      if (close > gt && !closesSanely(text, open, close)) return gt;
      at = close + 1;
      if (at > gt) gt = this.#gt(at);
    }
    return -1;
  }

  #gt(from: number): number {
    if (from >= this.#noGtFrom) return -1;
    const at = this.#text.indexOf('>', from);
    if (at < 0) this.#noGtFrom = from;
    return at;
  }

  #quote(quote: '"' | "'", from: number): number {
    if (from >= this.#noQuoteFrom[quote]) return -1;
    const at = this.#text.indexOf(quote, from);
    if (at < 0) this.#noQuoteFrom[quote] = from;
    return at;
  }
}

/** Attributes of a tag's inside (what stands after its name), names lower-cased, values decoded; the first of two wins. */
export function readAttributes(inside: string, declared?: Declared): Map<string, string> {
  const found = new Map<string, string>();
  const end = inside.length;
  let i = 0;
  while (i < end && found.size < MOST_ATTRIBUTES) {
    while (i < end && (isSpace(inside.charCodeAt(i)) || inside.charCodeAt(i) === SLASH)) i += 1;
    const from = i;
    while (i < end && !endsName(inside.charCodeAt(i))) i += 1;
    const name = inside.slice(from, i).toLowerCase();
    while (i < end && isSpace(inside.charCodeAt(i))) i += 1;
    if (inside.charCodeAt(i) !== EQUALS) {
      if (name !== '' && !found.has(name)) found.set(name, '');
      if (i === from) i += 1;
      continue;
    }
    i += 1;
    while (i < end && isSpace(inside.charCodeAt(i))) i += 1;
    const quote = inside.charCodeAt(i);
    let value: string;
    if (quote === DOUBLE || quote === SINGLE) {
      let close = inside.indexOf(quote === DOUBLE ? '"' : "'", i + 1);
      if (close < 0) close = end;
      value = inside.slice(i + 1, close);
      i = close + 1;
    } else {
      const start = i;
      while (i < end && !isSpace(inside.charCodeAt(i))) i += 1;
      value = inside.slice(start, i);
    }
    if (name !== '' && !found.has(name)) found.set(name, decodeEntities(value, declared));
  }
  return found;
}

export function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

/** May this character begin a tag's name? */
export function startsName(c: number): boolean {
  const lower = c | 32;
  return (lower >= 97 && lower <= 122) || c === 95 || c > 0xbf;
}

/** Index after the name that begins at `from`. */
export function nameEnd(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (isSpace(c) || c === GT || c === SLASH || c === 60) break;
  }
  return i;
}

function endsName(c: number): boolean {
  return isSpace(c) || c === EQUALS || c === SLASH || c === GT;
}

function firstQuote(text: string, from: number, to: number): number {
  for (let i = from; i < to; i += 1) {
    const c = text.charCodeAt(i);
    if (c === DOUBLE || c === SINGLE) return i;
  }
  return -1;
}

function isAfterEquals(text: string, quote: number, floor: number): boolean {
  let i = quote - 1;
  while (i > floor && isSpace(text.charCodeAt(i))) i -= 1;
  return text.charCodeAt(i) === EQUALS;
}

/** A closing quote that is far away is believed only if an attribute could end there. */
function closesSanely(text: string, open: number, close: number): boolean {
  const next = text.charCodeAt(close + 1);
  if (!(isSpace(next) || next === GT || next === SLASH || next === 63)) return false;
  const lt = text.slice(open, close).indexOf('<');
  if (lt < 0) return true;
  const inner = text.slice(open + lt, Math.min(close, open + lt + 2000));
  return !/=\s*["']?\s*$/.test(text.slice(Math.max(open, close - 20), close)) && !inner.includes('\n<');
}
