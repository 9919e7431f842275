// What an element has beside its text: attributes, the base of its addresses, and whether its text was written as markup.

import type { Declared } from './entities.ts';
import { readAttributes } from './tags.ts';

/** Attributes stay as written until they are asked for: a long feed has a hundred thousand of them. */
export class Side {
  /** Index into the bases; 0 is the document's own. */
  readonly base: number;
  /** Its text was written as markup, not escaped. */
  readonly isMarkup: boolean;
  readonly #inside: string;
  readonly #declared: Declared | undefined;
  #attributes: ReadonlyMap<string, string> | undefined;

  /** @param inside what stands in the tag after its name */
  constructor(inside: string, declared: Declared | undefined, base: number, isMarkup = false) {
    this.#inside = inside;
    this.#declared = declared;
    this.base = base;
    this.isMarkup = isMarkup;
  }

  get attributes(): ReadonlyMap<string, string> {
    this.#attributes ??= readAttributes(this.#inside, this.#declared);
    return this.#attributes;
  }

  /** Nothing about the element but its text. */
  get isPlain(): boolean {
    return this.base === 0 && !this.isMarkup && !this.#inside.includes('=');
  }

  asMarkup(): Side {
    return new Side(this.#inside, this.#declared, this.base, true);
  }
}

/** No attributes, no base of its own. */
export const NO_SIDE = new Side('', undefined, 0);
