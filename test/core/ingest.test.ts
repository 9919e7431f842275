// An item becomes headline and body: text kinds, dates, pictures, fingerprints, mutes, pace.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WireItem } from '../../feeds/wire.ts';
import { fingerprintOf, ingestItem, isMuted, itemsPerDay, type Ingested } from '../../src/core/ingest.ts';
import type { ArticleId, FeedId, Headline } from '../../src/core/model.ts';

const NOW = Date.UTC(2026, 10, 20, 6);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const base: WireItem = {
  id: 'g',
  title: 'Title',
  url: 'https://a.example/1',
  date_published: new Date(NOW - HOUR).toISOString(),
};

const taken = (change: Partial<WireItem>, previous?: Headline, now = NOW): Ingested =>
  ingestItem(
    { ...base, ...change },
    {
      feedId: 'f' as FeedId,
      id: 'a' as ArticleId,
      identityKeys: ['g:g'],
      now,
      ...(previous === undefined ? {} : { previous }),
    },
  );

describe('the text of an article', () => {
  const kinds: readonly (readonly [string, Partial<WireItem>, Headline['text']])[] = [
    ['a long text is full', { content_html: `<p>${'word '.repeat(300)}</p>` }, 'full'],
    ['a short note is full', { content_html: '<p>Just landed.</p>' }, 'full'],
    ['a text that breaks off is a summary', { content_html: '<p>It began in spring […]</p>' }, 'summary'],
    [
      'a text that ends in “Read more” is a summary',
      { content_html: '<p>It began.</p><p><a>Continue reading The story</a> →</p>' },
      'summary',
    ],
    ['a long text that ends in an ellipsis is full', { content_html: `<p>${'word '.repeat(300)}…</p>` }, 'full'],
    ['a summary alone is a summary', { summary: 'It began in spring.' }, 'summary'],
    ['a summary as long as an article is full', { summary: 'word '.repeat(300) }, 'full'],
    [
      'content that says no more than the summary is a summary',
      { content_html: '<p>It began.</p>', summary: 'It began.' },
      'summary',
    ],
    ['plain text counts as well', { content_text: 'One.\n\nTwo.' }, 'full'],
    ['pictures alone are none', { content_html: '<img src="x">' }, 'none'],
    ['nothing is none', {}, 'none'],
  ];
  for (const [name, change, kind] of kinds) test(name, () => assert.equal(taken(change).headline.text, kind));

  test('keeps its markup as it came, and plain text escaped', () => {
    assert.equal(taken({ content_html: '<p onclick="x">a</p>' }).body.html, '<p onclick="x">a</p>');
    assert.equal(taken({ content_text: 'a < b' }).body.html, '<p>a &lt; b</p>');
  });

  test('gives an excerpt of the summary where there is one, else of the text', () => {
    assert.equal(taken({ summary: '<b>Short</b>', content_html: 'Long text' }).headline.excerpt, 'Short');
    assert.equal(taken({ content_html: '<p>Long</p><p>text</p>' }).headline.excerpt, 'Long text');
  });

  test('finds a title where there is none', () => {
    assert.equal(taken({ title: '', content_html: '<p>Just landed.</p>' }).headline.title, 'Just landed.');
    assert.equal(taken({ title: '  ' }).headline.title, 'https://a.example/1');
    const { url: _, ...bare } = base;
    const made = ingestItem(
      { ...bare, title: '' },
      { feedId: 'f' as FeedId, id: 'a' as ArticleId, identityKeys: [], now: NOW },
    );
    assert.equal(made.headline.title, 'Untitled');
  });
});

describe('dates', () => {
  test('stand as published, never later than first seen', () => {
    assert.equal(taken({}).headline.publishedAt, NOW - HOUR);
    assert.equal(taken({ date_published: '2199-01-01T00:00:00Z' }).headline.publishedAt, NOW);
  });

  test('are the time of first sight where there is none, also after an edit', () => {
    const { headline } = taken({ date_published: 'yesterday-ish' });
    assert.equal(headline.publishedAt, NOW);
    assert.equal(taken({ date_published: 'soon', title: 'New' }, headline, NOW + DAY).headline.publishedAt, NOW);
  });

  test('say when it was edited, in the publisher’s words or ours', () => {
    const { headline } = taken({});
    assert.equal(headline.updatedAt, undefined);
    const edited = taken({ title: 'New' }, headline, NOW + DAY).headline;
    assert.deepEqual([edited.updatedAt, edited.firstSeenAt], [NOW + DAY, NOW]);
    const said = taken(
      { title: 'New', date_modified: new Date(NOW + HOUR).toISOString() },
      headline,
      NOW + DAY,
    ).headline;
    assert.equal(said.updatedAt, NOW + HOUR);
  });
});

