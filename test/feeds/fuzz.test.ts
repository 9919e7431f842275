// Every real feed of the corpus with bits flipped and cut anywhere, bounded in time. The seed stands in every failure; PREDAWN_SEED runs it again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { toWireFeed } from '../../feeds/json-feed.ts';
import { NotAFeedError, parse } from '../../feeds/parse.ts';
import type { ParsedFeed } from '../../feeds/parsed-feed.ts';
import { seeded } from '../simulator/random.ts';
import { bytesOf, CORPUS, corpusEntries, hasCorpus } from './fixtures.ts';

const SEED = Number(process.env['PREDAWN_SEED'] ?? Date.now() % 1_000_000);
/** Each test goes on for so long, and at least once through all feeds. */
const TIME_MS = 2000;
/** One parse of a broken feed; a sound one of the largest takes 60 ms. */
const SLOWEST_MS = 3000;
/** Larger documents cost the time of many small ones. */
const LARGEST = 400_000;

interface Real {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly items: number;
}

async function realFeeds(): Promise<readonly Real[]> {
  const feeds: Real[] = [];
  for (const { path, kind } of corpusEntries()) {
    if (!path.startsWith('feeds/') || (kind !== 'real' && kind !== 'example')) continue;
    const bytes = bytesOf(join(CORPUS, path));
    const feed = bytes.length > LARGEST ? undefined : await parse(bytes).catch(() => undefined);
    if (feed !== undefined) feeds.push({ path, bytes, items: feed.items.length });
  }
  return feeds;
}

/** `undefined` where no feed can be seen any more; whatever else is thrown is a failure. */
async function endsWell(broken: Uint8Array, told: string): Promise<ParsedFeed | undefined> {
  const started = performance.now();
  try {
    const feed = await parse(broken, undefined, 'https://e.example/feed');
    JSON.stringify(toWireFeed(feed, { url: 'https://e.example/feed' }));
    return feed;
  } catch (error) {
    assert.ok(error instanceof NotAFeedError, `${told}: ${String(error)}`);
    return undefined;
  } finally {
    assert.ok(performance.now() - started < SLOWEST_MS, `${told}: too slow`);
  }
}

describe('every real feed', { skip: hasCorpus ? false : 'corpus not present' }, () => {
  const chance = seeded(SEED);
  const random = (): number => chance.next();
  const rounds = async (each: (feed: Real, told: string) => Promise<void>): Promise<void> => {
    const feeds = await realFeeds();
    const end = performance.now() + TIME_MS;
    for (let round = 0; round === 0 || performance.now() < end; round += 1) {
      for (const feed of feeds) {
        await each(feed, `seed ${SEED}, round ${round}, ${feed.path}`);
        if (round > 0 && performance.now() > end) return;
      }
    }
  };
  const flip = (bytes: Uint8Array, times: number): Uint8Array => {
    const flipped = bytes.slice();
    for (let i = 0; i < times; i += 1) {
      const at = Math.floor(random() * flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return flipped;
  };

  test('keeps its items when one bit flips, all but one in a hundred times', async () => {
    let runs = 0;
    const lost: string[] = [];
    await rounds(async ({ bytes, items }, told) => {
      runs += 1;
      const feed = await endsWell(flip(bytes, 1), told);
      if (Math.abs((feed?.items.length ?? 0) - items) > 1) lost.push(told);
    });
    assert.ok(lost.length <= Math.max(3, runs / 100), `${lost.length} of ${runs}: ${lost.slice(0, 5).join('; ')}`);
  });

  test('ends well when thirty bits flip', () =>
    rounds(async ({ bytes }, told) => void (await endsWell(flip(bytes, 30), told))));

  test('gives what stands before a cut, wherever it is cut', () =>
    rounds(async ({ bytes, items }, told) => {
      const cut = bytes.subarray(0, Math.floor(random() * bytes.length));
      const ended = /<\/(?:\w+:)?(?:item|entry)>/gi;
      const whole = (part: Uint8Array): number =>
        (new TextDecoder('windows-1252').decode(part).match(ended) ?? []).length;
      const feed = await endsWell(cut, told);
      // Where ends of items can be counted: not in UTF-16, nor where one stands inside a text.
      if (whole(bytes) === items) assert.ok((feed?.items.length ?? 0) >= whole(cut), `${told}, cut at ${cut.length}`);
    }));

  test('ends well with another one in its middle', async () => {
    const others = await realFeeds();
    await rounds(async ({ bytes }, told) => {
      const other = others[Math.floor(random() * others.length)]?.bytes ?? bytes;
      const at = Math.floor(random() * bytes.length);
      await endsWell(Buffer.concat([bytes.subarray(0, at), other, bytes.subarray(at)]), told);
    });
  });
});
