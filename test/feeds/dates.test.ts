import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readDate } from '../../feeds/dates.ts';
import { CORPUS, hasCorpus } from './fixtures.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['Tue, 03 Mar 2026 07:15:00 +0200', '2026-03-03T05:15:00Z'],
  ['Tue, 3 Mar 26 07:15 EST', '2026-03-03T12:15:00Z'],
  ['3 March 2026 7:15 PM', '2026-03-03T19:15:00Z'],
  ['03 Apr 02 1500 GMT', '2002-04-03T15:00:00Z'],
  ['Thu Aug 30 2012 17:26:16 +0200', '2012-08-30T15:26:16Z'],
  ['Sun Jan  4 16:29:06 2004', '2004-01-04T16:29:06Z'],
  ['2026-03-03', '2026-03-03T00:00:00Z'],
  ['2026-03-03T07:15', '2026-03-03T07:15:00Z'],
  ['2026-03-03 07:15:09.123456-05:00', '2026-03-03T12:15:09Z'],
  ['20260303T071509Z', '2026-03-03T07:15:09Z'],
  ['2026-062', '2026-03-03T00:00:00Z'],
  ['1772522100', '2026-03-03T07:15:00Z'],
  ['03/03/2026', '2026-03-03T00:00:00Z'],
  ['31/12/2025 23:00', '2025-12-31T23:00:00Z'],
  ['12/31/2025', '2025-12-31T00:00:00Z'],
  ['31.12.2025', '2025-12-31T00:00:00Z'],
  ['Di, 03 Mär 2026 07:15:00 +0100', '2026-03-03T06:15:00Z'],
  ['3. Dezember 2025', '2025-12-03T00:00:00Z'],
  ['mar. 3 févr. 2026 07:15:00 +0100', '2026-02-03T06:15:00Z'],
  ['3 août 2025', '2025-08-03T00:00:00Z'],
  ['3 de enero de 2026', '2026-01-03T00:00:00Z'],
  ['3 gennaio 2026', '2026-01-03T00:00:00Z'],
  ['3 de março de 2026', '2026-03-03T00:00:00Z'],
  ['3 maart 2026', '2026-03-03T00:00:00Z'],
  ['Вт, 03 мар 2026 07:15:00 +0300', '2026-03-03T04:15:00Z'],
  ['3 мая 2026', '2026-05-03T00:00:00Z'],
  ['3 września 2025', '2025-09-03T00:00:00Z'],
  ['Κυρ, 11 Ιούλ 2004 12:00:00 EST', '2004-07-11T17:00:00Z'],
  ['2004-július-13T9:15-05:00', '2004-07-13T14:15:00Z'],
  ['2004-05-25 오후 11:23:17', '2004-05-25T14:23:17Z'],
  ['2004년 05월 28일  01:31:15', '2004-05-27T16:31:15Z'],
  ['2026年3月3日 7時15分', '2026-03-02T22:15:00Z'],
  ['2026年3月3日', '2026-03-03T00:00:00Z'],
  ['yesterday', undefined],
  ['', undefined],
  ['99/99/9999', undefined],
  ['2026-13-40T99:99:99Z', undefined],
];

describe('a date is the same moment wherever it is read', () => {
  const home = process.env['TZ'];
  after(() => {
    if (home === undefined) delete process.env['TZ'];
    else process.env['TZ'] = home;
  });
  for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
    test(zone, () => {
      process.env['TZ'] = zone;
      for (const [text, expected] of CASES) assert.equal(readDate(text), expected, text);
    });
  }
});

test('dates of the corpus are right', t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  const cases = JSON.parse(readFileSync(join(CORPUS, 'dates/feedparser-tests.json'), 'utf8')) as readonly {
    readonly s: string;
    readonly iso: string;
  }[];
  // One expectation is no date for JavaScript either: the year 99 written with two digits.
  const wrong = cases.filter(
    ({ s, iso }) => !Number.isNaN(Date.parse(iso)) && Date.parse(readDate(s) ?? '') !== Date.parse(iso),
  );
  assert.deepEqual(wrong, []);
});
