import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { discoverInHtml, wellKnownAddresses } from '../../feeds/discover.ts';
import { feedAddressesInPage, feedAddressFor } from '../../feeds/known-sites.ts';
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
    ['https://www.youtube.com/watch?v=abc&list=PL1', ['https://www.youtube.com/feeds/videos.xml?playlist_id=PL1']],
    ['https://www.youtube.com/user/ada', ['https://www.youtube.com/feeds/videos.xml?user=ada']],
    // A handle's channel stands in its page alone.
    ['https://www.youtube.com/@ada/videos', []],
    ['https://mastodon.example/@ada/109', ['https://mastodon.example/@ada.rss']],
    ['https://mastodon.example/@ada@home.example', ['https://home.example/@ada.rss']],
    ['https://mastodon.example/web/@ada', ['https://mastodon.example/@ada.rss']],
    ['https://mastodon.social/tags/birds', ['https://mastodon.social/tags/birds.rss']],
    ['https://mastodon.example/@ada.rss', []],
    ['https://blog.example/tags/birds', []],
    ['ada.bsky.social', ['https://bsky.app/profile/ada.bsky.social/rss']],
    ['https://bsky.app/profile/did:plc:abc', ['https://bsky.app/profile/did:plc:abc/rss']],
    ['https://bsky.app/profile/ada.example/post/3k', ['https://bsky.app/profile/ada.example/rss']],
    ['https://www.reddit.com/u/ada', ['https://www.reddit.com/user/ada/.rss']],
    ['https://www.reddit.com/', ['https://www.reddit.com/.rss']],
    ['https://www.reddit.com/r/birds/.rss', []],
    [
      'https://github.com/lit/lit',
      [
        'https://github.com/lit/lit/releases.atom',
        'https://github.com/lit/lit/commits.atom',
        'https://github.com/lit/lit/tags.atom',
      ],
    ],
    ['https://github.com/lit', ['https://github.com/lit.atom']],
    [
      'https://github.com/lit/lit.git',
      [
        'https://github.com/lit/lit/releases.atom',
        'https://github.com/lit/lit/commits.atom',
        'https://github.com/lit/lit/tags.atom',
      ],
    ],
    ['https://github.com/lit/lit/commits', ['https://github.com/lit/lit/commits.atom']],
    ['https://github.com/lit/lit/blob/main/README.md', ['https://github.com/lit/lit/commits/main/README.md.atom']],
    ['https://github.com/lit/lit/releases/tag/v1', ['https://github.com/lit/lit/releases.atom']],
    ['https://substack.com/@ada', ['https://ada.substack.com/feed']],
    ['https://open.substack.com/pub/ada/p/post', ['https://ada.substack.com/feed']],
    ['https://ada.medium.com/story', ['https://ada.medium.com/feed']],
    ['https://medium.com/tag/birds', ['https://medium.com/feed/tag/birds']],
    ['https://medium.com/some-publication', ['https://medium.com/feed/some-publication']],
    ['https://ada.podbean.com/e/one', ['https://feed.podbean.com/ada/feed.xml']],
    ['https://www.buzzsprout.com/123/episodes/1', ['https://feeds.buzzsprout.com/123.rss']],
    ['https://ada.libsyn.com/', ['https://ada.libsyn.com/rss']],
    ['https://shows.acast.com/ada/episodes/one', ['https://feeds.acast.com/public/shows/ada']],
    ['https://www.spreaker.com/show/123', ['https://www.spreaker.com/show/123/episodes/feed']],
    ['https://www.spreaker.com/podcast/ada--123', ['https://www.spreaker.com/show/123/episodes/feed']],
    ['https://rss.com/podcasts/ada/1/', ['https://media.rss.com/ada/feed.xml']],
    ['feed://blog.example/rss', []],
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

  test('so does the page of a video, and of a channel with a name', () => {
    const id = `UC${'b'.repeat(22)}`;
    for (const page of [
      `<meta itemprop="channelId" content="${id}">`,
      `<meta itemprop="identifier" content="${id}">`,
      `{"channelId":"${id}"}`,
      `<link rel="canonical" href="https://www.youtube.com/channel/${id}">`,
    ])
      assert.deepEqual(feedAddressesInPage(page, 'https://www.youtube.com/c/ada'), [
        `https://www.youtube.com/feeds/videos.xml?channel_id=${id}`,
      ]);
  });

  test('a SoundCloud page betrays its account', () => {
    assert.deepEqual(
      feedAddressesInPage('<meta property="al:ios:url" content="soundcloud://users:42">', 'https://soundcloud.com/ada'),
      ['https://feeds.soundcloud.com/users/soundcloud:users:42/sounds.rss'],
    );
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
