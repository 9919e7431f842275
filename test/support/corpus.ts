// Real feeds that other projects test with. They are read where they lie beside the project and never become part of it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const corpus = join(import.meta.dirname, '../../../shared/corpus');

export interface CorpusFile {
  readonly path: string;
  readonly bytes: Buffer;
}

export function corpusPresent(): boolean {
  return existsSync(join(corpus, 'manifest.tsv'));
}

/** Feeds of real publishers, in the manifest's order; none where the corpus is not present. */
export function realFeeds(limit = Infinity): CorpusFile[] {
  if (!corpusPresent()) return [];
  const rows = readFileSync(join(corpus, 'manifest.tsv'), 'utf8').split('\n').slice(1);
  return rows
    .map(row => row.split('\t'))
    .filter(([path, , , kind]) => kind === 'real' && path?.startsWith('feeds/'))
    .slice(0, limit)
    .map(([path]) => ({ path: path!, bytes: readFileSync(join(corpus, path!)) }));
}
