// Takes in what a server account says of articles. What the person did here and the server has not heard yet stands.

import { mergeServerWord, pendingFields, type Field, type ServerWord } from '../core/conflict.ts';
import type { ArticleId, Status } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import { keys } from './keys.ts';
import type { Library } from './library-api.ts';
import { join, statusChange } from './lists.ts';
import type { Store } from './store.ts';

const FIELDS: readonly Field[] = ['read', 'starred', 'progress'];
/** Words that one transaction takes in. */
const SLICE = 500;

export function merging(store: Store): Pick<Library, 'mergeServerWords'> {
  return {
    async mergeServerWords(words, { destinationId, now }) {
      const entries = (await store.backend.range<OutboxEntry>({ prefix: ['outbox'] })).map(([, entry]) => entry);
      const waiting = pendingFields(entries, destinationId);
      // The last word of an article counts.
      const byArticle = new Map<ArticleId, ServerWord>();
      for (const word of words) byArticle.set(word.articleId, { ...byArticle.get(word.articleId), ...word });
      const distinct = [...byArticle.values()];
      let changed = 0;
      for (let at = 0; at < distinct.length; at += SLICE) changed += await mergeSlice(distinct.slice(at, at + SLICE));
      return changed;

      function mergeSlice(slice: readonly ServerWord[]): Promise<number> {
        const indexOf = (word: ServerWord, field: Field) => keys.coalesce([destinationId, word.articleId, field]);
        const read = [
          ...slice.map(word => keys.status(word.articleId)),
          ...slice.flatMap(word => FIELDS.map(field => indexOf(word, field))),
        ];
        return store.commit(read, values => {
          const changes = slice.flatMap((word, i) => {
            const before = values[i] as Status | undefined;
            if (before === undefined) return [];
            // Marks made since the outbox was read stand under their own keys.
            const since = FIELDS.filter((_, f) => values[slice.length + i * FIELDS.length + f] !== undefined);
            const after = mergeServerWord(
              before,
              word,
              new Set([...(waiting.get(word.articleId) ?? []), ...since]),
              now,
            );
            return after === before ? [] : [statusChange(before, after)];
          });
          return { ...join(...changes), result: changes.length };
        });
      }
    },
  };
}
