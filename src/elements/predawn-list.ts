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
  /** `anew`: as they are now, past anything that is kept. */
  rows(ids: readonly ArticleId[], anew?: boolean): Promise<readonly ArticleRow[]>;
  /** Rows that need not be waited for; undefined where one of them must be read. */
  ready?(ids: readonly ArticleId[]): readonly ArticleRow[] | undefined;
  /** Whether rows are grouped by the day they were published. */
  readonly byDay: boolean;
}

/** Rows rendered and measured together: few, so that no frame has many at once. */
const CHUNK = 4;
/** Pixels beyond the screen that are kept ready, above and below. */
const MARGIN = 900;
/** Before a row has been measured, pixels. */
const GUESS = 104;
/** A row that is brought into sight is looked for so often. */
const MOST_TRIES = 5;
/** What a frame may spend on rows that are not on the screen yet, milliseconds. */
const BUDGET_MS = 4;

interface Chunk {
  rows: readonly ArticleRow[] | undefined;
  /** As measured, or guessed for as many rows as `size`. */
  height: number;
  size: number;
  isMeasured: boolean;
  /** Day of its last row, for the heading of the next one. */
  lastDay: string;
}

/**
 * Articles as rows, grouped by day, windowed: scrolling through 50,000 keeps the page small.
 *
 * @tag predawn-list
 * @fires predawn-grown - The source knows more ids, or knows that these are all.
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
  /** Pixels of all chunks before `#from`, and of all. */
  #before = 0;
  #all = 0;
  #above = document.createElement('div');
  #below = document.createElement('div');
  #holders = new Map<number, HTMLElement>();
  /** Chunks whose holder shows their rows. */
  #drawn = new Set<number>();
  #passed = new Set<string>();
  #loading = false;
  /** What was told of the source: how many ids, and whether they are all. */
  #told = { ids: 0, complete: false };
  #frame = 0;
  #stop: AbortController | undefined;
  #sizes = new ResizeObserver(entries => this.#measure(entries));

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
    this.#clear();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    const isNew = changed.has('source');
    if (isNew) this.#reset();
    // Of another list the rows on the screen come first.
    this.#window(!isNew);
  }

  /** What is shown is read anew from the source; nothing moves. */
  async reload(): Promise<void> {
    const { source } = this;
    if (!source) return;
    const shown = [...this.#holders.keys()].sort((a, b) => a - b);
    for (const [at, chunk] of this.#chunks.entries()) if (!this.#holders.has(at)) chunk.rows = undefined;
    const rows = await source.rows(
      shown.flatMap(at => this.#idsOf(at)),
      true,
    );
    if (this.source !== source) return;
    const byId = new Map(rows.map(row => [row.headline.id, row]));
    for (const at of shown) {
      const chunk = this.#chunks[at];
      if (!chunk || !this.#holders.has(at)) continue;
      chunk.rows = this.#idsOf(at).flatMap(id => byId.get(id) ?? []);
      this.#draw(at);
    }
  }

  /** Scrolls to an article and gives it the focus; false where it is not in the list. */
  focusArticle(id: ArticleId, options: { readonly focus?: boolean } = {}): boolean {
    const at = this.source?.ids.indexOf(id) ?? -1;
    if (at < 0) return false;
    this.current = id;
    void this.#bring(id, Math.floor(at / CHUNK), options.focus === false ? undefined : document.activeElement);
    return true;
  }

  /**
   * Until its row stands there: what is read in between may have moved the list on. A later call takes over, and so does a person who has
   * meanwhile gone on from `from`, where the focus was; undefined leaves the focus alone.
   */
  async #bring(id: ArticleId, chunk: number, from: Element | null | undefined): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES && this.current === id; tries += 1) {
      if (!this.#holders.has(chunk)) this.#scrollToChunk(chunk);
      if (!this.#drawn.has(chunk)) await this.#load(chunk);
      if (this.current !== id) return;
      this.#window(true);
      const link = this.#find(id)?.querySelector<HTMLElement>('h3 a');
      if (!link) continue;
      link.closest('.row')?.scrollIntoView({ block: 'nearest' });
      const { activeElement } = document;
      const isFree = activeElement === null || activeElement === document.body || activeElement === from;
      if (from !== undefined && isFree) link.focus({ preventScroll: true });
      return;
    }
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
    this.#from = this.#to = this.#before = this.#all = 0;
    this.#told = { ids: 0, complete: false };
    this.#passed.clear();
    this.#clear();
  }

  #clear(): void {
    for (const holder of this.#holders.values()) holder.remove();
    this.#holders.clear();
    this.#drawn.clear();
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
    this.#grow(source.ids.length);
    const { top } = this.getBoundingClientRect();
    this.#seek(-MARGIN - top, window.innerHeight + MARGIN - top);
    this.#place();
    this.#fill(-top, window.innerHeight - top, again);
    if (!source.complete && this.#to >= this.#chunks.length) void this.#more();
    this.#tell(source);
    if (this.hasAttribute('watch-passed')) this.#watchPassed();
  }

  /** A chunk for every few ids; the last one may have grown. */
  #grow(count: number): void {
    const chunks = Math.ceil(count / CHUNK);
    while (this.#chunks.length > chunks) this.#all -= this.#chunks.pop()?.height ?? 0;
    const guess = (size: number): number => size * GUESS;
    for (let at = Math.max(0, this.#chunks.length - 1); at < chunks; at += 1) {
      const size = Math.min(CHUNK, count - at * CHUNK);
      const chunk = this.#chunks[at];
      if (!chunk) {
        this.#chunks.push({ rows: undefined, height: guess(size), size, isMeasured: false, lastDay: '' });
        this.#all += guess(size);
      } else if (chunk.size !== size) {
        chunk.size = size;
        chunk.rows = undefined;
        this.#drawn.delete(at);
        if (!chunk.isMeasured) this.#resize(at, guess(size));
      }
    }
  }

  #resize(at: number, height: number): void {
    const chunk = this.#chunks[at];
    if (!chunk) return;
    this.#all += height - chunk.height;
    if (at < this.#from) this.#before += height - chunk.height;
    chunk.height = height;
  }

  /** From where it stood: a scroll moves it by a few chunks, and a list of 50,000 is never walked through. */
  #seek(top: number, bottom: number): void {
    const heightOf = (at: number): number => this.#chunks[at]?.height ?? 0;
    const last = this.#chunks.length - 1;
    this.#from = Math.min(this.#from, Math.max(0, last));
    while (this.#from > 0 && this.#before > top) this.#before -= heightOf(--this.#from);
    while (this.#from < last && this.#before + heightOf(this.#from) < top) this.#before += heightOf(this.#from++);
    if (this.#from === 0) this.#before = 0;
    let end = this.#before;
    this.#to = this.#from;
    while (this.#to <= last && end <= bottom) end += heightOf(this.#to++);
  }

  /** Holders for what is near, in order, between two empty spaces. */
  #place(): void {
    for (const [at, holder] of this.#holders)
      if (at < this.#from || at >= this.#to) {
        this.#sizes.unobserve(holder);
        holder.remove();
        this.#holders.delete(at);
        this.#drawn.delete(at);
        const chunk = this.#chunks[at];
        if (chunk) chunk.rows = undefined;
      }
    let before: Element = this.#above;
    let near = 0;
    for (let at = this.#from; at < this.#to; at += 1) {
      let holder = this.#holders.get(at);
      const height = this.#chunks[at]?.height ?? 0;
      if (!holder) {
        holder = document.createElement('div');
        holder.className = 'chunk';
        holder.style.minHeight = `${String(height)}px`;
        this.#holders.set(at, holder);
        this.#sizes.observe(holder);
      }
      if (before.nextElementSibling !== holder) before.after(holder);
      before = holder;
      near += height;
    }
    setHeight(this.#above, this.#before);
    setHeight(this.#below, Math.max(0, this.#all - this.#before - near));
  }

  /** Rows into the holders: those on the screen now, the others as far as the frame has time. */
  #fill(top: number, bottom: number, again: boolean): void {
    const until = performance.now() + BUDGET_MS;
    let start = this.#before;
    const later: number[] = [];
    for (let at = this.#from; at < this.#to; at += 1) {
      const end = start + (this.#chunks[at]?.height ?? 0);
      if (again || !this.#drawn.has(at)) {
        if (again || (end >= top && start <= bottom)) this.#fillChunk(at);
        else later.push(at);
      }
      start = end;
    }
    for (const at of later) {
      if (performance.now() > until) {
        this.#soon();
        return;
      }
      this.#fillChunk(at);
    }
  }

  #fillChunk(at: number): void {
    const chunk = this.#chunks[at];
    const { source } = this;
    if (!chunk || !source) return;
    chunk.rows ??= source.ready?.(this.#idsOf(at));
    if (chunk.rows) this.#draw(at);
    else void this.#load(at);
  }

  #draw(at: number): void {
    const chunk = this.#chunks[at];
    const holder = this.#holders.get(at);
    const { context, source } = this;
    if (!chunk?.rows || !holder || !context || !source) return;
    this.#drawn.add(at);
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
    patchChildren(holder, children);
    if (chunk.lastDay === day) return;
    chunk.lastDay = day;
    // Its neighbour said its day again where it did not know this one.
    if (this.#drawn.has(at + 1)) this.#draw(at + 1);
  }

  /** What has left the window meanwhile is not kept. */
  async #load(at: number): Promise<void> {
    const { source } = this;
    const chunk = this.#chunks[at];
    if (!source || !chunk) return;
    const { size } = chunk;
    const rows = await source.rows(this.#idsOf(at));
    if (this.source !== source || this.#chunks[at] !== chunk || chunk.size !== size || !this.#holders.has(at)) return;
    chunk.rows = rows;
    this.#draw(at);
  }

  async #more(): Promise<void> {
    const { source } = this;
    if (this.#loading || !source) return;
    this.#loading = true;
    try {
      await source.more();
    } finally {
      this.#loading = false;
    }
    this.#soon();
  }

  #tell({ ids: { length }, complete }: ListSource): void {
    const { ids, complete: was } = this.#told;
    this.#told = { ids: length, complete };
    if (ids !== 0 && (ids !== length || was !== complete)) this.dispatchEvent(new Event('predawn-grown'));
  }

  #measure(entries: readonly ResizeObserverEntry[]): void {
    let moved = false;
    const places = new Map([...this.#holders].map(([at, holder]): [Element, number] => [holder, at]));
    for (const { target, borderBoxSize } of entries) {
      const at = places.get(target);
      const chunk = at === undefined ? undefined : this.#chunks[at];
      const height = borderBoxSize[0]?.blockSize ?? 0;
      if (at === undefined || !chunk || height === 0 || !this.#drawn.has(at)) continue;
      if (Math.abs(height - chunk.height) >= 0.5) {
        this.#resize(at, height);
        moved = true;
      }
      chunk.isMeasured = true;
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
    for (let at = 0; at < chunk; at += 1) offset += this.#chunks[at]?.height ?? 0;
    const by = this.getBoundingClientRect().top + offset - window.innerHeight / 3;
    const pane = this.closest<HTMLElement>('.beside');
    (pane ?? window).scrollBy({ top: by });
    this.#window(true);
  }

  #find(id: ArticleId): Element | null {
    return this.querySelector(`.row[data-key="${CSS.escape(id)}"]`);
  }

  #idsOf(at: number): readonly ArticleId[] {
    return this.source?.ids.slice(at * CHUNK, (at + 1) * CHUNK) ?? [];
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
