import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cacheControl, conditionalHeaders, freshnessMs, httpDate, retryAfter, validatorsOf } from '../../feeds/http.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const HOUR = 3_600_000;
const reader = (headers: Record<string, string>) => (name: string) => headers[name];

describe('validators', () => {
  test('go back byte for byte', () => {
    const validators = validatorsOf(
      reader({ etag: 'W/"odd , quotes""', 'last-modified': 'sunday, 22-Nov-26 05:00:00 gmt' }),
    );
    assert.deepEqual(conditionalHeaders(validators), {
      'if-none-match': 'W/"odd , quotes""',
      'if-modified-since': 'sunday, 22-Nov-26 05:00:00 gmt',
    });
  });
  test('that are absent ask nothing', () => {
    assert.deepEqual(conditionalHeaders(validatorsOf(reader({ etag: '' }))), {});
    assert.deepEqual(conditionalHeaders(undefined), {});
  });
});

describe('freshness', () => {
  const rows: [Record<string, string>, number | undefined][] = [
    [{}, undefined],
    [{ 'cache-control': 'max-age=3600' }, HOUR],
    [{ 'cache-control': 'public, Max-Age="3600"' }, HOUR],
    [{ 'cache-control': 'max-age=3600', age: '600' }, HOUR - 600_000],
    [{ 'cache-control': 'max-age=60', age: '600' }, 0],
    [{ 'cache-control': 'max-age=31536000' }, 24 * HOUR],
    [{ 'cache-control': 'no-cache' }, 0],
    [{ 'cache-control': 'no-store, max-age=600' }, 0],
    [{ 'cache-control': 'max-age=banana' }, undefined],
    [{ expires: 'Sun, 22 Nov 2026 08:00:00 GMT' }, 2 * HOUR],
    [{ expires: 'Sun, 22 Nov 2026 08:00:00 GMT', date: 'Sun, 22 Nov 2026 07:00:00 GMT' }, HOUR],
    [{ expires: 'Sun, 22 Nov 2026 05:00:00 GMT' }, 0],
    [{ expires: '0' }, 0],
    [{ expires: 'Sun, 22 Nov 2026 08:00:00 GMT', 'cache-control': 'max-age=60' }, 60_000],
  ];
  for (const [headers, expected] of rows) {
    test(`${JSON.stringify(headers)} is ${expected ?? 'unsaid'}`, () => {
      assert.equal(freshnessMs(reader(headers), NOW), expected);
    });
  }
  test('the first of two directives counts', () => {
    assert.equal(cacheControl('max-age=1, max-age=2').get('max-age'), '1');
  });
});

describe('Retry-After', () => {
  const rows: [string | null, number | undefined][] = [
    [null, undefined],
    ['120', NOW + 120_000],
    ['Sun, 22 Nov 2026 07:00:00 GMT', NOW + HOUR],
    ['Sunday, 22-Nov-26 07:00:00 GMT', NOW + HOUR],
    ['Sun Nov 22 07:00:00 2026', NOW + HOUR],
    ['Sun, 22 Nov 2026 05:00:00 GMT', NOW],
    ['99999999', NOW + 7 * 24 * HOUR],
    ['soon', undefined],
    ['-5', undefined],
    ['2026', NOW + 2_026_000],
  ];
  for (const [value, expected] of rows) {
    test(`"${value ?? ''}" allows ${expected ?? 'whatever'}`, () => assert.equal(retryAfter(value, NOW), expected));
  }
  test('a date that is none is no date', () => assert.equal(httpDate('12'), undefined));
});
