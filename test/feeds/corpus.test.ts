import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../../feeds/parse.ts';
import { bytesOf, CHECKER, CORPUS, corpusEntries, hasCorpus } from './fixtures.ts';

test('at least 99 of 100 asserted checks of the corpus hold', t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'predawn-check-'));
  const file = join(folder, 'result.json');
  const module = join(import.meta.dirname, '../../feeds/parse.ts');
  const run = spawnSync(process.execPath, [
    CHECKER,
    '--corpus',
    CORPUS,
    '--module',
    module,
    '--export',
    'parse',
    '--json',
    file,
  ]);
  assert.equal(run.status, 0, String(run.stderr));
  const { tot } = JSON.parse(readFileSync(file, 'utf8')) as { tot: { n: number; s: number } };
  rmSync(folder, { recursive: true });
  assert.ok((100 * tot.s) / tot.n >= 99, `${tot.s} of ${tot.n}`);
});

test('every real feed gives a feed, and only what is none is refused', async t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  const refused: string[] = [];
  for (const { path, kind } of corpusEntries()) {
    // Dumps of another parser's tests, pages and plain XML lie among the feeds.
    if (!path.startsWith('feeds/') || kind !== 'real' || path.endsWith('.serde.json')) continue;
    const bytes = bytesOf(join(CORPUS, path));
    try {
      await parse(bytes);
    } catch {
      const text = new TextDecoder('windows-1252').decode(bytes);
      if (/<(?:[\w-]+:)?(?:rss|feed|RDF|channel)[\s>]/i.test(text) && !/^\s*<(?:!doctype\s+)?html/i.test(text))
        refused.push(path);
    }
  }
  assert.deepEqual(refused, []);
});
