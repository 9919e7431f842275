import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { discoverInHtml, feedAddressesInPage, feedAddressFor, wellKnownAddresses } from '../../feeds/discover.ts';
import { CORPUS, hasCorpus } from './fixtures.ts';

const PAGE = 'https://site.example/blog/post';

describe('feeds that a page names', () => {
  test('every type, with its title, relative to base', () => {
    const found = discoverInHtml(
      `<head><base href="/news/"><title>Site</title>
       <link rel="alternate" type="application/rss+xml" title="All &amp; more" href="rss">
       <link rel='alternate feed' type='application/atom+xml' href=atom>
       <LINK REL="ALTERNATE" TYPE="application/feed+json; charset=utf-8" HREF="/feed.json">
       <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
       <link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="a.css"></head>`,
      PAGE,
    );
    assert.deepEqual(found, [
      { url: 'https://site.example/news/rss', title: 'All & more', type: 'application/rss+xml', siteUrl: PAGE },
      { url: 'https://site.example/news/atom', title: 'Site', type: 'application/atom+xml', siteUrl: PAGE },
      { url: 'https://site.example/feed.json', title: 'Site', type: 'application/feed+json', siteUrl: PAGE },
    ]);
  });

  test('anchors that look like feeds come after, each address once', () => {
    const found = discoverInHtml(
      '<a href="/feed.xml">Our <b>feed</b></a><a href="/about">About</a><a href="feed:https://x.example/rss">X</a><a href="/feed.xml">again</a>',
      PAGE,
    );
    assert.deepEqual(
      found.map(({ url, title }) => [url, title]),
      [
        ['https://site.example/feed.xml', 'Our feed'],
        ['https://x.example/rss', 'X'],
      ],
    );
  });

  test('what stands in a script or a comment is no link', () => {
    assert.deepEqual(
      discoverInHtml(
        '<script>"<link rel=alternate type=application/rss+xml href=/a>"</script><!-- <a href="/rss">x</a> -->',
        PAGE,
      ),
      [],
    );
  });

  test('a page of a million unclosed tags is read at once', () => {
    const started = performance.now();
    discoverInHtml('<script><a href="/feed'.repeat(100_000), PAGE);
    assert.ok(performance.now() - started < 3000);
  });
});

describe('addresses that people paste', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['https://www.youtube.com/channel/UCabc', ['https://www.youtube.com/feeds/videos.xml?channel_id=UCabc']],
    ['youtube.com/playlist?list=PL1', ['https://www.youtube.com/feeds/videos.xml?playlist_id=PL1']],
    ['https://mastodon.example/@ada', ['https://mastodon.example/@ada.rss']],
    ['@ada@mastodon.example', ['https://mastodon.example/@ada.rss']],
    ['https://bsky.app/profile/ada.example', ['https://bsky.app/profile/ada.example/rss']],
    ['https://old.reddit.com/r/birds/', ['https://www.reddit.com/r/birds/.rss']],
    ['https://github.com/lit/lit/releases', ['https://github.com/lit/lit/releases.atom']],
    ['https://github.com/lit/lit/commits/main', ['https://github.com/lit/lit/commits/main.atom']],
    ['https://ada.substack.com/p/post', ['https://ada.substack.com/feed']],
    ['https://medium.com/@ada/story-1', ['https://medium.com/feed/@ada']],
    ['https://ada.wordpress.com/', ['https://ada.wordpress.com/feed/']],
    ['https://plain.example/page', []],
    ['not an address', []],
    ['javascript:alert(1)', []],
  ];
  for (const [pasted, expected] of cases) test(pasted, () => assert.deepEqual(feedAddressFor(pasted), expected));

  test('a YouTube handle’s page betrays its channel', () => {
    const page = `<script>var x = {"externalId":"UC${'a'.repeat(22)}"}</script>`;
    assert.deepEqual(feedAddressesInPage(page, 'https://www.youtube.com/@ada'), [
      `https://www.youtube.com/feeds/videos.xml?channel_id=UC${'a'.repeat(22)}`,
    ]);
  });

  test('a podcast page betrays its feed', () => {
    assert.deepEqual(
      feedAddressesInPage('{"feedUrl":"https:\\/\\/pod.example\\/rss"}', 'https://podcasts.apple.com/x/id1'),
      ['https://pod.example/rss'],
    );
  });

  test('well-known places are on the site', () => {
    const places = wellKnownAddresses('https://site.example/blog/post');
    assert.ok(places.includes('https://site.example/feed'));
    assert.ok(places.includes('https://site.example/blog/atom.xml'));
  });
});

test('no page of the corpus makes discovery throw', t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  for (const name of readdirSync(join(CORPUS, 'html'), { recursive: true, encoding: 'utf8' })) {
    const file = join(CORPUS, 'html', name);
    if (statSync(file).isFile()) discoverInHtml(readFileSync(file, 'utf8'), 'https://page.example/');
  }
});
