// The outbox entry, whole: what a person asked for and how it is going. Rules of replay live beside it as they are built.

import type { ArticleId, FeedId, FolderId, OutboxId } from './model.ts';

/** What a person does that must reach its destination. */
export type Action =
  | {
      readonly kind: 'subscribe';
      readonly feedId: FeedId;
      /** As typed or pasted, made absolute. */
      readonly url: string;
      /** True where `url` is known to be a feed (catalogue, OPML, a choice already made). */
      readonly isFeed: boolean;
      readonly folderId?: FolderId;
    }
  | { readonly kind: 'save'; readonly articleId: ArticleId; readonly feedId: FeedId; readonly notify: boolean }
  | {
      readonly kind: 'mark';
      readonly articleId: ArticleId;
      readonly field: 'read' | 'starred' | 'progress';
      readonly value: boolean | number;
      readonly previous: boolean | number | undefined;
    }
  | { readonly kind: 'send'; readonly request: SendRequest; readonly title: string }
  | { readonly kind: 'refresh' };

/** A form's submission or a configured destination's request, as stored. */
export interface SendRequest {
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'text'; readonly text: string; readonly type: string }
    /** Fields in order; a file refers to a Blob stored under `['blob', id]`. */
    | {
        readonly kind: 'form';
        readonly encoding: 'multipart' | 'urlencoded';
        readonly fields: readonly (
          | { readonly name: string; readonly value: string }
          | { readonly name: string; readonly blobId: string; readonly filename: string }
        )[];
      };
}

/** How a destination takes the idempotency key. */
export type KeyStyle =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'none' };

export interface Destination {
  /** Entries of one destination go in order; `local` for what stays on the device or goes to our gateway. */
  readonly id: string;
  readonly key: KeyStyle;
  readonly mode: 'cors' | 'opaque';
  /** What to do with an entry that was in flight when the browser was killed and whose destination takes no key. */
  readonly onUnknown: 'resend' | 'ask';
  /** Whether 409 means "have it already" (acknowledged) or "refused". */
  readonly onConflict: 'acknowledged' | 'refused';
}

export type OutboxState =
  /** To be sent when `nextAt` has come. */
  | 'waiting'
  /** Marked before sending; met at a start, its fate is unknown. */
  | 'in-flight'
  /** Its fate is unknown and the destination takes no key: the person decides. */
  | 'unknown'
  /** 401 or 403: waits for the person to sign in. */
  | 'needs-sign-in'
  /** Another subject is signed in. */
  | 'held'
  /** Opaque destination: given to the network, no answer can be read. */
  | 'handed-over'
  /** Refused for good: undone where it was optimistic, kept for the person to read. */
  | 'dead';

/** Stored under `['outbox', seq]`. */
export interface OutboxEntry {
  /** Ascending; the order of sending within a destination. */
  readonly seq: number;
  /** Idempotency key. */
  readonly id: OutboxId;
  readonly destination: Destination;
  readonly action: Action;
  /** Whose it is, by the host's word; null where nobody signs in. */
  readonly subject: string | null;
  readonly state: OutboxState;
  readonly tries: number;
  readonly createdAt: number;
  /** Not before this time, milliseconds since the epoch. */
  readonly nextAt: number;
  readonly lastTriedAt?: number;
  /** Code of the last failure, from the table of `errors.ts`. */
  readonly lastError?: string;
  /** HTTP status of the last answer. */
  readonly lastStatus?: number;
  /** The server's own words with it, plain text. */
  readonly reason?: string;
  /** Keys of Blobs under `['blob', id]` that live and die with the entry. */
  readonly blobIds: readonly string[];
}

export const LOCAL_DESTINATION: Destination = {
  id: 'local',
  key: { kind: 'header', name: 'Idempotency-Key' },
  mode: 'cors',
  onUnknown: 'resend',
  onConflict: 'acknowledged',
};
