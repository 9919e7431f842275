// Every bound of the gateway in one place; tests pass smaller ones.

const MB = 1024 * 1024;

export interface Limits {
  /** Milliseconds until a connection stands. */
  readonly connectMs: number;
  /** Milliseconds until the headers are there. */
  readonly headersMs: number;
  /** Milliseconds between two pieces of a body. */
  readonly idleMs: number;
  /** Milliseconds for a whole exchange, redirects and all. */
  readonly totalMs: number;
  /** Bytes on the wire of a feed or page. */
  readonly wireBytes: number;
  /** Bytes of it decoded. */
  readonly decodedBytes: number;
  /** Bytes of a picture. */
  readonly pictureBytes: number;
  /** Pixels of a picture, all its frames together: a decompression bomb has more. */
  readonly picturePixels: number;
  readonly redirects: number;
  /** Requests under way at publishers in all. */
  readonly requests: number;
  /** Milliseconds that a worker thread may take over one feed or page. */
  readonly workMs: number;
  /** Items kept of a feed. */
  readonly itemsKept: number;
  /** Feeds in one edition. */
  readonly editionFeeds: number;
  /** Requests that one client may make at once. */
  readonly clientAtOnce: number;
  /** Editions streamed at once, of all clients; more wait their turn. */
  readonly editionsAtOnce: number;
}

export const DEFAULT_LIMITS: Limits = {
  connectMs: 8_000,
  headersMs: 15_000,
  idleMs: 10_000,
  totalMs: 30_000,
  wireBytes: 10 * MB,
  decodedBytes: 16 * MB,
  pictureBytes: 12 * MB,
  picturePixels: 40_000_000,
  redirects: 5,
  requests: 256,
  workMs: 10_000,
  itemsKept: 500,
  editionFeeds: 2_000,
  clientAtOnce: 64,
  editionsAtOnce: 48,
};