describe('pictures and media', () => {
  const sizes = [
    { w: 640, url: '/api/image?b' },
    { w: 320, url: '/api/image?a' },
  ];
  const pictures = [
    { src: 'https://x/lead.jpg', lead: true, width: 800, height: 600, alt: 'A', sizes },
    { src: 'https://x/2.jpg', sizes: [] },
  ] as const;

  test('come from the gateway’s list, lead first, widths ascending', () => {
    const { headline, body } = taken({ _predawn: { pictures } });
    assert.deepEqual(headline.lead, {
      src: 'https://x/lead.jpg',
      width: 800,
      height: 600,
      alt: 'A',
      sizes: [sizes[1], sizes[0]],
    });
    assert.deepEqual(
      [headline.pictures, headline.picturesStored, body.pictures.map(one => one.src)],
      [2, 0, ['https://x/lead.jpg', 'https://x/2.jpg']],
    );
  });

  test('fall back to the item’s own where there is no gateway', () => {
    assert.deepEqual(taken({ image: 'https://x/i.jpg' }).headline.lead, { src: 'https://x/i.jpg', sizes: [] });
  });

  test('mark audio and video', () => {
    const attachments = [
      { url: 'https://x/a.pdf', mime_type: 'application/pdf' },
      { url: 'https://x/a.mp3', mime_type: 'audio/mpeg', duration_in_seconds: 60, size_in_bytes: 9 },
    ];
    const { headline, body } = taken({ attachments });
    assert.equal(headline.media, 'audio');
    assert.deepEqual(body.enclosures[1], {
      url: 'https://x/a.mp3',
      type: 'audio/mpeg',
      length: 9,
      durationSeconds: 60,
    });
  });
});

describe('the fingerprint', () => {
  const full: WireItem = {
    ...base,
    content_html: 'x',
    summary: 's',
    authors: [{ name: 'Ann' }],
    tags: ['t'],
    language: 'en',
  };

  test('is the same for the same words, whatever says when it was looked at', () => {
    assert.equal(fingerprintOf(full), fingerprintOf({ ...full, id: 'other', date_modified: '2026-01-01T00:00:00Z' }));
  });

  const edits: readonly (readonly [string, Partial<WireItem>])[] = [
    ['title', { title: 'T' }],
    ['text', { content_html: 'y' }],
    ['summary', { summary: 'z' }],
    ['link', { url: 'https://a.example/2' }],
    ['date', { date_published: '2026-01-01T00:00:00Z' }],
    ['author', { authors: [{ name: 'Bob' }] }],
    ['tags', { tags: ['u'] }],
    ['a picture', { _predawn: { pictures: [{ src: 'https://x', sizes: [] }] } }],
    ['an enclosure', { attachments: [{ url: 'https://x', mime_type: 'audio/mpeg' }] }],
  ];
  for (const [what, edit] of edits) {
    test(`changes with ${what}`, () => assert.notEqual(fingerprintOf(full), fingerprintOf({ ...full, ...edit })));
  }

  test('tells text that moved from one field to the next', () => {
    assert.notEqual(fingerprintOf({ ...base, summary: 'a' }), fingerprintOf({ ...base, content_text: 'a' }));
  });
});

describe('muted words', () => {
  const headline = { title: 'Élection: the #results are in', excerpt: 'More in the long-read.' };
  for (const [word, isHit] of [
    ['élection', true],
    ['RESULTS', false],
    ['#results', true],
    ['elect', false],
    ['long read', true],
    ['', false],
    ['  ', false],
    ['!', false],
  ] as const) {
    test(`“${word}” ${isHit ? 'hits' : 'misses'}`, () => assert.equal(isMuted(headline, [word]), isHit));
  }
});

describe('the pace of a feed', () => {
  test('is read from the dates at first sight', () => {
    const publishedAt = Array.from({ length: 14 }, (_, i) => NOW - (i / 2) * DAY);
    assert.equal(itemsPerDay({}, { newCount: 14, publishedAt, now: NOW }), 2);
    assert.equal(itemsPerDay({}, { newCount: 1, publishedAt: [NOW - 20 * DAY], now: NOW }), 1 / 28);
  });

  test('follows what the checks find, however often they come', () => {
    const after = (checksADay: number): number => {
      let feed = { itemsPerDay: 10, checkedAt: NOW };
      for (let i = 1; i <= 28 * checksADay; i++) {
        const now = NOW + (i / checksADay) * DAY;
        feed = { itemsPerDay: itemsPerDay(feed, { newCount: 2 / checksADay, publishedAt: [], now }), checkedAt: now };
      }
      return feed.itemsPerDay;
    };
    assert.ok(Math.abs(after(1) - 2.5) < 0.1, String(after(1)));
    assert.ok(Math.abs(after(24) - after(1)) < 0.01);
  });

  test('stands still when the clock does, or runs backwards', () => {
    assert.equal(itemsPerDay({ itemsPerDay: 3, checkedAt: NOW }, { newCount: 5, publishedAt: [], now: NOW }), 3);
    assert.equal(itemsPerDay({ itemsPerDay: 3, checkedAt: NOW }, { newCount: 5, publishedAt: [], now: NOW - DAY }), 3);
  });
});
