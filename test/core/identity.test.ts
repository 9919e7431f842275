// The identity rule: an item keeps its article when edited, reordered, moved or given in another format; others stay apart.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { WireItem } from '../../feeds/wire.ts';
import { identify, identityKeysOf, normaliseLink, resolve, type KnownArticle } from '../../src/core/identity.ts';
import type { ArticleId } from '../../src/core/model.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 6, 12, 7);

/** What a device remembers of one feed, in the smallest form: takes in documents, answers the article of each item. */
class Memory {
  readonly #articles = new Map<ArticleId, KnownArticle>();
  readonly #aliases = new Map<string, ArticleId>();
  #next = 1;

  take(items: readonly WireItem[]): string[] {
    const identified = identify(items);
    const found = resolve(
      identified,
      key => this.#aliases.get(key),
      id => this.#articles.get(id),
    );
    return identified.map(({ item, keys }, i) => {
      const id = found[i] ?? (`#${String(this.#next++)}` as ArticleId);
      for (const key of keys) if (!this.#aliases.has(key)) this.#aliases.set(key, id);
      const known = this.#articles.get(id);
      this.#articles.set(id, {
        title: item.title ?? '',
        publishedAt: Date.parse(item.date_published ?? '') || known?.publishedAt || 0,
        identityKeys: [...new Set([...(known?.identityKeys ?? []), ...keys])],
      });
      return id;
    });
  }
}

/** An item as RSS gives it; `guid: null` has none. */
function item(n: number, { guid, ...change }: Partial<WireItem> & { guid?: string | null } = {}): WireItem {
  const id = guid === null ? undefined : (guid ?? `https://a.example/?p=${String(n)}`);
  return {
    id: id ?? `made-up-${String(n)}`,
    url: `https://a.example/story-${String(n)}`,
    title: `Story ${String(n)}`,
    content_html: `<p>Text ${String(n)}</p>`,
    date_published: new Date(START - n * HOUR).toISOString(),
    _predawn: id === undefined ? {} : { guid: id },
    ...change,
  };
}

const without = (source: WireItem, ...names: (keyof WireItem)[]): WireItem =>
  Object.fromEntries(
    Object.entries(source).filter(([name]) => !names.includes(name as keyof WireItem)),
  ) as unknown as WireItem;

