// The index of everything on the device, over MiniSearch: documents in, ranked ids out. Runs in the search worker; pure of the page.

import MiniSearch from 'minisearch';
import type { ArticleId, FeedId } from '../../core/model.ts';
import { fold } from './query.ts';
import type { SearchFlag, SearchQuery } from './query.ts';

export interface SearchDocument {
  readonly id: ArticleId;
  readonly feedId: FeedId;
  readonly feedTitle: string;
  readonly title: string;
  readonly author: string;
  /** Plain text. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface SearchHit {
  readonly id: ArticleId;
  readonly feedId: FeedId;
  /** Folded words that matched, for marking. */
  readonly terms: readonly string[];
}

export interface SearchEngine {
  readonly size: number;
  has(id: ArticleId): boolean;
  ids(): ArticleId[];
  /** Adds, or replaces what stood under the same id. */
  put(document: SearchDocument): void;
  remove(id: ArticleId): void;
  /** Best first; by date where only operators are given. `flagged` answers the articles that carry a flag. */
  find(query: SearchQuery, flagged: (flag: SearchFlag) => ReadonlySet<ArticleId>, limit?: number): SearchHit[];
}

interface Entry {
  readonly id: ArticleId;
  readonly feedId: FeedId;
  readonly feedTitle: string;
  readonly publishedAt: number;
  readonly document: SearchDocument;
}

const DEFAULT_LIMIT = 200;
/** More articles than this have no rank that is worth its time: those with the word in their title come first, the newer before the older. */
const MOST_RANKED = 600;
/** Fields that are looked through first. */
const HEAD = ['title', 'feed', 'author'];
/** A beginning this short fits half the vocabulary: it is looked up in titles and feeds only. */
const SHORT_PREFIX = 2;
const DAY_MS = 86_400_000;
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]/;
const SEPARATORS = /[\s\p{P}\p{S}\p{Z}]+/u;

export function createSearchEngine(): SearchEngine {
  const entries = new Map<number, Entry>();
  const numbers = new Map<ArticleId, number>();
  let count = 0;
  /** The first that came out of order: the index is built newest first. */
  let firstLate = Infinity;
  let before = Infinity;
  let newest = 0;
  const index = new MiniSearch<{ n: number; title: string; feed: string; author: string; text: string }>({
    idField: 'n',
    fields: ['title', 'feed', 'author', 'text'],
    tokenize: tokens,
    processTerm: term => term,
  });

  function remove(id: ArticleId): void {
    const n = numbers.get(id);
    if (n === undefined) return;
    index.discard(n);
    entries.delete(n);
    numbers.delete(id);
  }

  return {
    get size() {
      return numbers.size;
    },
    has: id => numbers.has(id),
    ids: () => [...numbers.keys()],
    put(document) {
      remove(document.id);
      const n = count++;
      const { id, feedId, feedTitle, publishedAt } = document;
      entries.set(n, { id, feedId, feedTitle: fold(feedTitle), publishedAt, document });
      numbers.set(id, n);
      newest = Math.max(newest, publishedAt);
      if (publishedAt > before) firstLate = Math.min(firstLate, n);
      before = publishedAt;
      index.add({ n, title: document.title, feed: feedTitle, author: document.author, text: document.text });
    },
    remove,
    find(query, flagged, limit = DEFAULT_LIMIT) {
      const accepts = acceptor(query, flagged);
      const typed = [...query.words, ...query.phrases].flatMap(tokens);
      // One letter after a whole word says nothing yet and fits almost everything.
      const words =
        query.openEnded && query.phrases.length === 0 && typed.length > 1 && lastToken(query)?.length === 1
          ? typed.slice(0, -1)
          : typed;
      if (words.length === 0) return newestOf(entries, accepts, limit);
      const last = query.openEnded ? lastToken(query) : undefined;
      const isShort = words.length === 1 && last !== undefined && last.length <= SHORT_PREFIX;
      const text = words.join(' ');
      const options = {
        combineWith: 'AND' as const,
        boost: { title: 4, author: 2, feed: 1.5 },
        prefix: (term: string) => term === last,
        ...(isShort ? { fields: HEAD } : {}),
      };
      const found = gather(words, { last, isShort, accepts });
      if (found.isCut) return newestFirst(found.byNumber, limit);
      const ranked = (fuzzy?: (term: string) => number | false): SearchHit[] =>
        index
          .search(text, {
            ...options,
            ...(fuzzy ? { fuzzy } : {}),
            // Of two articles that fit alike the newer is wanted: a month halves what age adds. At 0 an article costs nothing more.
            boostDocument: (id: unknown) => {
              const entry = entries.get(id as number);
              if (!entry || !(fuzzy ? accepts(entry) : found.byNumber.has(id as number))) return 0;
              return 1 + 0.5 ** ((newest - entry.publishedAt) / (30 * DAY_MS));
            },
          })
          .slice(0, limit)
          .flatMap(hit => {
            const entry = entries.get(hit.id as number);
            return entry ? [{ id: entry.id, feedId: entry.feedId, terms: hit.terms }] : [];
          });
      return found.byNumber.size > 0 ? ranked() : ranked(term => (term.length > 4 ? 0.2 : false));
    },
  };

  /** The articles that bear all words, without a rank. `isCut`: there are too many, and those that stand here are not all. */
  function gather(
    words: readonly string[],
    {
      last,
      isShort,
      accepts,
    }: {
      readonly last: string | undefined;
      readonly isShort: boolean;
      readonly accepts: (entry: Entry | undefined) => boolean;
    },
  ): Gathered {
    const isSingle = words.length === 1;
    let found: Map<number, Found> | undefined;
    let isCut = false as boolean;
    // The last word is the one that may fit most: it is looked for among what the others have left.
    for (const word of words) {
      const among: ReadonlyMap<number, Found> | undefined = found;
      const next = new Map<number, Found>();
      const collect = (fields: string[]): void => {
        const isHead = fields === HEAD;
        const take = (id: unknown, term: string): number => {
          const n = id as number;
          if (next.has(n) || (among && !among.has(n))) return 0;
          // What came after the index was built stands at the end and is never left out.
          const isFull = isSingle && next.size >= MOST_RANKED;
          if (isFull && n < firstLate) {
            isCut = true;
            if (firstLate === Infinity) throw new Enough();
            return 0;
          }
          const entry = entries.get(n);
          if (entry && accepts(entry)) next.set(n, { entry, term, isHead });
          return 0;
        };
        try {
          index.search(word, { prefix: word === last, fields, boostDocument: take });
        } catch (error) {
          if (!(error instanceof Enough)) throw error;
        }
      };
      collect(HEAD);
      if (!isShort && !isCut) collect(['text']);
      found = next;
    }
    return { byNumber: found ?? new Map<number, Found>(), isCut };
  }
}

