// Times, spans and sizes in the reader's own language: all by Intl, all pure.

const DAY_MS = 86_400_000;
const WORDS_A_MINUTE = 230;

/** What formatting needs to know of the reader. */
export interface Speech {
  /** BCP 47. */
  readonly language: string;
  /** IANA zone. */
  readonly timeZone: string;
}

/** Spans whose day is asked for at their ends alone; every zone is a multiple of the last from UTC: within that the day does not change. */
const SPANS_MS = [21_600_000, 3_600_000, 900_000] as const;
const MOST_KEPT = 5_000;
/** A list asks for the same days again and again; empty: two days meet in that span. */
const days = new Map<string, string>();
/** How a day is said in a row. */
const said = new Map<string, string>();

/** Making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

/** `07:05`. */
export function sayTime(at: number, speech: Speech): string {
  return format(speech, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `Monday, 23 November`. */
export function sayDay(at: number, speech: Speech): string {
  return format(speech, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

/** The same with the year where it is not this one. */
export function sayDayFully(at: number, now: number, speech: Speech): string {
  if (localDay(at, speech).slice(0, 4) === localDay(now, speech).slice(0, 4)) return sayDay(at, speech);
  return format(speech, 'full', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

const WHEN = {
  weekday: { weekday: 'long' },
  short: { day: 'numeric', month: 'short' },
  'short-year': { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** As short as it is clear: `05:40` today, `Yesterday`, `Friday`, `12 Nov`, `12 Nov 2024`. */
export function sayWhen(at: number, now: number, speech: Speech): string {
  const days = daysBetween(at, now, speech);
  if (days <= 0) return sayTime(at, speech);
  if (days === 1) return sayYesterday(speech);
  const day = localDay(at, speech);
  const sameYear = day.slice(0, 4) === localDay(now, speech).slice(0, 4);
  const name = days < 7 ? 'weekday' : sameYear ? 'short' : 'short-year';
  return remembered(said, `${name} ${speech.language} ${day}`, () => format(speech, name, WHEN[name]).format(at));
}

/** Heading of a day in a list: `Today`, `Yesterday`, `Friday, 20 November`. */
export function sayDayHeading(at: number, now: number, speech: Speech): string {
  const days = daysBetween(at, now, speech);
  if (days <= 0)
    return capitalise(new Intl.RelativeTimeFormat(speech.language, { numeric: 'auto' }).format(0, 'day'), speech);
  if (days === 1) return sayYesterday(speech);
  return sayDayFully(at, now, speech);
}

/** Minutes of reading, at least 1. */
export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / WORDS_A_MINUTE));
}

/** `3.1 MB`, `4 kB`, `0 kB`: decimal, as data plans count. Never broken between number and unit. */
export function sayBytes(bytes: number, speech: Speech): string {
  const [size, unit] = bytes >= 9.95e9 ? [1e9, 'gigabyte'] : bytes >= 999_500 ? [1e6, 'megabyte'] : [1e3, 'kilobyte'];
  const isFine = size === 1e9 || (size === 1e6 && bytes < 99_500_000);
  return new Intl.NumberFormat(speech.language, { style: 'unit', unit, maximumFractionDigits: isFine ? 1 : 0 })
    .format(bytes / size)
    .replace(' ', '\u00a0');
}

/** `9s`, `2m`; in German `2 Min.`, never broken between the two. */
export function saySpan(ms: number, speech: Speech): string {
  const seconds = Math.round(ms / 1000);
  const unit = seconds < 90 ? 'second' : 'minute';
  return new Intl.NumberFormat(speech.language, { style: 'unit', unit, unitDisplay: 'narrow' })
    .format(unit === 'second' ? seconds : Math.round(seconds / 60))
    .replace(' ', '\u00a0');
}

/** `12:34` or `1:02:03`, a position in a recording. */
export function sayClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

export function sayNumber(value: number, speech: Speech): string {
  const format = numbers.get(speech.language) ?? new Intl.NumberFormat(speech.language);
  numbers.set(speech.language, format);
  return format.format(value);
}

/** Counts of nothing are not shown. */
export function sayCount(value: number | undefined): string {
  return value === undefined || value === 0 ? '' : String(value);
}

/** `2026-11-23` as the reader's calendar has it. */
export function localDay(at: number, { timeZone }: Speech): string {
  for (const span of SPANS_MS) {
    const start = Math.floor(at / span) * span;
    const day = remembered(days, `${timeZone} ${String(span)} ${String(start)}`, () => {
      const first = dayAt(start, timeZone);
      return first === dayAt(start + span - 1, timeZone) ? first : '';
    });
    if (day !== '') return day;
  }
  return dayAt(at, timeZone);
}

/** 0 to 23, local. */
export function localHour(at: number, speech: Speech): number {
  return Number(format({ ...speech, language: 'en' }, 'hour', { hour: 'numeric', hourCycle: 'h23' }).format(at));
}

function daysBetween(at: number, now: number, speech: Speech): number {
  return Math.round((Date.parse(localDay(now, speech)) - Date.parse(localDay(at, speech))) / DAY_MS);
}

function sayYesterday(speech: Speech): string {
  return capitalise(new Intl.RelativeTimeFormat(speech.language, { numeric: 'auto' }).format(-1, 'day'), speech);
}

function capitalise(text: string, speech: Speech): string {
  return text.charAt(0).toLocaleUpperCase(speech.language) + text.slice(1);
}

function dayAt(at: number, timeZone: string): string {
  const parts = dayFormat(timeZone).formatToParts(at);
  const part = (type: string): string => parts.find(p => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function remembered(kept: Map<string, string>, key: string, make: () => string): string {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, made);
  return made;
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return format({ language: 'en', timeZone }, 'iso', { year: 'numeric', month: '2-digit', day: '2-digit' });
}

function format(speech: Speech, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${speech.language} ${speech.timeZone} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(speech.language === 'en' ? 'en-GB' : speech.language, {
    ...options,
    timeZone: speech.timeZone,
  });
  formats.set(key, made);
  return made;
}
