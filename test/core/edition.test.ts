import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { composeEdition, EDITION_MOST, type EditionInput, type EditionItem } from '../../src/core/edition.ts';
import { MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { ArticleId, FeedId } from '../../src/core/model.ts';
import { learnRhythm } from '../../src/core/rhythm.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2);
const utc = (): number => 0;
const DAWN = MONDAY + 30 * DAY + 6.5 * HOUR;
const rhythm = readerOf(30);

/** Somebody who read at 07:10 on that many mornings before. */
function readerOf(mornings: number) {
  const sessions = Array.from({ length: mornings }, (_, day) => sessionOn(30 - mornings + day, 430));
  return learnRhythm(sessions, DAWN, { offsetAt: utc });
}

function sessionOn(day: number, minute: number) {
  const start = MONDAY + day * DAY + minute * MINUTE_MS;
  return sessionAt(start, start + 7 * MINUTE_MS, utc);
}

function item(id: string, agoHours: number, more: Partial<EditionItem> = {}): EditionItem {
  return {
    id: id as ArticleId,
    feedId: 'feed' as FeedId,
    publishedAt: DAWN - agoHours * HOUR,
    firstSeenAt: DAWN - MINUTE_MS,
    text: 'full',
    leadAwaited: false,
    ...more,
  };
}

function compose(items: readonly EditionItem[], more: Partial<EditionInput> = {}) {
  return composeEdition({ now: DAWN, items, rhythm, pictures: true, lastReadAt: DAWN - 10 * HOUR, ...more });
}

describe('the edition', () => {
  test('is named by the reading that it is for', () => {
    const edition = compose([item('a', 1)]);
    assert.equal(edition.name, '07:00');
    assert.ok(edition.nextAt !== undefined && Math.abs(edition.nextAt - (DAWN + 40 * MINUTE_MS)) < 20 * MINUTE_MS);
  });

  test('has no name before reading times are known: what is merely supposed is not said', () => {
    for (const mornings of [0, 1, 2]) {
      const edition = compose([item('a', 1)], { rhythm: readerOf(mornings) });
      assert.deepEqual([edition.name, edition.nextAt], [undefined, undefined], `${mornings} mornings`);
    }
    assert.match(compose([item('a', 1)], { rhythm: readerOf(3) }).name ?? 'none', /^07:[03]0$/);
  });

  test('has no name where the reader was seen at other hours only', () => {
    const evenings = Array.from({ length: 3 }, (_, day) => sessionOn(27 + day, 1230));
    const rhythm = learnRhythm(evenings, DAWN, { offsetAt: utc });
    assert.equal(compose([item('a', 1)], { rhythm }).name, undefined);
  });

  test('is named by a time set by hand at once', () => {
    const rhythm = learnRhythm([], DAWN, { offsetAt: utc, setTimes: [480] });
    assert.equal(compose([item('a', 1)], { rhythm }).name, '08:00');
  });

  test('holds what is new since the last reading, no older than a day, at most sixty', () => {
    const seenBefore = item('seen', 12, { firstSeenAt: DAWN - 11 * HOUR });
    const lateComer = item('late', 12);
    const ancient = item('ancient', 30);
    assert.deepEqual(compose([item('a', 1), seenBefore, lateComer, ancient]).articleIds, ['a', 'late']);
    const many = Array.from({ length: 90 }, (_, i) => item(`m${i}`, i / 20));
    assert.equal(compose(many).articleIds.length, EDITION_MOST);
  });

  test('is complete only when every text and lead picture is on the device', () => {
    assert.equal(compose([item('a', 1), item('b', 2)]).complete, true);
    assert.equal(compose([item('a', 1), item('b', 2, { text: 'none' })]).complete, false);
    const bare = item('b', 2, { leadAwaited: true });
    assert.equal(compose([item('a', 1), bare]).complete, false);
    assert.equal(compose([item('a', 1), bare], { pictures: false }).complete, true);
  });

  test('lets no feed fill three places in a row while others have news', () => {
    const loud = Array.from({ length: 10 }, (_, i) => item(`l${i}`, 0.1 * i, { feedId: 'loud' as FeedId }));
    const quiet = [item('q1', 22, { feedId: 'q' as FeedId }), item('q2', 23, { feedId: 'r' as FeedId })];
    const { articleIds, feedCount } = compose([...loud, ...quiet], { lastReadAt: DAWN - 24 * HOUR });
    assert.equal(feedCount, 3);
    assert.equal(articleIds.length, 12);
    assert.deepEqual([articleIds.indexOf('q1' as ArticleId), articleIds.indexOf('q2' as ArticleId)], [2, 5]);
  });

  test('puts what is opened most first among equals', () => {
    const items = [item('a', 2, { feedId: 'x' as FeedId }), item('b', 2, { feedId: 'y' as FeedId })];
    assert.equal(compose(items, { opens: new Map([['y' as FeedId, 12]]) }).articleIds[0], 'b');
  });

  test('keeps its start while the same reading is waited for, and begins anew after one', () => {
    const first = compose([item('a', 1)]);
    const second = compose([item('a', 1)], { now: DAWN + HOUR, previous: first });
    assert.equal(second.startedAt, first.startedAt);
    const afterReading = compose([item('a', 1)], { now: DAWN + 3 * HOUR, previous: second, lastReadAt: DAWN + HOUR });
    assert.equal(afterReading.startedAt, DAWN + 3 * HOUR);
  });
});