describe('identity', () => {
  test('is kept when the same document comes again', () => {
    const memory = new Memory();
    const document = [item(1), item(2), item(3)];
    assert.deepEqual(memory.take(document), memory.take(document));
  });

  test('is kept when items are reordered, added and dropped', () => {
    const memory = new Memory();
    const [one, two] = memory.take([item(1), item(2)]);
    assert.deepEqual(memory.take([item(9), item(2), item(8), item(1)]), ['#3', two, '#4', one]);
    assert.deepEqual(memory.take([item(2)]), [two]);
    assert.deepEqual(memory.take([item(1)]), [one]);
  });

  test('is kept when everything but the guid is edited', () => {
    const memory = new Memory();
    const [one] = memory.take([item(1)]);
    const edited = item(1, {
      title: 'New',
      url: 'https://a.example/new',
      content_html: 'x',
      date_published: new Date(START).toISOString(),
    });
    assert.deepEqual(memory.take([edited]), [one]);
  });

  test('is kept without a guid when title, text and date are edited', () => {
    const memory = new Memory();
    const [one] = memory.take([item(1, { guid: null })]);
    const edited = item(1, {
      guid: null,
      title: 'New',
      content_html: 'x',
      date_published: new Date(START).toISOString(),
    });
    assert.deepEqual(memory.take([edited, item(2, { guid: null })]), [one, '#2']);
  });

  test('is kept with neither guid nor link when the text is edited, and when the title is', () => {
    const memory = new Memory();
    const bare = (change: Partial<WireItem> = {}): WireItem => without(item(1, { guid: null, ...change }), 'url');
    const [one] = memory.take([bare()]);
    assert.deepEqual(memory.take([bare({ content_html: 'edited' })]), [one]);
    assert.deepEqual(memory.take([bare({ title: 'edited' })]), [one]);
  });

  test('is kept with nothing but a title, whatever the text', () => {
    const memory = new Memory();
    const bare = (content_html: string): WireItem =>
      without(item(1, { guid: null, content_html }), 'url', 'date_published');
    assert.deepEqual(memory.take([bare('a')]), memory.take([bare('b')]));
  });

  test('is kept when the feed changes format and with it every guid', () => {
    const memory = new Memory();
    const before = memory.take([item(1), item(2), item(3)]);
    const atom = [1, 2, 3].map(n => item(n, { guid: `tag:a.example,2026:${String(n)}` }));
    assert.deepEqual(memory.take(atom), before);
    assert.deepEqual(memory.take([item(1), item(2), item(3)]), before);
  });

  test('is kept when guids appear that were not there, and when they go', () => {
    const memory = new Memory();
    const [one] = memory.take([item(1, { guid: null })]);
    assert.deepEqual(memory.take([item(1)]), [one]);
    assert.deepEqual(memory.take([item(1, { guid: null })]), [one]);
  });

  test('is kept when the feed moves house, guids and links with it', () => {
    const memory = new Memory();
    const before = memory.take([item(1), item(2)]);
    const moved = [1, 2].map(n =>
      item(n, { guid: `https://b.example/?p=${String(n)}`, url: `https://b.example/story-${String(n)}` }),
    );
    assert.deepEqual(memory.take(moved), before);
    // And edited there: the new guid is known by now.
    assert.deepEqual(memory.take([{ ...(moved[0] as WireItem), title: 'Edited there' }]), [before[0]]);
  });

  test('is kept when the link goes from http to https, gains www or tracking', () => {
    const memory = new Memory();
    const bare = (url: string): WireItem => without(item(1, { guid: null, url }), 'title', 'date_published');
    const [one] = memory.take([bare('http://a.example/x/')]);
    assert.deepEqual(memory.take([bare('https://www.a.example/x?utm_source=rss&utm_medium=feed#comments')]), [one]);
  });

  test('is not shared by items that differ only in guid', () => {
    const memory = new Memory();
    const same = { url: 'https://a.example/', title: 'Update', date_published: new Date(START).toISOString() };
    assert.deepEqual(memory.take([item(1, same), item(2, same)]), ['#1', '#2']);
    assert.deepEqual(memory.take([item(2, same), item(1, same)]), ['#2', '#1']);
  });

  test('is not shared by items whose publisher gives all the same guid', () => {
    const memory = new Memory();
    assert.deepEqual(memory.take([item(1, { guid: 'x' }), item(2, { guid: 'x' })]), ['#1', '#2']);
    assert.deepEqual(memory.take([item(3, { guid: 'x' }), item(2, { guid: 'x' }), item(1, { guid: 'x' })]), [
      '#3',
      '#2',
      '#1',
    ]);
  });

  test('is new each day for a page that keeps its address', () => {
    const memory = new Memory();
    const weather = (day: number): WireItem =>
      item(day, { url: 'https://a.example/weather', title: `Weather of day ${String(day)}`, guid: `w${String(day)}` });
    assert.deepEqual(
      [memory.take([weather(3)]), memory.take([weather(2)]), memory.take([weather(1)])],
      [['#1'], ['#2'], ['#3']],
    );
  });

  test('is apart for two without guid and link at the same midnight', () => {
    const memory = new Memory();
    const day = (title: string): WireItem =>
      without(item(1, { guid: null, title, date_published: '2026-11-20T00:00:00Z' }), 'url');
    assert.deepEqual(
      [memory.take([day('A')]), memory.take([day('A'), day('B')]), memory.take([day('B')])],
      [['#1'], ['#1', '#2'], ['#2']],
    );
  });

  test('is apart for two without guid and link that replace each other at one midnight', () => {
    const memory = new Memory();
    const day = (title: string): WireItem =>
      without(item(1, { guid: null, title, date_published: '2026-11-20T00:00:00Z' }), 'url');
    assert.deepEqual([memory.take([day('A')]), memory.take([day('B')])], [['#1'], ['#2']]);
  });

  test('counts an item that stands twice in a document once', () => {
    const memory = new Memory();
    assert.deepEqual(memory.take([item(1), item(1), item(2)]), ['#1', '#2']);
    const untold = without(item(1, { guid: null }), 'url', 'title', 'date_published');
    assert.equal(memory.take([untold, untold]).length, 1);
  });

  test('gives one article to one item of a document, the one with the stronger key', () => {
    const memory = new Memory();
    const [one] = memory.take([item(1)]);
    // Another item took over title and date; the guid still says which is which.
    const double = item(7, { title: 'Story 1', date_published: new Date(START - HOUR).toISOString() });
    assert.deepEqual(memory.take([double, item(1, { title: 'Edited' })]), ['#2', one]);
  });

  test('takes the id of a plain JSON Feed as the publisher’s own', () => {
    assert.deepEqual(identityKeysOf({ id: 'abc' })[0], 'g:abc');
    assert.equal(
      identityKeysOf({ id: 'made up', _predawn: {} }).some(key => key.startsWith('g:')),
      false,
    );
  });

  test('is never lost over any order and any subset of any feed', () => {
    const anyItem = fc.record({ n: fc.integer({ min: 1, max: 12 }), hasGuid: fc.boolean(), hasUrl: fc.boolean() });
    const anyFeed = fc.uniqueArray(anyItem, { selector: one => one.n, minLength: 1 });
    fc.assert(
      fc.property(anyFeed, fc.infiniteStream(fc.nat()), (feed, random) => {
        const memory = new Memory();
        const items = feed.map(({ n, hasGuid, hasUrl }) => {
          const full = item(n, hasGuid ? {} : { guid: null });
          return hasUrl ? full : without(full, 'url');
        });
        const first = new Map(items.map((one, i) => [one, memory.take(items)[i]]));
        assert.equal(new Set(first.values()).size, items.length);
        const some = items
          .filter(() => random.next().value % 3 > 0)
          .sort(() => (random.next().value % 2 === 0 ? 1 : -1));
        assert.deepEqual(
          memory.take(some),
          some.map(one => first.get(one)),
        );
      }),
    );
  });
});

describe('a link’s stable part', () => {
  const same: readonly (readonly [string, string])[] = [
    ['http://www.A.example:80/x/', 'https://a.example/x'],
    ['https://a.example/x?utm_source=a&id=7&fbclid=z', 'https://a.example/x?id=7'],
    ['https://a.example/x#more-12', 'https://a.example/x'],
  ];
  for (const [one, other] of same)
    test(`${one} is ${other}`, () => assert.equal(normaliseLink(one), normaliseLink(other)));
  const different: readonly (readonly [string, string])[] = [
    ['https://a.example/?p=1', 'https://a.example/?p=2'],
    ['https://a.example/x#1', 'https://a.example/x#2'],
    ['https://a.example/X', 'https://a.example/x'],
    [`https://a.example/${'y'.repeat(200)}1`, `https://a.example/${'y'.repeat(200)}2`],
  ];
  for (const [one, other] of different) {
    test(`${one.slice(0, 40)} is not ${other.slice(0, 40)}`, () =>
      assert.notEqual(normaliseLink(one), normaliseLink(other)));
  }
});
