// Where the keys stand in a list.

import type { ArticleId } from '../core/model.ts';
import type { PredawnList } from '../elements/predawn-list.ts';

export interface ListPlace {
  /** Goes on by one; false where there is no further one. */
  step(by: 1 | -1, open?: (id: ArticleId) => void): boolean;
}

export function listPlace(list: PredawnList, ids: () => readonly ArticleId[]): ListPlace {
  return {
    step(by, open) {
      const all = ids();
      const at = list.current === undefined ? -1 : all.indexOf(list.current);
      const start = at < 0 ? firstAt(list, all) - (by === 1 ? 1 : 0) : at;
      const next = all[start + by];
      if (next === undefined) return false;
      list.focusArticle(next, { focus: open === undefined });
      open?.(next);
      return true;
    },
  };
}

function firstAt(list: PredawnList, ids: readonly ArticleId[]): number {
  const first = list.firstVisible();
  return first === undefined ? 0 : Math.max(0, ids.indexOf(first));
}
