// rss-parser at work: the skeleton in, its items and fields out, joined with what stood beside the skeleton.

import RssParser from 'rss-parser';
import { NO_SIDE } from './side.ts';
import type { Extra, Extras, Skeleton } from './skeleton.ts';

/** What xml2js makes of an element: its text, or an object with attributes under `$` and text under `_`. */
type RawNode = string | { readonly $?: Record<string, string>; readonly _?: string };

/** Each of the core fields is kept as the array of all its elements, under a name of our own. */
const KEPT = [
  ['title', 'titles', { keepArray: true }],
  ['link', 'links', { keepArray: true }],
  ['guid', 'guids', { keepArray: true }],
  ['pubdate', 'pubdates', { keepArray: true }],
  ['p:description', 'descriptions', { keepArray: true }],
] as const;

/** Where rss-parser puts them. */
const CORE: Readonly<Record<string, keyof Core>> = {
  title: 'titles',
  link: 'links',
  guid: 'guids',
  pubdate: 'pubdates',
  description: 'descriptions',
};

interface Core {
  readonly titles?: readonly RawNode[];
  readonly links?: readonly RawNode[];
  readonly guids?: readonly RawNode[];
  readonly pubdates?: readonly RawNode[];
  readonly descriptions?: readonly RawNode[];
}

const parser = new RssParser<Core, Core>({
  customFields: { feed: KEPT as never, item: KEPT as never },
  // An item without core fields would become the text '', and its `link` then a method of String.
  xml2js: { emptyTag: () => ({}) },
});

/** Items that rss-parser reads at once: a hundred thousand together would take half a gigabyte. */
const BATCH = 1000;
/** So many items are scanned before the first is built: no feed has more, so all that a feed says of itself is known by then. */
const FIRST = 5000;

/**
 * Gives the feed's fields to `feed`, then each item's to what that gave. A document of very many items is read in turns, scanner and
 * builder, and its fields once more at the end.
 */
export async function readSkeleton<T>(
  { skeleton, readTo }: { readonly skeleton: Skeleton; readonly readTo: (items: number) => boolean },
  feed: (fields: Fields) => (item: Fields) => T,
): Promise<T[]> {
  const out: T[] = [];
  let goesOn = readTo(FIRST);
  const isLong = goesOn;
  let read = await parser.parseString(skeleton.toXml(0, BATCH));
  const each = feed(new Fields(read, skeleton.feedExtras, skeleton));
  for (let from = 0; ; from += BATCH) {
    read.items.forEach((item, i) => out.push(each(new Fields(item, skeleton.extrasOf(from + i), skeleton))));
    const to = from + BATCH;
    if (goesOn && skeleton.itemCount < to + BATCH) goesOn = readTo(to + BATCH);
    if (to >= skeleton.itemCount) break;
    skeleton.release(from, to);
    read = await parser.parseString(skeleton.toXml(to, to + BATCH));
  }
  if (isLong) feed(new Fields(await parser.parseString(skeleton.toXml(0, 0)), skeleton.feedExtras, skeleton));
  return out;
}

/** A feed or an item, or the inside of an element: its fields by word. */
export class Fields {
  readonly #core: Core | undefined;
  readonly #extras: Extras;
  readonly #tables: Skeleton;

  constructor(core: Core | undefined, extras: Extras, tables: Skeleton) {
    this.#core = core;
    this.#extras = extras;
    this.#tables = tables;
  }

  all(word: string): readonly Node[] {
    const name = this.#core === undefined ? undefined : CORE[word];
    if (name !== undefined) return this.#core?.[name]?.map(raw => fromCore(raw, this.#tables)) ?? NONE;
    return this.#extras.get(word)?.map(extra => new Node(extra, this.#tables)) ?? NONE;
  }

  has(word: string): boolean {
    const name = this.#core === undefined ? undefined : CORE[word];
    return name === undefined ? this.#extras.has(word) : this.#core?.[name] !== undefined;
  }

  first(word: string): Node | undefined {
    return this.has(word) ? this.all(word)[0] : undefined;
  }

  /** Text of the first of these that has any, trimmed. */
  text(...words: readonly string[]): string | undefined {
    for (const word of words) {
      if (!this.has(word)) continue;
      for (const node of this.all(word)) {
        const text = node.text.trim();
        if (text !== '') return text;
      }
    }
    return undefined;
  }
}

/** One element. */
export class Node {
  readonly #extra: Extra;
  readonly #tables: Skeleton;

  constructor(extra: Extra, tables: Skeleton) {
    this.#extra = extra;
    this.#tables = tables;
  }

  get text(): string {
    return this.#extra.text;
  }

  /** The element's text was written as markup, not escaped. */
  get isMarkup(): boolean {
    return this.#extra.side.isMarkup;
  }

  /** Index into the bases. */
  get base(): number {
    return this.#extra.side.base;
  }

  attribute(name: string): string | undefined {
    return this.#extra.side.attributes.get(name)?.trim();
  }

  get children(): Fields {
    return new Fields(undefined, this.#extra.children ?? NOTHING, this.#tables);
  }
}

const NONE: readonly Node[] = [];
const NOTHING: Extras = new Map();

function fromCore(raw: RawNode, tables: Skeleton): Node {
  if (typeof raw === 'string')
    return new Node({ side: NO_SIDE, text: tables.restore(raw), children: undefined }, tables);
  return new Node(
    { side: tables.sideOf(raw.$?.['r']), text: tables.restore(raw._ ?? ''), children: undefined },
    tables,
  );
}
