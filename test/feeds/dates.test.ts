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

/** One moment and one day as publishers write them. */
const MOMENTS = [
  'Mon, 03 Mar 2025 07:15:00 GMT',
  'Mon, 3 Mar 2025 07:15:00 +0000',
  'Mon,03 Mar 2025 07:15:00 GMT',
  'Mon 03 Mar 2025 07:15:00 GMT',
  'Monday, 03 March 2025 07:15:00 GMT',
  'Mon., 03 Mar. 2025 07:15:00 GMT',
  '03 Mar 2025 07:15 UT',
  '3 Mar 25 07:15 Z',
  'Mon, 03 Mar 2025 7:15:00 AM',
  'Mon, 03 Mar 2025 07:15:00 -0000',
  'Mon, 03 Mar 2025 02:15:00 EST',
  'Mon, 03 Mar 2025 02:15:00 -05:00',
  'Mon, 03 Mar 2025 02:15:00 -5',
  'Mon, 03 Mar 2025 02:15:00 -0500 (EST)',
  'Mon, 03 Mar 2025 08:15:00 CET',
  'Mon, 03 Mar 2025 08:15:00 GMT+1',
  'Mon, 03 Mar 2025 08:15:00 GMT+01:00',
  'Mon, 03 Mar 2025 08:15:00 UTC+0100',
  'Mon, 03-Mar-2025 07:15:00 GMT',
  'Monday, 03-Mar-25 07:15:00 GMT',
  '03-Mar-2025 07:15:00',
  '03/Mar/2025:07:15:00 +0000',
  'Mon Mar 3 07:15:00 2025',
  'Mon Mar  3 07:15:00 GMT 2025',
  'Mon Mar 03 2025 08:15:00 GMT+0100 (Central European Standard Time)',
  'March 3, 2025 7:15 AM',
  'March 3rd, 2025 7:15am',
  'Mar 3, 2025, 7:15:00 AM',
  '2025-03-03T07:15Z',
  '2025-03-03T07:15:00Z',
  '2025-03-03T07:15:00.000Z',
  '2025-03-03T07:15:00.123456789Z',
  '2025-03-03T07:15:00+00:00',
  '2025-03-03T08:15:00+01',
  '2025-03-03T08:15:00+0100',
  '2025-03-03 07:15:00',
  '2025-03-03 07:15:00 UTC',
  '2025-03-03 07:15:00 +0000',
  '2025-03-03 07:15:00 GMT',
  '2025-03-03  07:15',
  '2025/03/03 07:15:00',
  '2025.03.03 07:15:00',
  '20250303T071500Z',
  '20250303071500',
  '2025-3-3 7:15',
  '2025-03-03T07:15:00 Z',
  '2025-03-03t07:15:00z',
  '2025-03-03T7:15:00Z',
  '2025-03-03T07:15:00-00:00',
  '2025-03-03T07:15:00.000-0000',
  '2025-03-03 07:15:00.000000',
  '2025-03-03T071500Z',
  '1740986100',
  '1740986100000',
  '1740986100.5',
  ' Mon, 03 Mar 2025 07:15:00 GMT\n',
  'Mon,  03   Mar  2025  07:15:00   GMT',
  'mon, 03 mar 2025 07:15:00 gmt',
  'MON, 03 MAR 2025 07:15:00 GMT',
  'Mon, 03 Mar 2025 07:15:00 Etc/GMT',
  'Mon, 03 Mar 2025 07:15:00 Z',
  'Mon, 03 Mar 2025 07h15',
  'Thu, 03 Mar 2025 07:15:00 GMT',
  '03.03.2025 07:15',
  '03.03.2025, 07:15 Uhr',
  '3.3.2025 7:15',
  '2025-03-03T07:15:00\u00a0Z',
  'Mon, 03 Mar 2025 07:15:00 GMT+0000 (Coordinated Universal Time)',
  '2025-03-03T02:15:00-0500',
  'Mon, 03 Mar 2025 12:45:00 +0530',
  'Mon, 03 Mar 2025 12:45:00 IST',
  'Mon, 03 Mar 2025 15:15:00 +08:00',
  '2025-03-03T07:15:00+00:00Z',
  '2025年3月3日 16:15',
  '2025年03月03日 16時15分00秒',
  '2025년 3월 3일 16:15',
  '2025년 3월 3일 오후 4:15',
  '2025. 3. 3. 오후 4:15:00',
  '2025. 03. 03. 16:15 KST',
  '2025-03-03 오후 4:15:00',
  '2025年3月3日(月) 16:15',
  '2025年3月3日（月）16:15',
  '2025/03/03(月) 07:15',
  '令和7年3月3日 16:15',
];
const DAYS = [
  '2025-03-03',
  '2025/03/03',
  '2025.03.03',
  '20250303',
  '3 March 2025',
  'March 3, 2025',
  '03 Mar 2025',
  'Mar 3 2025',
  '3. März 2025',
  'Montag, 3. März 2025',
  'le 3 mars 2025',
  'lundi 3 mars 2025',
  '3 marzo 2025',
  'lunedì 3 marzo 2025',
  'lunes, 3 de marzo de 2025',
  '3 de marzo del 2025',
  'segunda-feira, 3 de março de 2025',
  'maandag 3 maart 2025',
  '3 марта 2025 г.',
  'понедельник, 3 марта 2025',
  '3 marca 2025 r.',
  'Δευτέρα, 3 Μαρτίου 2025',
  '2025. március 3.',
  '2025. márc. 3., hétfő',
  '2025년 3월 3일',
  '2025年3月3日',
  '2025年03月03日',
  'Monday 3rd of March 2025',
  '3-Mar-2025',
  '03-03-2025',
  '3.3.2025',
  '3/3/2025',
  '03/03/25',
  '2025-W10-1',
  '2025-062',
  '2025-03-03Z',
  '2025-03-03+00:00',
  '25-03-03',
  '3 Mar 25',
  "3 Mar '25",
];
const ODD: readonly (readonly [string, string | undefined])[] = [
  ['2025-03', '2025-03-01T00:00:00Z'],
  ['2025', '2025-01-01T00:00:00Z'],
  ['March 2025', '2025-03-01T00:00:00Z'],
  ['Mon, 03 Mar 2025 24:00:00 GMT', '2025-03-04T00:00:00Z'],
  ['Mon, 03 Mar 2025 23:59:60 GMT', '2025-03-03T23:59:59Z'],
  ['Sat, 29 Feb 2025 00:00:00 GMT', '2025-03-01T00:00:00Z'],
  ['0000-00-00 00:00:00', undefined],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00Z'],
  ['Mon, 03 Mar 105 07:15:00 GMT', '2005-03-03T07:15:00Z'],
  ['Fri, 12 Dec 99 07:15:00 GMT', '1999-12-12T07:15:00Z'],
  ['now', undefined],
  ['today', undefined],
  ['2 hours ago', undefined],
  ['N/A', undefined],
  ['1', undefined],
  ['-', undefined],
  ['Invalid date', undefined],
  ['Mon, 03 Mar 2025 25:15:00 GMT', undefined],
  ['12:30', undefined],
  ['Page 3 of 2025', undefined],
  ['[object Object]', undefined],
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
      for (const [text, expected] of [...CASES, ...ODD]) assert.equal(readDate(text), expected, text);
      for (const text of MOMENTS) assert.equal(readDate(text), '2025-03-03T07:15:00Z', text);
      for (const text of DAYS) assert.equal(readDate(text), '2025-03-03T00:00:00Z', text);
    });
  }
});

