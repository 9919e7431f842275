// Any dialect of feed XML, however broken, becomes the one skeleton that rss-parser reads. One pass, no backtracking.

import { readDoctype } from './doctype.ts';
import { decodeEntities, type Declared } from './entities.ts';
import { Leaf } from './leaf.ts';
import { Namespaces, type Prefixes } from './namespaces.ts';
import type { FeedFormat } from './parsed-feed.ts';
import { Places } from './places.ts';
import { Scanner, type Listener, type Tag } from './scan.ts';
import { NO_SIDE, Side } from './side.ts';
import { Skeleton } from './skeleton.ts';
import { readAttributes } from './tags.ts';
import type { Kind } from './vocabulary.ts';
import { absolute } from './urls.ts';

export interface Normalised {
  readonly skeleton: Skeleton;
  readonly format: FeedFormat;
  /** A feed's root or an item was there. */
  readonly found: boolean;
  /** Addresses that `xml:base` gave; a side's `base` is an index into it. 0: the document's own. */
  readonly bases: readonly string[];
  readonly language: string | undefined;
  readonly repairs: ReadonlySet<string>;
  /** Reads on until so many items have ended; false at the end of the document. What stands above grows with it. */
  readTo(items: number): boolean;
}

interface Frame {
  readonly name: string;
  readonly word: string;
  readonly kind: 'skip' | 'item' | 'root' | 'box';
  readonly prefixes: Prefixes;
  readonly base: number;
  text: string;
}

/** Boxes inside boxes deeper than this are an attack or a mistake. */
const DEEPEST_BOX = 6;
/** Elements inside elements, all kinds; and elements of one item that are kept. */
const DEEPEST = 1000;
const MOST_ELEMENTS = 2000;
/** Items of one document: beyond it nobody reads. */
const MOST_ITEMS = 120_000;
/** Different values of `xml:base` in one document. */
const MOST_BASES = 1000;

/** Nothing is read before `readTo`. */
export function normalise(source: string, documentUrl?: string): Normalised {
  return new Translator(source, documentUrl ?? '');
}

class Translator implements Listener, Normalised {
  readonly #source: string;
  readonly #scanner: Scanner;
  readonly #ampersands: Places;
  readonly skeleton = new Skeleton();
  readonly #namespaces = new Namespaces();
  readonly repairs = new Set<string>();
  readonly #stack: Frame[] = [];
  /** How many elements of a name are open: an end tag that closes nothing costs nothing. */
  readonly #openCount = new Map<string, number>();
  readonly bases: string[];
  readonly #baseIndex = new Map<string, number>();
  #declared: Declared | undefined;
  #boxes = 0;
  /** Elements kept of the open item, or of the feed. */
  #kept = 0;
  #leaf: Leaf | undefined;
  /** Name of the open item's tag. */
  #item: string | undefined;
  #format: FeedFormat | undefined;
  language: string | undefined;
  /** Place of the next item's end that was found. */
  #itemEnd = -1;

  constructor(source: string, documentUrl: string) {
    this.#source = source;
    this.bases = [documentUrl];
    this.#scanner = new Scanner(source, this);
    this.#ampersands = new Places(source, '&');
  }

