// What is published: about thirty feeds a reader, from forty items a day to one a week, with the rhythm of newsrooms.

import type { Random } from './random.ts';

const DAY = 86_400_000;

export interface Publication {
  readonly feeds: readonly SimFeed[];
  /** Every item, oldest first. */
  readonly publishedAt: Float64Array;
  readonly feedOf: Uint16Array;
  /** Bytes of the page to fetch; 0 where the feed carries the text. */
  readonly pageBytes: Float64Array;
  /** Bytes of the lead picture; 0 where there is none. */
  readonly pictureBytes: Float64Array;
}

export interface SimFeed {
  readonly itemsPerDay: number;
  readonly documentBytes: number;
  readonly answers304: boolean;
}

export const NOT_MODIFIED_BYTES = 400;
/** Open in the world file; so that a naive periodic sync costs 1.26 times the oracle, as the issue says of its world. */
const PAGE_BYTES = 28_000;
const PICTURE_BYTES = 70_000;

export function publish(random: Random, from: number, days: number): Publication {
  const count = Math.max(5, Math.round(random.logNormal(30, 0.35)));
  const top = random.uniform(14, 34);
  const feeds: SimFeed[] = [];
  const items: { t: number; feed: number; page: number; picture: number }[] = [];
  for (let rank = 1; rank <= count; rank++) {
    const itemsPerDay = Math.max(1 / 7, top * rank ** -1.05);
    const fullText = random.chance(0.45);
    const hasPictures = random.chance(0.85);
    feeds.push({ itemsPerDay, documentBytes: random.logNormal(22_000, 0.7), answers304: random.chance(0.7) });
    for (let t = from + random.exponential(DAY / itemsPerDay / PEAK); t < from + days * DAY;) {
      if (random.next() < newsroom(t) / PEAK) {
        const picture = hasPictures && random.chance(0.8) ? random.logNormal(PICTURE_BYTES, 0.5) : 0;
        items.push({ t, feed: rank - 1, page: fullText ? 0 : random.logNormal(PAGE_BYTES, 0.5), picture });
      }
      t += random.exponential(DAY / itemsPerDay / PEAK);
    }
  }
  items.sort((a, b) => a.t - b.t);
  return {
    feeds,
    publishedAt: Float64Array.from(items, item => item.t),
    feedOf: Uint16Array.from(items, item => item.feed),
    pageBytes: Float64Array.from(items, item => item.page),
    pictureBytes: Float64Array.from(items, item => item.picture),
  };
}

const BASE = 0.45;
const HEIGHT = 1.85;
const SPREAD_HOURS = 2.6;
const PEAK = 2.5;

/** Peaks at 07:30 and 17:00 of the publishers' day; the mean is about 1. */
function newsroom(t: number): number {
  const hour = (t / 3_600_000 + 1) % 24;
  const bump = (at: number): number => Math.exp(-0.5 * ((((hour - at + 36) % 24) - 12) / SPREAD_HOURS) ** 2);
  return BASE + HEIGHT * 0.55 * (bump(7.5) + bump(17));
}
