// The normalised document that rss-parser reads: always well-formed RSS 2.0 with short texts; long ones wait in a table.
// rss-parser's own XML reader goes character by character, so what it must only carry it does not get to see.

import { fieldName } from './vocabulary.ts';

/** Marks a reference into the table; stripped from all input before. */
const MARK = '\ue000';

/** Texts up to this length without markup are written out. */
const INLINE_LENGTH = 60;

export class Skeleton {
  readonly #feed: string[] = [];
  readonly #items: string[] = [];
  readonly texts: string[] = [];
  #out = this.#feed;
  itemCount = 0;

  openItem(): void {
    this.#out = this.#items;
    this.#out.push('<item>');
    this.itemCount += 1;
  }

  closeItem(): void {
    this.#out.push('</item>');
    this.#out = this.#feed;
  }

  open(word: string, attributes: string): void {
    this.#out.push(`<${fieldName(word)}${attributes}>`);
  }

  close(word: string): void {
    this.#out.push(`</${fieldName(word)}>`);
  }

  text(value: string): void {
    this.#out.push(this.#shorten(value));
  }

  attribute(name: string, value: string): string {
    return ` ${name}="${this.#shorten(value)}"`;
  }

  toXml(): string {
    return `<rss version="2.0"><channel>${this.#feed.join('')}${this.#items.join('')}</channel></rss>`;
  }

  #shorten(value: string): string {
    if (value.length <= INLINE_LENGTH && isHarmless(value)) return value;
    this.texts.push(value);
    return MARK + String(this.texts.length - 1);
  }
}

/** What the skeleton's text or attribute stood for. */
export function restore(texts: readonly string[], value: string): string {
  return value.startsWith(MARK) ? (texts[Number(value.slice(1))] ?? '') : value;
}

function isHarmless(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const c = value.charCodeAt(i);
    if (c < 32 || c === 38 || c === 60 || c === 62 || c === 34 || c === 0xe000) return false;
  }
  return true;
}
