// The normalised document that rss-parser reads: always well-formed RSS 2.0, lean. Attributes and long texts wait in tables beside it:
// rss-parser's XML reader goes character by character, so it sees the structure and the short texts, not the megabytes.

import { NO_SIDE, type Side } from './side.ts';
import { fieldName } from './vocabulary.ts';

/** Marks a reference into the table of texts; stripped from all input before. */
const MARK = '\ue000';

/** Texts up to this length without markup are written out. */
const INLINE_LENGTH = 60;

/** An element that rss-parser has no field for: kept beside it as it was read. */
export interface Extra {
  readonly side: Side;
  text: string;
  children: Extras | undefined;
}

/** Extras by word. */
export type Extras = Map<string, Extra[]>;

/** What RSS 2.0 has and rss-parser reads: this goes through it, all else stays beside. */
const CORE: ReadonlySet<string> = new Set(['title', 'link', 'guid', 'pubdate', 'description']);

export class Skeleton {
  readonly #feed: string[] = [];
  #item: string[] = [];
  readonly #items: string[] = [];
  /** Tables of the items, and the feed's own, which stay: its fields may stand between the items. */
  readonly #texts: (string | undefined)[] = [];
  readonly #sides: (Side | undefined)[] = [];
  readonly #feedTexts: string[] = [];
  readonly #feedSides: Side[] = [];
  /** How many texts and sides there were when each item ended: what is before is no longer wanted once it was read. */
  readonly #textMarks: number[] = [];
  readonly #sideMarks: number[] = [];
  readonly feedExtras: Extras = new Map();
  readonly #itemExtras: (Extras | undefined)[] = [];
  #out = this.#feed;
  #extras: Extras | undefined = this.feedExtras;
  /** Extras that are open, innermost last. */
  readonly #open: Extra[] = [];

  /** Items that have ended. */
  get itemCount(): number {
    return this.#items.length;
  }

  /** What stood beside an item's core. */
  extrasOf(item: number): Extras {
    return this.#itemExtras[item] ?? NOTHING;
  }

  openItem(): void {
    this.#item = ['<item>'];
    this.#out = this.#item;
    this.#extras = undefined;
    this.#itemExtras.push(undefined);
  }

  closeItem(): void {
    this.#item.push('</item>');
    this.#items.push(this.#item.join(''));
    this.#textMarks.push(this.#texts.length);
    this.#sideMarks.push(this.#sides.length);
    this.#out = this.#feed;
    this.#extras = this.feedExtras;
  }

  open(word: string, side: Side): void {
    const parent = this.#open.at(-1);
    if (parent === undefined && CORE.has(word)) {
      this.#out.push(
        side.isPlain
          ? `<${fieldName(word)}>`
          : `<${fieldName(word)} r="${this.#keep(side, this.#feedSides, this.#sides)}">`,
      );
      return;
    }
    const made: Extra = { side, text: '', children: undefined };
    const into = parent === undefined ? this.#beside() : (parent.children ??= new Map<string, Extra[]>());
    const known = into.get(word);
    if (known === undefined) into.set(word, [made]);
    else known.push(made);
    this.#open.push(made);
  }

  close(word: string): void {
    if (this.#open.pop() === undefined) this.#out.push(`</${fieldName(word)}>`);
  }

  text(value: string): void {
    const extra = this.#open.at(-1);
    if (extra !== undefined) extra.text = value;
    else if (value.length <= INLINE_LENGTH && isHarmless(value)) this.#out.push(value);
    else this.#out.push(MARK + this.#keep(value, this.#feedTexts, this.#texts));
  }

  /** The document for rss-parser: some of the items; with the feed's own fields where it begins at the first. */
  toXml(from: number, to: number): string {
    const head = from === 0 ? this.#feed.join('') : '';
    return `<rss version="2.0"><channel>${head}${this.#items.slice(from, to).join('')}</channel></rss>`;
  }

  /** Lets go of what the items from `from` to `end` needed. */
  release(from: number, end: number): void {
    this.#items.fill('', from, end);
    this.#itemExtras.fill(undefined, from, end);
    this.#texts.fill(undefined, this.#textMarks[from - 1] ?? 0, this.#textMarks[end - 1]);
    this.#sides.fill(undefined, this.#sideMarks[from - 1] ?? 0, this.#sideMarks[end - 1]);
  }

  /** What a text of the skeleton stands for. */
  restore(value: string): string {
    if (!value.startsWith(MARK)) return value;
    const reference = value.slice(1);
    return (
      (reference.startsWith('f') ? this.#feedTexts[Number(reference.slice(1))] : this.#texts[Number(reference)]) ?? ''
    );
  }

  /** What an element had beside its text. */
  sideOf(reference: string | undefined): Side {
    if (reference === undefined) return NO_SIDE;
    return (
      (reference.startsWith('f') ? this.#feedSides[Number(reference.slice(1))] : this.#sides[Number(reference)]) ??
      NO_SIDE
    );
  }

  /** The reference to what is kept. */
  #keep<T>(value: T, ofFeed: T[], ofItems: (T | undefined)[]): string {
    return this.#out === this.#feed ? `f${ofFeed.push(value) - 1}` : String(ofItems.push(value) - 1);
  }

  #beside(): Extras {
    if (this.#extras === undefined) {
      this.#extras = new Map<string, Extra[]>();
      this.#itemExtras[this.#itemExtras.length - 1] = this.#extras;
    }
    return this.#extras;
  }
}

const NOTHING: Extras = new Map();

function isHarmless(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const c = value.charCodeAt(i);
    if (c < 32 || c === 38 || c === 60 || c === 62 || c === 0xe000) return false;
  }
  return true;
}
