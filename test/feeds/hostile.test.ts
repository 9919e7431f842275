import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotAFeedError, parse } from '../../feeds/parse.ts';
import { bytes } from './fixtures.ts';
import { FAMILIES } from './hostile-families.ts';

const SIZE = 200_000;
/** A hundred times what it takes; what is not linear takes minutes. */
const PATIENCE_MS = 5000;

describe('a hostile document gives items or a clear error, soon', () => {
  for (const family of FAMILIES) {
    test(family.name, { timeout: PATIENCE_MS * 2 }, async () => {
      const document = bytes(family.make(SIZE));
      const started = performance.now();
      try {
        const feed = await parse(document, undefined, 'https://e.example/feed');
        assert.ok(Array.isArray(feed.items));
      } catch (error) {
        assert.ok(error instanceof NotAFeedError, String(error));
      }
      assert.ok(performance.now() - started < PATIENCE_MS);
    });
  }
});

test('a hundred thousand items are all there', async () => {
  const feed = await parse(bytes(`<rss><channel>${'<item><guid>x</guid></item>'.repeat(100_000)}</channel></rss>`));
  assert.equal(feed.items.length, 100_000);
});

test('what a feed of very many items says of itself after them is known', async () => {
  const words =
    'A long description, too long to stand in the skeleton as it is, so that it waits in a table beside it.';
  const feed = await parse(
    bytes(
      `<rss><channel>${'<item><title>x</title></item>'.repeat(6000)}<title>Late</title><description>${words}</description></channel></rss>`,
    ),
  );
  assert.equal(feed.items.length, 6000);
  assert.equal(feed.title, 'Late');
  assert.equal(feed.description, words);
});
