// What travels between gateway and device: JSON Feed 1.1 with our additions under `_predawn`, and the lines of an edition.

import type { FeedFormat, RefreshHints } from './parsed-feed.ts';

/** JSON Feed 1.1 top level without its items (https://www.jsonfeed.org/version/1.1/). */
export interface WireFeedHead {
  readonly version: 'https://jsonfeed.org/version/1.1';
  readonly title: string;
  readonly home_page_url?: string;
  readonly feed_url?: string;
  readonly description?: string;
  readonly icon?: string;
  readonly favicon?: string;
  readonly language?: string;
  readonly authors?: readonly WireAuthor[];
  readonly _predawn?: WireFeedExtra;
}

export interface WireFeed extends WireFeedHead {
  readonly items: readonly WireItem[];
}

export interface WireAuthor {
  readonly name?: string;
  readonly url?: string;
  readonly avatar?: string;
}

export interface WireItem {
  readonly id: string;
  readonly url?: string;
  readonly external_url?: string;
  readonly title?: string;
  readonly content_html?: string;
  readonly content_text?: string;
  readonly summary?: string;
  readonly image?: string;
  readonly date_published?: string;
  readonly date_modified?: string;
  readonly authors?: readonly WireAuthor[];
  readonly tags?: readonly string[];
  readonly language?: string;
  readonly attachments?: readonly WireAttachment[];
  readonly _predawn?: WireItemExtra;
}

export interface WireAttachment {
  readonly url: string;
  readonly mime_type: string;
  readonly title?: string;
  readonly size_in_bytes?: number;
  readonly duration_in_seconds?: number;
}

export interface WireFeedExtra {
  readonly format?: FeedFormat;
  readonly direction?: 'ltr' | 'rtl';
  readonly hints?: RefreshHints;
  /** Milliseconds since the epoch: when the gateway last had an answer from the publisher. */
  readonly checkedAt?: number;
  /** Icon through the gateway. */
  readonly iconUrl?: string;
}

export interface WireItemExtra {
  /** The publisher's own id; absent where the feed has none (then `id` is made up from link or text). */
  readonly guid?: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly comments?: string;
  readonly commentCount?: number;
  readonly source?: { readonly title?: string; readonly url?: string };
  /** Every picture of the item that the gateway will hand out; the lead picture first, marked by `lead`. */
  readonly pictures?: readonly WirePicture[];
}

export interface WirePicture {
  /** The publisher's address: with the width, the key under which a device keeps the picture. */
  readonly src: string;
  readonly lead?: true;
  /** Natural size in CSS pixels, where the publisher says it. */
  readonly width?: number;
  readonly height?: number;
  readonly alt?: string;
  /** Addresses handed out by the gateway, one a width; relative to the gateway's origin: `/api/image?url=…&w=…&f=webp&s=…`. */
  readonly sizes: readonly { readonly w: number; readonly url: string }[];
}

/** Widths that the gateway makes, in pixels. */
export const PICTURE_WIDTHS = [320, 640, 1280] as const;

export interface EditionRequest {
  readonly feeds: readonly { readonly url: string; readonly cursor?: string }[];
  /** Items a feed at the most, newest first; default 50. */
  readonly limit?: number;
}

/** One line of `application/x-ndjson`. `url` is always the address as it was asked for. */
export type EditionLine =
  | {
      readonly kind: 'updated';
      readonly url: string;
      readonly feed: WireFeedHead;
      readonly items: readonly WireItem[];
      readonly cursor: string;
    }
  | { readonly kind: 'unchanged'; readonly url: string; readonly cursor: string }
  | {
      readonly kind: 'moved';
      readonly url: string;
      readonly to: string;
      readonly feed?: WireFeedHead;
      readonly items?: readonly WireItem[];
      readonly cursor?: string;
    }
  | { readonly kind: 'gone'; readonly url: string }
  | {
      readonly kind: 'failed';
      readonly url: string;
      readonly code: string;
      readonly detail?: string;
      /** ISO 8601. */
      readonly retryAt?: string;
    }
  | { readonly kind: 'end'; readonly updated: number; readonly unchanged: number; readonly failed: number };

/** Answer of `GET /api/discover`. */
export interface DiscoverAnswer {
  readonly url: string;
  readonly feeds: readonly DiscoveredFeed[];
}

export interface DiscoveredFeed {
  readonly url: string;
  readonly title?: string;
  readonly type?: string;
  readonly siteUrl?: string;
}

/** Answer of `GET /api/article`: the full text of a page, sanitised. */
export interface ArticleAnswer {
  readonly url: string;
  readonly title?: string;
  readonly byline?: string;
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly html: string;
  readonly excerpt?: string;
  readonly _predawn: { readonly pictures: readonly WirePicture[] };
}

/** RFC 9457 problem document; `code` is stable and kebab-case. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
}
