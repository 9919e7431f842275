// What an element means by where it stands: inside an item, an image, a source, another namespace, a base.

import { atom, entry, expects, item, oldAtom, oldEntry, rss } from './expects.ts';

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
expects(
  'svg in xhtml',
  entry(
    `<content type="xhtml"><div ${XHTML}>a<svg xmlns="http://www.w3.org/2000/svg" version="1.1"><circle r="50"/><title>foo</title></svg>b</div></content>`,
  ),
  {
    'items.0.contentHtml': /a<svg[^>]*><circle r="50"\/?>(<\/circle>)?<title>foo<\/title><\/svg>b/,
    'items.0.title': undefined,
  },
);
expects(
  'svg prefixed',
  entry(
    `<title>T</title><content type="xhtml"><div ${XHTML}>a<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:title>foo</svg:title></svg:svg></div></content>`,
  ),
  { 'items.0.title': 'T', 'items.0.contentHtml': /foo/ },
);
expects(
  'mathml',
  item(`<title>T</title><description><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></description>`),
  { 'items.0.summary': /<mi>x<\/mi>/ },
);
expects(
  'nested title in source',
  entry(
    '<source><title>S</title><id>sid</id><updated>2001-01-01T00:00:00Z</updated><link href="http://s.example/"/></source><title>T</title><id>e</id>',
  ),
  {
    'items.0.title': 'T',
    'items.0.id': 'e',
    'items.0.updated': undefined,
    'items.0.source': { title: 'S', url: 'http://s.example/' },
  },
);
expects(
  'image title bleed',
  rss(
    '<image><title>IT</title><link>http://i.example/</link><url>http://i.example/i.png</url></image><item><title>x</title></item>',
  ).replace('<title>T</title>', ''),
  { title: undefined, link: 'http://e.example/', image: 'http://i.example/i.png' },
);
expects(
  'textInput bleed',
  `<rss version="2.0"><channel><textInput><title>X</title><link>http://x.example/</link><description>D</description><name>q</name></textInput><title>T</title></channel></rss>`,
  { title: 'T', link: undefined, description: undefined },
);
expects(
  'unknown nested',
  rss(
    '<foo><title>F</title><link>http://f.example/</link></foo><item><bar><title>B</title></bar><title>x</title></item>',
  ),
  { title: 'T', link: 'http://e.example/', 'items.0.title': 'x' },
);
expects(
  'atom03 content multipart',
  oldEntry(
    '<content type="multipart/alternative"><content type="text/plain">plain</content><content type="text/html" mode="escaped">&lt;p&gt;h&lt;/p&gt;</content></content>',
  ),
  { 'items.0.contentHtml': /h/ },
);
expects('atom03 summary', oldEntry('<summary type="text/html" mode="escaped">&lt;b&gt;s&lt;/b&gt;</summary>'), {
  'items.0.summary': '<b>s</b>',
});
expects(
  'atom03 inline xhtml',
  oldEntry(
    '<summary type="application/xhtml+xml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></div></summary>',
  ),
  { 'items.0.summary': 'a <b>b</b>' },
);
expects('atom03 naked', oldEntry('<summary type="text/html"><b>a</b> c</summary>'), {
  'items.0.summary': '<b>a</b> c',
});
expects(
  'atom03 author',
  oldAtom('<author><name>N</name><url>http://n.example/</url><email>n@e.example</email></author><entry/>'),
  { author: 'N' },
);
expects('atom03 tagline', oldAtom('<tagline mode="base64" type="text/html">PGI+dDwvYj4=</tagline><info>i</info>'), {
  description: '<b>t</b>',
});
expects('atom03 link alt', oldEntry('<link rel="alternate" type="application/xhtml+xml" href="http://e.example/x"/>'), {
  'items.0.url': 'http://e.example/x',
});
expects(
  'atom rel iana',
  entry('<link rel="http://www.iana.org/assignments/relation/alternate" href="http://e.example/x"/>'),
  { 'items.0.url': 'http://e.example/x' },
);
expects('atom no rel w/ type', entry('<link type="text/html" href="http://e.example/x"/>'), {
  'items.0.url': 'http://e.example/x',
});
expects('atom enclosure only', entry('<link rel="enclosure" href="http://e.example/a.mp3" type="audio/mpeg"/>'), {
  'items.0.url': 'http://e.example/a.mp3',
  'items.0.enclosures.0.type': 'audio/mpeg',
});
expects(
  'atom rights html',
  atom(
    '<rights type="html">&amp;copy; X</rights><subtitle type="html">&lt;i&gt;s&lt;/i&gt;</subtitle><generator uri="/g" version="1">G</generator><icon>/i.ico</icon><logo>/l.png</logo><contributor><name>C</name></contributor>',
  ),
  {
    copyright: '© X',
    description: '<i>s</i>',
    generator: 'G',
    icon: 'http://served.example/i.ico',
    image: 'http://served.example/l.png',
  },
);
expects(
  'xml:base entry link',
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/"><link href="" rel="self"/><link href="blog/"/><entry><link href="1"/></entry></feed>`,
  { link: 'http://a.example/blog/', 'items.0.url': 'http://a.example/1' },
);
expects(
  'xml:base unicode',
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/ü/"><entry><link href="ö"/></entry></feed>`,
  { 'items.0.url': 'http://a.example/%C3%BC/%C3%B6' },
);
expects('rss guid relative perma', item('<guid isPermaLink="true">/p/1</guid>'), {
  'items.0.url': 'http://e.example/p/1',
  'items.0.id': '/p/1',
});
expects(
  'rdf resource link',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="http://e.example/"><title>T</title><image rdf:resource="http://e.example/i.png"/></channel><image rdf:about="http://e.example/i.png"><title>i</title><url>http://e.example/i.png</url></image><item rdf:about="http://e.example/1"/></rdf:RDF>`,
  { image: 'http://e.example/i.png', title: 'T', 'items.0.url': 'http://e.example/1' },
);
expects(
  'rss 1.0 prefix',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:r="http://purl.org/rss/1.0/"><r:channel rdf:about="x"><r:title>T</r:title></r:channel><r:item rdf:about="http://e.example/1"><r:title>I</r:title></r:item></rdf:RDF>`,
  { title: 'T', 'items.0.title': 'I', format: 'rdf' },
);
expects('whitespace guid', item('<guid>\n  abc \n</guid>'), { 'items.0.id': 'abc' });
expects(
  'empty elements',
  item('<title></title><link></link><description></description><guid></guid><pubDate></pubDate><category></category>'),
  { 'items.0.title': undefined, 'items.0.id': undefined, 'items.0.categories': undefined },
);
expects('html title tag names', item('<title>How to use &lt;div&gt; and &lt;b&gt; tags</title>'), {
  'items.0.title': /How to use/,
});
expects('title cdata amp', item('<title><![CDATA[Tom &amp; Jerry]]></title>'), { 'items.0.title': 'Tom & Jerry' });
expects('title emoji ncr', item('<title>&#128512; &#x1F600; 😀</title>'), { 'items.0.title': '😀 😀 😀' });
expects(
  'entity declared',
  `<!DOCTYPE rss [<!ENTITY co "Acme &amp; Sons"><!ENTITY nest "&co;!">]>` +
    item('<title>&nest;</title>').replace('<?xml version="1.0"?>', ''),
  { 'items.0.title': 'Acme & Sons!' },
);
expects(
  'external entity',
  `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>` +
    item('<title>a&x;b</title>').replace('<?xml version="1.0"?>', ''),
  { 'items.0.title': 'a&x;b' },
);
expects(
  'doctype public',
  `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">` +
    item('<title>a</title>').replace('<?xml version="1.0"?>', ''),
  { 'items.0.title': 'a' },
);
expects('title two', item('<title>a</title><title>b</title>'), { 'items.0.title': 'a' });
expects(
  'media:title vs title order',
  item('<media:title>m</media:title><title>t</title>', 'xmlns:media="http://search.yahoo.com/mrss/"'),
  { 'items.0.title': 't' },
);
expects(
  'author in dc with email',
  item('<dc:creator>joe@e.example (Joe)</dc:creator>', 'xmlns:dc="http://purl.org/dc/elements/1.1/"'),
  { 'items.0.author': 'Joe' },
);
expects(
  'itunes:owner feed',
  rss(
    '<itunes:owner><itunes:name>O</itunes:name><itunes:email>o@e.example</itunes:email></itunes:owner>',
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
  ),
  { author: 'O' },
);
expects(
  'summary longer than content',
  entry('<summary type="html">&lt;p&gt;long long&lt;/p&gt;</summary><content type="html">c</content>'),
  { 'items.0.contentHtml': 'c', 'items.0.summary': '<p>long long</p>' },
);
expects('desc with code br', item('<description>&lt;code&gt;&amp;lt;br /&amp;gt;&lt;/code&gt;</description>'), {
  'items.0.summary': '<code>&lt;br /&gt;</code>',
});
expects('desc not a doctype', item('<description>&lt;!\' &lt;a href="foo"&gt;</description>'), {
  'items.0.summary': /href/,
});
expects('desc ctrl nbsp', item('<description>a&nbsp;b</description>'), { 'items.0.summary': /a(\u00a0|&nbsp;)b/ });
expects(
  'xlink',
  item('<link xlink:href="http://x.example/">http://e.example/1</link>', 'xmlns:xlink="http://www.w3.org/1999/xlink"'),
  { 'items.0.url': 'http://e.example/1' },
);
expects('pubdate upper', item('<PUBDATE>Mon, 03 Mar 2025 07:15:00 GMT</PUBDATE><GUID>g</GUID>'), {
  'items.0.published': '2025-03-03T07:15:00Z',
  'items.0.id': 'g',
});
expects('date in cdata', item('<pubDate><![CDATA[Mon, 03 Mar 2025 07:15:00 GMT]]></pubDate>'), {
  'items.0.published': '2025-03-03T07:15:00Z',
});
expects('future date? kept', item('<pubDate>Mon, 03 Mar 2099 07:15:00 GMT</pubDate>'), {
  'items.0.published': '2099-03-03T07:15:00Z',
});
expects(
  'dcterms',
  item(
    '<dcterms:issued>2025-03-03T07:15:00Z</dcterms:issued><dcterms:modified>2025-03-04T07:15:00Z</dcterms:modified>',
    'xmlns:dcterms="http://purl.org/dc/terms/"',
  ),
  { 'items.0.published': '2025-03-03T07:15:00Z', 'items.0.updated': '2025-03-04T07:15:00Z' },
);
expects(
  'prism/dc date',
  item(
    '<prism:publicationDate>2025-03-03</prism:publicationDate>',
    'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"',
  ),
  { 'items.0.published': '2025-03-03T00:00:00Z' },
);
expects(
  'nature rdf',
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="x"><title>T</title></channel><item rdf:about="https://n.example/1"><title><![CDATA[A <i>b</i>]]></title><link>https://n.example/1</link><content:encoded><![CDATA[<p>c</p>]]></content:encoded><dc:creator>A</dc:creator><dc:creator>B</dc:creator><dc:identifier>doi:10/1</dc:identifier><dc:source>Nature, Published online: 2025-03-03; | doi:10</dc:source><dc:date>2025-03-03</dc:date></item></rdf:RDF>`,
  { 'items.0.title': 'A b', 'items.0.id': /./, 'items.0.authors': [{ name: 'A' }, { name: 'B' }] },
);
