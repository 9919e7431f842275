// Every dialect's words for the same things: RSS 0.9x to 2.0, CDF, RDF, Atom 0.3 and 1.0, JSON Feed, and the modules beside them.

import { atom, entry, expects, item, oldEntry, rss } from './expects.ts';

const DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';
// CDF
expects(
  'cdf attr',
  `<CHANNEL HREF="http://e.example/" LASTMOD="2004-01-01T10:00Z"><TITLE>T</TITLE><ABSTRACT>D</ABSTRACT><LOGO HREF="http://e.example/l.gif" STYLE="image"/><ITEM HREF="http://e.example/1" LASTMOD="2004-02-01T10:00Z"><TITLE>I</TITLE><ABSTRACT>S</ABSTRACT></ITEM></CHANNEL>`,
  {
    title: 'T',
    description: 'D',
    link: 'http://e.example/',
    'items.0.url': 'http://e.example/1',
    'items.0.title': 'I',
    'items.0.summary': 'S',
    'items.0.updated': '2004-02-01T10:00:00Z',
    updated: '2004-01-01T10:00:00Z',
  },
);
// RSS 0.9x
expects(
  'rss090',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>M</title><link>http://m.example</link><description>d</description></channel><image><title>img</title><url>http://m.example/i.gif</url><link>http://m.example</link></image><item><title>A</title><link>http://m.example/a</link></item><item><title>B</title><link>http://m.example/b</link></item><textinput><title>Search</title></textinput></rdf:RDF>`,
  { title: 'M', link: 'http://m.example/', n: 2, 'items.1.url': 'http://m.example/b', image: 'http://m.example/i.gif' },
);
expects(
  'rss1.1',
  `<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="http://e.example/rss"><title>T</title><link>http://e.example/</link><description>D</description><items rdf:parseType="Collection"><item rdf:about="http://e.example/1"><title>I</title><link>http://e.example/1</link></item></items></Channel>`,
  { title: 'T', n: 1, 'items.0.url': 'http://e.example/1' },
);
expects(
  'channel twice',
  `<rss version="0.91"><channel><title>T</title><image><title>Im</title><url>http://e.example/i.png</url><link>http://im.example/</link></image><link>http://e.example/</link><textInput><title>S</title><link>http://s.example</link><description>sd</description></textInput><item><title>a</title><description>x</description></item></channel></rss>`,
  { title: 'T', link: 'http://e.example/', image: 'http://e.example/i.png', n: 1 },
);
expects(
  'items outside channel',
  `<rss version="2.0"><channel><title>T</title></channel><item><title>a</title></item><item><title>b</title></item></rss>`,
  { n: 2, title: 'T' },
);
// Titles
expects('title entities', item('<title>&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>'), { 'items.0.title': 'A & B' });
expects('title cdata', item('<title><![CDATA[<b>A</b> & B]]></title>'), { 'items.0.title': 'A & B' });
expects('title lt', item('<title>a &lt; b and 3 > 2</title>'), { 'items.0.title': 'a < b and 3 > 2' });
expects('title amp lt cdata', item('<title><![CDATA[Q&A: 1 < 2]]></title>'), { 'items.0.title': 'Q&A: 1 < 2' });
expects('title img alt', item('<title>&lt;img src="a.png" alt="A cat"&gt;</title>'), { 'items.0.title': 'A cat' });
expects(
  'atom xhtml title',
  entry('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>b</em> &amp; c</div></title>'),
  { 'items.0.title': 'A b & c' },
);
expects(
  'atom xhtml title prefixed',
  entry(
    '<title type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">A <h:em>b</h:em></h:div></title><content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>x <h:b>y</h:b></h:p></h:div></content>',
  ),
  { 'items.0.title': 'A b', 'items.0.contentHtml': '<p>x <b>y</b></p>' },
);
expects('title html', entry('<title type="html">A &amp;lt;tag&amp;gt; x</title>'), { 'items.0.title': 'A <tag> x' });
expects('title text', entry('<title type="text">A &lt;b&gt; x</title>'), { 'items.0.title': /^A (<b> )?x$/ });
// Authors
expects('author name email', item('<author>joe@e.example (Joe B)</author>'), {
  'items.0.author': 'Joe B',
  'items.0.authors.0.email': 'joe@e.example',
});
expects('author multi dc', item('<dc:creator>A</dc:creator><dc:creator>B</dc:creator>', DC), {
  'items.0.authors': [{ name: 'A' }, { name: 'B' }],
});
expects('managingEditor', rss('<managingEditor>ed@e.example (Ed)</managingEditor>'), { author: 'Ed' });
expects('atom author', entry('<author><name>N</name><uri>http://n.example</uri><email>n@e.example</email></author>'), {
  'items.0.authors.0': { name: 'N', email: 'n@e.example', url: 'http://n.example/' },
});
expects(
  'atom source author',
  entry('<source><author><name>SN</name></author><title>ST</title><link href="http://s.example/"/></source>'),
  { 'items.0.author': 'SN', 'items.0.source.title': 'ST' },
);
expects('atom feed author inherits', atom('<author><name>F</name></author><entry><title>x</title></entry>'), {
  author: 'F',
  'items.0.author': 'F',
});
expects(
  'itunes author',
  item('<itunes:author>IA</itunes:author>', 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'),
  { 'items.0.author': 'IA' },
);
expects(
  'itunes uc',
  item(
    '<iTunes:author>IA</iTunes:author><ITUNES:DURATION>1:02</ITUNES:DURATION>',
    'xmlns:iTunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"',
  ),
  { 'items.0.author': 'IA' },
);
// media
const M = 'xmlns:media="http://search.yahoo.com/mrss/"';
expects(
  'media group',
  item(
    '<media:group><media:title>MT</media:title><media:description>MD</media:description><media:thumbnail url="http://e.example/t.jpg" width="480" height="360"/><media:content url="http://e.example/v.mp4" type="video/mp4" duration="61"/></media:group>',
    M,
  ),
  {
    'items.0.title': 'MT',
    'items.0.summary': 'MD',
    'items.0.image.src': 'http://e.example/t.jpg',
    'items.0.enclosures.0.url': 'http://e.example/v.mp4',
    'items.0.durationSeconds': 61,
  },
);
expects(
  'media nested',
  item(
    '<media:content url="http://e.example/v.mp4" type="video/mp4"><media:title>x</media:title><media:thumbnail url="http://e.example/t.jpg"/><media:description type="html">&lt;p&gt;q&lt;/p&gt;</media:description></media:content>',
    M,
  ),
  { 'items.0.summary': '<p>q</p>', 'items.0.image.src': 'http://e.example/t.jpg' },
);
expects(
  'enclosures',
  item(
    '<enclosure url="http://e.example/a.mp3" length="12" type="audio/mpeg"/><enclosure url="http://e.example/b.mp3" length="" type="audio/mpeg"/>',
  ),
  { 'items.0.enclosures.length': 2, 'items.0.enclosures.0.length': 12 },
);
expects(
  'atom enclosure',
  entry(
    '<link rel="enclosure" href="a.mp3" type="audio/mpeg" length="5"/><link rel="alternate" href="/x"/>',
    'xml:base="http://b.example/d/"',
  ),
  { 'items.0.enclosures.0.url': 'http://b.example/d/a.mp3', 'items.0.url': 'http://b.example/x' },
);
// ids
expects('guid permalink false', item('<guid isPermaLink="false">http://e.example/g</guid>'), {
  'items.0.id': 'http://e.example/g',
  'items.0.url': /./,
});
expects('guid perma', item('<guid>http://e.example/g</guid>'), { 'items.0.url': 'http://e.example/g' });
expects(
  'rdf about',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="http://e.example/rss"><title>T</title></channel><item rdf:about="http://e.example/1"><title>I</title></item></rdf:RDF>`,
  { 'items.0.id': 'http://e.example/1', 'items.0.url': 'http://e.example/1', id: 'http://e.example/rss' },
);
// content
expects(
  'content:encoded',
  item(
    '<description>D</description><content:encoded><![CDATA[<p>C</p>]]></content:encoded>',
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  ),
  { 'items.0.summary': 'D', 'items.0.contentHtml': '<p>C</p>' },
);
expects('content undeclared', item('<content:encoded><![CDATA[<p>C</p>]]></content:encoded>'), {
  'items.0.contentHtml': '<p>C</p>',
});
expects('atom content text', entry('<content>A &lt; b &amp; c</content>'), { 'items.0.contentHtml': /A (<|&lt;) b/ });
expects('cdata split', item('<description><![CDATA[a]]> b <![CDATA[c]]></description>'), {
  'items.0.summary': 'a b c',
});
expects('cdata nested end', item('<description><![CDATA[a ]]]]><![CDATA[> b]]></description>'), {
  'items.0.summary': 'a ]]> b',
});
expects('xhtml body', item('<body xmlns="http://www.w3.org/1999/xhtml"><p>x</p></body>'), {
  'items.0.contentHtml': '<p>x</p>',
});
expects('rss description inline html', item('<description>Hi <a href="/x">there</a> <br/>you</description>'), {
  'items.0.summary': 'Hi <a href="http://e.example/x">there</a> <br/>you',
});
expects('relative img', item('<link>http://e.example/post/</link><description>&lt;img src="a.png"&gt;</description>'), {
  'items.0.summary': /http:\/\/e\.example\/a\.png|post\/a\.png/,
});
// links
expects(
  'atom:link first',
  `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="self" href="http://e.example/f.xml"/><atom:link rel="hub" href="http://hub.example/"/><title>T</title><link>http://e.example/</link></channel></rss>`,
  { link: 'http://e.example/', feedUrl: 'http://e.example/f.xml', 'hints.hub': 'http://hub.example/' },
);
expects('link spaces', item('<link>\n  http://e.example/a b\n</link>'), { 'items.0.url': 'http://e.example/a%20b' });
expects('link cdata', item('<link><![CDATA[http://e.example/?a=1&b=2]]></link>'), {
  'items.0.url': 'http://e.example/?a=1&b=2',
});
expects('link bare amp', item('<link>http://e.example/?a=1&b=2&copy=3</link>'), {
  'items.0.url': 'http://e.example/?a=1&b=2&copy=3',
});
expects('link no scheme', item('<link>www.e.example/x</link>'), { 'items.0.url': /e\.example\/x/ });
expects('link proto rel', item('<link>//e.example/x</link>'), { 'items.0.url': 'http://e.example/x' });
expects('link relative', item('<link>/x</link>'), { 'items.0.url': 'http://e.example/x' });
expects('link js', item('<link>javascript:alert(1)</link><guid isPermaLink="false">1</guid>'), {
  'items.0.urlIsSite': true,
});
expects(
  'base chain',
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/"><entry xml:base="y/"><link href="z"/><content type="html" xml:base="w/">&lt;a href="q">k&lt;/a></content></entry></feed>`,
  { 'items.0.url': 'http://a.example/x/y/z', 'items.0.contentHtml': /http:\/\/a\.example\/x\/y\/w\/q/ },
);
// lang
expects(
  'lang',
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="he"><entry xml:lang="en"><title>x</title></entry></feed>`,
  { language: 'he', direction: 'rtl', 'items.0.language': 'en' },
);
// comments
expects(
  'comments',
  item(
    '<comments>http://e.example/1#c</comments><slash:comments>12</slash:comments>',
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"',
  ),
  { 'items.0.comments': 'http://e.example/1#c', 'items.0.commentCount': 12 },
);
// dates in feed
expects(
  'dates',
  rss('<pubDate>Tue, 03 Mar 2026 07:15:00 GMT</pubDate><lastBuildDate>Wed, 04 Mar 2026 07:15:00 GMT</lastBuildDate>'),
  { published: '2026-03-03T07:15:00Z', updated: '2026-03-04T07:15:00Z' },
);
expects(
  'atom03 dates',
  oldEntry(
    '<issued>2004-01-01T10:00:00Z</issued><modified>2004-01-02T10:00:00Z</modified><created>2003-01-01</created>',
  ),
  {
    'items.0.published': '2004-01-01T10:00:00Z',
    'items.0.updated': '2004-01-02T10:00:00Z',
    'items.0.created': '2003-01-01T00:00:00Z',
  },
);
expects(
  'atom03 base64',
  oldEntry(
    '<title mode="base64">RXhhbXBsZSA8Yj5BdG9tPC9iPg==</title><content mode="base64" type="text/html">PHA+eDwvcD4=</content>',
  ),
  { 'items.0.title': 'Example Atom', 'items.0.contentHtml': '<p>x</p>' },
);
expects(
  'atom03 xml',
  oldEntry(
    '<content mode="xml" type="application/xhtml+xml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content>',
  ),
  { 'items.0.contentHtml': '<p>x</p>' },
);
expects('atom03 escaped', oldEntry('<content mode="escaped" type="text/html">&lt;p&gt;x&lt;/p&gt;</content>'), {
  'items.0.contentHtml': '<p>x</p>',
});
expects('geo etc ignored', item('<geo:lat>1</geo:lat><title>a</title>'), { 'items.0.title': 'a' });

const J = (value: unknown): string => JSON.stringify(value);
expects(
  'json 1.1',
  J({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'T',
    home_page_url: 'http://e.example/',
    feed_url: 'http://e.example/f.json',
    icon: '/i.png',
    favicon: '/f.ico',
    language: 'de',
    authors: [{ name: 'A', url: 'http://a.example' }],
    items: [
      {
        id: '1',
        url: '/1',
        title: '<b>x</b>',
        content_html: '<p><img src="a.png"></p>',
        summary: 's',
        image: '/i.jpg',
        date_published: '2020-01-02T03:04:05+01:00',
        tags: ['a', 'b'],
        attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5, duration_in_seconds: 61.4 }],
      },
    ],
  }),
  {
    title: 'T',
    image: 'http://e.example/i.png',
    icon: 'http://e.example/f.ico',
    'items.0.url': 'http://e.example/1',
    'items.0.published': '2020-01-02T02:04:05Z',
    'items.0.categories': ['a', 'b'],
    'items.0.enclosures.0.length': 5,
    'items.0.author': 'A',
    'items.0.image.src': 'http://e.example/i.jpg',
  },
  'http://e.example/f.json',
);
expects(
  'json 1.0 author',
  J({
    version: 'https://jsonfeed.org/version/1',
    title: 'T',
    author: { name: 'B', avatar: 'x' },
    items: [{ id: 1, content_text: 'a\n\nb <c>' }],
  }),
  { 'items.0.id': '1', 'items.0.author': 'B', 'items.0.contentHtml': '<p>a</p>\n<p>b &lt;c&gt;</p>' },
);
expects(
  'json tags string',
  J({ version: 'https://jsonfeed.org/version/1', title: 'T', items: [{ id: '1', tags: 'a, b', content_html: 'x' }] }),
  { 'items.0.categories': ['a', 'b'] },
);
expects(
  'json authors obj',
  J({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'T',
    items: [{ id: '1', authors: { name: 'Z' }, content_html: 'x' }],
  }),
  { 'items.0.author': 'Z' },
);
expects(
  'json date num',
  J({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'T',
    items: [{ id: '1', date_published: 1577934245, content_html: 'x' }],
  }),
  { 'items.0.published': '2020-01-02T03:04:05Z' },
);
expects(
  'json items object',
  J({ version: 'https://jsonfeed.org/version/1.1', title: 'T', items: { '0': { id: '1' }, '1': { id: '2' } } }),
  { n: 2 },
);
expects('json trailing comma', '{"version":"https://jsonfeed.org/version/1","title":"T","items":[{"id":"1",},],}', {
  n: 1,
});
expects('json bom + callback', '\ufeff{"version":"https://jsonfeed.org/version/1","title":"T","items":[{"id":"1"}]}', {
  n: 1,
});
expects('json expired', J({ version: 'https://jsonfeed.org/version/1', title: 'T', expired: true, items: [] }), {
  title: 'T',
  n: 0,
});
expects(
  'json null fields',
  J({
    version: 'https://jsonfeed.org/version/1',
    title: null,
    items: [
      {
        id: null,
        title: null,
        url: null,
        content_html: null,
        content_text: null,
        summary: 'S',
        authors: null,
        tags: null,
        attachments: null,
      },
    ],
  }),
  { 'items.0.summary': 'S' },
);
expects(
  'json no id url',
  J({ version: 'https://jsonfeed.org/version/1', title: 'T', items: [{ url: 'http://e.example/1' }] }),
  { 'items.0.url': 'http://e.example/1' },
);
expects(
  'json external',
  J({
    version: 'https://jsonfeed.org/version/1',
    title: 'T',
    items: [{ id: 'http://e.example/1', external_url: 'http://x.example/' }],
  }),
  { 'items.0.url': 'http://e.example/1', 'items.0.externalUrl': 'http://x.example/' },
);
expects(
  'json hubs',
  J({
    version: 'https://jsonfeed.org/version/1',
    title: 'T',
    hubs: [{ type: 'WebSub', url: 'http://hub.example/' }],
    items: [],
  }),
  { 'hints.hub': 'http://hub.example/' },
);
expects(
  'json paging ctrl',
  '{"version":"https://jsonfeed.org/version/1","title":"a\tb","items":[{"id":"1","title":"x\ny"}]}',
  { 'items.0.title': 'x y' },
);
