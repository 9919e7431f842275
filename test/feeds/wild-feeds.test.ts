// Odd feeds as they are met in the wild, after the shape of what well-known software writes. The texts are our own.

import { entry, expects, item, rss } from './expects.ts';

expects(
  'wp',
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>B &#8211; C</title><atom:link href="https://b.example/feed/" rel="self" type="application/rss+xml" /><link>https://b.example</link><description>D</description><lastBuildDate>Mon, 03 Mar 2025 07:15:00 +0000</lastBuildDate><language>en-US</language><sy:updatePeriod>
	hourly	</sy:updatePeriod><sy:updateFrequency>
	1	</sy:updateFrequency><image><url>https://b.example/cropped-32x32.png</url><title>B</title><link>https://b.example</link><width>32</width></image><site xmlns="com-wordpress:feed-additions:1">1</site><item><title>P &amp; Q</title><link>https://b.example/p</link><comments>https://b.example/p#respond</comments><dc:creator><![CDATA[Ann]]></dc:creator><pubDate>Mon, 03 Mar 2025 07:00:00 +0000</pubDate><category><![CDATA[N]]></category><category><![CDATA[M]]></category><guid isPermaLink="false">https://b.example/?p=1</guid><description><![CDATA[<p>E &#8230;</p>]]></description><content:encoded><![CDATA[<p>F</p><img src="https://b.example/i.jpg" width="600" height="400">]]></content:encoded><wfw:commentRss>https://b.example/p/feed/</wfw:commentRss><slash:comments>3</slash:comments></item></channel></rss>`,
  {
    title: 'B – C',
    'hints.updatePeriodMinutes': 60,
    'items.0.title': 'P & Q',
    'items.0.author': 'Ann',
    'items.0.categories': ['N', 'M'],
    'items.0.commentCount': 3,
    'items.0.image.src': 'https://b.example/i.jpg',
    'items.0.id': 'https://b.example/?p=1',
    'items.0.url': 'https://b.example/p',
  },
);
expects(
  'youtube',
  `<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UC1"/><id>yt:channel:1</id><yt:channelId>1</yt:channelId><title>Ch</title><link rel="alternate" href="https://www.youtube.com/channel/UC1"/><author><name>Ch</name><uri>https://www.youtube.com/channel/UC1</uri></author><published>2020-01-01T00:00:00+00:00</published><entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>V</title><link rel="alternate" href="https://www.youtube.com/watch?v=abc"/><author><name>Ch</name></author><published>2025-03-03T07:15:00+00:00</published><updated>2025-03-04T07:15:00+00:00</updated><media:group><media:title>V</media:title><media:content url="https://www.youtube.com/v/abc?version=3" type="application/x-shockwave-flash" width="640" height="390"/><media:thumbnail url="https://i4.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/><media:description>Desc
line2</media:description><media:community><media:starRating count="1"/></media:community></media:group></entry></feed>`,
  {
    'items.0.url': 'https://www.youtube.com/watch?v=abc',
    'items.0.summary': /Desc\nline2|Desc<br>\nline2/,
    'items.0.image.src': 'https://i4.ytimg.com/vi/abc/hqdefault.jpg',
    'items.0.published': '2025-03-03T07:15:00Z',
  },
);
expects(
  'reddit',
  `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><category term="birds" label="r/birds"/><updated>2025-03-03T07:15:00+00:00</updated><icon>https://www.redditstatic.com/icon.png/</icon><id>/r/birds/.rss</id><link rel="self" href="https://www.reddit.com/r/birds/.rss" type="application/atom+xml" /><link rel="alternate" href="https://www.reddit.com/r/birds/" type="text/html" /><title>Birds</title><entry><author><name>/u/ann</name><uri>https://www.reddit.com/user/ann</uri></author><category term="birds" label="r/birds"/><content type="html">&lt;table&gt; &lt;tr&gt;&lt;td&gt; &lt;a href=&quot;https://www.reddit.com/r/birds/comments/1/x/&quot;&gt; &lt;img src=&quot;https://b.thumbs.redditmedia.com/x.jpg&quot; alt=&quot;Owl&quot; title=&quot;Owl&quot; /&gt; &lt;/a&gt; &lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</content><id>t3_1</id><media:thumbnail url="https://b.thumbs.redditmedia.com/x.jpg" /><link href="https://www.reddit.com/r/birds/comments/1/x/" /><updated>2025-03-03T07:15:00+00:00</updated><published>2025-03-03T07:15:00+00:00</published><title>Owl</title></entry></feed>`,
  {
    'items.0.id': 't3_1',
    'items.0.url': 'https://www.reddit.com/r/birds/comments/1/x/',
    'items.0.author': '/u/ann',
    'items.0.categories': ['birds'],
    link: 'https://www.reddit.com/r/birds/',
  },
);
expects(
  'github releases',
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US"><id>tag:github.com,2008:https://github.com/a/b/releases</id><link type="text/html" rel="alternate" href="https://github.com/a/b/releases"/><title>Release notes from b</title><updated>2025-03-03T07:15:00Z</updated><entry><id>tag:github.com,2008:Repository/1/v1</id><updated>2025-03-03T07:15:00Z</updated><link rel="alternate" type="text/html" href="/a/b/releases/tag/v1"/><title>v1</title><content type="html">&lt;p&gt;x&lt;/p&gt;</content><author><name>ann</name></author><media:thumbnail height="60" width="60" url="https://avatars.githubusercontent.com/u/1?s=60&amp;v=4"/></entry></feed>`,
  { 'items.0.url': 'https://github.com/a/b/releases/tag/v1', 'items.0.contentHtml': '<p>x</p>', language: 'en-US' },
  'https://github.com/a/b/releases.atom',
);
expects(
  'mastodon no title',
  `<rss version="2.0" xmlns:webfeeds="http://webfeeds.org/rss/1.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Ada</title><link>https://m.example/@ada</link><image><url>https://m.example/a.png</url></image><webfeeds:icon>https://m.example/a.png</webfeeds:icon><item><guid isPermaLink="true">https://m.example/@ada/1</guid><link>https://m.example/@ada/1</link><pubDate>Mon, 03 Mar 2025 07:15:00 +0000</pubDate><description>&lt;p&gt;Hello&lt;/p&gt;</description><media:content url="https://m.example/p.jpg" type="image/jpeg" fileSize="10" medium="image"><media:rating scheme="urn:simple">nonadult</media:rating><media:description type="plain">A bird</media:description></media:content><category>birds</category></item></channel></rss>`,
  { 'items.0.summary': '<p>Hello</p>', 'items.0.image.src': 'https://m.example/p.jpg', 'items.0.title': undefined },
);
expects(
  'hn',
  `<rss version="2.0"><channel><title>HN</title><link>https://news.ycombinator.com/</link><description>L</description><item><title>T</title><link>https://x.example/a?b=1&amp;c=2</link><pubDate>Mon, 03 Mar 2025 07:15:00 +0000</pubDate><comments>https://news.ycombinator.com/item?id=1</comments><description><![CDATA[<a href="https://news.ycombinator.com/item?id=1">Comments</a>]]></description></item></channel></rss>`,
  { 'items.0.url': 'https://x.example/a?b=1&c=2', 'items.0.comments': 'https://news.ycombinator.com/item?id=1' },
);
expects(
  'blogger',
  `<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:thr='http://purl.org/syndication/thread/1.0'><id>tag:blogger.com,1999:blog-1</id><updated>2025-03-03T07:15:00.001-08:00</updated><title type='text'>B</title><link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' href='http://b.example/feeds/posts/default'/><link rel='self' type='application/atom+xml' href='http://www.blogger.com/feeds/1/posts/default'/><link rel='alternate' type='text/html' href='http://b.example/'/><link rel='hub' href='http://pubsubhubbub.appspot.com/'/><author><name>Ann</name><email>noreply@blogger.com</email></author><entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2025-03-03T07:15:00.000-08:00</published><updated>2025-03-03T07:15:10.000-08:00</updated><category scheme='http://www.blogger.com/atom/ns#' term='x'/><title type='text'>A &lt;b&gt; c</title><content type='html'>&lt;p&gt;q&lt;/p&gt;</content><link rel='replies' type='application/atom+xml' href='http://b.example/feeds/2/comments/default' title='Post Comments'/><link rel='replies' type='text/html' href='http://b.example/p.html#comment-form' title='0 Comments'/><link rel='edit' href='http://www.blogger.com/feeds/1/posts/default/2'/><link rel='alternate' type='text/html' href='http://b.example/p.html'/><author><name>Ann</name></author><thr:total>4</thr:total></entry></feed>`,
  {
    'items.0.url': 'http://b.example/p.html',
    'items.0.comments': 'http://b.example/p.html#comment-form',
    'items.0.commentCount': 4,
    link: 'http://b.example/',
    'hints.hub': 'http://pubsubhubbub.appspot.com/',
  },
);
expects(
  'feedburner',
  `<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" version="2.0"><channel><title>T</title><link>http://e.example/</link><item><title>x</title><link>http://feedproxy.google.com/~r/x/~3/1</link><guid isPermaLink="false">1</guid><feedburner:origLink>http://e.example/real</feedburner:origLink><description>d&lt;img src="http://feeds.feedburner.com/~r/x/~4/1" height="1" width="1"/&gt;</description></item></channel></rss>`,
  { 'items.0.url': /feedproxy|real/, 'items.0.image': undefined },
);
expects(
  'craigslist rdf',
  `<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><channel rdf:about="http://c.example/index.rss"><title>c</title><link>http://c.example/</link><description/><dc:language>en-us</dc:language></channel><item rdf:about="http://c.example/1.html"><title><![CDATA[Bike &#x0024;50]]></title><link>http://c.example/1.html</link><description><![CDATA[d]]></description><dc:date>2025-03-03T07:15:00-08:00</dc:date><dcterms:issued>2025-03-03T07:15:00-08:00</dcterms:issued><enc:enclosure resource="http://c.example/i.jpg" type="image/jpeg"/></item></rdf:RDF>`,
  {
    language: 'en-us',
    'items.0.title': 'Bike $50',
    'items.0.published': '2025-03-03T15:15:00Z',
    'items.0.enclosures.0.url': 'http://c.example/i.jpg',
  },
);
expects(
  'slashdot',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>S</title><link>https://s.example/</link></channel><item rdf:about="https://s.example/1"><title>t</title><link>https://s.example/1</link><dc:creator>m</dc:creator><slash:comments>12</slash:comments></item></rdf:RDF>`,
  { 'items.0.commentCount': 12, 'items.0.author': 'm' },
);
expects(
  'ghost media',
  `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title><![CDATA[G]]></title><link>https://g.example/</link><item><title><![CDATA[t]]></title><link>https://g.example/t/</link><guid isPermaLink="false">5f</guid><media:content url="https://g.example/c.jpg" medium="image"/><content:encoded><![CDATA[<img src="https://g.example/c.jpg" alt="t"><p>z</p>]]></content:encoded></item></channel></rss>`,
  { 'items.0.image.src': 'https://g.example/c.jpg' },
);
expects(
  'twitter-like no link',
  `<rss version="2.0"><channel><title>t</title><item><description>Just words, no title</description><pubDate>Mon, 03 Mar 2025 07:15:00 GMT</pubDate></item></channel></rss>`,
  { 'items.0.summary': 'Just words, no title' },
);
expects(
  'squarespace',
  `<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>t</title><link>https://s.example/</link><item><title>e</title><itunes:title>e!</itunes:title><itunes:duration>00:31:05</itunes:duration><itunes:image href="https://s.example/i.jpg?format=1500w"/><enclosure url="https://s.example/a.mp3?x" length="29" type="audio/mpeg"/><description>d</description><itunes:summary>sum</itunes:summary></item></channel></rss>`,
  { 'items.0.durationSeconds': 1865, 'items.0.summary': 'd', 'items.0.title': 'e' },
);
expects(
  'itunes duration forms',
  `<rss><channel xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><item><itunes:duration>1h 2m</itunes:duration></item><item><itunes:duration>3725</itunes:duration></item><item><itunes:duration>62:05</itunes:duration></item><item><itunes:duration>01:02:05.500</itunes:duration></item><item><itunes:duration>PT1H2M5S</itunes:duration></item><item><itunes:duration>45 min</itunes:duration></item><item><itunes:duration> 5:00 </itunes:duration></item><item><itunes:duration>00:00</itunes:duration></item></channel></rss>`,
  {
    'items.0.durationSeconds': 3720,
    'items.1.durationSeconds': 3725,
    'items.2.durationSeconds': 3725,
    'items.3.durationSeconds': 3725,
    'items.4.durationSeconds': 3725,
    'items.5.durationSeconds': 2700,
    'items.6.durationSeconds': 300,
    'items.7.durationSeconds': undefined,
  },
);
expects(
  'xml in html',
  `<html><body><pre style="word-wrap"><?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>x</title></item></channel></rss></pre></body></html>`,
  { title: 'T', n: 1 },
);
expects(
  'escaped feed in cdata channel',
  `<rss version="2.0"><channel><title><![CDATA[ ]]></title><description> </description><item><title/></item></channel></rss>`,
  { title: undefined, n: 1 },
);
expects(
  'atom summary + content src',
  entry('<title>x</title><summary>s</summary><content src="http://e.example/full.html" type="text/html"/>'),
  { 'items.0.summary': 's', 'items.0.url': 'http://e.example/full.html' },
);
expects(
  'atom links order',
  entry(
    '<link rel="edit" href="http://e.example/edit"/><link rel="self" href="http://e.example/self"/><link rel="alternate" type="application/json" href="http://e.example/j"/><link rel="alternate" type="text/html" href="http://e.example/h"/>',
  ),
  { 'items.0.url': 'http://e.example/h' },
);
expects(
  'rss link empty + atom link',
  item('<link/><atom:link href="http://e.example/a" rel="alternate"/>', 'xmlns:atom="http://www.w3.org/2005/Atom"'),
  { 'items.0.url': 'http://e.example/a' },
);
expects('rss link href attr', item('<link href="http://e.example/z"/>'), { 'items.0.url': 'http://e.example/z' });
expects('two links', item('<link>http://e.example/1</link><link>http://e.example/2</link>'), {
  'items.0.url': 'http://e.example/1',
});
expects(
  'dc:title',
  item(
    '<dc:title>DT</dc:title><dc:description>DD</dc:description><dc:identifier>http://e.example/i</dc:identifier><dc:source>http://s.example</dc:source>',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  ),
  { 'items.0.title': 'DT', 'items.0.summary': 'DD' },
);
expects('source', item('<source url="http://s.example/rss">S</source>'), {
  'items.0.source': { title: 'S', url: 'http://s.example/rss' },
});
expects('atom dir', `<feed xmlns="http://www.w3.org/2005/Atom" dir="rtl"><entry dir="ltr"/></feed>`, {
  direction: 'rtl',
  'items.0.direction': 'ltr',
});
expects(
  'ttl/skip',
  rss(
    '<ttl>60</ttl><skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours><skipDays><day>Sunday</day><day>Saturday</day></skipDays><cloud domain="rpc.e.example" port="80" path="/RPC2" registerProcedure="p" protocol="xml-rpc"/>',
  ),
  {
    'hints.ttlMinutes': 60,
    'hints.skipHours': [0, 5],
    'hints.skipDays': [0, 6],
    'hints.cloud': 'http://rpc.e.example/RPC2',
  },
);
expects(
  'hub+self in rss',
  rss(
    '<atom:link rel="hub" href="http://hub.example/"/><atom:link rel="self" href="http://e.example/f"/>',
    'xmlns:atom="http://www.w3.org/2005/Atom"',
  ),
  { 'hints.hub': 'http://hub.example/', feedUrl: 'http://e.example/f' },
);
expects(
  'category nested text',
  item(
    '<category><![CDATA[A & B]]></category><category domain="x">C/D</category><category term="E"/><dc:subject>F</dc:subject>',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  ),
  { 'items.0.categories': ['A & B', 'C/D', 'E', 'F'] },
);
expects(
  'media thumbnail only',
  item('<media:thumbnail url="//e.example/t.jpg" width="200"/>', 'xmlns:media="http://search.yahoo.com/mrss/"'),
  { 'items.0.image.src': 'http://e.example/t.jpg' },
);
expects('media img in enclosure+svg', item('<enclosure url="http://e.example/p.webp" type="image/webp" length="1"/>'), {
  'items.0.image.src': 'http://e.example/p.webp',
});
expects('plain & in title', item('<title>AT&T</title>'), { 'items.0.title': 'AT&T' });
expects('double escaped title', item('<title>AT&amp;amp;T &amp;quot;x&amp;quot; &amp;#8217;</title>'), {
  'items.0.title': 'AT&T "x" ’',
});
expects('nbsp title', item('<title>a&nbsp;b&mdash;c&hellip;</title>'), { 'items.0.title': 'a b—c…' });
expects('newline title', item('<title>\n  a\n  b\n</title>'), { 'items.0.title': 'a b' });
expects(
  'root whitespace + comment',
  '<!-- c --><?xml version="1.0"?><!-- d -->\n' +
    rss('<item><title>x</title></item>').replace('<?xml version="1.0"?>', ''),
  { n: 1 },
);
expects(
  'rss wrapped root',
  '<root><rss version="2.0"><channel><title>T</title><item><title>x</title></item></channel></rss></root>',
  { title: 'T', n: 1 },
);
expects(
  'soap-ish ns prefix rss',
  '<rss:rss xmlns:rss="http://backend.userland.com/rss2"><rss:channel><rss:title>T</rss:title><rss:item><rss:title>x</rss:title></rss:item></rss:channel></rss:rss>',
  { title: 'T', 'items.0.title': 'x' },
);
expects(
  'odd ns',
  '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry><a:title>x</a:title><a:link href="http://e.example/1"/></a:entry></a:feed>',
  { title: 'T', 'items.0.url': 'http://e.example/1' },
);
expects(
  'atom https ns',
  '<feed xmlns="https://www.w3.org/2005/Atom"><title>T</title><entry><title>x</title></entry></feed>',
  { title: 'T', n: 1 },
);
expects(
  'media https ns',
  item('<media:thumbnail url="http://e.example/t.jpg"/>', 'xmlns:media="https://search.yahoo.com/mrss/"'),
  { 'items.0.image.src': 'http://e.example/t.jpg' },
);
expects(
  'itunes https ns',
  item('<itunes:duration>61</itunes:duration>', 'xmlns:itunes="https://www.itunes.com/dtds/podcast-1.0.dtd"'),
  { 'items.0.durationSeconds': 61 },
);
expects('dc https', item('<dc:creator>q</dc:creator>', 'xmlns:dc="https://purl.org/dc/elements/1.1/"'), {
  'items.0.author': 'q',
});
expects(
  'content variant ns',
  item('<content:encoded>q</content:encoded>', 'xmlns:content="http://purl.org/rss/1.0/modules/content"'),
  { 'items.0.contentHtml': 'q' },
);
expects(
  'content wrong ns',
  item('<content:encoded>q</content:encoded>', 'xmlns:content="http://example.org/whatever"'),
  { 'items.0.contentHtml': 'q' },
);
expects('dc wrong ns', item('<dc:date>2025-03-03</dc:date>', 'xmlns:dc="http://example.org/whatever"'), {
  'items.0.updated': '2025-03-03T00:00:00Z',
});
expects('yandex full-text', item('<yandex:full-text>Full</yandex:full-text>', 'xmlns:yandex="http://news.yandex.ru"'), {
  'items.0.contentHtml': 'Full',
});
expects('turbo', item('<turbo:content><![CDATA[<p>T</p>]]></turbo:content>', 'xmlns:turbo="http://turbo.yandex.ru"'), {
  'items.0.contentHtml': '<p>T</p>',
});
expects(
  'a10 updated',
  item(
    '<a10:updated>2025-03-03T07:15:00Z</a10:updated><a10:author><a10:name>N</a10:name></a10:author><a10:content type="html">q</a10:content>',
    'xmlns:a10="http://www.w3.org/2005/Atom"',
  ),
  { 'items.0.updated': '2025-03-03T07:15:00Z', 'items.0.author': 'N', 'items.0.contentHtml': 'q' },
);
expects('image src attr', item('<image><url>http://e.example/i.jpg</url></image>'), {
  'items.0.image.src': 'http://e.example/i.jpg',
});
expects('image plain', item('<image>http://e.example/i.jpg</image>'), {
  'items.0.image.src': 'http://e.example/i.jpg',
});
