// Reading only what is new of a document must come to the same as reading all of it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { KnownItem } from '../../feeds/gateway/documents.ts';
import { cutItems } from '../../feeds/gateway/unchanged.ts';
import type { WorkAnswer, WorkRequest } from '../../feeds/gateway/work.ts';
import { realFeeds } from '../support/corpus.ts';
import { rssOf } from './support/origin.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);
const rss = (inside: string, head = '<?xml version="1.0"?>') =>
  `${head}<rss version="2.0"><channel><title>T</title><link>http://p.example/</link>${inside}</channel></rss>`;
const item = (id: number, more = '') =>
  `<item><guid>g${id}</guid><title>Story ${id}</title><pubDate>Sun, 0${id} Nov 2026 06:00:00 GMT</pubDate>${more}</item>`;

describe('a document', () => {
  test('falls into its items, and can be put together of some of them', () => {
    const cut = cutItems(bytes(rss(`${item(1)}\n  ${item(2)}${item(3)}`)), 'application/rss+xml; charset=UTF-8');
    assert.equal(new Set(cut?.sources).size, 3);
    assert.equal(Buffer.from(cut?.only([1]) ?? []).toString(), rss(item(2)));
    const atom =
      '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id></entry><entry><id>2</id></entry></feed>';
    assert.equal(cutItems(bytes(atom), undefined)?.sources.length, 2);
  });

  test('whose surroundings change is another one, whose dates change is not', () => {
    const of = (head: string) => cutItems(bytes(rss(head + item(1))), undefined)?.sources;
    assert.deepEqual(of('<lastBuildDate>now</lastBuildDate>'), of('<lastBuildDate>then</lastBuildDate>'));
    assert.notDeepEqual(of('<language>de</language>'), of('<language>en</language>'));
  });

  const unsure: Readonly<Record<string, Buffer>> = {
    'an end of an item inside a text': bytes(
      rss(item(1, '<description><![CDATA[so </item> it goes]]></description>') + item(2)),
    ),
    'an element between the items': bytes(rss(`${item(1)}<image><url>x</url></image>${item(2)}`)),
    'an item in a comment': bytes(rss(`${item(1)}<!-- ${item(2)} -->${item(3)}`)),
    'a text that begins before the first item': bytes(rss(`<description><![CDATA[ <item> ]]></description>${item(1)}`)),
    'an item without an end': bytes(rss(`${item(1)}<item><guid>2</guid>`)),
    'another encoding': bytes(rss(item(1, 'ü'), '<?xml version="1.0" encoding="iso-8859-1"?>'), 'latin1'),
    'bytes that are not what they are said to be': bytes(rss(item(1, 'ü')), 'latin1'),
    'no items': bytes(rss('')),
    JSON: bytes('{"version":"https://jsonfeed.org/version/1.1","items":[]}'),
  };
  for (const [name, document] of Object.entries(unsure)) {
    test(`with ${name} is not cut`, () => assert.equal(cutItems(document, undefined), undefined));
  }
  test('that the server calls otherwise is not cut', () => {
    assert.equal(cutItems(bytes(rss(item(1))), 'text/xml; charset=windows-1251'), undefined);
  });
});

describe('reading what is new', () => {
  type Read = Extract<WorkAnswer, { kind: 'feed' }>;
  async function reader() {
    const worker = new Worker(new URL('../../feeds/gateway/work-thread.ts', import.meta.url));
    const read = (document: Uint8Array, known: readonly KnownItem[]) =>
      new Promise<WorkAnswer>(resolve => {
        worker.once('message', resolve);
        worker.postMessage({
          kind: 'feed',
          body: new Uint8Array(document),
          url: 'http://p.example/feed',
          maxBytes: 100_000_000,
          known: JSON.stringify(known),
          now: Date.parse('2026-11-22T06:00:00Z'),
          maxItems: 500,
          pictureKey: new Uint8Array(32),
        } satisfies WorkRequest);
      });
    return { read, end: () => worker.terminate() };
  }
  const knownOf = (read: Read) => read.changed.map(({ start: _start, end: _end, ...known }) => known);
  /** Where an item stands is no part of what it says. */
  const said = (read: Read) => ({
    head: read.head,
    hints: read.hints,
    gapMs: read.gapMs,
    changed: read.changed.map(({ start, end, source: _source, ...rest }) => [
      rest,
      Buffer.from(read.bytes).subarray(start, end).toString(),
    ]),
  });

  test('leaves out what stands as it did, and finds what is new or edited', async t => {
    const { read, end } = await reader();
    t.after(end);
    const first = await read(bytes(rss(item(1) + item(2) + item(3))), []);
    assert.ok(first.kind === 'feed');
    const changedTwo = item(2).replace('Story 2', 'Story two');
    const second = await read(bytes(rss(item(4) + item(1) + changedTwo + item(3))), knownOf(first));
    assert.ok(second.kind === 'feed');
    assert.deepEqual(second.changed.map(({ id }) => id).toSorted(), ['g2', 'g4']);
    assert.deepEqual(second.sourced, [], 'the others were not even looked at');
  });

  test('learns how items stand without calling them news', async t => {
    const { read, end } = await reader();
    t.after(end);
    const document = bytes(rssOf([1, 2, 3]));
    const first = await read(document, []);
    assert.ok(first.kind === 'feed');
    const before = knownOf(first).map(({ source: _source, ...known }) => known);
    const second = await read(document, before);
    assert.ok(second.kind === 'feed');
    assert.equal(second.changed.length, 0);
    assert.equal(second.sourced.length, 3);
  });

  test('of real feeds comes to the same as reading all of them', { timeout: 60_000 }, async t => {
    const feeds = realFeeds();
    if (feeds.length === 0) {
      t.skip('corpus not present');
      return;
    }
    const { read, end } = await reader();
    t.after(end);
    let short = 0;
    for (const feed of feeds) {
      const cut = cutItems(feed.bytes, undefined);
      const all = [...(cut?.sources.keys() ?? [])];
      if (!cut || all.length < 4) continue;
      const first = await read(cut.only(all.slice(3)), []);
      if (first.kind !== 'feed') continue;
      const known = knownOf(first);
      const whole = cut.only(all);
      const some = await read(whole, known);
      const every = await read(
        whole,
        known.map(({ source: _source, ...rest }) => rest),
      );
      assert.ok(some.kind === 'feed' && every.kind === 'feed');
      if (every.sourced.length > 0 && some.sourced.length === 0) short += 1;
      assert.deepEqual(said(some), said(every));
    }
    assert.ok(short > 40, `${short} were read in part`);
  });
});
