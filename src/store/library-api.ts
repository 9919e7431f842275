// What the page and the worker ask of the store: the reader's library. Implemented by `library.ts` over any Backend.

import type { WireFeedHead, WireItem } from '../../feeds/wire.ts';
import type { ServerWord } from '../core/conflict.ts';
import type { SpaceStep } from '../core/retention.ts';
import type { Action, Destination, OutboxEntry } from '../core/outbox.ts';
import type {
  Article,
  ArticleId,
  ArticleRow,
  Body,
  Counts,
  Edition,
  Feed,
  FeedId,
  Folder,
  FolderId,
  LostPicture,
  Session,
  Settings,
  Status,
  WakeReport,
} from '../core/model.ts';
import type { Backend, Key } from './backend.ts';

export type ListQuery =
  | { readonly kind: 'all' | 'unread' | 'starred' | 'saved' }
  | { readonly kind: 'feed'; readonly feedId: FeedId; readonly unreadOnly?: boolean }
  | { readonly kind: 'folder'; readonly folderId: FolderId; readonly unreadOnly?: boolean };

export interface PageRequest {
  readonly after?: Key;
  readonly limit?: number;
  /** Default `newest` first. */
  readonly order?: 'newest' | 'oldest';
}

export interface Page {
  readonly rows: readonly ArticleRow[];
  /** Give it back as `after` for what follows; absent at the end. */
  readonly next?: Key;
}

/** What one feed's answer did, committed in one write. */
export interface IngestResult {
  readonly newIds: readonly ArticleId[];
  readonly updatedIds: readonly ArticleId[];
}

export type FeedOutcome =
  | {
      readonly kind: 'updated';
      readonly feed: WireFeedHead;
      readonly items: readonly WireItem[];
      /** What new articles are called, by their items' ids, where somebody knows them by a name already. */
      readonly ids?: ReadonlyMap<string, ArticleId>;
      readonly cursor?: string;
      readonly validators?: Feed['validators'];
      /** The feed's new address, where it moved for good. */
      readonly movedTo?: string;
    }
  | {
      readonly kind: 'unchanged';
      readonly cursor?: string;
      readonly validators?: Feed['validators'];
      readonly movedTo?: string;
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: string; readonly retryAt?: number };

export interface ActOptions {
  readonly now: number;
  readonly destination?: Destination;
  readonly subject?: string | null;
  /** Files of a `send`, by the `blobId` of its fields; stored in the same transaction. */
  readonly blobs?: ReadonlyMap<string, Blob>;
}

export interface RetainOptions {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Waited for between slices: give way to what a person does. */
  readonly pause?: () => Promise<void>;
  /** The publisher's addresses of pictures that nobody shows any more: take them out of the picture cache. Answers bytes freed. */
  readonly dropPictures?: (sources: readonly string[]) => Promise<number>;
}

export interface FreeOptions extends RetainOptions {
  /** `Infinity`: whatever the steps find. */
  readonly bytes: number;
  /** What may go, in this order; default: all steps of the rule. */
  readonly steps?: readonly SpaceStep[];
}

export interface Retained {
  readonly removed: number;
  /** Looked at everything; false where the signal cut it short (the next run goes on). */
  readonly complete: boolean;
}

export interface Freed {
  readonly bytes: number;
  readonly pictures: number;
  readonly texts: number;
}

export interface SubscribeRequest {
  readonly action: Extract<Action, { kind: 'subscribe' }>;
  /** As the file or catalogue calls it, until the publisher is heard. */
  readonly title?: string;
}

