// An element that holds text: what is inside it, kept in order, whether escaped, in CDATA sections or written as markup.

import { decodeEntities, escapeHtml, keepReferences, type Declared } from './entities.ts';
import type { Namespaces, Prefixes } from './namespaces.ts';
import type { Tag } from './scan.ts';
import type { Side } from './skeleton.ts';
import { VOID_ELEMENTS } from './vocabulary.ts';

/** Elements that no HTML has: where one begins, a leaf that was never closed ends. */
const NEVER_INSIDE: ReadonlySet<string> = new Set([
  'guid',
  'pubdate',
  'item',
  'enclosure',
  'content:encoded',
  'dc:creator',
  'dc:date',
  'channel',
]);

const TEXT = 0;
const CDATA = 1;
const TAG = 2;

export class Leaf {
  readonly name: string;
  readonly word: string;
  readonly #html: boolean;
  readonly #side: Side;
  readonly #prefixes: Prefixes;
  readonly #namespaces: Namespaces;
  readonly #declared: Declared | undefined;
  readonly #parts: string[] = [];
  /** Beside `#parts`: what each is. */
  readonly #sorts: number[] = [];
  #nested = 0;
  #isMarkup = false;

  constructor(
    name: string,
    word: string,
    html: boolean,
    side: Side,
    prefixes: Prefixes,
    namespaces: Namespaces,
    declared: Declared | undefined,
  ) {
    this.name = name;
    this.word = word;
    this.#html = html;
    this.#side = side;
    this.#prefixes = prefixes;
    this.#namespaces = namespaces;
    this.#declared = declared;
  }

  get side(): Side {
    return this.#isMarkup ? { ...this.#side, isMarkup: true } : this.#side;
  }

  addText(text: string): void {
    this.#add(text, TEXT);
  }

  addCdata(text: string): void {
    this.#add(text, CDATA);
  }

  /** Does this start tag mean that the leaf was forgotten to be closed? `item` is the name of the open item's tag. */
  endsBefore(name: string, item: string | undefined): boolean {
    if (name === this.name) return false;
    if (name === item) return !this.#type.includes('xml');
    if (NEVER_INSIDE.has(name)) return this.#nested === 0 && this.#type === '';
    if (this.#html) return false;
    const { word, kind } = this.#namespaces.meaning(name, this.#prefixes);
    return kind !== undefined && word !== 'div';
  }

  /** A tag inside is kept as markup. */
  addStartTag(tag: Tag, source: string): void {
    if (tag.name === this.name && !tag.selfClosing) this.#nested += 1;
    this.#isMarkup = true;
    const plain = this.#markupName(tag.name);
    const written = plain === tag.name ? source.slice(tag.from + 1, tag.nameEnd) : plain;
    const rest = source.slice(tag.nameEnd, tag.selfClosing ? tag.to - 1 : tag.to);
    if (tag.selfClosing && !VOID_ELEMENTS.has(plain)) this.#add(`<${written}${rest}></${written}>`, TAG);
    else this.#add(`<${written}${rest}${tag.selfClosing ? '/>' : '>'}`, TAG);
  }

  /** `own`: the leaf's own end. `outer`: the end of something around it. `inside`: kept as markup. */
  addEndTag(name: string, item: string | undefined): 'own' | 'outer' | 'inside' {
    if (name === this.name && this.#nested === 0) return 'own';
    if (name === item || name === 'channel' || name === 'rss') return 'outer';
    if (name === this.name) this.#nested -= 1;
    this.#isMarkup = true;
    this.#add(`</${this.#markupName(name)}>`, TAG);
    return 'inside';
  }

  /** Text as a reader of XML gives it; of a leaf with markup inside, the markup. */
  value(): string {
    if (this.#parts.length === 1 && !this.#isMarkup) return this.#plain(this.#parts[0] ?? '', this.#sorts[0] ?? TEXT);
    let out = '';
    this.#parts.forEach((part, i) => {
      const sort = this.#sorts[i] ?? TEXT;
      out += this.#isMarkup ? this.#asMarkup(part, sort) : this.#plain(part, sort);
    });
    return out;
  }

  #plain(part: string, sort: number): string {
    return sort === TEXT ? decodeEntities(part, this.#declared) : part;
  }

  #asMarkup(part: string, sort: number): string {
    if (sort === TAG) return part;
    if (sort === CDATA) return this.#isXml ? escapeHtml(part) : part;
    // Escaped markup and tags in one: what declares itself escaped is decoded.
    if (this.#type === 'html' && part.includes('&lt;')) return decodeEntities(part, this.#declared);
    return keepReferences(part, this.#declared).replaceAll('<', '&lt;');
  }

  get #type(): string {
    return (this.#side.attributes.get('type') ?? '').toLowerCase();
  }

  get #isXml(): boolean {
    const type = this.#type;
    return type === 'xhtml' || type.endsWith('xml') || this.#side.attributes.get('mode')?.toLowerCase() === 'xml';
  }

  #add(part: string, sort: number): void {
    this.#parts.push(part);
    this.#sorts.push(sort);
  }

  /** `xhtml:p` under the XHTML namespace is `p`. */
  #markupName(name: string): string {
    const colon = name.indexOf(':');
    return colon > 0 && this.#prefixes.get(name.slice(0, colon)) === 'xhtml' ? name.slice(colon + 1) : name;
  }
}