const LANGUAGES = [
  'en',
  'en-GB',
  'de',
  'de-AT',
  'fr',
  'es',
  'es-MX',
  'it',
  'pt',
  'pt-BR',
  'nl',
  'ru',
  'pl',
  'el',
  'hu',
  'ko',
  'ja',
];
const NEIGHBOURS = ['uk', 'cs', 'sk', 'sv', 'nb', 'da', 'fi', 'tr', 'ro', 'bg', 'sl', 'et', 'lt', 'ca', 'sr', 'id'];
const STYLES: readonly Intl.DateTimeFormatOptions[] = [
  { dateStyle: 'full' },
  { dateStyle: 'long' },
  { day: 'numeric', month: 'short', year: 'numeric' },
  { weekday: 'short', day: '2-digit', month: 'long', year: 'numeric' },
];

test('every day of the year is read as its own in every language', () => {
  for (const language of [...LANGUAGES, ...NEIGHBOURS])
    for (const style of STYLES)
      for (let month = 0; month < 12; month += 1)
        for (const day of [3, 17]) {
          const date = new Date(Date.UTC(2025, month, day));
          const text = new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(date);
          assert.equal(readDate(text), date.toISOString().replace('.000', ''), `${language}: ${text}`);
        }
});

test('RFC 822 with the words of another language', () => {
  for (const language of [...LANGUAGES, ...NEIGHBOURS].filter(one => !/^(?:ko|ja|bg|sk)/.test(one)))
    for (let month = 0; month < 12; month += 1) {
      const date = new Date(Date.UTC(2025, month, 17, 15, 42));
      const word = (options: Intl.DateTimeFormatOptions): string =>
        new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(date);
      for (const style of ['short', 'long'] as const) {
        const name = word({ month: style });
        if (/\d/.test(name)) continue;
        const text = `${word({ weekday: 'short' })}, 17 ${name} 2025 16:42:00 +0100`;
        assert.equal(readDate(text), date.toISOString().replace('.000', ''), `${language}: ${text}`);
      }
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
