// Where a character stands next, asked with growing places: each is sought once, however many ask.

export class Places {
  readonly #text: string;
  readonly #sought: string;
  /** What lies between the place asked last and this one holds none. */
  #asked = 0;
  #found = -1;

  constructor(text: string, sought: string) {
    this.#text = text;
    this.#sought = sought;
  }

  /** The first place from here on; beyond every place where there is none. */
  next(from: number): number {
    if (from < this.#asked || this.#found < from) {
      const found = this.#text.indexOf(this.#sought, from);
      this.#found = found < 0 ? Infinity : found;
    }
    this.#asked = from;
    return this.#found;
  }
}
