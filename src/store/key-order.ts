// IndexedDB's order of keys, for what is not IndexedDB: numbers before strings before arrays; arrays part by part.

import type { Key, KeyPart } from './backend.ts';

/** Negative, zero or positive, as IndexedDB's `cmp` (Indexed Database API 3.0, compare two keys). */
export function compareKeys(a: Key, b: Key): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = compareParts(a[i] as KeyPart, b[i] as KeyPart);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function startsWith(key: Key, prefix: Key): boolean {
  return key.length >= prefix.length && prefix.every((part, i) => compareParts(part, key[i] as KeyPart) === 0);
}

/** What IndexedDB would take: strings, and numbers that are numbers. */
export function isValidKey(key: Key): boolean {
  return key.every(part => typeof part === 'string' || (typeof part === 'number' && !Number.isNaN(part)));
}

function compareParts(a: KeyPart, b: KeyPart): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b || 0 : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
