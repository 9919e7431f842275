// One lenient reader for every date a feed may hold. It never asks for the local time zone: a date without a zone is UTC.

import { fold, HOUR, MONTH_OF, ZONES } from './date-words.ts';

interface Found {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  /** Minutes east of UTC. */
  zone?: number;
  afternoon?: boolean;
}

/** ISO 8601 in UTC, whole seconds; `undefined` for what is no date. The year is 1 to 9999. */
export function readDate(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 200) return undefined;
  const tidy = text.trim();
  if (tidy === '') return undefined;
  return usual(tidy) ?? unusual(tidy.replace(CJK_DAY, ' '));
}

/** A day of the week in brackets, as in `2025年3月3日(月)`. */
const CJK_DAY = /\s?[(（][\u3400-\u9fff\uac00-\ud7af]{1,3}[)）]\s?/;

function unusual(tidy: string): string | undefined {
  return numeric(tidy) ?? eastAsian(tidy) ?? worded(tidy);
}

const RFC_822 =
  /^(?:[A-Z][a-z]{2},\s*)?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|Z|([+-])(\d\d)(\d\d))$/;
const W3C = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The two forms that nine of ten dates have, each by one look. */
function usual(text: string): string | undefined {
  const rfc = RFC_822.exec(text);
  const m = rfc ?? W3C.exec(text);
  if (m === null) return undefined;
  const month = rfc === null ? Number(m[2]) : (MONTH_OF.get((m[2] ?? '').toLowerCase()) ?? 0);
  const offset = m[7] === undefined ? 0 : Number(m[8]) * HOUR + Number(m[9]);
  return finish({
    year: Number(rfc === null ? m[1] : m[3]),
    month,
    day: Number(rfc === null ? m[3] : m[1]),
    hour: Number(m[4]),
    minute: Number(m[5]),
    second: Number(m[6]),
    zone: m[7] === '-' ? -offset : offset,
  });
}

