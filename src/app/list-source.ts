// A list of the library as its element reads it: ids as far as the person has scrolled, rows when they come near.

import type { ArticleId, ArticleRow } from '../core/model.ts';
import type { ListSource } from '../elements/predawn-list.ts';
import type { Key } from '../store/backend.ts';
import type { Library, ListQuery, PageRequest } from '../store/library-api.ts';

/** Rows read at once. */
const PAGE = 96;

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
  const known = new Set<ArticleId>();
  /** Rows as they came with their ids: the first reading of a chunk needs no second one. */
  let fresh = new Map<ArticleId, ArticleRow>();
  let after: Key | undefined;
  let complete = false;
  let under: Promise<void> | undefined;

  const append = (more: readonly ArticleId[]): void => {
    for (const id of more) {
      if (known.has(id)) continue;
      known.add(id);
      ids.push(id);
    }
  };

  const read = async (): Promise<void> => {
    const page = await library.list(query, { limit: PAGE, order, ...(after ? { after } : {}) });
    fresh = new Map(page.rows.map(row => [row.headline.id, row]));
    append(page.rows.map(row => row.headline.id));
    after = page.next;
    complete = page.next === undefined;
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
    more() {
      if (complete) return Promise.resolve();
      under ??= read().finally(() => {
        under = undefined;
      });
      return under;
    },
    async rows(wanted) {
      const found = wanted.map(id => fresh.get(id));
      if (found.every(row => row !== undefined)) {
        for (const id of wanted) fresh.delete(id);
        return found;
      }
      return library.rows(wanted);
    },
  };
}
