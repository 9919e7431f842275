// A list of the library as its element reads it: ids as far as the person has scrolled; rows by the score, a thousand kept, the next ones
// read before they come near.

import type { ArticleId, ArticleRow } from '../core/model.ts';
import type { ListSource } from '../elements/predawn-list.ts';
import type { Key } from '../store/backend.ts';
import type { Library, ListQuery, PageRequest } from '../store/library-api.ts';

/** Rows read at once: a hundred would take a frame's time on a cheap phone. */
const BLOCK = 24;
/** For who has come to the end of what is known, and waits there. */
const PAGE = 4 * BLOCK;
const MOST_KEPT = 40 * BLOCK;
/** Rows ahead of the one just shown that are read early. */
const AHEAD = 3 * BLOCK;

export interface LibraryList extends ListSource {
  /** Oldest first: what has come since stands behind everything else. */
  append(ids: readonly ArticleId[]): void;
}

export function createListSource(
  library: Library,
  query: ListQuery,
  order: NonNullable<PageRequest['order']> = 'newest',
): LibraryList {
  const ids: ArticleId[] = [];
  const place = new Map<ArticleId, number>();
  /** Longest kept first; null: gone from the library. */
  const kept = new Map<ArticleId, ArticleRow | null>();
  const reading = new Map<number, Promise<void>>();
  let last = 0;
  let after: Key | undefined;
  let complete = false;
  let under: Promise<void> | undefined;

  const append = (more: readonly ArticleId[]): void => {
    for (const id of more) {
      if (place.has(id)) continue;
      place.set(id, ids.length);
      ids.push(id);
    }
  };

  const keep = (wanted: readonly ArticleId[], rows: readonly ArticleRow[]): void => {
    const found = new Map(rows.map(row => [row.headline.id, row]));
    for (const id of wanted) {
      kept.delete(id);
      kept.set(id, found.get(id) ?? null);
    }
    for (const id of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(id);
    }
  };

  const readPage = async (limit: number): Promise<void> => {
    const page = await library.list(query, { limit, order, ...(after ? { after } : {}) });
    const found = page.rows.map(row => row.headline.id);
    append(found);
    keep(found, page.rows);
    after = page.next;
    complete = page.next === undefined;
  };

  const readBlock = (at: number): Promise<void> => {
    const known = reading.get(at);
    if (known) return known;
    const wanted = ids.slice(at * BLOCK, (at + 1) * BLOCK);
    const read = library
      .rows(wanted)
      .then(rows => {
        keep(wanted, rows);
      })
      .finally(() => reading.delete(at));
    reading.set(at, read);
    return read;
  };

  const readOn = (limit: number): Promise<void> => {
    if (complete) return Promise.resolve();
    under ??= readPage(limit).finally(() => {
      under = undefined;
    });
    return under;
  };

  /** The block that the eye moves towards. */
  const lookAhead = (at: number): void => {
    const next = at + (at < last ? -AHEAD : AHEAD);
    last = at;
    const id = ids[next];
    // Who waits for them hears what went wrong.
    if (next >= ids.length) readOn(BLOCK).catch(() => undefined);
    if (id !== undefined && !kept.has(id)) readBlock(Math.floor(next / BLOCK)).catch(() => undefined);
  };

  const ready = (wanted: readonly ArticleId[]): readonly ArticleRow[] | undefined => {
    const first = place.get(wanted[0] ?? ('' as ArticleId));
    if (first !== undefined) lookAhead(first);
    const rows: ArticleRow[] = [];
    for (const id of wanted) {
      const row = kept.get(id);
      if (row === undefined) return undefined;
      if (row) rows.push(row);
    }
    return rows;
  };

  return {
    get ids() {
      return ids;
    },
    get complete() {
      return complete;
    },
    append,
    byDay: query.kind !== 'starred' && query.kind !== 'saved',
    more: () => readOn(ids.length === 0 ? 2 * BLOCK : PAGE),
    ready,
    async rows(wanted, anew = false) {
      if (anew) {
        kept.clear();
        const rows = await library.rows(wanted);
        keep(wanted, rows);
        return rows;
      }
      const known = ready(wanted);
      if (known) return known;
      const missing = wanted.filter(id => !kept.has(id)).map(id => place.get(id));
      if (missing.includes(undefined)) return library.rows(wanted);
      await Promise.all([...new Set(missing.map(at => Math.floor((at ?? 0) / BLOCK)))].map(readBlock));
      return wanted.flatMap(id => kept.get(id) ?? []);
    },
  };
}
