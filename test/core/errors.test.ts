// The table of errors: every code that any room can give has its sentence, and every sentence is one for a person.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ERRORS_DE } from '../../src/core/errors-de.ts';
import { ERRORS, wordsOf } from '../../src/core/error-words.ts';
import { codeOf, PredawnError } from '../../src/core/errors.ts';

const root = join(import.meta.dirname, '../..');
/** How a code is written down: as a property, an argument, or a key of the gateway's table of statuses. */
const CODE =
  /(?:\b(?:code|why|final|lastError): |new (?:PredawnError|TransportError)\(|\b(?:problem|wordsOf|failed|impossible|noAnswer)\()'([a-z]+(?:-[a-z]+)*)'/g;
function codesInSource(): Map<string, string> {
  const found = new Map<string, string>();
  // The newsroom's switches and the embeds' own words are not told from this table.
  for (const room of ['src', 'sw', 'feeds']) {
    for (const path of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.includes('newsroom') || path.startsWith('embed')) continue;
      for (const match of readFileSync(join(root, room, path), 'utf8').matchAll(CODE)) {
        const [, code = ''] = match;
        found.set(code, join(room, path));
      }
    }
  }
  return found;
}

describe('errors', () => {
  test('have a sentence for every code that the source can give', () => {
    const codes = codesInSource();
    assert.ok(codes.size > 20, 'the pattern still finds codes');
    assert.deepEqual(
      [...codes].filter(([code]) => !Object.hasOwn(ERRORS, code)),
      [],
    );
  });

  for (const [code, { what, todo }] of Object.entries(ERRORS)) {
    test(`${code} says what happened and what to do`, () => {
      assert.match(code, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(what, /^[A-Z].{10,160}\.$/);
      assert.match(todo, /^$|^[A-Z].{5,160}\.$/);
    });
  }

  for (const [code, { what, todo }] of Object.entries(ERRORS_DE)) {
    test(`${code} says it in German too`, () => {
      const english = ERRORS[code as keyof typeof ERRORS];
      assert.notEqual(what, english.what);
      assert.match(what, /^[A-ZÄÖÜ].{10,160}\.$/);
      assert.match(todo, /^$|^[A-ZÄÖÜ].{5,160}\.$/);
      assert.equal(todo === '', english.todo === '');
    });
  }

  test('answer general words for a code that nobody wrote down, and for inherited names', () => {
    assert.equal(wordsOf('never-heard-of'), ERRORS.unexpected);
    assert.equal(wordsOf('toString'), ERRORS.unexpected);
  });

  test('tell the code of what was thrown', () => {
    const cause = new Error('why');
    const error = new PredawnError('timeout', { cause, detail: 'after 30 s' });
    assert.deepEqual([codeOf(error), error.cause, error.message], ['timeout', cause, 'timeout: after 30 s']);
    assert.equal(codeOf(new TypeError('x')), 'unexpected');
    assert.equal(codeOf('text'), 'unexpected');
  });
});
