// What is on one person's device, fetch by fetch, and what it cost.

import type { Publication } from './feeds.ts';
import { NOT_MODIFIED_BYTES } from './feeds.ts';
import { HOUR, MINUTE } from './people.ts';

export const EDITION = 60;
const DAY = 24 * HOUR;

export class Shelf {
  readonly #world: Publication;
  /** Per feed: everything published before this instant is on the device. */
  readonly fetchedAt: Float64Array;
  readonly #picture: Uint8Array;
  /** New items of each feed that the last fetches found, for the learning of frequencies. */
  bytes = 0;
  lastFetchAt = -Infinity;

  constructor(world: Publication, from: number) {
    this.#world = world;
    this.fetchedAt = new Float64Array(world.feeds.length).fill(from - DAY);
    this.#picture = new Uint8Array(world.publishedAt.length);
  }

  /** Fetches these feeds: documents, pages of new items, pictures of the edition. Answers new items a feed. */
  fetch(
    t: number,
    feeds: readonly number[],
    pictures: 'all' | { readonly newest: number } | 'none',
    editionSince: number,
    onlyNew = false,
  ): Map<number, number> {
    const { publishedAt, feedOf, pageBytes, pictureBytes } = this.#world;
    const found = new Map<number, number>();
    const wanted = new Set(feeds);
    let oldest = t;
    for (const feed of feeds) oldest = Math.min(oldest, this.fetchedAt[feed] ?? t);
    const end = before(publishedAt, t);
    for (let i = end - 1; i >= 0 && (publishedAt[i] ?? 0) >= oldest; i--) {
      const feed = feedOf[i] ?? 0;
      if (!wanted.has(feed) || (publishedAt[i] ?? 0) < (this.fetchedAt[feed] ?? 0)) continue;
      found.set(feed, (found.get(feed) ?? 0) + 1);
      this.bytes += pageBytes[i] ?? 0;
    }
    for (const feed of feeds) {
      const source = this.#world.feeds[feed];
      if (!source) continue;
      if (found.has(feed)) this.bytes += source.documentBytes;
      else if (!onlyNew) this.bytes += source.answers304 ? NOT_MODIFIED_BYTES : source.documentBytes;
      this.fetchedAt[feed] = t;
    }
    if (pictures !== 'none') {
      const most = pictures === 'all' ? EDITION : Math.min(EDITION, pictures.newest);
      const since = Math.max(editionSince, t - DAY);
      for (let i = end - 1, n = 0; i >= 0 && n < most && (publishedAt[i] ?? 0) > since; i--, n++) {
        if (this.#picture[i] === 1 || (publishedAt[i] ?? 0) >= (this.fetchedAt[feedOf[i] ?? 0] ?? 0)) continue;
        this.#picture[i] = 1;
        this.bytes += pictureBytes[i] ?? 0;
      }
    }
    this.lastFetchAt = t;
    return found;
  }

  /** What a person finds who opens now, before any refresh. Undefined where nothing was to be found. */
  meet(t: number, lastSession: number): { ready120: boolean; cov60: number; staleMin: number } | undefined {
    const since = Math.max(lastSession, t - DAY);
    const older120 = this.#share(since, t - 120 * MINUTE, t);
    const older60 = this.#share(since, t - 60 * MINUTE, t);
    if (older120 === undefined || older60 === undefined) return undefined;
    return { ready120: older120 === 1, cov60: older60, staleMin: (t - this.lastFetchAt) / MINUTE };
  }

  /** Of the newest sixty items since the last session: the share of those older than `until` that are here, body and picture. */
  #share(since: number, until: number, now: number): number | undefined {
    const { publishedAt, feedOf, pictureBytes } = this.#world;
    let all = 0;
    let here = 0;
    let newest = 0;
    for (let i = before(publishedAt, now) - 1; i >= 0 && newest < EDITION && (publishedAt[i] ?? 0) > since; i--) {
      newest++;
      if ((publishedAt[i] ?? 0) > until) continue;
      all++;
      const body = (publishedAt[i] ?? 0) < (this.fetchedAt[feedOf[i] ?? 0] ?? 0);
      if (body && (this.#picture[i] === 1 || (pictureBytes[i] ?? 0) === 0)) here++;
    }
    return all === 0 ? undefined : here / all;
  }
}

/** Index of the first item not published before `t`. */
function before(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] ?? 0) < t) low = mid + 1;
    else high = mid;
  }
  return low;
}
