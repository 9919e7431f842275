// What a person types into the search box, understood: words, "phrases", -exclusions and operators. Pure.

export type SearchFlag = 'starred' | 'saved' | 'unread' | 'read';

export interface SearchQuery {
  /** Words and phrases to find, as typed; all must be there. */
  readonly words: readonly string[];
  readonly phrases: readonly string[];
  readonly without: readonly string[];
  /** Part of a feed's title, folded. */
  readonly feeds: readonly string[];
  readonly flags: readonly SearchFlag[];
  /** Milliseconds since the epoch, exclusive. */
  readonly before?: number;
  /** Milliseconds since the epoch, inclusive. */
  readonly after?: number;
  /** True while the last word may still be being typed: it is taken as the beginning of a word. */
  readonly openEnded: boolean;
  /** Operators that were not understood, as typed; shown, never ignored in silence. */
  readonly unknown: readonly string[];
}

const FLAGS: ReadonlySet<string> = new Set<SearchFlag>(['starred', 'saved', 'unread', 'read']);

/**
 * Reads a query. `before:` and `after:` take `2026`, `2026-11` or `2026-11-23` in the device's own days; `toLocal` turns year,
 * month (0 based) and day into the time of that local midnight.
 */
export function readQuery(text: string, toLocal: (year: number, month: number, day: number) => number): SearchQuery {
  const words: string[] = [];
  const phrases: string[] = [];
  const without: string[] = [];
  const feeds: string[] = [];
  const flags: SearchFlag[] = [];
  const unknown: string[] = [];
  let before: number | undefined;
  let after: number | undefined;
  const parts = split(text);
  for (const part of parts) {
    const operator = /^([a-z]+):(.*)$/i.exec(part.text);
    if (part.quoted) (part.negative ? without : phrases).push(part.text);
    else if (part.negative) without.push(part.text);
    else if (!operator || part.text.includes('//')) words.push(part.text);
    else {
      const name = (operator[1] ?? '').toLowerCase();
      const value = operator[2] ?? '';
      const day = name === 'before' || name === 'after' ? readDay(value, toLocal) : undefined;
      if (value === '') unknown.push(part.text);
      else if (name === 'feed') feeds.push(fold(value));
      else if (name === 'is' && isFlag(value.toLowerCase())) flags.push(value.toLowerCase() as SearchFlag);
      else if (name === 'before' && day !== undefined) before = day;
      else if (name === 'after' && day !== undefined) after = day;
      else unknown.push(part.text);
    }
  }
  const last = parts.at(-1);
  return {
    words,
    phrases,
    without,
    feeds,
    flags,
    unknown,
    openEnded: words.length > 0 && last?.text === words.at(-1) && !/\s$/.test(text),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

export function isEmptyQuery(query: SearchQuery): boolean {
  return (
    query.words.length + query.phrases.length + query.feeds.length + query.flags.length === 0 &&
    query.before === undefined &&
    query.after === undefined
  );
}

/** Lower case without accents: "Élysée" and "elysee" are one word. */
export function fold(text: string): string {
  const lower = text.toLowerCase();

  if (/^[\u0000-\u007f]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .normalize('NFC');
}

interface Part {
  readonly text: string;
  readonly quoted: boolean;
  readonly negative: boolean;
}

function split(text: string): Part[] {
  const parts: Part[] = [];
  const pattern = /(-?)(?:([a-z]+:)?"([^"]*)"?|(\S+))/giu;
  for (const match of text.matchAll(pattern)) {
    const negative = match[1] === '-';
    const operator = match[2];
    const quoted = match[3];
    const plain = match[4];
    if (quoted !== undefined) {
      if (quoted.trim() !== '') parts.push({ text: (operator ?? '') + quoted.trim(), quoted: !operator, negative });
    } else if (plain !== undefined && plain !== '-') parts.push({ text: plain, quoted: false, negative });
  }
  return parts;
}

function readDay(value: string, toLocal: (year: number, month: number, day: number) => number): number | undefined {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(value);
  if (!match) return undefined;
  const month = match[2] === undefined ? 1 : Number(match[2]);
  const day = match[3] === undefined ? 1 : Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return toLocal(Number(match[1]), month - 1, day);
}

function isFlag(value: string): boolean {
  return FLAGS.has(value);
}
