// A list of the library as its element reads it: ids as far as the person has scrolled, rows when they come near.

import type { ArticleId, ArticleRow } from '../core/model.ts';
import type { ListSource } from '../elements/predawn-list.ts';
import type { Key } from '../store/backend.ts';
import type { Library, ListQuery } from '../store/library-api.ts';

/** Rows read at once. */
const PAGE = 96;

export function createListSource(library: Library, query: ListQuery): ListSource {
  const ids: ArticleId[] = [];
  const known = new Set<ArticleId>();
  /** Rows as they came with their ids: the first reading of a chunk needs no second one. */
  let fresh = new Map<ArticleId, ArticleRow>();
  let after: Key | undefined;
  let complete = false;
  let under: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const page = await library.list(query, { limit: PAGE, ...(after ? { after } : {}) });
    fresh = new Map(page.rows.map(row => [row.headline.id, row]));
    for (const row of page.rows) {
      if (known.has(row.headline.id)) continue;
      known.add(row.headline.id);
      ids.push(row.headline.id);
    }
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
