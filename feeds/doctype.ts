// The document type declaration: what entities it declares itself, within bounds; nothing is ever fetched.

import { decodeEntities } from './entities.ts';

/** An entity's value after expansion, characters. */
const LONGEST_VALUE = 4096;
/** All values of a document together, characters: an expansion bomb stops here. */
const LONGEST_TOTAL = 65_536;

export interface Doctype {
  readonly entities: ReadonlyMap<string, string>;
  /** Place after the declaration's `>`. */
  readonly end: number;
}

export function readDoctype(text: string, from: number): Doctype {
  const gt = text.indexOf('>', from);
  const bracket = text.indexOf('[', from);
  if (gt < 0) return { entities: new Map(), end: text.length };
  if (bracket < 0 || bracket > gt) return { entities: new Map(), end: gt + 1 };
  let close = text.indexOf(']', bracket);
  while (close >= 0 && !/^\]\s*>/.test(text.slice(close, close + 20))) close = text.indexOf(']', close + 1);
  if (close < 0) return { entities: new Map(), end: gt + 1 };
  return { entities: readEntities(text.slice(bracket + 1, close)), end: text.indexOf('>', close) + 1 };
}

function readEntities(subset: string): ReadonlyMap<string, string> {
  const entities = new Map<string, string>();
  let total = 0;
  let at = subset.indexOf('<!ENTITY');
  while (at >= 0) {
    const end = subset.indexOf('>', at);
    const found = /^<!ENTITY\s+([^\s%"']+)\s+(?:"([^"]*)"|'([^']*)')/.exec(
      subset.slice(at, Math.min(end < 0 ? subset.length : end + 1, at + LONGEST_VALUE)),
    );
    const name = found?.[1];
    const raw = found?.[2] ?? found?.[3];
    if (name !== undefined && raw !== undefined && !entities.has(name)) {
      const value = decodeEntities(raw, entities);
      total += value.length;
      if (value.length > LONGEST_VALUE || total > LONGEST_TOTAL) break;
      entities.set(name, value);
    }
    at = subset.indexOf('<!ENTITY', at + 8);
  }
  return entities;
}
