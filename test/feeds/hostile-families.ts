// Documents made to hang or to fill a parser, each family growing with its size. Small in the tests, up to 10 MB in the bench.

import { seeded } from '../simulator/random.ts';

export interface Family {
  readonly name: string;
  /** A document of about so many characters. */
  make(size: number): string;
}

const rss = (inner: string, before = ''): string =>
  `${before}<rss version="2.0"><channel><title>t</title><link>https://e.example/</link>${inner}</channel></rss>`;
const item = (inner: string): string =>
  `<item><title>x</title><link>https://e.example/1</link><description>${inner}</description></item>`;
const cdata = (inner: string): string => item(`<![CDATA[${inner}]]>`);
const atom = (inner: string): string => `<feed xmlns="http://www.w3.org/2005/Atom">${inner}</feed>`;
/** One text over and over. */
const fill = (text: string, size: number): string => text.repeat(Math.max(1, Math.floor(size / text.length)));
/** Numbered texts, so that none repeats another. */
const count = (size: number, each: (i: number) => string): string =>
  Array.from({ length: Math.max(1, Math.floor(size / each(0).length)) }, (_, i) => each(i)).join('');

/** Characters of one byte each, the same for the same size. */
const noise = (size: number): string => {
  const chance = seeded(size);
  const piece = (): string => String.fromCharCode(...Array.from({ length: 4096 }, () => chance.whole(0, 255)));
  return Array.from({ length: Math.ceil(size / 4096) }, piece).join('');
};

/** Ten declarations, each ten of the one before: 10 GB if it were believed. */
const BOMB = `<!DOCTYPE r [<!ENTITY a0 "hahahahaha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}]>`;

export const FAMILIES: readonly Family[] = [
  { name: 'entity bombs', make: size => rss(item(fill('&a9;', size)), BOMB) },
  {
    name: 'quadratic entities',
    make: size => rss(item(fill('&a;', size)), `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(3000)}">]>`),
  },
  { name: 'entity declarations', make: size => `<!DOCTYPE r [${fill('<!ENTITY ', size)}]>${rss('')}` },
  { name: 'deep nesting', make: size => rss(fill('<a>', size)) },
  {
    name: 'deep nesting in an item',
    make: size => rss(`<item>${fill('<b>', size / 2)}${fill('</b>', size / 2)}</item>`),
  },
  { name: 'deep nesting of boxes', make: size => rss(`<item>${fill('<media:group>', size)}</item>`) },
  { name: 'deep nesting in text', make: size => rss(item(fill('<div>', size))) },
  { name: 'escaped <', make: size => rss(item(fill('&lt;', size))) },
  { name: 'raw <', make: size => rss(item(fill('<', size))) },
  { name: 'bare &', make: size => rss(item(fill('&', size))) },
  { name: 'broken references', make: size => rss(item(fill('&#x', size))) },
  { name: 'unclosed items', make: size => rss(fill('<item><title>a', size)) },
  { name: 'unclosed tags', make: size => rss(item(fill('<p ', size))) },
  { name: 'unclosed comments', make: size => rss(item(fill('<!-- ', size))) },
  { name: 'unclosed sections', make: size => rss(fill('<item><description><![CDATA[x</description></item>', size)) },
  { name: 'CDATA full of <p', make: size => rss(cdata(fill('<p ', size))) },
  { name: 'CDATA full of quotes', make: size => rss(cdata(fill('<a href="x', size))) },
  { name: 'CDATA full of pictures', make: size => rss(cdata(fill('<img src=1 ', size))) },
  {
    name: 'titles full of scripts',
    make: size => rss(`<item><title><![CDATA[${fill('<script><style><svg>', size)}]]></title></item>`),
  },
  { name: 'end tags of nothing', make: size => rss(fill('<a>', size / 2) + fill('</b>', size / 2)) },
  { name: 'crossed tags', make: size => rss(fill('<a><b></a></b>', size)) },
  {
    name: 'one attribute list',
    make: size => rss(`<item ${count(size, i => `a${String(i).padStart(7, '0')}="v" `)}/>`),
  },
  { name: 'one attribute', make: size => rss(`<item a="${fill('v', size)}"/>`) },
  { name: 'attributes with >', make: size => rss(`<item ${fill('a=">" ', size)}/>`) },
  {
    name: 'namespace declarations',
    make: size => rss(count(size, i => `<x xmlns:p${String(i).padStart(7, '0')}="u">`)),
  },
  {
    name: 'bases',
    make: size =>
      rss(count(size, i => `<item xml:base="https://e.example/${String(i).padStart(7, '0')}/"><link>a</link></item>`)),
  },
  { name: 'processing instructions', make: size => rss(fill('<?', size)) },
  { name: 'doctype brackets', make: size => `<!DOCTYPE r [${fill(']', size)}${rss('')}` },
  { name: 'one item', make: size => rss(item(fill('word &amp; &lt;p&gt;more&lt;/p&gt; ', size))) },
  {
    name: 'one XHTML item',
    make: size =>
      atom(
        `<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${fill('<p><b>a</b> &amp; b</p>', size)}</div></content></entry>`,
      ),
  },
  { name: 'one base64 item', make: size => atom(`<entry><content type="a/b">${fill('QUJD', size)}</content></entry>`) },
  { name: 'very many items', make: size => rss(fill(item('d'), size)) },
  {
    name: 'very many entries',
    make: size =>
      atom(
        fill(
          '<entry><id>a</id><title type="html">x</title><updated>2020-01-01T00:00:00Z</updated><link href="/1"/></entry>',
          size,
        ),
      ),
  },
  { name: 'very many links', make: size => rss(`<item>${fill('<link>x y</link>', size)}</item>`) },
  {
    name: 'very many pictures',
    make: size => rss(`<item>${fill('<media:content url="https://e.example/a.jpg"/>', size)}</item>`),
  },
  { name: 'one author', make: size => rss(`<item><author>${fill('a b ', size)}</author></item>`) },
  { name: 'one date', make: size => rss(`<item><pubDate>${fill('1', size)}</pubDate></item>`) },
  { name: 'spaces', make: size => rss(`<item><title>${fill(' ', size)}x</title></item>`) },
  { name: 'random bytes', make: size => noise(size) },
  { name: 'random bytes in an item', make: size => rss(item(noise(size))) },
  {
    name: 'truncated in a section',
    make: size => rss(fill(cdata('<p>word</p>'), size / 2) + cdata(fill('<p>word</p>', size))).slice(0, size),
  },
  {
    name: 'truncated in an attribute',
    make: size => rss(`<item><link href="${fill('https://e.example/', size)}`).slice(0, size),
  },
  { name: 'JSON deep nesting', make: size => `{"items":${fill('[', size)}` },
  {
    name: 'JSON without end',
    make: size =>
      `{"version":"https://jsonfeed.org/version/1.1","items":[${fill('{"id":"1","content_html":"<p>x"},', size)}`,
  },
  { name: 'JSON escapes', make: size => `{"items":["${fill('\\"', size)}` },
];