/** ISO 8601, W3CDTF and what passes for them: `2003-12-31T10:14:55.1234Z`, `2004-07-08 23:56`, `20031231`, `-03-12`. */
function numeric(text: string): string | undefined {
  if (!/^[-\d]/.test(text) && !AFTER_DAY.test(text)) return undefined;
  // `3. 1. 2025` is written with spaces in Czech, Slovak and German.
  const stripped = text
    .replace(AFTER_DAY, '')
    .replace(/^(\d{1,2})\.\s+(\d{1,2})\.\s+(?=\d)/, '$1.$2.')
    .replace(/^(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.(?=\s)/, '$1.$2.$3');
  const split = /^(-?\d+(?:[-/.]\d+)*(?:-?W\d\d(?:-?\d)?)?)(?:,?\s*[Tt]\s*|,?\s+|(?=[+-]\d\d:\d\d$)|$)(.*)$/.exec(
    stripped,
  );
  if (split === null) return /^-?\d+(?:-\d+)*Z$/i.test(stripped) ? numeric(stripped.slice(0, -1)) : undefined;
  const [, numbers = '', rest = ''] = split;
  // `2025 m. sausio 3 d.`: the month comes in letters.
  if (numbers.length <= 4 && /\p{L}{3}/u.test(rest)) return undefined;
  const date = calendar(numbers);
  if (date === undefined) return undefined;
  return finish({ ...date, ...clock(rest) });
}

/** A day of the week before a date of numbers. */
const AFTER_DAY = /^[^\s\d]{1,12}[,.]?\s+(?=\d{1,4}[-/.]\s?\d{1,2}[-/.])/;

/** The date part of numbers alone. */
function calendar(text: string): Found | undefined {
  let m = /^-?(\d{4})[-/.](\d{1,3})[-/.](\d{1,2})$/.exec(text);
  if (m !== null) return ymd(m[1], m[2], m[3]);
  m = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (m !== null) return dayOrMonthFirst(Number(m[1]), Number(m[2]), Number(m[3]), text.includes('/'));
  m = /^(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (m !== null)
    return Number(m[1]) > 31 || !text.includes('/')
      ? ymd(m[1], m[2], m[3])
      : dayOrMonthFirst(Number(m[1]), Number(m[2]), Number(m[3]), true);
  m = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (m !== null) return ymd(m[1], m[2], m[3]);
  m = /^(\d{4})-?(\d{3})$/.exec(text) ?? /^(\d{2})-?(\d{3})$/.exec(text);
  if (m !== null) return { year: century(m[1]), month: 1, day: Number(m[2]) };
  m = /^(\d{4})[-/](\d{1,2})$/.exec(text) ?? /^-(\d{2})-?(\d{2})$/.exec(text);
  if (m !== null) return { year: century(m[1]), month: Number(m[2]), day: 1 };
  m = /^(\d{4})-?W(\d{2})-?([1-7])?$/.exec(text);
  if (m !== null) return weekDay(Number(m[1]), Number(m[2]), Number(m[3] ?? 1));
  m = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (m !== null) return { ...ymd(m[1], m[2], m[3]), hour: Number(m[4]), minute: Number(m[5]), second: Number(m[6]) };
  m = /^(\d{4})$/.exec(text);
  if (m !== null) return { year: Number(m[1]), month: 1, day: 1 };
  return seconds(text);
}

/** ISO 8601 weeks: the first is the one with the fourth of January. */
function weekDay(year: number, week: number, day: number): Found {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const at = new Date(Date.UTC(year, 0, 4 - (fourth.getUTCDay() || 7) + (week - 1) * 7 + day));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** Seconds or milliseconds since 1970. */
function seconds(text: string): Found | undefined {
  const whole = /^(\d{9,13})(?:\.\d+)?$/.exec(text)?.[1];
  if (whole === undefined) return undefined;
  const at = new Date(whole.length > 11 ? Number(whole) : Number(whole) * 1000);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}

function ymd(year: string | undefined, month: string | undefined, day: string | undefined): Found {
  return { year: century(year), month: Number(month), day: Number(day) };
}

/** `31/12/2003` and `12/31/2003`: what cannot be a month decides; else slashes mean the American order, dots and hyphens the European. */
function dayOrMonthFirst(a: number, b: number, year: number, slashes: boolean): Found {
  const monthFirst = a <= 12 && (b > 12 || slashes);
  return { year: year < 100 ? century(String(year)) : year, month: monthFirst ? a : b, day: monthFirst ? b : a };
}

/** RFC 2822 §4.3: two digits up to 49 are 20xx, others 19xx; three digits are years since 1900. */
function century(text: string | undefined): number {
  const year = Number(text);
  if (text?.length === 4) return year;
  if (year < 50) return 2000 + year;
  return year < 1000 ? 1900 + year : year;
}

/** The time part: `10:14:55.1234Z`, `11:23 PM`, `오후 11:23:17`, `08:19:53 EDT`. */
function clock(text: string): Found {
  const found: Found = {};
  const m =
    /(\d{1,2})(?::|h|\.)(\d{1,2})(?:(?::|m|\.)(\d{1,2}))?(?:[.,]\d+)?/i.exec(text) ??
    /^(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?(?=$|[Zz+\s-])/.exec(text) ??
    /^(\d{1,2})(?=$|\s*[Zz+-])/.exec(text);
  if (m === null) {
    const zone = zoneOf(text);
    return zone === undefined ? found : { zone };
  }
  found.hour = Number(m[1]);
  found.minute = Number(m[2] ?? 0);
  found.second = Number(m[3] ?? 0);
  const before = text.slice(0, m.index);
  const after = text.slice(m.index + m[0].length).trim();
  const half = /^(a|p)\.?\s?m\b\.?/i.exec(after)?.[1]?.toLowerCase() ?? halfWord(before) ?? halfWord(after);
  if (half !== undefined) found.afternoon = half === 'p';
  const zone = /[오전후]{2}/.test(before) ? 9 * HOUR : zoneOf(after.replace(/^(?:[ap]\.?m\.?)\s*/i, ''));
  if (zone !== undefined) found.zone = zone;
  return found;
}

function halfWord(text: string): 'a' | 'p' | undefined {
  if (/오전|午前|上午|^π\.?\s?μ/i.test(text)) return 'a';
  return /오후|午後|下午|^μ\.?\s?μ/i.test(text) ? 'p' : undefined;
}

/** `+02:00`, `-0130`, `+2`, `EST`, `GMT-01:01`, `Etc/GMT`, `(CEST)`. */
function zoneOf(text: string): number | undefined {
  const offset = /(?:^|[\s(]|gmt|utc|ut)\s*([+\u2212-])(\d{1,2}):?(\d{2})?(?!\d)/i.exec(text);
  if (offset !== null) {
    const minutes = Number(offset[2]) * HOUR + Number(offset[3] ?? 0);
    if (minutes <= 18 * HOUR) return offset[1] === '+' ? minutes : -minutes;
  }
  for (const word of text.toLowerCase().match(/[a-z]+(?:\/[a-z]+)?/g) ?? []) {
    const zone = ZONES.get(word);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** The year before an era's first. */
const ERAS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925 };

/** `2004년 05월 28일 01:31:15` is Korean time, `2004年5月28日` Japanese or Chinese; both carry their zone in their language. */
function eastAsian(given: string): string | undefined {
  const era = /^(令和|平成|昭和)\s*(\d{1,2}|元)年/.exec(given);
  const text =
    era === null
      ? given
      : `${(ERAS[era[1] ?? ''] ?? 0) + (era[2] === '元' ? 1 : Number(era[2]))}年${given.slice(era[0].length)}`;
  const m = /^(\d{2,4})\s*(?:년|年)\s*(\d{1,2})\s*(?:월|月)\s*(\d{1,2})\s*(?:일|日)?(.*)$/.exec(text);
  if (m === null) return undefined;
  const rest = (m[4] ?? '')
    .replaceAll(/\s*(?:시|時|时|点)\s*/g, ':')
    .replaceAll(/\s*(?:분|分)\s*/g, ':')
    .replaceAll(/\s*(?:초|秒)/g, '')
    .replace(/:\s*$/, '');
  return finish({
    // A day alone has no zone to be in.
    zone: /\d/.test(rest) && /[년日]/.test(text) ? 9 * HOUR : 0,
    ...ymd(m[1], m[2], m[3]),
    ...clock(rest),
  });
}

/** Dates with a month's name, in whatever order. */
function worded(given: string): string | undefined {
  const found: Found = {};
  // `03/Mar/2025:07:15:00` comes from server logs; `kl. 15.42.00`, `15.42 Uhr`: hours with dots, as in Denmark and Italy.
  const text = given.includes(':')
    ? given.replace(/(\d{4}):(?=\d\d:\d\d)/, '$1 ')
    : given
        .replace(/(^|[\s,])([01]?\d|2[0-3])\.([0-5]\d)(?:\.([0-5]\d))?(?=\s|$)/, '$1$2:$3:$4')
        .replace(/:(?=\s|$)/, '');
  const time = /(\d{1,2})(?::|h)(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d+)?\s*(?:[ap]\.?m\b\.?)?/i.exec(text);
  let dateText = text;
  const plain = time === null ? /(\d{2,4}\s+)([01]\d|2[0-3])([0-5]\d)(?=\s+[A-Za-z+-])/.exec(text) : null;
  if (plain !== null) {
    const from = plain.index + (plain[1] ?? '').length;
    return worded(`${text.slice(0, from)}${plain[2] ?? ''}:${plain[3] ?? ''}${text.slice(from + 4)}`);
  }
  if (time !== null) {
    Object.assign(found, clock(text.slice(time.index)));
    const after = text.slice(time.index + time[0].length);
    const lastYear = /(?:^|\s)(\d{4})\s*$/.exec(after)?.[1];
    dateText = `${text.slice(0, time.index).replace(/[Tt]$/, ' ')} ${lastYear ?? ''}`;
  }
  const numbers: string[] = [];
  let guess: number | undefined;
  for (const word of fold(dateText).match(/\p{L}+|\d+/gu) ?? []) {
    if (/^\d/.test(word)) numbers.push(word);
    else if (numbers.length < 2 || (found.month ?? guess) === undefined) {
      const whole = MONTH_OF.get(word);
      if (whole !== undefined && !(DAYS_TOO.has(word) && numbers.length === 0)) found.month = whole;
      else guess = whole ?? monthBeginning(word) ?? guess;
    }
  }
  if (found.month === undefined && guess !== undefined) found.month = guess;
  if (found.month === undefined || numbers.length === 0) return undefined;
  const [first = '', second] = numbers;
  if (second === undefined) {
    if (first.length !== 4) return undefined;
    return finish({ ...found, year: century(first), day: 1 });
  }
  const yearFirst = first.length >= 3 || Number(first) > 31;
  return finish({ ...found, year: century(yearFirst ? first : second), day: Number(yearFirst ? second : first) });
}

/** Before the first number they are days of the week, if any other word can be the month: `mar.` in French, Spanish and Italian, `sub` in Croatian. */
const DAYS_TOO: ReadonlySet<string> = new Set(['mar', 'sub']);

/** A long name by how it begins; less sure than a whole one, as `Pazartesi` is Monday and no October. */
function monthBeginning(word: string): number | undefined {
  return word.length < 5 ? undefined : (MONTH_OF.get(word.slice(0, 4)) ?? MONTH_OF.get(word.slice(0, 3)));
}

function finish(found: Found): string | undefined {
  const { year, month = 1, day = 1, minute = 0, second = 0, zone = 0 } = found;
  let { hour = 0 } = found;
  if (
    year === undefined ||
    year < 1 ||
    year > 9999 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > (found.month === 1 ? 366 : 31)
  )
    return undefined;
  if (found.afternoon === true && hour < 12) hour += 12;
  if (found.afternoon === false && hour === 12) hour = 0;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  // Date.UTC takes the years 0 to 99 for 1900 and later: the year is set by itself.
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute - zone, Math.min(second, 59));
  return Number.isNaN(at.getTime()) ? undefined : `${at.toISOString().slice(0, -5)}Z`;
}
