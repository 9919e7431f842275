// A page as the DOM library can take it: nowhere too deep, no tag of megabytes, no heaps of stray `<`. A page that is none of these stays as it is.

import { walk, type Tag } from '../html.ts';
import { TextBuilder } from '../text-builder.ts';
import { VOID_ELEMENTS } from '../vocabulary.ts';

/** Elements inside elements: what lies deeper loses its tags and keeps its text. The deepest page of the corpus has 100. */
const DEEPEST = 200;
/** Characters of one tag; a longer one loses its attributes. Pictures may be written into their tag. */
const LONGEST_TAG = 20_000;
/** `<` that begin no tag; an honest page has some in its scripts. */
const MOST_STRAY = 10_000;

/** Elements whose end may be left out: those that stand open are no depth. */
const OPEN_ENDED: ReadonlySet<string> = new Set(
  'html head body p li dt dd tr td th thead tbody tfoot colgroup option optgroup rp rt'.split(' '),
);

export interface Shaped {
  readonly html: string;
  readonly elements: number;
}

export function shapePage(html: string): Shaped {
  const depth = new Depth();
  let elements = 0;
  let tags = 0;
  let misshapen = 0;
  walk(html, tag => {
    tags += 1;
    if (!tag.closing) elements += 1;
    if (depth.isBeyond(tag) || isTooLong(tag)) misshapen += 1;
    return undefined;
  });
  const isStray = countOf(html, '<') - tags > MOST_STRAY;
  return { html: misshapen > 0 || isStray ? shaped(html, isStray) : html, elements };
}

function shaped(html: string, withoutStray: boolean): string {
  const out = new TextBuilder();
  const depth = new Depth();
  let done = 0;
  const text = (to: number): void => {
    const part = html.slice(done, to);
    out.add(withoutStray && part.includes('<') ? part.replaceAll('<', ' ') : part);
  };
  walk(html, tag => {
    text(tag.from);
    done = tag.to + 1;
    if (depth.isBeyond(tag)) return undefined;
    out.add(isTooLong(tag) ? `<${tag.closing ? '/' : ''}${tag.name}>` : html.slice(tag.from, done));
    return undefined;
  });
  text(html.length);
  return out.toString();
}

function isTooLong(tag: Tag): boolean {
  return tag.to - tag.from > LONGEST_TAG && tag.name !== 'img';
}

function countOf(text: string, sought: string): number {
  let found = 0;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) found += 1;
  return found;
}

/** How many elements are open, told of each tag in turn. */
class Depth {
  readonly #open: string[] = [];
  readonly #openOf = new Map<string, number>();
  /** Of each name, how many stand open beyond the depth. */
  readonly #beyond = new Map<string, number>();

  isBeyond({ name, closing }: Tag): boolean {
    if (VOID_ELEMENTS.has(name) || OPEN_ENDED.has(name)) return false;
    return closing ? this.#close(name) : this.#begin(name);
  }

  #begin(name: string): boolean {
    if (this.#open.length >= DEEPEST) {
      add(this.#beyond, name, 1);
      return true;
    }
    this.#open.push(name);
    add(this.#openOf, name, 1);
    return false;
  }

  #close(name: string): boolean {
    if ((this.#beyond.get(name) ?? 0) > 0) {
      add(this.#beyond, name, -1);
      return true;
    }
    // An end of nothing is for the DOM library to pass over.
    if ((this.#openOf.get(name) ?? 0) === 0) return false;
    for (let inner = this.#open.pop(); inner !== undefined; inner = this.#open.pop()) {
      add(this.#openOf, inner, -1);
      if (inner === name) break;
    }
    return false;
  }
}

function add(to: Map<string, number>, name: string, count: number): void {
  to.set(name, (to.get(name) ?? 0) + count);
}
