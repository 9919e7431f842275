// One broken item never costs the feed: every way of breaking one, at every place.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '../../feeds/parse.ts';
import type { ParsedItem } from '../../feeds/parsed-feed.ts';
import { bytes } from './fixtures.ts';

const whole = (name: string): string =>
  `<item><title>${name}</title><link>https://e.example/${name}</link><guid>${name}</guid><description>About ${name}</description></item>`;

/** What stands in the place of an item, and what may be known of it. */
const BROKEN: readonly (readonly [how: string, item: string, known?: Partial<ParsedItem>])[] = [
  ['a title without its end', '<item><title>x<link>https://e.example/x</link></item>', { title: 'x' }],
  ['a description without its end', '<item><title>x</title><description>a <p>b</item>', { summary: 'a <p>b' }],
  ['a misspelt end', '<item><title>x</titel><link>https://e.example/x</link></item>', { title: 'x' }],
  ['an item without its end', '<item><title>x</title>', { title: 'x' }],
  ['ends of nothing', '<item><title>x</title></b></p></item>', { title: 'x' }],
  [
    'half an end of a section',
    '<item><title>x</title><description><![CDATA[a]]</description></item>',
    { summary: 'a' },
  ],
  ['a section without its end', '<item><title>x</title><description><![CDATA[a</description></item>', { summary: 'a' }],
  ['a section in small letters', '<item><title><![cdata[x]]></title></item>', { title: 'x' }],
  [
    'attributes without quotes',
    '<item><title>x</title><enclosure url=https://e.example/a.mp3 length=1 type=audio/mpeg /></item>',
    { enclosures: [{ url: 'https://e.example/a.mp3', type: 'audio/mpeg', length: 1 }] },
  ],
  [
    'an attribute twice',
    '<item><title>x</title><enclosure url="https://e.example/a.mp3" url="b"/></item>',
    { title: 'x' },
  ],
  [
    'a quote that is missing',
    '<item><title>x</title><enclosure url="https://e.example/a.mp3 length="1"/></item>',
    { title: 'x' },
  ],
  [
    'a tag inside an attribute',
    '<item><title>x</title><category domain="a<b">c</category></item>',
    { categories: ['c'] },
  ],
  ['control characters', '<item><title>x\u0001\u0002</title></item>', { title: 'x' }],
  [
    'references to nothing',
    '<item><title>x</title><description>&foo; &bar &#xZZ;</description></item>',
    { summary: '&foo; &bar &#xZZ;' },
  ],
  ['a letter in two halves', '<item><title>&#xD83D;&#xDE00;</title></item>', { title: '😀' }],
  ['half a letter', '<item><title>x&#xD83D;</title></item>', { title: 'x\ufffd' }],
  ['a bare <', '<item><title>x</title><description>a < b << c</description></item>', { summary: 'a < b << c' }],
  [
    'a whole page inside',
    '<item><title>x</title><description><html><body><p>hi</body></html></description></item>',
    { title: 'x' },
  ],
  ['a comment without its end', '<item><title>x</title><description>a <!-- b</description></item>', { title: 'x' }],
  ['a comment with --', '<item><title>x</title><!-- a -- b --><description>c</description></item>', { summary: 'c' }],
  ['an instruction', '<item><title>x</title><?php echo 1 ?></item>', { title: 'x' }],
  ['an item in an item', '<item><title>x</title><item><title>y</title></item></item>', { title: 'x' }],
  [
    'prefixes that nobody declared',
    '<item><title>x</title><foo:bar>z</foo:bar><content:encoded>q</content:encoded></item>',
    { contentHtml: 'q' },
  ],
  ['capitals', '<ITEM><TITLE>x</TITLE></ITEM>', { title: 'x' }],
  ['an end with attributes', '<item><title>x</title foo="bar"></item>', { title: 'x' }],
  ['spaces in tags', '<item ><title >x</title ></item >', { title: 'x' }],
  [
    'a script',
    '<item><title>x</title><description><script>if (a<b && c>d) e = "</item>"; </script></description></item>',
    { title: 'x' },
  ],
  ['a doctype', '<!DOCTYPE html><item><title>x</title></item>', { title: 'x' }],
  ['a channel that ends early', '</channel><item><title>x</title></item><channel>', { title: 'x' }],
  ['nothing', '<item/>'],
  ['a very long name', `<item><title>x</title><${'n'.repeat(5000)}>a</item>`, { title: 'x' }],
];

describe('an item broken by', () => {
  for (const [how, item, known] of BROKEN) {
    test(how, async () => {
      for (const place of [0, 1, 2]) {
        const items = ['one', 'two'].map(whole);
        items.splice(place, 0, item);
        const feed = await parse(
          bytes(`<rss version="2.0"><channel><title>T</title>${items.join('\n')}</channel></rss>`),
        );
        for (const name of ['one', 'two']) {
          const found = feed.items.find(one => one.id === name);
          assert.deepEqual(
            [found?.title, found?.url, found?.summary],
            [name, `https://e.example/${name}`, `About ${name}`],
            `${name} beside the broken one at ${place}`,
          );
        }
        if (known === undefined) continue;
        const [field, value] = Object.entries(known)[0] ?? ['', undefined];
        assert.ok(
          feed.items.some(one => JSON.stringify(one[field as keyof ParsedItem]) === JSON.stringify(value)),
          `${field} of the broken one at ${place}: ${JSON.stringify(feed.items)}`,
        );
      }
    });
  }
});

test('entries of Atom as well', async () => {
  const entry = (name: string): string =>
    `<entry><id>urn:${name}</id><title>${name}</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>${name}</p></div></content></entry>`;
  for (const broken of [
    '<entry><title>x</title><content type="xhtml"><div><p>a</entry>',
    '<entry><title>x',
    '<entry><title>x</title><content type="html"><![CDATA[a</content></entry>',
    '<entry><link href="a><title>x</title></entry>',
  ]) {
    const feed = await parse(
      bytes(`<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>${entry('one')}${broken}${entry('two')}</feed>`),
    );
    for (const name of ['one', 'two'])
      assert.equal(feed.items.find(one => one.id === `urn:${name}`)?.contentHtml, `<p>${name}</p>`, broken);
  }
});

test('members of a JSON Feed as well', async () => {
  for (const broken of [
    '{"id": 3, "title": "x"',
    'null',
    '7',
    '{"id":"x" "title":"y"}',
    '"text"',
    '{"id":"x","title":"\n"}',
  ]) {
    const feed = await parse(
      bytes(
        `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"one","content_text":"1"},${broken},{"id":"two","content_text":"2"}]}`,
      ),
    );
    const ids = feed.items.map(item => item.id);
    assert.ok(ids.includes('one') && ids.includes('two'), `${broken}: ${ids.join(' ')}`);
  }
});
