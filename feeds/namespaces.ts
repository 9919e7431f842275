// What a name means where it stands: prefixes in scope, and the word and kind they make of it.

import type { Declared } from './entities.ts';
import { readAttributes } from './tags.ts';
import { kindOf, namespaceWord, USUAL_PREFIXES, type Kind } from './vocabulary.ts';

/** Prefix -> our word for its namespace. */
export type Prefixes = ReadonlyMap<string, string>;

export interface Meaning {
  /** `title`, `dc:creator`; empty for a name of a foreign namespace. */
  readonly word: string;
  readonly kind: Kind | undefined;
}

/** Declarations beyond this many are ignored. */
const MOST_DECLARATIONS = 500;
const FOREIGN = '?';

export class Namespaces {
  readonly #known = new Map<Prefixes, Map<string, Meaning>>();
  #declarations = 0;
  #last: Prefixes | undefined;
  #lastMeanings = new Map<string, Meaning>();

  /**
   * Prefixes inside a tag whose attributes are `inside`. A root whose own namespace nobody knows is still a feed's root: many wrote an address of
   * their invention there.
   */
  within(outer: Prefixes | undefined, inside: string, declared: Declared | undefined, isRoot = false): Prefixes {
    const around = outer ?? USUAL_PREFIXES;
    if (this.#declarations >= MOST_DECLARATIONS || !inside.includes('xmlns')) return around;
    const prefixes = new Map(around);
    for (const [name, value] of readAttributes(inside, declared)) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      this.#declarations += 1;
      const prefix = name.slice(6);
      prefixes.set(prefix, namespaceWord(value) ?? (prefix === '' && isRoot ? '' : believed(prefix)));
    }
    return prefixes;
  }

  /** Looked up once for a name and a set of prefixes. */
  meaning(name: string, prefixes: Prefixes): Meaning {
    if (this.#last !== prefixes) {
      this.#last = prefixes;
      this.#lastMeanings = this.#known.get(prefixes) ?? new Map<string, Meaning>();
      this.#known.set(prefixes, this.#lastMeanings);
    }
    const found = this.#lastMeanings.get(name);
    if (found !== undefined) return found;
    const word = wordOf(name, prefixes);
    const meaning = { word, kind: kindOf(word) };
    this.#lastMeanings.set(name, meaning);
    return meaning;
  }
}

/** A prefix that everybody knows, bound to an address that nobody knows: the address is the mistake. */
function believed(prefix: string): string {
  return USUAL_PREFIXES.get(prefix) || FOREIGN;
}

function wordOf(name: string, prefixes: Prefixes): string {
  const colon = name.indexOf(':');
  const space = prefixes.get(colon < 0 ? '' : name.slice(0, colon));
  if (space === undefined || space === FOREIGN) return '';
  const local = colon < 0 ? name : name.slice(colon + 1);
  return space === '' ? local : `${space}:${local}`;
}
