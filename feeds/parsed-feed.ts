// What parsing a feed gives, whatever its format: plain data, absolute addresses, ISO dates.

/** A feed as parsed. Text fields are plain text; absent is absent, never an empty string. */
export interface ParsedFeed {
  /** The publisher's own id (atom:id, rdf:about), when there is one. */
  readonly id?: string;
  readonly title?: string;
  /** Tagline or description; may hold markup. */
  readonly description?: string;
  /** The site that the feed belongs to, absolute. */
  readonly link?: string;
  /** The feed's own address by its own word (`atom:link rel=self`, `feed_url`), absolute. */
  readonly feedUrl?: string;
  /** BCP 47. */
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly author?: string;
  /** Large picture of the feed, absolute. */
  readonly image?: string;
  /** Small square picture of the feed, absolute. */
  readonly icon?: string;
  readonly categories?: readonly string[];
  /** ISO 8601, UTC. */
  readonly published?: string;
  readonly updated?: string;
  readonly created?: string;
  readonly copyright?: string;
  readonly generator?: string;
  readonly format: FeedFormat;
  readonly hints: RefreshHints;
  readonly items: readonly ParsedItem[];
  /** What was recovered on the way: codes such as `not-well-formed`, `items-salvaged`. */
  readonly repairs: readonly string[];
}

export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'json';

/** An item as parsed. */
export interface ParsedItem {
  /** guid, atom:id or JSON Feed id, as published. */
  readonly id?: string;
  /** Plain text. */
  readonly title?: string;
  /** The article's page, absolute, http or https. */
  readonly url?: string;
  /** The item names no page of its own: `url` is the feed's site, good to open and no mark of identity. */
  readonly urlIsSite?: true;
  /** JSON Feed `external_url`, RSS `source` and the like. */
  readonly externalUrl?: string;
  /** Short form; may hold markup, not sanitised. */
  readonly summary?: string;
  /** Full text as the feed gives it; markup, not sanitised, addresses absolute. */
  readonly contentHtml?: string;
  readonly author?: string;
  readonly authors?: readonly ParsedAuthor[];
  readonly categories?: readonly string[];
  /** ISO 8601, UTC. */
  readonly published?: string;
  readonly updated?: string;
  readonly created?: string;
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  /** Page of comments, absolute. */
  readonly comments?: string;
  readonly commentCount?: number;
  readonly enclosures?: readonly ParsedEnclosure[];
  /** Lead picture by the written rule of `lead-picture.ts`. */
  readonly image?: ParsedPicture;
  /** The feed it came from originally. */
  readonly source?: { readonly title?: string; readonly url?: string };
  readonly durationSeconds?: number;
  /** What it answers (RFC 4685). */
  readonly inReplyTo?: { readonly id?: string; readonly url?: string };
  readonly episode?: number;
  readonly season?: number;
  readonly isExplicit?: true;
  /** Hosts and guests of an episode (`podcast:person`). */
  readonly people?: readonly ParsedPerson[];
  readonly transcripts?: readonly ParsedTranscript[];
  /** Marks inside the recording (`psc:chapter`). */
  readonly chapters?: readonly ParsedChapter[];
  /** Where a file of chapters stands (`podcast:chapters`), absolute. */
  readonly chaptersUrl?: string;
}

export interface ParsedPerson {
  readonly name: string;
  /** As published, lower case: `host`, `guest`. */
  readonly role: string;
  readonly url?: string;
  readonly image?: string;
}

export interface ParsedTranscript {
  readonly url: string;
  readonly type?: string;
  readonly language?: string;
}

export interface ParsedChapter {
  readonly startSeconds: number;
  readonly title: string;
  readonly url?: string;
}

export interface ParsedAuthor {
  readonly name?: string;
  readonly email?: string;
  readonly url?: string;
}

export interface ParsedEnclosure {
  readonly url: string;
  /** Media type as given or guessed from the address. */
  readonly type?: string;
  /** Bytes; 0 where the publisher wrote no number. */
  readonly length?: number;
  readonly title?: string;
  readonly durationSeconds?: number;
}

export interface ParsedPicture {
  readonly src: string;
  readonly width?: number;
  readonly height?: number;
  readonly alt?: string;
}

/** What the publisher asks of those who refresh. */
export interface RefreshHints {
  readonly ttlMinutes?: number;
  /** Hours of the day, UTC, 0 to 23. */
  readonly skipHours?: readonly number[];
  /** 0 = Sunday. */
  readonly skipDays?: readonly number[];
  /** From `sy:updatePeriod` and `sy:updateFrequency`. */
  readonly updatePeriodMinutes?: number;
  readonly hub?: string;
  readonly cloud?: string;
}