export interface SubscribeAllOptions {
  readonly now: number;
  readonly subject?: string | null;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface Library {
  readonly backend: Backend;
  /** True once a newer schema was met, at opening or at a write: reads work, every write throws `newer-schema`. */
  readonly readOnly: boolean;

  feeds(): Promise<Feed[]>;
  feed(id: FeedId): Promise<Feed | undefined>;
  folders(): Promise<Folder[]>;
  list(query: ListQuery, page?: PageRequest): Promise<Page>;
  rows(ids: readonly ArticleId[]): Promise<ArticleRow[]>;
  article(id: ArticleId): Promise<Article | undefined>;
  counts(): Promise<Counts>;
  settings(): Promise<Settings>;
  edition(): Promise<Edition | undefined>;
  outbox(): Promise<OutboxEntry[]>;
  sessions(sinceMs: number): Promise<Session[]>;
  wakes(limit: number): Promise<WakeReport[]>;

  /**
   * One transaction: what the person sees and its outbox entry. Marks of an article need none today. Throws, with nothing
   * written: `too-large` for a message of more than 25 MB, `quota-exceeded` where the storage is full.
   */
  act(action: Action, options: ActOptions): Promise<OutboxEntry | undefined>;
  /**
   * Subscribes to many at once (OPML, catalogue), as `act` does to one: pending feeds, each with its entry. Addresses that are
   * subscribed to already, or come twice, are left out. Answers the new entries; what was written before a throw stays.
   */
  subscribeAll(requests: readonly SubscribeRequest[], options: SubscribeAllOptions): Promise<OutboxEntry[]>;
  /**
   * Marks many at once (mark all read, and its undo); one transaction a few thousand. Answers the ids that changed. Marks are
   * local; with the destination of a server account each change is written together with its entry, as `act` does.
   */
  markRead(
    ids: readonly ArticleId[],
    read: boolean,
    now: number,
    account?: { readonly destination: Destination; readonly subject?: string | null },
  ): Promise<ArticleId[]>;
  /** Ids of every unread article of a list, for "mark all read". */
  unreadIds(query: ListQuery): Promise<ArticleId[]>;
  setSaved(id: ArticleId, saved: boolean, now: number): Promise<Status>;
  putSettings(change: Partial<Settings>): Promise<Settings>;
  putFeed(feed: Feed): Promise<void>;
  /** In one transaction, on the records as they are by then; a feed that is gone stays gone. */
  changeFeeds(ids: readonly FeedId[], change: (feed: Feed) => Feed): Promise<void>;
  putFolder(folder: Folder): Promise<void>;
  removeFolder(id: FolderId): Promise<void>;
  /** Starred and saved articles of it stay. */
  unsubscribe(id: FeedId): Promise<void>;

  /** One outcome, one write: headline, body, status, list keys, feed. An edited date moves its keys in the same batch. */
  ingest(feedId: FeedId, outcome: FeedOutcome, now: number): Promise<IngestResult>;
  putBody(body: Body, headline: { readonly text: 'summary' | 'full'; readonly pictures: number }): Promise<void>;
  /** `lost` replaces what was remembered of pictures that could not be had. */
  picturesStored(articleId: ArticleId, count: number, lost?: readonly LostPicture[]): Promise<void>;
  putEdition(edition: Edition): Promise<void>;
  putWake(report: WakeReport): Promise<void>;
  putSession(session: Session): Promise<void>;
  /**
   * Replaces the entry, or deletes it (with its Blobs) where `next` is null; used by the replay only. A `next` that is
   * dead takes the optimistic change back in the same transaction. Answers false, with nothing written, where the entry
   * is gone or another (cancelled, replaced by a later one, or already on another try): then do not send it.
   */
  settleOutbox(seq: number, next: OutboxEntry | null): Promise<boolean>;
  /** The person takes it back: undone where it was optimistic, then deleted. False where it is gone already. */
  cancelEntry(seq: number, now: number): Promise<boolean>;
  /** The person tries again (dead, unknown, needs sign-in): optimistic change shown again, first try at once. */
  retryEntry(seq: number, now: number): Promise<boolean>;
  /**
   * What a server account says of articles, taken in field by field; a change made here that still waits for that account
   * stands. Answers how many statuses changed.
   */
  mergeServerWords(
    words: readonly ServerWord[],
    options: { readonly destinationId: string; readonly now: number },
  ): Promise<number>;
  /** Sign-out: every entry and Blob of that subject goes. Answers how many. */
  forget(subject: string): Promise<number>;
  /** A Blob of an entry. */
  blob(id: string): Promise<Blob | undefined>;

  /** Removes what the rule of `core/retention.ts` no longer keeps, in slices. */
  retain(options: RetainOptions): Promise<Retained>;
  /** Frees about so many bytes: pictures first, then texts, read before unread, oldest first; headlines stay. */
  freeSpace(options: FreeOptions): Promise<Freed>;

  /** Tells every view, here and in other tabs, that these keys or families changed: for who writes through `backend`. */
  announce(changed: readonly Key[]): void;
  /** Calls back with the keys that any tab or the worker changed. Answers the way to stop. */
  onChange(listener: (changed: readonly Key[]) => void): () => void;
  close(): void;
}
