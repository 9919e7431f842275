// rss-parser at work: the skeleton in, its fields out, every one an array of nodes.

import RssParser from 'rss-parser';
import { restore, type Skeleton } from './skeleton.ts';
import { FIELDS, fieldName } from './vocabulary.ts';

/** What xml2js makes of an element: its text, or an object with attributes under `$`, text under `_`, and children. */
type RawNode = string | { readonly $?: Record<string, string>; readonly _?: string; readonly [child: string]: unknown };

const KEPT = [...FIELDS, 'p:root', 'p:self'].map(name => [name, `f:${name}`, { keepArray: true }] as const);

const parser = new RssParser<Record<string, unknown>, Record<string, unknown>>({
  customFields: { feed: KEPT as never, item: KEPT as never },
  // Texts are references or short and clean; no processing is wanted.
  xml2js: { strict: true, emptyTag: '' },
});

/** A feed or an item: the fields that it has, by word. */
export class Fields {
  readonly #raw: Record<string, unknown>;
  readonly #texts: readonly string[];
  readonly #prefix: string;

  constructor(raw: Record<string, unknown>, texts: readonly string[], prefix = 'f:') {
    this.#raw = raw;
    this.#texts = texts;
    this.#prefix = prefix;
  }

  all(word: string): readonly Node[] {
    const found = this.#raw[this.#prefix + fieldName(word)];
    return Array.isArray(found) ? found.map((raw: RawNode) => new Node(raw, this.#texts)) : [];
  }

  has(word: string): boolean {
    return this.#raw[this.#prefix + fieldName(word)] !== undefined;
  }

  first(word: string): Node | undefined {
    const found = this.#raw[this.#prefix + fieldName(word)];
    return Array.isArray(found) ? new Node(found[0] as RawNode, this.#texts) : undefined;
  }

  /** Text of the first of these that has any, trimmed. */
  text(...words: readonly string[]): string | undefined {
    for (const word of words) {
      const raw = this.#raw[this.#prefix + fieldName(word)];
      if (!Array.isArray(raw)) continue;
      for (const one of raw as readonly RawNode[]) {
        const text = new Node(one, this.#texts).text.trim();
        if (text !== '') return text;
      }
    }
    return undefined;
  }
}

/** One element. */
export class Node {
  readonly #raw: RawNode;
  readonly #texts: readonly string[];

  constructor(raw: RawNode, texts: readonly string[]) {
    this.#raw = raw;
    this.#texts = texts;
  }

  get text(): string {
    const raw = typeof this.#raw === 'string' ? this.#raw : (this.#raw._ ?? '');
    return restore(this.#texts, raw);
  }

  /** The element's text was written as markup, not escaped. */
  get isMarkup(): boolean {
    return typeof this.#raw !== 'string' && this.#raw.$?.['m'] === '1';
  }

  /** Index into the bases. */
  get base(): number {
    return typeof this.#raw === 'string' ? 0 : Number(this.#raw.$?.['b'] ?? 0);
  }

  attribute(name: string): string | undefined {
    const value = typeof this.#raw === 'string' ? undefined : this.#raw.$?.[name];
    return value === undefined ? undefined : restore(this.#texts, value).trim();
  }

  get children(): Fields {
    return new Fields(typeof this.#raw === 'string' ? {} : this.#raw, this.#texts, '');
  }
}

export interface ReadFeed {
  readonly feed: Fields;
  readonly items: readonly Fields[];
}

export async function readSkeleton(skeleton: Skeleton): Promise<ReadFeed> {
  const read = await parser.parseString(skeleton.toXml());
  const { texts } = skeleton;
  return {
    feed: new Fields(read as unknown as Record<string, unknown>, texts),
    items: read.items.map(item => new Fields(item, texts)),
  };
}