interface Found {
  readonly entry: Entry;
  /** The indexed word that fits. */
  readonly term: string;
  readonly isHead: boolean;
}

interface Gathered {
  readonly byNumber: ReadonlyMap<number, Found>;
  readonly isCut: boolean;
}

/** Leaves MiniSearch's walk through a word that stands in too many articles. */
class Enough extends Error {}

function newestFirst(found: ReadonlyMap<number, Found>, limit: number): SearchHit[] {
  return [...found.values()]
    .sort((a, b) => Number(b.isHead) - Number(a.isHead) || b.entry.publishedAt - a.entry.publishedAt)
    .slice(0, limit)
    .map(({ entry, term }) => ({ id: entry.id, feedId: entry.feedId, terms: [term] }));
}

/** Folded words; where a script has no spaces, pairs of characters. */
export function tokens(text: string): string[] {
  const words: string[] = [];
  for (const word of fold(text).split(SEPARATORS)) {
    if (word === '') continue;
    if (!CJK.test(word)) words.push(word);
    else if (word.length < 2) words.push(word);
    else for (let i = 0; i + 1 < word.length; i++) words.push(word.slice(i, i + 2));
  }
  return words;
}

function lastToken(query: SearchQuery): string | undefined {
  return tokens(query.words.at(-1) ?? '').at(-1);
}

function acceptor(
  query: SearchQuery,
  flagged: (flag: SearchFlag) => ReadonlySet<ArticleId>,
): (entry: Entry | undefined) => boolean {
  const flags = query.flags.map(flag => ({ set: flagged(flag === 'read' ? 'unread' : flag), wanted: flag !== 'read' }));
  const phrases = query.phrases.map(fold);
  const without = query.without.map(fold);
  return entry => {
    if (!entry) return false;
    if (query.before !== undefined && entry.publishedAt >= query.before) return false;
    if (query.after !== undefined && entry.publishedAt < query.after) return false;
    if (query.feeds.some(feed => !entry.feedTitle.includes(feed))) return false;
    if (flags.some(({ set, wanted }) => set.has(entry.id) !== wanted)) return false;
    if (phrases.length + without.length === 0) return true;
    const { title, text, author } = entry.document;
    const all = fold(`${title} \n ${author} \n ${text}`);
    return phrases.every(phrase => all.includes(phrase)) && !without.some(word => all.includes(word));
  };
}

function newestOf(entries: ReadonlyMap<number, Entry>, accepts: (entry: Entry) => boolean, limit: number): SearchHit[] {
  return [...entries.values()]
    .filter(accepts)
    .sort((a, b) => b.publishedAt - a.publishedAt)
    .slice(0, limit)
    .map(entry => ({ id: entry.id, feedId: entry.feedId, terms: [] }));
}
