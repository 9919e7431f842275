// JSON that does not parse: the members that stand whole are kept. One pass, so that a truncated or dirty feed gives its items.

/** The value as far as it can be read; `undefined` where nothing can. Depth is bounded; never throws. */
export function repairJson(text: string): unknown {
  return new Reader(text).read();
}

const DEEPEST = 64;
const QUOTE = 34;
const BACKSLASH = 92;
const LINE_BREAK = 10;
/** What may follow a string; or spaces without end. */
const ENDS_STRING = /^\s*(?:[,:}\]"]|$)/;
/** A member or an end at the beginning of a line. */
const LINE_OF_ITS_OWN = /^\s{1,40}(?:"[^"\n]{1,60}"\s{0,3}:|[\]}])/;

/** Does it nest deeper than any feed? Brackets inside strings do not count. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      for (i += 1; i < text.length; i += 1) {
        const inside = text.charCodeAt(i);
        if (inside === BACKSLASH) i += 1;
        else if (inside === QUOTE) break;
      }
    } else if (c === 91 || c === 123) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (c === 93 || c === 125) depth -= 1;
  }
  return false;
}

/** Entries of one list. */
const MOST_ENTRIES = 120_000;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    return this.#value(0);
  }

  #value(depth: number): unknown {
    this.#space();
    const c = this.#text[this.#at];
    if (c === undefined || depth > DEEPEST) {
      this.#at = this.#text.length;
      return undefined;
    }
    if (c === '{') return this.#object(depth);
    if (c === '[') return this.#array(depth);
    if (c === '"') return this.#string();
    return this.#word();
  }

  #object(depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    this.#at += 1;
    for (;;) {
      this.#separators();
      const c = this.#text[this.#at];
      if (c === undefined) return out;
      if (c === '}') {
        this.#at += 1;
        return out;
      }
      const name = c === '"' ? this.#string() : this.#bareName();
      if (name === undefined) {
        this.#at += 1;
        continue;
      }
      this.#space();
      if (this.#text[this.#at] === ':') {
        this.#at += 1;
        const value = this.#value(depth + 1);
        if (value !== undefined) out[name] = value;
      }
    }
  }

  /** `author":` has lost the quote before it. Taken for a string's beginning, the one behind it would turn all that follows inside out. */
  #bareName(): string | undefined {
    const from = this.#at;
    while (this.#at < this.#text.length && !',]}:"{['.includes(this.#text[this.#at] ?? '')) this.#at += 1;
    const name = this.#text.slice(from, this.#at);
    this.#closingQuote(name);
    return this.#at === from ? undefined : name;
  }

  #closingQuote(word: string): void {
    if (this.#text[this.#at] === '"' && /\S$/.test(word)) this.#at += 1;
  }

  #array(depth: number): unknown[] {
    const out: unknown[] = [];
    this.#at += 1;
    for (;;) {
      this.#separators();
      const c = this.#text[this.#at];
      if (c === undefined) return out;
      if (c === ']' || out.length >= MOST_ENTRIES) {
        this.#at += 1;
        return out;
      }
      const from = this.#at;
      const value = this.#value(depth + 1);
      if (value !== undefined) out.push(value);
      if (this.#at === from) this.#at += 1;
    }
  }

  #string(): string {
    const from = this.#at + 1;
    let i = from;
    for (; i < this.#text.length; i += 1) {
      const c = this.#text.charCodeAt(i);
      if (c === BACKSLASH) i += 1;
      // A quote in the middle of words belongs to them: somebody forgot to escape it.
      else if (c === QUOTE && ENDS_STRING.test(this.#text.slice(i + 1, i + 60))) break;
      else if (c === LINE_BREAK && LINE_OF_ITS_OWN.test(this.#text.slice(i, i + 120))) {
        // Its end is lost.
        i -= 1;
        break;
      }
    }
    this.#at = Math.min(i + 1, this.#text.length);
    const raw = this.#text.slice(from, this.#text.charCodeAt(i) === QUOTE ? i : i + 1);
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      // a line break or a broken escape inside: mended below
    }
    return raw.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.)|$)/gs, (_, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      return char === undefined ? '' : (ESCAPES[char] ?? char);
    });
  }

  #word(): unknown {
    const from = this.#at;
    while (this.#at < this.#text.length && !',]}:"'.includes(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#text.slice(from, this.#at).trim();
    this.#closingQuote(word);
    if (word === 'true') return true;
    if (word === 'false') return false;
    return /^-?\d{1,20}(\.\d{1,20})?$/.test(word) ? Number(word) : undefined;
  }

  #space(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 32) this.#at += 1;
  }

  #separators(): void {
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== ',') return;
      this.#at += 1;
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '', f: '' };
