// A list of articles of any length: only what is near the eye is in the page.

import { ReactiveElement } from 'lit';
import { type Markup, h } from '../core/markup.ts';
import type { ArticleId, ArticleRow } from '../core/model.ts';
import { type RowContext, articleRow } from '../core/row-view.ts';
import { localDay, sayDayHeading } from '../core/say.ts';
import { patchChildren } from './patch.ts';

/** Where the rows come from. Ids are known in order; rows are read when they come near. */
export interface ListSource {
  readonly ids: readonly ArticleId[];
  readonly complete: boolean;
  /** Reads further ids; resolves when `ids` has grown or `complete` is true. */
  more(): Promise<void>;
  rows(ids: readonly ArticleId[]): Promise<readonly ArticleRow[]>;
  /** Whether rows are grouped by the day they were published. */
  readonly byDay: boolean;
}

/** Rows rendered and measured together. */
const CHUNK = 8;
/** Pixels beyond the screen that are kept ready, above and below. */
const MARGIN = 900;
/** Before a chunk has been measured, pixels a row. */
const GUESS = 104;

interface Chunk {
  rows: readonly ArticleRow[] | undefined;
  height: number;
  /** Day of its last row, for the heading of the next one. */
  lastDay: string;
}

/**
 * Articles as rows, grouped by day, windowed: scrolling through 50,000 keeps the page small.
 *
 * @tag predawn-list
 * @fires predawn-passed - Rows were scrolled past the top; `ids` says which.
 */
export class PredawnList extends ReactiveElement {
  static override properties = {
    source: { attribute: false },
    context: { attribute: false },
    excerpts: { type: Boolean },
    current: { attribute: false },
    assumed: { attribute: false },
  };

  declare source: ListSource | undefined;
  declare context: RowContext | undefined;
  /** Shows the first lines of each article. */
  declare excerpts: boolean;
  /** The article that is open or chosen. */
  declare current: ArticleId | undefined;
  /** What a person has just done to many rows, shown before it is written. */
  declare assumed: ((id: ArticleId) => boolean | undefined) | undefined;

