// The reader's nouns: what a device stores of feeds, articles, statuses, wakes and sessions. Times are milliseconds since the epoch.

import type { ParsedEnclosure } from '../../feeds/parsed-feed.ts';

type Brand<T, B extends string> = T & { readonly __brand: B };
/** Given once at subscription, kept when the feed moves house. */
export type FeedId = Brand<string, 'FeedId'>;
/** Given once at first sight of an item, kept through edits (see `identity.ts`). */
export type ArticleId = Brand<string, 'ArticleId'>;
export type FolderId = Brand<string, 'FolderId'>;
/** UUID; also the idempotency key of its request. */
export type OutboxId = Brand<string, 'OutboxId'>;

/** A subscription. */
export interface Feed {
  readonly id: FeedId;
  /** Where it is fetched from now. */
  readonly url: string;
  /** The publisher's title; the address until it is known. */
  readonly title: string;
  /** The reader's own name for it. */
  readonly customTitle?: string;
  readonly siteUrl?: string;
  readonly iconUrl?: string;
  readonly folderId?: FolderId;
  /** Position in its folder, ascending. */
  readonly order: number;
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly addedAt: number;
  readonly state: FeedState;
  /** Opaque, from the gateway: "what I have". */
  readonly cursor?: string;
  /** Validators of a direct fetch, where there is no gateway. */
  readonly validators?: { readonly etag?: string; readonly lastModified?: string };
  readonly checkedAt?: number;
  readonly lastNewAt?: number;
  /** When its publisher sent us to where it is fetched from now. */
  readonly movedAt?: number;
  /** New items a day, learned. */
  readonly itemsPerDay?: number;
  readonly settings: FeedSettings;
}

export type FeedState =
  | { readonly kind: 'active' }
  /** Asked for, not yet fetched (offline, or on its way). */
  | { readonly kind: 'pending' }
  /** Several feeds were found at the address: the person chooses. */
  | { readonly kind: 'choose'; readonly candidates: readonly { readonly url: string; readonly title?: string }[] }
  | { readonly kind: 'failing'; readonly code: string; readonly since: number; readonly retryAt?: number }
  | { readonly kind: 'gone'; readonly since: number };

export interface FeedSettings {
  readonly fullText: boolean;
  readonly pictures: boolean;
  readonly notify: boolean;
  /** Asked so often, minutes; absent: as often as it is expected to have something new. */
  readonly everyMinutes?: number;
  /** Days to keep read articles; absent means the general setting. */
  readonly keepDays?: number;
  readonly mutedWords: readonly string[];
}

export interface Folder {
  readonly id: FolderId;
  readonly title: string;
  readonly order: number;
}

/** What a list shows of an article: small, never the body. */
export interface Headline {
  readonly id: ArticleId;
  readonly feedId: FeedId;
  readonly title: string;
  readonly url?: string;
  readonly author?: string;
  /** Clamped: never later than when it was first seen. The sort key of every list. */
  readonly publishedAt: number;
  readonly updatedAt?: number;
  readonly firstSeenAt: number;
  /** Plain text, at most 280 characters. */
  readonly excerpt: string;
  readonly wordCount: number;
  readonly lead?: Picture;
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  /** What of the text is on the device. */
  readonly text: 'none' | 'summary' | 'full';
  /** Pictures of the article, and how many of them are on the device. */
  readonly pictures: number;
  readonly picturesStored: number;
  /** Those of them that could not be had (see `lost-pictures.ts`). */
  readonly lostPictures?: readonly LostPicture[];
  /** First audio or video enclosure's kind, for the row's mark. */
  readonly media?: 'audio' | 'video';
  /** Hash of what an edit changes. */
  readonly fingerprint: string;
  /** Its keys under `['identity', feedId, key]`. */
  readonly identityKeys: readonly string[];
}

/** The text of an article. */
export interface Body {
  readonly articleId: ArticleId;
  /** Unsanitised where `source` is `feed`: sanitise at the one place where it meets the page. */
  readonly html: string;
  readonly source: 'feed' | 'page';
  readonly fetchedAt: number;
  readonly pictures: readonly Picture[];
  readonly enclosures: readonly ParsedEnclosure[];
  readonly commentsUrl?: string;
  readonly categories: readonly string[];
  /** When its page was last asked for the whole text in vain. */
  readonly pageTriedAt?: number;
}

export interface Picture {
  /** The publisher's address: with the width, the key in the picture cache. */
  readonly src: string;
  readonly width?: number;
  readonly height?: number;
  readonly alt?: string;
  /** Addresses at the gateway, ascending by width; empty where there is no gateway. */
  readonly sizes: readonly { readonly w: number; readonly url: string }[];
}

