// What the worker threads are asked and what they answer: plain data that survives a structured clone.

import type { RefreshHints } from '../parsed-feed.ts';
import type { DiscoveredFeed } from '../wire.ts';
import type { KnownItem, Sourced } from './documents.ts';

/** Bytes as they came over the wire. */
export interface EncodedBody {
  readonly body: Uint8Array<ArrayBuffer>;
  /** `Content-Encoding`. */
  readonly encoding?: string;
  readonly contentType?: string;
  readonly url: string;
  /** Decoded bytes allowed. */
  readonly maxBytes: number;
}

export type WorkRequest =
  | ({
      readonly kind: 'feed';
      /** A list of `KnownItem` as JSON: one text is handed over faster than many objects. */
      readonly known: string;
      readonly now: number;
      readonly maxItems: number;
      readonly pictureKey: Uint8Array<ArrayBuffer>;
    } & EncodedBody)
  | ({ readonly kind: 'discover' } & EncodedBody)
  | ({ readonly kind: 'article'; readonly pictureKey: Uint8Array<ArrayBuffer> } & EncodedBody)
  /** Looks for the icons that a page names. */
  | ({ readonly kind: 'icons' } & EncodedBody);

/** An item that is new or edited; its JSON stands in the answer's `bytes`. */
export interface ChangedItem extends KnownItem {
  readonly start: number;
  readonly end: number;
}

export type WorkAnswer =
  | {
      readonly kind: 'feed';
      /** The wire feed without items, as JSON. */
      readonly head: string;
      readonly hints: RefreshHints;
      /** New or edited, oldest first. */
      readonly changed: readonly ChangedItem[];
      /** The JSON of all of them in UTF-8, the newest first and a comma between two: handed over, not copied. */
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** As they were, but standing otherwise in the document. */
      readonly sourced: readonly Sourced[];
      /** Ids of every item in the document; empty where all that is kept stays within the limit anyway. */
      readonly present: readonly string[];
      /** Milliseconds between items, by the newest ones; absent where there are too few dates. */
      readonly gapMs?: number;
    }
  | { readonly kind: 'discovered'; readonly feeds: readonly DiscoveredFeed[] }
  | { readonly kind: 'article'; readonly json: string }
  | { readonly kind: 'icons'; readonly urls: readonly string[] }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };
