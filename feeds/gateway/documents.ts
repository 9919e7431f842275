// The gateway's memory as interfaces that answer promises: what publishers said (documents), when to ask them again (rounds).
// SQLite is the first implementation; any other must pass the contract suites in test/gateway/.

import type { Validators } from '../http.ts';
import type { RefreshHints } from '../parsed-feed.ts';

/** A feed as kept. Times are milliseconds since the epoch. */
export interface FeedRecord {
  readonly url: string;
  /** Names this keeping of the feed; part of every cursor, so that a cursor of a lost keeping is known as such. */
  readonly uid: string;
  /** Grows by one with every item that is new or edited. */
  readonly seq: number;
  /** The wire feed without items, as JSON; absent until a first success. */
  readonly head?: string;
  readonly validators: Validators;
  /** Hash of the body that the validators belong to. */
  readonly bodyHash?: string;
  readonly hints: RefreshHints;
  /** When the publisher last answered with the feed, or said that it has not changed. */
  readonly checkedAt?: number;
  /** When the content last changed. */
  readonly changedAt?: number;
  /** Before this an ask is answered from what is kept. */
  readonly askAt: number;
  /** Before this no round polls it. */
  readonly nextAt: number;
  readonly failures: number;
  /** The last failure; absent after a success. */
  readonly failure?: { readonly code: string; readonly detail: string; readonly retryAt: number };
  /** Where permanent redirects lead, and since when. */
  readonly moved?: { readonly to: string; readonly since: number };
  readonly goneAt?: number;
}

/** An item that is new or edited, ready for the wire. */
export interface ItemRecord {
  readonly id: string;
  readonly seq: number;
  /** Of what an edit changes. */
  readonly fingerprint: string;
  /** Hash of the item as it stood in its document; absent where it could not be told apart there. */
  readonly source?: string | null;
  /** Sort key, newest first. */
  readonly publishedAt: number;
  /** The wire item as JSON in UTF-8, signed pictures included: made once, and from then on only bytes. */
  readonly json: Uint8Array;
}

export type KnownItem = Pick<ItemRecord, 'id' | 'fingerprint' | 'source' | 'publishedAt'>;

/** How an item stands in its document now. */
export interface Sourced {
  readonly id: string;
  readonly source: string;
}

export interface Blob {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly at: number;
}

export interface Documents {
  /** The feed that is kept under an address, or under the one it has moved to. */
  readonly feed: (url: string) => Promise<FeedRecord | undefined>;
  /** What is kept of a feed, small: enough to see what a document changes. A list of `KnownItem` as JSON, as it goes to the thread that reads. */
  readonly known: (uid: string) => Promise<string>;
  /**
   * The record and its changed items in one transaction. Beyond `keep.atMost` items the oldest go, but none of `keep.present`: an item that
   * its document still holds would come back as new. `sourced` are no news.
   */
  readonly save: (
    record: FeedRecord,
    changed: readonly ItemRecord[],
    keep: { readonly atMost: number; readonly present: readonly string[]; readonly sourced?: readonly Sourced[] },
  ) => Promise<void>;
  /** The publisher was asked and had nothing new: only times change. */
  readonly touch: (record: FeedRecord) => Promise<void>;
  /** JSON of the newest items. */
  readonly newest: (uid: string, limit: number) => Promise<readonly Uint8Array[]>;
  /** JSON of the items changed after `seq`, newest first. */
  readonly since: (uid: string, seq: number) => Promise<readonly Uint8Array[]>;
  /** Everything of a feed, for another keeper. */
  readonly items: (uid: string) => Promise<readonly ItemRecord[]>;
  /** Gives a feed a new address; the old one leads there from now on. False where the new address is kept already. */
  readonly move: (from: string, to: string) => Promise<boolean>;
  /** Where addresses lead that have moved, in their order; each other to itself. */
  readonly homes: (urls: readonly string[]) => Promise<readonly string[]>;
  readonly blob: (key: string, now: number) => Promise<Blob | undefined>;
  readonly putBlob: (key: string, blob: Blob) => Promise<void>;
  /** A secret made once and kept: 32 bytes. */
  readonly secret: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** Brings what is kept under `maxBytes`: oldest unasked first. Answers the bytes that are left. */
  readonly prune: (maxBytes: number) => Promise<number>;
  readonly counts: () => Promise<{ readonly feeds: number; readonly items: number; readonly bytes: number }>;
  readonly close: () => Promise<void>;
}

export interface Rounds {
  /** Somebody asked for these feeds; `client` is an opaque mark. */
  readonly asked: (urls: readonly string[], client: string, now: number) => Promise<void>;
  /** When a feed is due. */
  readonly schedule: (url: string, nextAt: number) => Promise<void>;
  readonly forget: (url: string) => Promise<void>;
  /**
   * Takes due feeds, the longest due first, that at least `minClients` asked for since `askedSince`. Nobody else is given them
   * before `leaseMs` has passed.
   */
  readonly claim: (options: {
    readonly now: number;
    readonly limit: number;
    readonly leaseMs: number;
    readonly askedSince: number;
    readonly minClients: number;
  }) => Promise<readonly string[]>;
  /** Clients that asked for a feed since then. */
  readonly readers: (url: string, since: number) => Promise<number>;
  /** How many of these feeds a client has not asked for since then. */
  readonly newTo: (urls: readonly string[], client: string, since: number) => Promise<number>;
  /** Feeds that a client asked for since then. */
  readonly feedsOf: (client: string, since: number) => Promise<number>;
  /** One feed of a host was told to wait: the host waits when three were. */
  readonly hold: (host: string, url: string, until: number, now: number) => Promise<void>;
  readonly heldUntil: (host: string, now: number) => Promise<number | undefined>;
  /** Counts one use of a daily quota; false where it is spent. */
  readonly spend: (client: string, kind: string, day: string, limit: number) => Promise<boolean>;
  /** Drops what no rule needs any more. */
  readonly tidy: (now: number) => Promise<void>;
}
