// Where the parser's own documents stand, and the third-party corpus where it is present.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const FIXTURES = join(import.meta.dirname, '../fixtures/feeds');

/** `../shared/corpus` beside the repository; never part of it. */
export const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
export const CHECKER = join(import.meta.dirname, '../../../shared/check-parser.mjs');
export const hasCorpus = existsSync(join(CORPUS, 'manifest.tsv'));

/** Addresses that the fixtures are said to come from. */
export const BASE = 'https://served.example/feeds/feed.xml';

export interface CorpusEntry {
  readonly path: string;
  readonly kind: string;
}

/** The corpus's documents by their manifest. */
export function corpusEntries(): readonly CorpusEntry[] {
  return readFileSync(join(CORPUS, 'manifest.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => {
      const [path = '', , , kind = ''] = line.split('\t');
      return { path, kind };
    });
}

export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
