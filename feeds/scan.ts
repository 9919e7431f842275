// The linear scanner: tags, text, CDATA sections, comments and declarations of any markup, however broken. It never goes back, and may rest
// between two tags.

import { nameEnd, startsName, TagEnds } from './tags.ts';

export interface Tag {
  /** Lower case, with prefix. */
  readonly name: string;
  readonly closing: boolean;
  readonly selfClosing: boolean;
  /** Index of the `<`. */
  readonly from: number;
  readonly nameEnd: number;
  /** Index of the `>`. */
  readonly to: number;
}

export interface Listener {
  tag(tag: Tag): void;
  text(from: number, to: number): void;
  cdata(from: number, to: number): void;
  /** A section that begins at `from` is to end at `to` (-1: it has no end). Gives the place where it really ends, its end's mark lost, or -1. */
  cdataBreak(from: number, to: number): number;
  /** Called for the first `<!DOCTYPE`; gives the place after it. */
  doctype(from: number): number;
  repaired(code: string): void;
}

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;
const BRACKET = 93;

export class Scanner {
  readonly #text: string;
  readonly #listener: Listener;
  readonly #ends: TagEnds;
  readonly #declarations: Declarations;
  /** Where the text begins that was not handed on yet. */
  #pending = 0;
  #at = 0;
  #isDone = false;

  constructor(text: string, listener: Listener) {
    this.#text = text;
    this.#listener = listener;
    this.#ends = new TagEnds(text);
    this.#declarations = new Declarations(text, listener);
  }

  /** Reads on until `rests` says so after a tag, or to the end; true at the end. */
  run(rests: () => boolean): boolean {
    while (!this.#isDone && !rests()) this.#step();
    return this.#isDone;
  }

  /** On to the end of the next tag or declaration. */
  #step(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const lt = text.indexOf('<', this.#at);
      if (lt < 0) break;
      const next = text.charCodeAt(lt + 1);
      if (next === BANG || next === QUESTION) {
        this.#textTo(lt);
        this.#at = this.#declarations.read(lt, next);
        this.#pending = this.#at;
        return;
      }
      const closing = next === SLASH;
      const to = startsName(closing ? text.charCodeAt(lt + 2) : next) ? this.#ends.find(lt) : -1;
      if (to < 0) {
        this.#at = lt + 1;
        continue;
      }
      this.#textTo(lt);
      const from = lt + (closing ? 2 : 1);
      const end = Math.min(nameEnd(text, from), to);
      const selfClosing = text.charCodeAt(to - 1) === SLASH && to - 1 >= end;
      const name = text.slice(from, end).toLowerCase();
      this.#at = to + 1;
      this.#pending = this.#at;
      this.#listener.tag({ name, closing, selfClosing, from: lt, nameEnd: end, to });
      return;
    }
    this.#textTo(text.length);
    this.#isDone = true;
  }

  #textTo(end: number): void {
    if (end > this.#pending) this.#listener.text(this.#pending, end);
  }
}

const NONE = Infinity;

function orNone(place: number): number {
  return place < 0 ? NONE : place;
}

/** `<!…` and `<?…`. */
class Declarations {
  readonly #text: string;
  readonly #listener: Listener;
  #noCommentEnd = false;
  #doctypeSeen = false;
  /** Place of the next `]]>` that was found, so that it is sought once. */
  #cdataEnd = -1;

  constructor(text: string, listener: Listener) {
    this.#text = text;
    this.#listener = listener;
  }

  /** The place to go on. */
  read(lt: number, next: number): number {
    const text = this.#text;
    if (text.startsWith('<![', lt) && text.slice(lt + 3, lt + 9).toUpperCase() === 'CDATA[') return this.#cdata(lt + 9);
    if (text.startsWith('<!--', lt)) return this.#comment(lt);
    if (next === BANG && !this.#doctypeSeen && /^<!doctype/i.test(text.slice(lt, lt + 9))) {
      this.#doctypeSeen = true;
      return this.#listener.doctype(lt);
    }
    const end = text.indexOf('>', lt);
    return end < 0 ? text.length : end + 1;
  }

  #cdata(from: number): number {
    if (this.#cdataEnd < from && this.#cdataEnd !== NONE) this.#cdataEnd = orNone(this.#text.indexOf(']]>', from));
    const text = this.#text;
    const end = this.#cdataEnd === NONE ? -1 : this.#cdataEnd;
    const broken = this.#listener.cdataBreak(from, end);
    if (end < 0 || broken >= 0) this.#listener.repaired('cdata-not-closed');
    if (broken >= 0) {
      let to = broken;
      // Half an end's mark, as in `text]]</title>`.
      while (to > from && text.charCodeAt(to - 1) === BRACKET) to -= 1;
      this.#listener.cdata(from, to);
      return broken;
    }
    this.#listener.cdata(from, end < 0 ? this.#text.length : end);
    return end < 0 ? this.#text.length : end + 3;
  }

  #comment(lt: number): number {
    const end = this.#noCommentEnd ? -1 : this.#text.indexOf('-->', lt + 4);
    if (end >= 0) return end + 3;
    this.#noCommentEnd = true;
    this.#listener.repaired('comment-not-closed');
    const gt = this.#text.indexOf('>', lt);
    return gt < 0 ? this.#text.length : gt + 1;
  }
}
