// An element that holds text: what is inside it, kept in order, whether escaped, in CDATA sections or written as markup.

import { decodeEntities, escapeHtml, keepReferences, type Declared } from './entities.ts';
import type { Namespaces, Prefixes } from './namespaces.ts';
import type { Tag } from './scan.ts';
import type { Side } from './side.ts';
import type { Places } from './places.ts';
import { TextBuilder } from './text-builder.ts';
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
/** A tag written anew; its range is an index into the list of those. */
const WRITTEN = 3;

export interface LeafStart {
  readonly name: string;
  readonly word: string;
  /** It may hold markup; without it, the beginning of another known element ends the leaf. */
  readonly html: boolean;
  readonly side: Side;
  readonly prefixes: Prefixes;
  readonly namespaces: Namespaces;
  readonly declared: Declared | undefined;
  readonly ampersands: Places;
}

export class Leaf {
  readonly name: string;
  readonly word: string;
  readonly #source: string;
  readonly #start: LeafStart;
  /** Ranges of the source in threes: sort, from, to. Numbers only: a leaf may hold a million of them. */
  readonly #ranges: number[] = [];
  readonly #written: string[] = [];
  #prefixes: Prefixes;
  #nested = 0;
  /** Names of the elements that began inside; of leaves that are no HTML. */
  readonly #begun = new Set<string>();
  #isMarkup = false;

  constructor(source: string, start: LeafStart) {
    this.name = start.name;
    this.word = start.word;
    this.#source = source;
    this.#start = start;
    this.#prefixes = start.prefixes;
  }

  get side(): Side {
    return this.#isMarkup ? this.#start.side.asMarkup() : this.#start.side;
  }

  addText(from: number, to: number): void {
    // Between tags, what holds no reference and no stray `<` stays as it is written: one range with the tags beside it.
    const isVerbatim =
      this.#isMarkup && this.#start.ampersands.next(from) >= to && !this.#source.slice(from, to).includes('<');
    this.#add(isVerbatim ? TAG : TEXT, from, to);
  }

  addCdata(from: number, to: number): void {
    this.#add(CDATA, from, to);
  }

  /** Does this start tag mean that the leaf was forgotten to be closed? `item` is the name of the open item's tag. */
  endsBefore(name: string, item: string | undefined): boolean {
    if (name === this.name) return false;
    if (name === item) return !this.#type.includes('xml');
    if (NEVER_INSIDE.has(name)) return this.#nested === 0 && this.#type === '';
    if (this.#start.html) return false;
    const { word, kind } = this.#start.namespaces.meaning(name, this.#start.prefixes);
    return kind !== undefined && word !== 'div';
  }

  /** A tag inside is kept as markup. */
  addStartTag(tag: Tag): void {
    if (tag.name === this.name && !tag.selfClosing) this.#nested += 1;
    this.#isMarkup = true;
    if (!this.#start.html) this.#begun.add(tag.name);
    const inside = this.#source.slice(tag.nameEnd, tag.to);
    this.#prefixes = this.#start.namespaces.within(this.#prefixes, inside, this.#start.declared);
    const plain = this.#markupName(tag.name);
    const isHollow = tag.selfClosing && !VOID_ELEMENTS.has(plain);
    if (plain === tag.name && !isHollow) {
      this.#add(TAG, tag.from, tag.to + 1);
      return;
    }
    const rest = this.#source.slice(tag.nameEnd, tag.selfClosing ? tag.to - 1 : tag.to);
    // HTML does not know `<p/>`: it would stay open.
    this.#write(isHollow ? `<${plain}${rest}></${plain}>` : `<${plain}${rest}${tag.selfClosing ? '/>' : '>'}`);
  }

  /** `own`: the leaf's own end. `outer`: the end of something around it. `inside`: kept as markup. */
  addEndTag(tag: Tag, item: string | undefined): 'own' | 'outer' | 'inside' {
    const { name } = tag;
    if (name === this.name && this.#nested === 0) return 'own';
    if (name === item || name === 'channel' || name === 'rss') return 'outer';
    if (name === this.name) this.#nested -= 1;
    // `<title>x</titel>`: in a text that is no HTML, an end of something that never began is a slip of the pen.
    if (!this.#start.html && !this.#begun.has(name)) return 'inside';
    this.#isMarkup = true;
    const plain = this.#markupName(name);
    if (plain === name) this.#add(TAG, tag.from, tag.to + 1);
    else this.#write(`</${plain}>`);
    return 'inside';
  }

  /** Text as a reader of XML gives it; of a leaf with markup inside, the markup. */
  value(): string {
    const ranges = this.#ranges;
    if (ranges.length === 3) return this.#piece(0);
    const out = new TextBuilder();
    for (let i = 0; i < ranges.length; i += 3) out.add(this.#piece(i));
    return out.toString();
  }

  #piece(i: number): string {
    const sort = this.#ranges[i];
    const from = this.#ranges[i + 1] ?? 0;
    if (sort === WRITTEN) return this.#written[from] ?? '';
    const part = this.#source.slice(from, this.#ranges[i + 2]);
    if (sort === TAG) return part;
    if (!this.#isMarkup) return sort === TEXT ? decodeEntities(part, this.#start.declared) : part;
    if (sort === CDATA) return this.#isXml ? escapeHtml(part) : part;
    // Escaped markup and tags in one: what declares itself escaped is decoded.
    if (this.#type === 'html' && part.includes('&lt;')) return decodeEntities(part, this.#start.declared);
    return keepReferences(part, this.#start.declared).replaceAll('<', '&lt;');
  }

  get #type(): string {
    return (this.#start.side.attributes.get('type') ?? '').toLowerCase();
  }

  get #isXml(): boolean {
    const type = this.#type;
    return type === 'xhtml' || type.endsWith('xml') || this.#start.side.attributes.get('mode')?.toLowerCase() === 'xml';
  }

  #write(markup: string): void {
    this.#add(WRITTEN, this.#written.push(markup) - 1, 0);
  }

  /** Neighbours of one sort become one range. */
  #add(sort: number, from: number, to: number): void {
    const ranges = this.#ranges;
    const last = ranges.length - 1;
    if (sort !== WRITTEN && sort !== CDATA && ranges[last - 2] === sort && ranges[last] === from) ranges[last] = to;
    else ranges.push(sort, from, to);
  }

  /** `xhtml:p` under the XHTML namespace is `p`. */
  #markupName(name: string): string {
    const colon = name.indexOf(':');
    return colon > 0 && this.#prefixes.get(name.slice(0, colon)) === 'xhtml' ? name.slice(colon + 1) : name;
  }
}
