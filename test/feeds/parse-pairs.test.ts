import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from '../../feeds/parse.ts';
import { BASE, bytesOf, FIXTURES } from './fixtures.ts';

const documents = readdirSync(FIXTURES).filter(name => /\.(xml|json-feed)$/.test(name));

describe('a document of our own gives exactly what stands beside it', () => {
  for (const name of documents) {
    const expected = join(FIXTURES, name.replace(/\.[^.]+$/, '.json'));
    test(name, { skip: existsSync(expected) ? false : 'nothing expected yet' }, async () => {
      const feed = await parse(bytesOf(join(FIXTURES, name)), undefined, BASE);
      assert.deepEqual(JSON.parse(JSON.stringify(feed)), JSON.parse(readFileSync(expected, 'utf8')));
    });
  }

  test('every pair is whole', () => {
    for (const name of documents) assert.ok(existsSync(join(FIXTURES, name.replace(/\.[^.]+$/, '.json'))), name);
  });
});