  #chunks: Chunk[] = [];
  #from = 0;
  #to = 0;
  #above = document.createElement('div');
  #below = document.createElement('div');
  #holders = new Map<number, HTMLElement>();
  #passed = new Set<string>();
  #loading = false;
  #frame = 0;
  #stop: AbortController | undefined;
  #sizes = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.excerpts = false;
    // What stands for rows that are not drawn is nothing to hold the page by: it goes when they come.
    for (const space of [this.#above, this.#below]) space.style.setProperty('overflow-anchor', 'none');
    this.addEventListener('error', onPictureMissing, { capture: true });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // Captured, for a pane that scrolls by itself as for the page.
    document.addEventListener('scroll', this.#soon, { capture: true, passive: true, signal });
    window.addEventListener('resize', this.#soon, { passive: true, signal });
    if (this.#above.parentNode !== this) this.append(this.#above, this.#below);
    this.#soon();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.abort();
    this.#sizes.disconnect();
    for (const holder of this.#holders.values()) holder.remove();
    this.#holders.clear();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    if (changed.has('source')) this.#reset();
    this.#window(true);
  }

  /** What is shown is read anew from the source; nothing moves. */
  async reload(): Promise<void> {
    const shown = [...this.#holders.keys()];
    for (const [at, chunk] of this.#chunks.entries()) if (!this.#holders.has(at)) chunk.rows = undefined;
    await Promise.all(shown.map(at => this.#load(at, true)));
  }

  /** Scrolls to an article and gives it the focus; false where it is not in the list. */
  focusArticle(id: ArticleId, options: { readonly focus?: boolean } = {}): boolean {
    const at = this.source?.ids.indexOf(id) ?? -1;
    if (at < 0) return false;
    this.current = id;
    const chunk = Math.floor(at / CHUNK);
    if (!this.#holders.has(chunk)) this.#scrollToChunk(chunk);
    void this.#load(chunk).then(() => {
      this.#window(true);
      const link = this.#find(id)?.querySelector<HTMLElement>('h3 a');
      link?.closest('.row')?.scrollIntoView({ block: 'nearest' });
      if (options.focus !== false) link?.focus({ preventScroll: true });
    });
    return true;
  }

  /** The article that stands highest on the screen. */
  firstVisible(): ArticleId | undefined {
    for (const row of this.querySelectorAll<HTMLElement>('.row')) {
      const box = row.getBoundingClientRect();
      if (box.height > 0 && box.top >= 0) return row.dataset['key'] as ArticleId;
    }
    return undefined;
  }

  #reset(): void {
    this.#chunks = [];
    this.#from = this.#to = 0;
    this.#passed.clear();
    for (const holder of this.#holders.values()) holder.remove();
    this.#holders.clear();
  }

  #soon = (): void => {
    if (this.#frame === 0)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#window(false);
      });
  };

  /** Which chunks are near, and what stands for the others. */
  #window(again: boolean): void {
    const { source } = this;
    if (!source || !this.isConnected || this.offsetParent === null) return;
    const count = Math.ceil(source.ids.length / CHUNK);
    while (this.#chunks.length < count) this.#chunks.push({ rows: undefined, height: 0, lastDay: '' });
    this.#chunks.length = count;

    const top = this.getBoundingClientRect().top;
    const [nearTop, nearBottom] = [-MARGIN, window.innerHeight + MARGIN];
    let from = -1;
    let to = 0;
    let offset = 0;
    for (const [at, chunk] of this.#chunks.entries()) {
      const height = chunk.height || this.#sizeOf(at) * GUESS;
      const [start, end] = [top + offset, top + offset + height];
      if (end >= nearTop && start <= nearBottom) {
        if (from < 0) from = at;
        to = at + 1;
      }
      offset += height;
    }
    if (from < 0) from = to = 0;
    const moved = from !== this.#from || to !== this.#to;
    this.#from = from;
    this.#to = to;
    if (moved || again) this.#lay();
    for (let at = from; at < to; at += 1) if (!this.#chunks[at]?.rows) void this.#load(at);
    if (!source.complete && to >= count) void this.#more();
    if (this.hasAttribute('watch-passed')) this.#watchPassed();
  }

  #lay(): void {
    for (const [at, holder] of this.#holders)
      if (at < this.#from || at >= this.#to) {
        this.#sizes.unobserve(holder);
        holder.remove();
        this.#holders.delete(at);
        const chunk = this.#chunks[at];
        if (chunk) chunk.rows = undefined;
      }
    let before: Element = this.#above;
    for (let at = this.#from; at < this.#to; at += 1) {
      let holder = this.#holders.get(at);
      if (!holder) {
        holder = document.createElement('div');
        holder.className = 'chunk';
        this.#holders.set(at, holder);
        this.#sizes.observe(holder);
      }
      if (before.nextElementSibling !== holder) before.after(holder);
      before = holder;
      this.#renderChunk(at, holder);
    }
    this.#spaces();
  }

  #spaces(): void {
    const sum = (from: number, to: number): number =>
      this.#chunks
        .slice(from, to)
        .reduce((all, chunk, at) => all + (chunk.height || this.#sizeOf(from + at) * GUESS), 0);
    setHeight(this.#above, sum(0, this.#from));
    setHeight(this.#below, sum(this.#to, this.#chunks.length));
  }

  #renderChunk(at: number, holder: HTMLElement): void {
    const chunk = this.#chunks[at];
    const { context, source } = this;
    if (!chunk || !context || !source) return;
    if (!chunk.rows) {
      holder.style.minHeight = `${String(chunk.height || this.#sizeOf(at) * GUESS)}px`;
      return;
    }
    holder.style.minHeight = '';
    let day = at === 0 ? '' : (this.#chunks[at - 1]?.lastDay ?? '');
    const children: Markup[] = [];
    for (const row of chunk.rows) {
      const own = source.byDay ? localDay(row.headline.publishedAt, context.speech) : '';
      if (own !== day) {
        children.push(
          h(
            'h2',
            { class: 'day', 'data-key': `day-${own}` },
            sayDayHeading(row.headline.publishedAt, context.now, context.speech),
          ),
        );
        day = own;
      }
      const read = this.assumed?.(row.headline.id) ?? row.status.read;
      const said = read === row.status.read ? row : { ...row, status: { ...row.status, read } };
      const made = articleRow(said, context, { excerpt: this.excerpts });
      children.push(
        row.headline.id === this.current
          ? { ...made, attrs: { ...made.attrs, class: `${String(made.attrs['class'])} current` } }
          : made,
      );
    }
    chunk.lastDay = day;
    patchChildren(holder, children);
  }

  async #load(at: number, again = false): Promise<void> {
    const chunk = this.#chunks[at];
    const { source } = this;
    if (!chunk || !source || (chunk.rows && !again)) return;
    const rows = await source.rows(source.ids.slice(at * CHUNK, (at + 1) * CHUNK));
    if (this.source !== source) return;
    chunk.rows = rows;
    const holder = this.#holders.get(at);
    if (holder) this.#renderChunk(at, holder);
  }

  async #more(): Promise<void> {
    const { source } = this;
    if (this.#loading || !source) return;
    this.#loading = true;
    const before = source.ids.length;
    try {
      await source.more();
    } finally {
      this.#loading = false;
    }
    if (source.ids.length > before) this.#window(true);
    this.dispatchEvent(new Event('predawn-grown'));
  }

  #measure(): void {
    let moved = false;
    for (const [at, holder] of this.#holders) {
      const chunk = this.#chunks[at];
      if (!chunk?.rows || this.offsetParent === null) continue;
      const { height } = holder.getBoundingClientRect();
      if (Math.abs(height - chunk.height) < 0.5) continue;
      chunk.height = height;
      moved = true;
    }
    if (moved) this.#soon();
  }

  #watchPassed(): void {
    const ids: ArticleId[] = [];
    for (const row of this.querySelectorAll<HTMLElement>('.row:not(.read)')) {
      const id = row.dataset['key'];
      if (id === undefined || this.#passed.has(id) || row.getBoundingClientRect().bottom > 0) continue;
      this.#passed.add(id);
      ids.push(id as ArticleId);
    }
    if (ids.length > 0) this.dispatchEvent(new PassedEvent(ids));
  }

  #scrollToChunk(chunk: number): void {
    let offset = 0;
    for (let at = 0; at < chunk; at += 1) offset += this.#chunks[at]?.height || this.#sizeOf(at) * GUESS;
    const by = this.getBoundingClientRect().top + offset - window.innerHeight / 3;
    const pane = this.closest<HTMLElement>('.beside');
    (pane ?? window).scrollBy({ top: by });
    this.#window(true);
  }

  #find(id: ArticleId): Element | null {
    return this.querySelector(`.row[data-key="${CSS.escape(id)}"]`);
  }

  #sizeOf(at: number): number {
    return Math.min(CHUNK, (this.source?.ids.length ?? 0) - at * CHUNK);
  }
}

/** Rows were scrolled past the top. */
export class PassedEvent extends Event {
  readonly ids: readonly ArticleId[];
  constructor(ids: readonly ArticleId[]) {
    super('predawn-passed', { bubbles: true, composed: true });
    this.ids = ids;
  }
}

function setHeight(element: HTMLElement, height: number): void {
  const wanted = `${String(Math.round(height))}px`;
  if (element.style.height !== wanted) element.style.height = wanted;
}

function onPictureMissing(event: Event): void {
  if (event.target instanceof HTMLImageElement) event.target.classList.add('missing');
}

customElements.define('predawn-list', PredawnList);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-list': PredawnList;
  }
  interface HTMLElementEventMap {
    'predawn-passed': PassedEvent;
  }
}