/** A picture that was asked for in vain. */
export interface LostPicture {
  readonly src: string;
  /** When it was asked for last, and how often. */
  readonly at: number;
  readonly tries: number;
  /** Its publisher has none there, or forbids it: no matter of waiting. */
  readonly final: boolean;
}

/** What a person has done with an article. */
export interface Status {
  readonly articleId: ArticleId;
  readonly feedId: FeedId;
  readonly publishedAt: number;
  readonly read: boolean;
  readonly readAt?: number;
  readonly starred: boolean;
  readonly starredAt?: number;
  /** Asked to be kept for offline. */
  readonly saved: boolean;
  readonly savedAt?: number;
  /** 0 to 1. */
  readonly progress?: number;
  /** Its feed is no longer subscribed to: it stands in Starred and Saved only. */
  readonly kept?: true;
}

/** One row of a list: all that a row shows. */
export interface ArticleRow {
  readonly headline: Headline;
  readonly status: Status;
  readonly feed: Pick<Feed, 'id' | 'title' | 'customTitle' | 'iconUrl' | 'folderId' | 'language'>;
}

/** An article as opened. */
export interface Article {
  readonly headline: Headline;
  readonly status: Status;
  readonly feed: Feed;
  readonly body?: Body;
}

/** A stretch of reading; local wall-clock parts are kept so that travel and summer time come out right. */
export interface Session {
  readonly startedAt: number;
  readonly endedAt: number;
  /** `2026-11-23`, local. */
  readonly localDay: string;
  /** 0 = Sunday, local. */
  readonly weekday: number;
  /** Minutes after local midnight, 0 to 1439. */
  readonly minute: number;
  /** Whether what was new at the open was complete on the device. */
  readonly ready?: boolean;
}

export type WakeReason =
  'periodicsync' | 'sync' | 'push' | 'start' | 'visible' | 'online' | 'refresh' | 'subscribe' | 'timer';

/** The stored story of one wake. */
export interface WakeReport {
  readonly startedAt: number;
  /** When the browser was expected to fire it, if it was. */
  readonly dueAt?: number;
  /** Absent while it runs, and for ever where the worker was killed. */
  readonly endedAt?: number;
  readonly reason: WakeReason;
  readonly tag?: string;
  readonly feeds: {
    readonly planned: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly failed: number;
  };
  readonly newArticles: number;
  readonly pictures: number;
  /** Bytes received, as far as they can be counted. */
  readonly bytes: number;
  readonly metered?: boolean;
  readonly result: 'running' | 'complete' | 'partial' | 'nothing' | 'failed' | 'cancelled' | 'interrupted';
  /** Code of why, from the table of `errors.ts` (`just-synced`, `unlikely-session`, `offline`, `gateway-unreachable` ...). */
  readonly why?: string;
}

/** What is new since the last reading: the morning paper. */
export interface Edition {
  /** Local time that names it, `07:00`; absent where no reading time is known. */
  readonly name?: string;
  readonly startedAt: number;
  /** In the order of the paper. */
  readonly articleIds: readonly ArticleId[];
  readonly feedCount: number;
  readonly complete: boolean;
  /** When its front page was printed. */
  readonly printedAt: number;
  /** When the person is expected next. */
  readonly nextAt?: number;
}

export interface Settings {
  readonly theme: 'auto' | 'light' | 'dark';
  readonly density: 'comfortable' | 'regular' | 'compact';
  readonly language: string;
  readonly textSize: number;
  readonly measure: 'narrow' | 'regular' | 'wide';
  readonly typeface: 'serif' | 'sans';
  /** Of every list by date. */
  readonly listOrder: 'newest' | 'oldest';
  readonly markReadOnScroll: boolean;
  readonly shortcuts: boolean;
  readonly keepDays: number;
  readonly keepMegabytes: number;
  readonly dailyMegabytesMetered: number;
  readonly pictures: 'all' | 'lead' | 'none';
  readonly notifications: boolean;
  /** Minutes after local midnight set by hand; they win over what is learned. */
  readonly readingTimes: readonly number[];
}

export interface Counts {
  readonly all: number;
  readonly unread: number;
  readonly starred: number;
  readonly saved: number;
  /** Entries of the outbox that wait. */
  readonly waiting: number;
  readonly unreadByFeed: ReadonlyMap<FeedId, number>;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'auto',
  density: 'regular',
  language: 'en',
  textSize: 1,
  measure: 'regular',
  typeface: 'serif',
  listOrder: 'newest',
  markReadOnScroll: false,
  shortcuts: true,
  keepDays: 30,
  keepMegabytes: 500,
  dailyMegabytesMetered: 15,
  pictures: 'all',
  notifications: false,
  readingTimes: [],
};

export const DEFAULT_FEED_SETTINGS: FeedSettings = { fullText: false, pictures: true, notify: true, mutedWords: [] };
