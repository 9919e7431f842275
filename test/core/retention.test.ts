// What is kept and what goes, rule by rule.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ArticleId, FeedId, Status } from '../../src/core/model.ts';
import { bytesToFree, MOST_PER_FEED, NEWEST_KEPT, reasonToGo } from '../../src/core/retention.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const rules = { now: NOW, keepDays: 30 };

function went(
  days: number,
  status: Partial<Status> = {},
  more: { rank?: number; held?: boolean; firstSeenDays?: number; keepDays?: number } = {},
): string | undefined {
  const at = NOW - days * DAY;
  const full: Status = {
    articleId: 'a' as ArticleId,
    feedId: 'f' as FeedId,
    publishedAt: at,
    read: true,
    starred: false,
    saved: false,
    ...status,
  };
  const facts = {
    status: full,
    firstSeenAt: more.firstSeenDays === undefined ? at : NOW - more.firstSeenDays * DAY,
    rank: more.rank ?? 100,
    held: more.held ?? false,
  };
  return reasonToGo(facts, { ...rules, keepDays: more.keepDays ?? rules.keepDays });
}

describe('retention', () => {
  test('removes read articles after keepDays, unread ones after three times as long', () => {
    assert.deepEqual([went(29), went(31)], [undefined, 'age']);
    assert.deepEqual([went(89, { read: false }), went(91, { read: false })], [undefined, 'age']);
  });

  test('counts from the last of published, first seen and read', () => {
    assert.equal(went(400, { readAt: NOW - 29 * DAY }), undefined);
    assert.equal(went(400, {}, { firstSeenDays: 5 }), undefined);
    assert.equal(went(400, { readAt: NOW - 31 * DAY }, { firstSeenDays: 300 }), 'age');
  });

  test('never removes what is starred, saved, in the edition or in the outbox, whatever its age and number', () => {
    for (const rank of [100, MOST_PER_FEED + 1]) {
      assert.equal(went(9000, { starred: true }, { rank }), undefined);
      assert.equal(went(9000, { saved: true }, { rank }), undefined);
      assert.equal(went(9000, {}, { rank, held: true }), undefined);
    }
  });

  test('keeps the newest of each feed whatever their age', () => {
    assert.equal(went(9000, {}, { rank: NEWEST_KEPT - 1 }), undefined);
    assert.equal(went(9000, {}, { rank: NEWEST_KEPT }), 'age');
  });

  test('keeps so many of a feed and no more', () => {
    assert.equal(went(0, { read: false }, { rank: MOST_PER_FEED }), 'count');
    assert.equal(went(0, { read: false }, { rank: MOST_PER_FEED - 1 }), undefined);
  });

  test('keeps for ever where zero days are asked for', () => assert.equal(went(9000, {}, { keepDays: 0 }), undefined));

  test('frees down to nine tenths, and nothing below the limit', () => {
    assert.equal(bytesToFree(1000, 1000), 0);
    assert.equal(bytesToFree(1100, 1000), 200);
  });
});
