import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toWireFeed, toWireItem } from '../../feeds/json-feed.ts';
import { parse } from '../../feeds/parse.ts';
import type { ParsedFeed } from '../../feeds/parsed-feed.ts';
import { bytes } from './fixtures.ts';

const URL_ASKED = 'https://e.example/feed';
const feedOf = (items: ParsedFeed['items']): ParsedFeed => ({ format: 'rss', hints: {}, repairs: [], items });

test('a wire feed is JSON Feed 1.1 with our additions, and reads back', async () => {
  const wire = toWireFeed(
    {
      ...feedOf([
        {
          id: 'a',
          title: 'A',
          url: 'https://e.example/a',
          contentHtml: '<p>long</p>',
          summary: '<b>short</b>',
          authors: [{ name: 'Ada', email: 'ada@e.example' }],
          published: '2026-03-01T00:00:00Z',
          updated: '2026-03-02T00:00:00Z',
          comments: 'https://e.example/a#c',
          enclosures: [{ url: 'https://e.example/a.mp3', type: 'audio/mpeg', length: 0 }],
          durationSeconds: 60,
        },
      ]),
      title: 'T',
      link: 'https://e.example/',
    },
    { url: URL_ASKED },
  );
  assert.equal(wire.version, 'https://jsonfeed.org/version/1.1');
  assert.equal(wire.feed_url, URL_ASKED);
  assert.deepEqual(wire.items[0], {
    id: 'a',
    url: 'https://e.example/a',
    title: 'A',
    content_html: '<p>long</p>',
    summary: 'short',
    date_published: '2026-03-01T00:00:00Z',
    date_modified: '2026-03-02T00:00:00Z',
    authors: [{ name: 'Ada' }],
    attachments: [{ url: 'https://e.example/a.mp3', mime_type: 'audio/mpeg', duration_in_seconds: 60 }],
    _predawn: { guid: 'a', comments: 'https://e.example/a#c' },
  });
  const back = await parse(bytes(JSON.stringify(wire)), undefined, URL_ASKED);
  assert.equal(back.items[0]?.title, 'A');
});

test('an item without id and link gets the same id again, and no guid', () => {
  const item = { title: 'Only a title', published: '2026-03-01T00:00:00Z' };
  const wire = toWireItem(item);
  assert.equal(wire.id, toWireItem({ ...item }).id);
  assert.equal(wire._predawn?.guid, undefined);
  assert.notEqual(wire.id, toWireItem({ ...item, title: 'Another' }).id);
});

test('the site that stands for a missing link does not travel as the item’s own', () => {
  const wire = toWireItem({ title: 'x', url: 'https://e.example/', urlIsSite: true });
  assert.equal(wire.url, undefined);
  assert.notEqual(wire.id, 'https://e.example/');
});

test('a limit keeps the newest, and the publisher’s order where there are no dates', () => {
  const dated = feedOf(
    ['2026-01-01', '2026-03-01', '2026-02-01'].map(day => ({ id: day, published: `${day}T00:00:00Z` })),
  );
  assert.deepEqual(
    toWireFeed(dated, { url: URL_ASKED, limit: 2 }).items.map(item => item.id),
    ['2026-03-01', '2026-02-01'],
  );
  const undated = feedOf([{ id: '1' }, { id: '2' }, { id: '3' }]);
  assert.deepEqual(
    toWireFeed(undated, { url: URL_ASKED, limit: 2 }).items.map(item => item.id),
    ['1', '2'],
  );
});

test('a feed without a title is named by its host', () => {
  assert.equal(toWireFeed(feedOf([]), { url: 'https://www.e.example/feed' }).title, 'e.example');
});

test('a film of a known host travels as its picture with a link, another frame as it is', () => {
  const frame = '<iframe src="https://maps.example/embed"></iframe>';
  const { content_html: html } = toWireItem({
    id: '1',
    contentHtml: `<p>a</p><iframe src="//www.youtube.com/embed/abcdefghijk"></iframe>${frame}<p>b</p>`,
  });
  assert.equal(
    html,
    `<p>a</p><figure><a href="https://www.youtube.com/watch?v=abcdefghijk"><img src="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg" alt="▶ YouTube" width="480" height="360"></a></figure>${frame}<p>b</p>`,
  );
});
