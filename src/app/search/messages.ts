// What the search view and its worker say to each other.

import type { ArticleRow } from '../../core/model.ts';
import type { SearchHit } from './engine.ts';

export type SearchRequest = { readonly kind: 'find'; readonly turn: number; readonly text: string };

export type SearchReply =
  | {
      readonly kind: 'hits';
      readonly turn: number;
      readonly hits: readonly SearchHit[];
      /** Of the first hits, as many as a screen shows: the page need not read them. */
      readonly rows: readonly ArticleRow[];
      /** Operators that were not understood. */
      readonly unknown: readonly string[];
    }
  /** The index is being built, newest first; hits are already given from what is there. */
  | { readonly kind: 'progress'; readonly indexed: number; readonly total: number }
  | { readonly kind: 'failed'; readonly code: string };
