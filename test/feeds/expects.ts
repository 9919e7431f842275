// A table of documents and of what must be read from them, by paths into the feed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../feeds/parse.ts';
import { bytes } from './fixtures.ts';

/** Path -> value, or what its text must look like; `n` is the number of items. */
export type Expected = Readonly<Record<string, unknown>>;

const SERVED = 'http://served.example/feeds/f.xml';

export function expects(name: string, document: string, expected: Expected, url = SERVED): void {
  test(name, async () => {
    const feed = await parse(bytes(document), undefined, url);
    for (const [path, value] of Object.entries(expected)) {
      const found = path === 'n' ? feed.items.length : at(feed, path);
      if (value instanceof RegExp) assert.match(String(found), value, path);
      else assert.deepEqual(found, value, path);
    }
  });
}

function at(from: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], from);
}

export const rss = (inner: string, names = ''): string =>
  `<?xml version="1.0"?><rss version="2.0" ${names}><channel><title>T</title><link>http://e.example/</link>${inner}</channel></rss>`;
export const item = (inner: string, names = ''): string => rss(`<item>${inner}</item>`, names);
export const atom = (inner: string, attributes = ''): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}>${inner}</feed>`;
export const entry = (inner: string, attributes = ''): string => atom(`<entry>${inner}</entry>`, attributes);
export const oldAtom = (inner: string): string =>
  `<feed version="0.3" xmlns="http://purl.org/atom/ns#">${inner}</feed>`;
export const oldEntry = (inner: string): string => oldAtom(`<entry>${inner}</entry>`);
