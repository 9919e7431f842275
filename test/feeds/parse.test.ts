import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotAFeedError, parse } from '../../feeds/parse.ts';
import type { ParsedFeed } from '../../feeds/parsed-feed.ts';
import { bytes } from './fixtures.ts';

const rss = (inner: string): Promise<ParsedFeed> =>
  parse(bytes(`<rss version="2.0"><channel><title>T</title><link>https://e.example/</link>${inner}</channel></rss>`));

const code = (expected: string) => (error: unknown) => error instanceof NotAFeedError && error.code === expected;

describe('what is no feed', () => {
  test('an empty answer is said to be empty', () => assert.rejects(parse(bytes(' \n ')), code('empty')));
  test('a web page is told from garbage', async () => {
    await assert.rejects(parse(bytes('<!doctype html><html><head></head></html>')), code('is-a-page'));
    await assert.rejects(parse(bytes('lorem ipsum')), code('not-a-feed'));
    await assert.rejects(parse(bytes('{"error": "no such feed"}')), code('not-a-feed'));
  });
});

describe('an item that is broken costs no other', () => {
  test('an item without its end', async () => {
    const feed = await rss('<item><title>a</title><item><title>b</title></item><item><title>c</title></item>');
    assert.deepEqual(
      feed.items.map(item => item.title),
      ['a', 'b', 'c'],
    );
    assert.ok(feed.repairs.includes('item-not-closed'));
  });

  test('a CDATA section without its end takes the rest, not what came before', async () => {
    const text = '<item><title>a</title></item><item><title>b</title><description><![CDATA[x';
    const feed = await parse(bytes(`<rss><channel>${text}`));
    assert.equal(feed.items.length, 2);
    assert.equal(feed.items[1]?.summary, 'x');
  });

  test('a CDATA section that forgets its end does not swallow the next item', async () => {
    const feed = await rss(
      '<item><description><![CDATA[one</description></item><item><description><![CDATA[two]]></description></item>',
    );
    assert.deepEqual(
      feed.items.map(item => item.summary),
      ['one', 'two'],
    );
  });

  test('attributes whose quotes do not match', async () => {
    const feed = await rss('<item><enclosure url="https://e.example/a.mp3 length="1"/><title>a</title></item>');
    assert.equal(feed.items[0]?.title, 'a');
  });

  test('an item that holds nothing', async () => {
    assert.equal((await rss('<item/><item></item><item><title>x</title></item>')).items.length, 3);
  });

  test('JSON cut in the middle gives the items before the cut', async () => {
    const feed = await parse(
      bytes('{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","title":"a"},{"id":"2","ti'),
    );
    assert.deepEqual(
      feed.items.map(item => item.id),
      ['1', '2'],
    );
    assert.deepEqual(feed.repairs, ['not-well-formed']);
  });
});

describe('names mean what their namespace says', () => {
  test('any prefix for Dublin Core', async () => {
    const feed = await parse(
      bytes(
        '<rss xmlns:zz="http://purl.org/dc/elements/1.1/"><channel><item><zz:creator>Ada</zz:creator></item></channel></rss>',
      ),
    );
    assert.equal(feed.items[0]?.author, 'Ada');
  });

  test('a title of a foreign namespace is nobody’s title', async () => {
    const feed = await rss('<item xmlns:b="urn:books"><b:title>Book</b:title><title>Item</title></item>');
    assert.equal(feed.items[0]?.title, 'Item');
  });

  test('a root in a namespace of the publisher’s own invention is a root', async () => {
    const feed = await parse(
      bytes('<rss xmlns="https://e.example/my-rss"><channel><item><title>x</title></item></channel></rss>'),
    );
    assert.equal(feed.items[0]?.title, 'x');
  });

  test('a known prefix is believed where nobody declared it', async () => {
    const feed = await rss('<item><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item>');
    assert.equal(feed.items[0]?.contentHtml, '<p>x</p>');
  });
});

describe('entities', () => {
  test('declared ones are replaced, external ones never fetched, HTML names known', async () => {
    const feed = await parse(
      bytes(
        '<!DOCTYPE rss [<!ENTITY me "Ada &amp; co"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&me; &x; &eacute; &#151;</title></channel></rss>',
      ),
    );
    assert.equal(feed.title, 'Ada & co &x; é —');
  });

  test('a bomb stops at its budget', async () => {
    const levels = Array.from({ length: 20 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const feed = await parse(
      bytes(
        `<!DOCTYPE r [<!ENTITY l0 "ha">${levels}]><rss><channel><title>ok</title><item><description>&l20;</description></item></channel></rss>`,
      ),
    );
    assert.equal(feed.title, 'ok');
    assert.ok((feed.items[0]?.summary?.length ?? 0) < 1_100_000);
  });
});

describe('addresses', () => {
  test('only http and https become links', async () => {
    const feed = await rss(
      '<item><link>javascript:alert(1)</link><comments>data:text/html,x</comments><enclosure url="file:///etc/passwd"/></item>',
    );
    const [item] = feed.items;
    assert.equal(item?.url, 'https://e.example/');
    assert.equal(item?.urlIsSite, true);
    assert.equal(item?.comments, undefined);
    assert.equal(item?.enclosures, undefined);
  });

  test('a line break inside an address is mended', async () => {
    const feed = await rss('<item><link>https://e.example/a\n  /b</link></item>');
    assert.equal(feed.items[0]?.url, 'https://e.example/a/b');
  });
});

describe('hints for refreshing', () => {
  test('are read whole', async () => {
    const feed = await rss(
      '<ttl>60</ttl><cloud domain="rpc.e.example" port="80" path="/RPC2"/><skipDays><day>Saturday</day><day>sunday</day></skipDays>',
    );
    assert.deepEqual(feed.hints, { ttlMinutes: 60, skipDays: [0, 6], cloud: 'http://rpc.e.example/RPC2' });
  });
});
