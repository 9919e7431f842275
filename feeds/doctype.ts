// The document type declaration: what entities it declares itself, within bounds; nothing is ever fetched.

import { decodeEntities, type Declared } from './entities.ts';

/** An entity's value after expansion, characters. */
const LONGEST_VALUE = 4096;
/** All values of a document together, and all that they expand to in its text, characters: a bomb stops here. */
const LONGEST_TOTAL = 65_536;
const LONGEST_EXPANSION = 1_000_000;

export interface Doctype {
  readonly entities: Declared;
  /** Place after the declaration's `>`. */
  readonly end: number;
}

export function readDoctype(text: string, from: number): Doctype {
  const gt = text.indexOf('>', from);
  const bracket = text.indexOf('[', from);
  if (gt < 0) return { entities: new Entities(), end: text.length };
  if (bracket < 0 || bracket > gt) return { entities: new Entities(), end: gt + 1 };
  let close = text.indexOf(']', bracket);
  while (close >= 0 && !/^\]\s*>/.test(text.slice(close, close + 20))) close = text.indexOf(']', close + 1);
  if (close < 0) return { entities: new Entities(), end: gt + 1 };
  return { entities: readEntities(text.slice(bracket + 1, close)), end: text.indexOf('>', close) + 1 };
}

const DECLARATION = /^<!ENTITY\s{1,20}([^\s%"'<>&;]{1,100})\s{1,20}(?:"([^"]*)"|'([^']*)')/;

function readEntities(subset: string): Entities {
  const entities = new Entities();
  let at = subset.indexOf('<!ENTITY');
  while (at >= 0) {
    const found = DECLARATION.exec(subset.slice(at, at + LONGEST_VALUE));
    const name = found?.[1];
    const raw = found?.[2] ?? found?.[3];
    if (name !== undefined && raw !== undefined && !entities.declare(name, decodeEntities(raw, entities))) break;
    at = subset.indexOf('<!ENTITY', at + 8);
  }
  return entities;
}

/** Names and values, with a budget for all that they expand to: what goes beyond it stays as it is written. */
class Entities implements Declared {
  readonly #values = new Map<string, string>();
  #declared = 0;
  #expanded = 0;

  /** False where the document has declared enough. */
  declare(name: string, value: string): boolean {
    this.#declared += value.length;
    if (value.length > LONGEST_VALUE || this.#declared > LONGEST_TOTAL) return false;
    if (!this.#values.has(name)) this.#values.set(name, value);
    return true;
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#expanded += value.length;
    return this.#expanded > LONGEST_EXPANSION ? undefined : value;
  }
}
