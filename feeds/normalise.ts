// Any dialect of feed XML, however broken, becomes the one skeleton that rss-parser reads. One pass, no backtracking.

import { decodeEntities, escapeHtml, keepReferences } from './entities.ts';
import { readDoctype } from './doctype.ts';
import type { FeedFormat } from './parsed-feed.ts';
import { Skeleton } from './skeleton.ts';
import { nameEnd, readAttributes, startsName, TagEnds } from './tags.ts';
import { absolute } from './urls.ts';
import { ATTRIBUTES, kindOf, namespaceWord, USUAL_PREFIXES, VOID_ELEMENTS } from './vocabulary.ts';

export interface Normalised {
  readonly skeleton: Skeleton;
  readonly format: FeedFormat;
  /** A feed's root or an item was there. */
  readonly found: boolean;
  /** Addresses that `xml:base` gave; an element's `b` is an index into it. 0: the document's own. */
  readonly bases: readonly string[];
  readonly language?: string;
  readonly repairs: ReadonlySet<string>;
}

interface Frame {
  readonly name: string;
  readonly word: string;
  readonly kind: 'skip' | 'item' | 'root' | 'box';
  readonly prefixes: ReadonlyMap<string, string>;
  readonly base: number;
  text: string;
}

interface Leaf {
  readonly name: string;
  readonly word: string;
  readonly html: boolean;
  readonly attributes: string;
  readonly type: string;
  readonly mode: string;
  readonly prefixes: ReadonlyMap<string, string>;
  readonly texts: string[];
  /** Beside `texts`: 0 text, 1 CDATA, 2 tag. */
  readonly sorts: number[];
  nested: number;
  markup: boolean;
}

/** Boxes inside boxes deeper than this are an attack or a mistake. */
const DEEPEST_BOX = 6;
/** Namespace declarations beyond this many are ignored. */
const MOST_DECLARATIONS = 500;

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

export function normalise(source: string, documentUrl?: string): Normalised {
  return new Scanner(source, documentUrl).run();
}

class Scanner {
  readonly #text: string;
  readonly #ends: TagEnds;
  readonly #skeleton = new Skeleton();
  readonly #repairs = new Set<string>();
  readonly #stack: Frame[] = [];
  readonly #openCount = new Map<string, number>();
  readonly #bases: string[];
  #declared: ReadonlyMap<string, string> | undefined;
  #declarations = 0;
  /** No comment's end stands further on. */
  #commentsEnd = false;
  #boxes = 0;
  #leaf: Leaf | undefined;
  #item: string | undefined;
  #format: FeedFormat | undefined;
  #language: string | undefined;

  constructor(source: string, documentUrl: string | undefined) {
    this.#text = source;
    this.#ends = new TagEnds(source);
    this.#bases = [documentUrl ?? ''];
  }

  run(): Normalised {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const lt = text.indexOf('<', at);
      if (lt < 0) {
        this.#onText(at, text.length);
        break;
      }
      const next = text.charCodeAt(lt + 1);
      if (next === 33 || next === 63) {
        if (lt > at) this.#onText(at, lt);
        at = this.#declaration(lt, next);
        continue;
      }
      const named = startsName(next === 47 ? text.charCodeAt(lt + 2) : next);
      const gt = named ? this.#ends.find(lt) : -1;
      if (gt < 0) {
        this.#onText(at, lt + 1);
        at = lt + 1;
        continue;
      }
      if (lt > at) this.#onText(at, lt);
      if (next === 47) this.#endTag(lt, gt);
      else this.#startTag(lt, gt);
      at = gt + 1;
    }
    this.#finish();
    return {
      skeleton: this.#skeleton,
      format: this.#format ?? 'rss',
      found: this.#format !== undefined || this.#skeleton.itemCount > 0,
      bases: this.#bases,
      ...(this.#language === undefined ? {} : { language: this.#language }),
      repairs: this.#repairs,
    };
  }

