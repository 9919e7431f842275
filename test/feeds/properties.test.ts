import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readDate } from '../../feeds/dates.ts';
import { escapeHtml, decodeEntities } from '../../feeds/entities.ts';
import { toWireFeed } from '../../feeds/json-feed.ts';
import { readOpml, writeOpml, type OpmlFeed } from '../../feeds/opml.ts';
import { NotAFeedError, parse } from '../../feeds/parse.ts';
import { bytes, bytesOf, FIXTURES } from './fixtures.ts';

/** fast-check prints seed and path where a property fails, and nothing otherwise. */
const BOUNDS = { interruptAfterTimeLimit: 1500, numRuns: 400 } as const;

/** A parse ends in a feed that can be sent, or in our own error. */
async function endsWell(document: Uint8Array): Promise<boolean> {
  try {
    const feed = await parse(document, undefined, 'https://e.example/feed');
    JSON.stringify(toWireFeed(feed, { url: 'https://e.example/feed' }));
    return feed.items.every(item => item.url === undefined || /^https?:/.test(item.url));
  } catch (error) {
    return error instanceof NotAFeedError;
  }
}

const seeds = readdirSync(FIXTURES)
  .filter(name => /\.(xml|json-feed)$/.test(name))
  .map(name => bytesOf(join(FIXTURES, name)));
const seed = fc.constantFrom(...seeds);

describe('whatever the bytes are, a parse ends well', () => {
  test('random bytes', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), endsWell), BOUNDS));

  test('a feed cut anywhere', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.double({ min: 0, max: 1, noNaN: true }), (document, part) =>
        endsWell(document.subarray(0, Math.floor(document.length * part))),
      ),
      BOUNDS,
    ));

  test('a feed with flipped bits', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (document, places) => {
        const flipped = document.slice();
        for (const place of places) {
          const at = (place >>> 3) % flipped.length;
          flipped[at] = (flipped[at] ?? 0) ^ (1 << (place & 7));
        }
        return endsWell(flipped);
      }),
      BOUNDS,
    ));

  test('pieces of markup in any order', () => {
    const piece = fc.constantFrom(
      '<rss>',
      '<channel>',
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&lt;',
      '&',
      '<',
      '>',
      '"',
      "'",
      '=',
      '<a href="',
      '<description>',
      '</description>',
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      '<entry>',
      '<content type="xhtml">',
      'x ',
      '/>',
      '<!DOCTYPE r [',
      '<!ENTITY a "b">',
      ']>',
      '\u0000',
      '\ue0001',
    );
    return fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 80 }), pieces => endsWell(bytes(pieces.join('')))),
      BOUNDS,
    );
  });
});

test('one broken item never costs the others', () =>
  fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[<>&"'/=a-z[\]! -]{0,40}$/), async rubbish => {
      const whole = (name: string): string => `<item><title>${name}</title><guid>${name}</guid></item>`;
      const feed = await parse(
        bytes(
          `<rss><channel>${whole('one')}<item><guid>mid</guid><x:y>${rubbish.replaceAll('<!', '')}</x:y></item>${whole('two')}</channel></rss>`,
        ),
      );
      return feed.items.some(item => item.id === 'one') && feed.items.some(item => item.id === 'two');
    }),
    BOUNDS,
  ));

test('escaped text decodes to itself', () => {
  fc.assert(
    fc.property(fc.string(), text => decodeEntities(escapeHtml(text)) === text),
    BOUNDS,
  );
});

test('a date written by toUTCString or toISOString reads back, to the second', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }), date => {
      const expected = `${date.toISOString().slice(0, 19)}Z`;
      return readDate(date.toISOString()) === expected && readDate(date.toUTCString()) === expected;
    }),
    BOUNDS,
  );
});

test('no text whatever makes a date that is none', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const date = readDate(text);
      return date === undefined || !Number.isNaN(Date.parse(date));
    }),
    BOUNDS,
  );
});

test('what we write as OPML reads back the same', () => {
  const name = fc.stringMatching(/^\S[\S ]{0,18}\S$/);
  const feed: fc.Arbitrary<OpmlFeed> = fc.record(
    {
      url: fc.webUrl({ withQueryParameters: true }).map(url => new URL(url).href),
      title: name,
      folders: fc.array(name, { maxLength: 4 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.uniqueArray(feed, { selector: one => one.url, maxLength: 20 }), feeds => {
      const back = readOpml(writeOpml(feeds, { title: 'Mine', now: new Date(0) })).feeds;
      const sorted = (list: readonly OpmlFeed[]) => list.toSorted((a, b) => (a.url < b.url ? -1 : 1));
      assert.deepEqual(sorted(back), sorted(feeds));
    }),
    BOUNDS,
  );
});
