import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeBytes } from '../../feeds/decode.ts';
import { decodeEntities } from '../../feeds/entities.ts';
import { readOpml, readOpmlFile, writeOpml } from '../../feeds/opml.ts';
import { bytesOf, CORPUS, hasCorpus } from './fixtures.ts';

test('folders nest, titles and sites are kept', () => {
  const { title, feeds } = readOpml(`<opml version="2.0"><head><title>My &amp; yours</title></head><body>
    <outline text="News"><outline text="Local"><outline type="rss" text="Harbour" title="Harbour Post" xmlUrl="https://h.example/f?a=1&amp;b=2" htmlUrl="https://h.example/" category="/a/b,c"/></outline></outline>
    <outline text="Loose" xmlUrl="https://l.example/f"/></body></opml>`);
  assert.equal(title, 'My & yours');
  assert.deepEqual(feeds, [
    {
      url: 'https://h.example/f?a=1&b=2',
      title: 'Harbour Post',
      siteUrl: 'https://h.example/',
      folders: ['News', 'Local'],
      categories: ['/a/b', 'c'],
    },
    { url: 'https://l.example/f', title: 'Loose', folders: [] },
  ]);
});

test('a feed that comes twice stands once, where it has a folder', () => {
  const { feeds } = readOpml(
    '<outline xmlUrl="https://a.example/"/><outline text="F"><outline xmlUrl="https://a.example/"/></outline>',
  );
  assert.deepEqual(feeds, [{ url: 'https://a.example/', folders: ['F'] }]);
});

test('broken files give what they hold', () => {
  const { feeds, rejected } = readOpml(
    '<opml><body><OUTLINE TEXT="A & B" XMLURL="https://a.example/?x=1&y=2"><outline text=C xmlurl=\'feed://b.example/rss\'><outline xmlUrl="javascript:alert(1)"/>',
  );
  assert.deepEqual(
    feeds.map(feed => [feed.url, feed.title]),
    [
      ['https://a.example/?x=1&y=2', 'A & B'],
      ['http://b.example/rss', 'C'],
    ],
  );
  assert.deepEqual(rejected, ['javascript:alert(1)']);
});

test('a file is read in the letters of its writer', () => {
  const latin = Uint8Array.from(
    '<?xml version="1.0" encoding="ISO-8859-1"?><opml><body><outline text="Caf\xe9" xmlUrl="https://a.example/"/>',
    char => char.charCodeAt(0),
  );
  assert.equal(readOpmlFile(latin).feeds[0]?.title, 'Café');
  assert.equal(
    readOpmlFile(new TextEncoder().encode('<outline text="東京" xmlUrl="https://b.example/"/>')).feeds[0]?.title,
    '東京',
  );
});

test('garbage gives no feeds and does not throw', () => {
  for (const text of ['', '<', '{"a":1}', '<outline', '<outline '.repeat(100_000)])
    assert.deepEqual(readOpml(text).feeds, []);
});

test('five thousand outlines read and write at once', () => {
  const feeds = Array.from({ length: 5000 }, (_, i) => ({
    url: `https://e.example/${i}`,
    title: `Feed ${i}`,
    folders: [`Folder ${i % 50}`],
  }));
  const started = performance.now();
  const back = readOpml(writeOpml(feeds, { title: 'All', now: new Date(0) })).feeds;
  assert.equal(back.length, 5000);
  assert.ok(performance.now() - started < 2000);
});

test('every xmlUrl of the corpus is found', t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  let expected = 0;
  for (const name of readdirSync(join(CORPUS, 'opml'), { recursive: true, encoding: 'utf8' })) {
    const file = join(CORPUS, 'opml', name);
    if (!statSync(file).isFile()) continue;
    const { text } = decodeBytes(bytesOf(file));
    const { feeds, rejected } = readOpml(text);
    const found = new Set(feeds.map(feed => feed.url));
    for (const [, , given = ''] of text.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/\sxmlUrl\s*=\s*(["'])(.*?)\1/gi)) {
      const url = decodeEntities(given).trim();
      if (url === '') continue;
      expected += 1;
      const known = URL.canParse(url) && found.has(new URL(url).href);
      assert.ok(known || rejected.includes(decodeEntities(given)), `${name}: ${url}`);
    }
  }
  assert.ok(expected > 500);
});

test('reading keeps the order of the file', () => {
  const { feeds } = readOpml('<outline xmlUrl="https://b.example/"/><outline xmlUrl="https://a.example/"/>');
  assert.deepEqual(
    feeds.map(feed => feed.url),
    ['https://b.example/', 'https://a.example/'],
  );
});