  /** `<!…` and `<?…`; gives the place to go on. */
  #declaration(lt: number, next: number): number {
    const text = this.#text;
    if (text.startsWith('<![CDATA[', lt)) return this.#cdata(lt);
    if (text.startsWith('<!--', lt)) {
      const end = this.#commentsEnd ? -1 : text.indexOf('-->', lt + 4);
      if (end >= 0) return end + 3;
      this.#commentsEnd = true;
      this.#repairs.add('comment-not-closed');
      return Math.max(text.indexOf('>', lt), lt) + 1;
    }
    if (next === 33 && this.#declared === undefined && /^<!doctype/i.test(text.slice(lt, lt + 9))) {
      const doctype = readDoctype(text, lt);
      this.#declared = doctype.entities;
      return doctype.end;
    }
    const end = text.indexOf('>', lt);
    return end < 0 ? text.length : end + 1;
  }

  #cdata(lt: number): number {
    const from = lt + 9;
    let end = this.#text.indexOf(']]>', from);
    let after = end + 3;
    if (end < 0) {
      this.#repairs.add('cdata-not-closed');
      end = this.#text.length;
      after = end;
    }
    const value = this.#text.slice(from, end);
    if (this.#leaf !== undefined) this.#add(value, 1);
    else this.#boxText(value);
    return after;
  }

  #onText(from: number, to: number): void {
    if (this.#leaf !== undefined) this.#add(this.#text.slice(from, to), 0);
    else if (this.#stack.at(-1)?.kind === 'box')
      this.#boxText(decodeEntities(this.#text.slice(from, to), this.#declared));
  }

  #boxText(value: string): void {
    const top = this.#stack.at(-1);
    if (top?.kind === 'box') top.text += value;
  }

  #add(value: string, sort: number): void {
    this.#leaf?.texts.push(value);
    this.#leaf?.sorts.push(sort);
  }

  #startTag(lt: number, gt: number): void {
    const text = this.#text;
    const end = Math.min(nameEnd(text, lt + 1), gt);
    const name = text.slice(lt + 1, end).toLowerCase();
    const selfClosing = text.charCodeAt(gt - 1) === 47;
    if (this.#leaf !== undefined && !this.#endsLeaf(name)) {
      this.#leafTag(name, lt, end, gt, selfClosing);
      return;
    }
    if (this.#leaf !== undefined) {
      this.#repairs.add('element-not-closed');
      this.#closeLeaf();
    }
    const inside = text.slice(end, selfClosing ? gt - 1 : gt);
    const parent = this.#stack.at(-1);
    const prefixes = inside.includes('xmlns')
      ? this.#declare(inside, parent?.prefixes)
      : (parent?.prefixes ?? USUAL_PREFIXES);
    const word = wordOf(name, prefixes);
    const kind = word === undefined ? undefined : kindOf(word);
    if (word === undefined || kind === undefined || (parent?.kind === 'skip' && kind !== 'item' && kind !== 'root')) {
      if (!selfClosing) this.#push({ name, word: '', kind: 'skip', prefixes, base: parent?.base ?? 0, text: '' });
      return;
    }
    const attributes = readAttributes(inside, this.#declared);
    const base = this.#baseOf(attributes, parent?.base ?? 0);
    if (kind === 'root') this.#openRoot(name, word, attributes, prefixes, base, selfClosing);
    else if (kind === 'item') this.#openItem(name, word, attributes, prefixes, base, selfClosing);
    else if (kind === 'box') this.#openBox(name, word, attributes, prefixes, base, selfClosing);
    else this.#openLeaf(name, word, kind === 'html', attributes, prefixes, base, selfClosing);
  }

  #openRoot(
    name: string,
    word: string,
    attributes: Map<string, string>,
    prefixes: ReadonlyMap<string, string>,
    base: number,
    selfClosing: boolean,
  ): void {
    this.#format ??= word === 'feed' ? 'atom' : word === 'rdf:rdf' ? 'rdf' : 'rss';
    this.#language ??= attributes.get('xml:lang') ?? attributes.get('lang');
    if (this.#item === undefined) {
      this.#skeleton.open('p:root', this.#attributes(attributes, base));
      this.#skeleton.close('p:root');
    }
    if (!selfClosing) this.#push({ name, word, kind: 'root', prefixes, base, text: '' });
  }

  #openItem(
    name: string,
    word: string,
    attributes: Map<string, string>,
    prefixes: ReadonlyMap<string, string>,
    base: number,
    selfClosing: boolean,
  ): void {
    if (this.#item !== undefined) {
      this.#repairs.add('item-not-closed');
      this.#popThrough(this.#item);
    }
    this.#skeleton.openItem();
    this.#skeleton.open('p:self', this.#attributes(attributes, base));
    this.#skeleton.close('p:self');
    if (selfClosing) {
      this.#skeleton.closeItem();
      return;
    }
    this.#item = name;
    this.#push({ name, word, kind: 'item', prefixes, base, text: '' });
  }

  #openBox(
    name: string,
    word: string,
    attributes: Map<string, string>,
    prefixes: ReadonlyMap<string, string>,
    base: number,
    selfClosing: boolean,
  ): void {
    if (this.#boxes >= DEEPEST_BOX) {
      if (!selfClosing) this.#push({ name, word: '', kind: 'skip', prefixes, base, text: '' });
      return;
    }
    this.#skeleton.open(word, this.#attributes(attributes, base));
    if (selfClosing) {
      this.#skeleton.close(word);
      return;
    }
    this.#boxes += 1;
    this.#push({ name, word, kind: 'box', prefixes, base, text: '' });
  }

  #openLeaf(
    name: string,
    word: string,
    html: boolean,
    attributes: Map<string, string>,
    prefixes: ReadonlyMap<string, string>,
    base: number,
    selfClosing: boolean,
  ): void {
    const written = this.#attributes(attributes, base);
    if (selfClosing) {
      this.#skeleton.open(word, written);
      this.#skeleton.close(word);
      return;
    }
    const type = (attributes.get('type') ?? '').toLowerCase();
    const mode = (attributes.get('mode') ?? '').toLowerCase();
    this.#leaf = {
      name,
      word,
      html,
      attributes: written,
      type,
      mode,
      prefixes,
      texts: [],
      sorts: [],
      nested: 0,
      markup: false,
    };
  }

  /** A tag inside a leaf is kept as markup. */
  #leafTag(name: string, lt: number, end: number, gt: number, selfClosing: boolean): void {
    const leaf = this.#leaf;
    if (leaf === undefined) return;
    if (name === leaf.name && !selfClosing) leaf.nested += 1;
    leaf.markup = true;
    const plain = markupName(name, leaf.prefixes);
    const rest = this.#text.slice(end, selfClosing ? gt - 1 : gt);
    if (selfClosing && !VOID_ELEMENTS.has(plain)) this.#add(`<${plain}${rest}></${plain}>`, 2);
    else this.#add(`<${plain === name ? this.#text.slice(lt + 1, end) : plain}${rest}${selfClosing ? '/>' : '>'}`, 2);
  }

  #endTag(lt: number, gt: number): void {
    const name = this.#text.slice(lt + 2, Math.min(nameEnd(this.#text, lt + 2), gt)).toLowerCase();
    const leaf = this.#leaf;
    if (leaf !== undefined) {
      if (name === leaf.name) {
        if (leaf.nested === 0) this.#closeLeaf();
        else {
          leaf.nested -= 1;
          this.#add(`</${markupName(name, leaf.prefixes)}>`, 2);
        }
        return;
      }
      if (name !== this.#item && name !== 'channel' && name !== 'rss') {
        leaf.markup = true;
        this.#add(`</${markupName(name, leaf.prefixes)}>`, 2);
        return;
      }
      this.#repairs.add('element-not-closed');
      this.#closeLeaf();
    }
    if ((this.#openCount.get(name) ?? 0) > 0) this.#popThrough(name);
    else this.#repairs.add('end-tag-alone');
  }

  #endsLeaf(name: string): boolean {
    const leaf = this.#leaf;
    if (leaf === undefined) return false;
    if (name === this.#item) return !leaf.type.includes('xml');
    if (NEVER_INSIDE.has(name)) return leaf.nested === 0 && leaf.type === '' && name !== leaf.name;
    if (leaf.html) return false;
    const word = wordOf(name, leaf.prefixes);
    return name !== leaf.name && word !== undefined && word !== 'div' && kindOf(word) !== undefined;
  }

  #closeLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = undefined;
    if (leaf === undefined) return;
    const isXml = leaf.type.includes('xhtml') || leaf.type.endsWith('xml') || leaf.mode === 'xml';
    let value = '';
    for (let i = 0; i < leaf.texts.length; i += 1) {
      const part = leaf.texts[i] ?? '';
      const sort = leaf.sorts[i];
      if (sort === 2) value += part;
      else if (!leaf.markup) value += sort === 1 ? part : decodeEntities(part, this.#declared);
      else if (sort === 1) value += isXml ? escapeHtml(part) : part;
      else
        value +=
          leaf.type === 'html'
            ? decodeEntities(part, this.#declared)
            : keepReferences(part, this.#declared).replaceAll('<', '&lt;');
    }
    this.#skeleton.open(leaf.word, leaf.markup ? `${leaf.attributes} m="1"` : leaf.attributes);
    this.#skeleton.text(value);
    this.#skeleton.close(leaf.word);
  }

  #push(frame: Frame): void {
    this.#stack.push(frame);
    this.#openCount.set(frame.name, (this.#openCount.get(frame.name) ?? 0) + 1);
  }

  #popThrough(name: string): void {
    for (;;) {
      const frame = this.#stack.pop();
      if (frame === undefined) return;
      this.#openCount.set(frame.name, (this.#openCount.get(frame.name) ?? 1) - 1);
      if (frame.kind === 'box') {
        this.#boxes -= 1;
        const value = frame.text.trim();
        if (value !== '') this.#skeleton.text(value);
        this.#skeleton.close(frame.word);
      } else if (frame.kind === 'item') {
        this.#item = undefined;
        this.#skeleton.closeItem();
      }
      if (frame.name === name) return;
      this.#repairs.add('element-not-closed');
    }
  }

  #finish(): void {
    if (this.#leaf !== undefined || this.#item !== undefined) this.#repairs.add('truncated');
    this.#closeLeaf();
    const bottom = this.#stack[0]?.name;
    while (bottom !== undefined && this.#stack.length > 0) this.#popThrough(bottom);
  }

  #declare(inside: string, parent: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
    if (this.#declarations >= MOST_DECLARATIONS) return parent ?? USUAL_PREFIXES;
    const prefixes = new Map(parent ?? USUAL_PREFIXES);
    for (const [name, value] of readAttributes(inside, this.#declared)) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      this.#declarations += 1;
      prefixes.set(name.slice(6), namespaceWord(value) ?? FOREIGN);
    }
    return prefixes;
  }

  #baseOf(attributes: Map<string, string>, inherited: number): number {
    const given = attributes.get('xml:base');
    if (given === undefined) return inherited;
    const address = absolute(given, this.#bases[inherited] ?? '') ?? given;
    const known = this.#bases.lastIndexOf(address);
    if (known >= 0) return known;
    if (this.#bases.length > 1000) return inherited;
    return this.#bases.push(address) - 1;
  }

  #attributes(attributes: Map<string, string>, base: number): string {
    let out = base === 0 ? '' : ` b="${String(base)}"`;
    for (const [name, value] of attributes) {
      if (ATTRIBUTES.has(name)) out += this.#skeleton.attribute(name, value);
    }
    return out;
  }
}

const FOREIGN = '?';

function wordOf(name: string, prefixes: ReadonlyMap<string, string>): string | undefined {
  const colon = name.indexOf(':');
  const space = prefixes.get(colon < 0 ? '' : name.slice(0, colon));
  if (space === undefined || space === FOREIGN) return undefined;
  const local = colon < 0 ? name : name.slice(colon + 1);
  return space === '' ? local : `${space}:${local}`;
}

/** `xhtml:p` under the XHTML namespace is `p`. */
function markupName(name: string, prefixes: ReadonlyMap<string, string>): string {
  const colon = name.indexOf(':');
  return colon > 0 && prefixes.get(name.slice(0, colon)) === 'xhtml' ? name.slice(colon + 1) : name;
}
