import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { de } from '../../src/core/strings/de.ts';
import { deTools } from '../../src/core/strings/de-tools.ts';
import { en } from '../../src/core/strings/en.ts';
import { enTools } from '../../src/core/strings/en-tools.ts';
import {
  localDay,
  readingMinutes,
  sayBytes,
  sayClock,
  sayCount,
  sayDay,
  sayDayHeading,
  saySpan,
  sayTime,
  sayWhen,
} from '../../src/core/say.ts';

const berlin = { language: 'en', timeZone: 'Europe/Berlin' };
const german = { ...berlin, language: 'de' };
const kathmandu = { language: 'en', timeZone: 'Asia/Kathmandu' };
/** Monday 23 November 2026, 07:05 in Berlin. */
const now = Date.UTC(2026, 10, 23, 6, 5);
const HOUR = 3_600_000;

describe('saying times', () => {
  it('says the hour of the reader, not of the machine', () => {
    assert.equal(sayTime(now, berlin), '07:05');
    assert.equal(sayTime(now, kathmandu), '11:50');
    assert.equal(sayTime(Date.UTC(2026, 10, 22, 23, 0), berlin), '00:00');
  });

  it('is as short as it is clear', () => {
    const said = [1, 20, 60, 24 * 9, 24 * 400].map(hours => sayWhen(now - hours * HOUR, now, berlin));
    assert.deepEqual(said, ['06:05', 'Yesterday', 'Friday', '14 Nov', '19 Oct 2025']);
  });

  it('speaks German', () => {
    assert.equal(sayDay(now, german), 'Montag, 23. November');
    assert.deepEqual(
      [0, 20].map(hours => sayDayHeading(now - hours * HOUR, now, german)),
      ['Heute', 'Gestern'],
    );
  });

  it('turns the day at local midnight, on the quarter hour too', () => {
    assert.deepEqual(
      [-1, 0].map(ms => localDay(Date.UTC(2026, 10, 22, 23) + ms, berlin)),
      ['2026-11-22', '2026-11-23'],
    );
    assert.deepEqual(
      [-1, 0].map(ms => localDay(Date.UTC(2026, 10, 22, 18, 15) + ms, kathmandu)),
      ['2026-11-22', '2026-11-23'],
    );
  });

  it('says a clock that was set back as today', () => {
    assert.equal(sayWhen(now + 3 * 24 * HOUR, now, berlin), '07:05');
  });
});

describe('saying amounts', () => {
  it('counts bytes as data plans do', () => {
    assert.deepEqual(
      [0, 4_000, 999_499, 3_100_000, 150_000_000].map(bytes => sayBytes(bytes, berlin)),
      ['0\u00a0kB', '4\u00a0kB', '999\u00a0kB', '3.1\u00a0MB', '150\u00a0MB'],
    );
    assert.equal(sayBytes(3_100_000, german), '3,1\u00a0MB');
  });

  it('says spans, places in a recording, minutes and counts', () => {
    assert.deepEqual(
      [9_000, 240_000].map(ms => saySpan(ms, berlin)),
      ['9s', '4m'],
    );
    assert.equal(saySpan(240_000, german), '4\u00a0Min.');
    assert.deepEqual([65, 3_723].map(sayClock), ['1:05', '1:02:03']);
    assert.deepEqual([0, 100, 1_400].map(readingMinutes), [1, 1, 6]);
    assert.deepEqual([undefined, 0, 42].map(sayCount), ['', '', '42']);
  });

  it('breaks no unit off its number at a line’s end', () => {
    for (const [words, tools] of [
      [en, enTools],
      [de, deTools],
    ] as const)
      for (const said of [
        words.row.minutes(1),
        words.article.minutes(1),
        words.article.minutes(12),
        tools.settings.megabytes(15),
        tools.settings.upTo(500),
      ])
        assert.match(said, /^\d+\u00a0\p{L}+\.?$/u);
  });
});
