import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../src/core/local-clock.ts';
import type { FeedId } from '../../src/core/model.ts';
import { addOpen, opensAt } from '../../src/core/opens.ts';

const [loved, left] = ['loved', 'left'] as FeedId[] as [FeedId, FeedId];
const NOW = Date.UTC(2026, 2, 2);

test('counts what is opened of each feed, and forgets half of it in a fortnight', () => {
  const opens = addOpen(addOpen(addOpen(undefined, loved, NOW), loved, NOW), left, NOW);
  assert.deepEqual(
    [...opensAt(opens, NOW)],
    [
      [loved, 2],
      [left, 1],
    ],
  );
  assert.equal(opensAt(opens, NOW + 14 * DAY_MS).get(loved), 1);
});

test('what was opened long ago leaves the table at the next opening', () => {
  const opens = addOpen(addOpen(undefined, left, NOW), loved, NOW + 90 * DAY_MS);
  assert.deepEqual(Object.keys(opens), ['loved']);
});

test('a clock that was set back forgets nothing', () => {
  assert.equal(opensAt(addOpen(undefined, loved, NOW), NOW - DAY_MS).get(loved), 1);
});