  doctype(from: number): number {
    const doctype = readDoctype(this.#source, from);
    this.#declared = doctype.entities;
    return doctype.end;
  }

  repaired(code: string): void {
    this.repairs.add(code);
  }

  text(from: number, to: number): void {
    if (this.#leaf !== undefined) this.#leaf.addText(from, to);
    else this.#boxText(from, to, true);
  }

  cdata(from: number, to: number): void {
    if (this.#leaf !== undefined) this.#leaf.addCdata(from, to);
    else this.#boxText(from, to, false);
  }

  /** A section in which the item ends was never closed: it ends with its element, and the next item is saved. */
  cdataBreak(from: number, to: number): number {
    if (this.#leaf === undefined || this.#item === undefined) return -1;
    if (this.#itemEnd < from) {
      const found = this.#source.indexOf(`</${this.#item}>`, from);
      this.#itemEnd = found < 0 ? Infinity : found;
    }
    if (this.#itemEnd === Infinity || (to >= 0 && this.#itemEnd > to)) return -1;
    const own = this.#source.slice(from, this.#itemEnd).indexOf(`</${this.#leaf.name}>`);
    return own < 0 ? this.#itemEnd : from + own;
  }

  tag(tag: Tag): void {
    if (tag.closing) this.#endTag(tag);
    else this.#startTag(tag);
  }

  get format(): FeedFormat {
    return this.#format ?? 'rss';
  }

  get found(): boolean {
    return this.#format !== undefined || this.skeleton.itemCount > 0;
  }

  readTo(items: number): boolean {
    if (!this.#scanner.run(() => this.skeleton.itemCount >= items)) return true;
    this.#finish();
    return false;
  }

  #finish(): void {
    if (this.#leaf !== undefined || this.#item !== undefined) this.repairs.add('truncated');
    this.#closeLeaf();
    const bottom = this.#stack[0]?.name;
    while (bottom !== undefined && this.#stack.length > 0) this.#popThrough(bottom);
  }

  #boxText(from: number, to: number, encoded: boolean): void {
    const top = this.#stack.at(-1);
    if (top?.kind !== 'box') return;
    const value = this.#source.slice(from, to);
    top.text += encoded ? decodeEntities(value, this.#declared) : value;
  }

  #startTag(tag: Tag): void {
    const leaf = this.#leaf;
    if (leaf !== undefined) {
      if (!leaf.endsBefore(tag.name, this.#item)) {
        leaf.addStartTag(tag);
        return;
      }
      this.repairs.add('element-not-closed');
      this.#closeLeaf();
    }
    const inside = this.#source.slice(tag.nameEnd, tag.selfClosing ? tag.to - 1 : tag.to);
    const parent = this.#stack.at(-1);
    const prefixes = this.#namespaces.within(
      parent?.prefixes,
      inside,
      this.#declared,
      /^(?:\w{1,20}:)?(?:rss|feed|rdf|channel)$/.test(tag.name),
    );
    const { word, kind } = this.#namespaces.meaning(tag.name, prefixes);
    const inherited = parent?.base ?? 0;
    if (kind === undefined || this.#isSkipped(kind, parent)) {
      if (!tag.selfClosing) this.#push({ name: tag.name, word: '', kind: 'skip', prefixes, base: inherited, text: '' });
      return;
    }
    const side = this.#sideOf(inside, inherited);
    if (kind === 'plain' || kind === 'html') {
      if (tag.selfClosing) this.#whole(word, side);
      else
        this.#leaf = new Leaf(this.#source, {
          name: tag.name,
          word,
          html: kind === 'html',
          side,
          prefixes,
          namespaces: this.#namespaces,
          declared: this.#declared,
          ampersands: this.#ampersands,
        });
      return;
    }
    if (kind === 'root') this.#openRoot(word, side);
    else if (kind === 'item') this.#openItem(tag, side);
    else this.skeleton.open(word, side);
    if (tag.selfClosing) this.#closeEmpty(kind, word);
    else this.#push({ name: tag.name, word, kind, prefixes, base: side.base, text: '' });
  }

  #sideOf(inside: string, inherited: number): Side {
    if (inherited === 0 && !inside.includes('=')) return NO_SIDE;
    const given =
      inside.includes(':base') || inside.includes(':BASE')
        ? readAttributes(inside, this.#declared).get('xml:base')
        : undefined;
    return new Side(inside, this.#declared, this.#baseOf(given, inherited));
  }

  #isSkipped(kind: Kind, parent: Frame | undefined): boolean {
    if (kind === 'root') return false;
    if (kind === 'item') return this.skeleton.itemCount >= MOST_ITEMS && this.#give('too-many-items');
    this.#kept += 1;
    if (this.#kept > MOST_ELEMENTS) return this.#give('too-many-elements');
    return parent?.kind === 'skip' || (kind === 'box' && this.#boxes >= DEEPEST_BOX);
  }

  #give(code: string): true {
    this.repairs.add(code);
    return true;
  }

  #openRoot(word: string, side: Side): void {
    this.#format ??= word === 'feed' ? 'atom' : word === 'rdf:rdf' ? 'rdf' : 'rss';
    this.language ??= side.attributes.get('xml:lang') ?? side.attributes.get('lang');
    if (this.#item === undefined) this.#whole('p:root', side);
  }

  #openItem(tag: Tag, side: Side): void {
    if (this.#item !== undefined) {
      this.repairs.add('item-not-closed');
      this.#popThrough(this.#item);
    }
    this.skeleton.openItem();
    this.#kept = 0;
    this.#whole('p:self', side);
    if (!tag.selfClosing) this.#item = tag.name;
  }

  #closeEmpty(kind: 'root' | 'item' | 'box', word: string): void {
    if (kind === 'item') this.skeleton.closeItem();
    else if (kind === 'box') this.skeleton.close(word);
  }

  /** An element without text; nothing where it has no attributes either. */
  #whole(word: string, side: Side): void {
    if (side.isPlain) return;
    this.skeleton.open(word, side);
    this.skeleton.close(word);
  }

  #endTag(tag: Tag): void {
    const leaf = this.#leaf;
    if (leaf !== undefined) {
      const outer = leaf.addEndTag(tag, this.#item);
      if (outer === 'inside') return;
      this.#closeLeaf();
      if (outer === 'own') return;
      this.repairs.add('element-not-closed');
    }
    if ((this.#openCount.get(tag.name) ?? 0) > 0) this.#popThrough(tag.name);
    else this.repairs.add('end-tag-alone');
  }

  #closeLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = undefined;
    if (leaf === undefined) return;
    const value = leaf.value();
    const side = leaf.side;
    if (value === '') {
      this.#whole(leaf.word, side);
      return;
    }
    this.skeleton.open(leaf.word, side);
    this.skeleton.text(value);
    this.skeleton.close(leaf.word);
  }

  #push(frame: Frame): void {
    if (frame.kind === 'skip' && this.#stack.length >= DEEPEST) {
      this.repairs.add('too-deep');
      return;
    }
    this.#stack.push(frame);
    this.#openCount.set(frame.name, (this.#openCount.get(frame.name) ?? 0) + 1);
    if (frame.kind === 'box') this.#boxes += 1;
  }

  /** Closes elements up to and with the innermost of this name. */
  #popThrough(name: string): void {
    for (;;) {
      const frame = this.#stack.pop();
      if (frame === undefined) return;
      this.#openCount.set(frame.name, (this.#openCount.get(frame.name) ?? 1) - 1);
      if (frame.kind === 'box') {
        this.#boxes -= 1;
        const value = frame.text.trim();
        if (value !== '') this.skeleton.text(value);
        this.skeleton.close(frame.word);
      } else if (frame.kind === 'item') {
        this.#item = undefined;
        this.skeleton.closeItem();
      }
      if (frame.name === name) return;
      this.repairs.add('element-not-closed');
    }
  }

  #baseOf(given: string | undefined, inherited: number): number {
    if (given === undefined) return inherited;
    const address = absolute(given, this.bases[inherited] ?? '') ?? given;
    const known = this.#baseIndex.get(address);
    if (known !== undefined) return known;
    if (this.bases.length >= MOST_BASES) return inherited;
    this.bases.push(address);
    this.#baseIndex.set(address, this.bases.length - 1);
    return this.bases.length - 1;
  }
}
