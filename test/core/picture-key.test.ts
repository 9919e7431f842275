// The key of a picture: the publisher's address and the width, whatever the signature.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { pictureKey, pictureKeyOfAddress } from '../../src/core/picture-key.ts';

describe('picture key', () => {
  test('is the same whatever signature and format the address bears', () => {
    const src = 'https://x.example/a b.jpg?x=1&y=ü#z';
    const key = pictureKey(src, 640);
    const address = `/api/image?url=${encodeURIComponent(src)}&w=640&f=webp&s=abc`;
    assert.equal(pictureKeyOfAddress(address), key);
    assert.equal(pictureKeyOfAddress(`https://gate.example${address}#later`), key);
    assert.equal(pictureKeyOfAddress(address.replace('s=abc', 's=other')), key);
  });

  test('differs by width and by address', () => {
    assert.equal(
      new Set([pictureKey('https://x/a', 320), pictureKey('https://x/a', 640), pictureKey('https://x/b', 320)]).size,
      3,
    );
  });

  for (const address of [
    '/api/image',
    '/api/image?w=320',
    '/api/image?url=&w=320',
    '/api/image?url=x',
    '/api/image?url=x&w=-1',
    '/api/image?url=%E0%A4%A&w=320',
    '/other?url=x&w=320',
  ]) {
    test(`is none of ${address}`, () => assert.equal(pictureKeyOfAddress(address), undefined));
  }

  test('comes back from any address', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), src => {
        const address = `/api/image?url=${encodeURIComponent(src)}&w=320&f=webp&s=1`;
        assert.equal(pictureKeyOfAddress(address), pictureKey(src, 320));
      }),
    );
  });
});
