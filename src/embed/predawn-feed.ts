// <predawn-feed>: the headlines of a feed in anybody's page, from what is kept first, then fresh.

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keptFeed, refreshFeed, type EmbedFeed, type EmbedItem } from '../sync/embed/feeds.ts';
import { PredawnEvent, define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { isFramed, openStore } from './parts/store.ts';
import { languageOf, sayAgo, sayTrouble } from './parts/words.ts';

export type FeedLayout = 'list' | 'cards' | 'digest';
export type FeedState = 'idle' | 'loading' | 'fresh' | 'stale' | 'offline' | 'failed';

/**
 * Headlines of one feed or several, cached first, then fresh. Its content is shown until there is something to show.
 *
 * @tag predawn-feed
 * @slot - Shown until the first headlines are there, and without JavaScript.
 * @fires {FeedLoadEvent} predawn-feed-load - Headlines came; `feed` has them. Fires for what is kept and again for what is fresh.
 * @fires {FeedFailEvent} predawn-feed-fail - A source could not be read; `code` says why.
 * @fires {ArticleOpenEvent} predawn-article-open - A person opened a headline; cancel it to open `item` yourself.
 * @csspart list - The list.
 * @csspart item - One headline with what belongs to it.
 * @csspart title - The headline's link.
 * @csspart excerpt - The first words (layout `digest` and `cards`).
 * @csspart picture - The picture (layout `cards`).
 * @csspart meta - Where it comes from and when.
 * @csspart status - How old what you see is, or what went wrong.
 * @cssproperty --predawn-accent - Colour of what can be pressed.
 * @cssproperty --predawn-muted - Colour of what is said by the way.
 * @cssproperty --predawn-line - Colour of hairlines.
 * @cssproperty --predawn-space - Space between headlines.
 * @cssproperty --predawn-radius - Corners of pictures and buttons.
 * @cssproperty --predawn-title-font - Font of headlines.
 * @cssproperty --predawn-row - Height of one headline, with `limit` given.
 */
export class PredawnFeed extends LitElement {
  static override styles = [
    look,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .room {
        position: relative;
      }
      li {
        overflow: hidden;
        padding-block: var(--_space);
        border-block-end: 1px solid var(--_line);
      }
      .fixed li {
        block-size: var(--predawn-row, 6rem);
      }
      .fixed .digest li {
        block-size: var(--predawn-row, 9rem);
      }
      .title {
        font-family: var(--_title-font);
        font-weight: 600;
        line-height: 1.3;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .excerpt {
        margin: 0.25em 0 0;
        color: var(--_muted);
        line-height: 1.4;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
      }
      .meta,
      .status {
        margin: 0.35em 0 0;
        font-size: 0.8125em;
        color: var(--_muted);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .status {
        min-block-size: 1.5em;
        white-space: normal;
      }
      .fixed + .status {
        block-size: 2.5rem;
        margin: 0;
        padding-block-start: 0.25rem;
        line-height: 1.35;
        overflow: hidden;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr));
        gap: var(--_space);
      }
      .cards li {
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        padding: 0;
      }
      .cards .text {
        padding: var(--_space);
      }
      .fixed .cards li {
        block-size: var(--predawn-row, 19rem);
      }
      .picture {
        display: block;
        inline-size: 100%;
        aspect-ratio: 16 / 9;
        object-fit: cover;
        background: var(--_line);
      }
      .fixed .picture {
        aspect-ratio: auto;
        block-size: 8.5rem;
      }
      .waiting {
        position: absolute;
        inset: 0;
        overflow: auto;
      }
      .empty {
        visibility: hidden;
      }
    `,
  ];

  static override properties = {
    src: { reflect: true },
    gateway: { reflect: true },
    limit: { type: Number, reflect: true },
    layout: { reflect: true },
    state: { state: true },
    feeds: { state: true },
    code: { state: true },
  };

  /** Addresses of the feeds, separated by spaces; relative ones are the host's own. */
  declare src: string;
  /** Origin of a Predawn gateway that serves this site. Without one a feed is read where its publisher allows it. */
  declare gateway: string;
  /** Headlines shown. Given, its room is kept from the start and nothing on the page moves. */
  declare limit: number | undefined;
  /** `list`: titles; `digest`: with first words; `cards`: with pictures. */
  declare layout: FeedLayout;
  /** What is shown, by its source. */
  declare private state: FeedState;
  declare private feeds: ReadonlyMap<string, EmbedFeed>;
  declare private code: string;

  #running: AbortController | undefined;

  constructor() {
    super();
    this.src = '';
    this.gateway = '';
    this.limit = undefined;
    this.layout = 'list';
    this.state = 'idle';
    this.feeds = new Map();
    this.code = '';
    this.addController({
      hostConnected: () => this.hasUpdated && void this.refresh(),
      hostDisconnected: () => this.#running?.abort(),
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('src') || changed.has('gateway')) void this.refresh();
  }

  /** Shows what is kept, then asks the sources. Resolves when all have answered or failed. */
  async refresh(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const sources = this.#sources();
    this.feeds = new Map([...this.feeds].filter(([src]) => sources.includes(src)));
    if (sources.length === 0) {
      this.state = 'idle';
      return;
    }
    this.state = this.feeds.size > 0 ? 'stale' : 'loading';
    // In the frame of another site: fetched plainly, and nothing kept.
    const store = isFramed() ? undefined : await openStore();
    const results = await Promise.all(
      sources.map(async src => {
        const kept = this.feeds.get(src) ?? (store && (await keptFeed(store, src).catch(() => undefined)));
        if (kept && !running.signal.aborted) this.#show(kept, 'stale');
        return refreshFeed(src, {
          store,
          fetch: (input, init) => fetch(input, init),
          now: Date.now,
          origin: location.origin,
          gateway: this.#gatewayOf(src),
          signal: running.signal,
          readXml: async (...args) => (await import('../sync/embed/read-xml.ts')).readXml(...args),
        }).then(outcome => {
          if (outcome.kind === 'fresh' && !running.signal.aborted) this.#show(outcome.feed, this.state);
          return outcome;
        });
      }),
    );
    if (running.signal.aborted) return;
    const failed = results.find(result => result.kind === 'failed');
    this.code = failed?.code ?? '';
    this.state = !failed ? 'fresh' : !navigator.onLine ? 'offline' : this.feeds.size > 0 ? 'stale' : 'failed';
    if (failed) this.dispatchEvent(new FeedFailEvent(failed.code));
  }

  #show(feed: EmbedFeed, state: FeedState): void {
    this.feeds = new Map([...this.feeds, [feed.src, feed]]);
    this.state = state === 'loading' ? 'stale' : state;
    this.dispatchEvent(new FeedLoadEvent(feed));
  }

  #sources(): string[] {
    const found = this.src.split(/\s+/).map(part => (part === '' ? null : URL.parse(part, document.baseURI)));
    return [
      ...new Set(found.filter(url => url !== null && /^https?:$/.test(url.protocol)).map(url => (url as URL).href)),
    ];
  }

  /** A feed of the host's own needs no gateway. */
  #gatewayOf(src: string): string | undefined {
    const gateway = this.gateway === '' ? null : URL.parse(this.gateway, document.baseURI);
    return gateway === null || new URL(src).origin === location.origin ? undefined : gateway.origin;
  }

  #items(): (EmbedItem & { readonly from: string })[] {
    const all = [...this.feeds.values()].flatMap(feed => feed.items.map(item => ({ ...item, from: feed.title })));
    return all.sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0)).slice(0, this.limit ?? 10);
  }

  #onClick(event: MouseEvent, item: EmbedItem): void {
    if (!this.dispatchEvent(new ArticleOpenEvent(item))) event.preventDefault();
  }

  protected override render(): TemplateResult {
    const items = this.#items();
    const isFixed = this.limit !== undefined;
    if (items.length === 0 && !isFixed) return html`<slot></slot>${this.#status()}`;
    const fillers = Array.from({ length: Math.max(0, (isFixed ? (this.limit ?? 0) : 0) - items.length) });
    return html`
      <div class="room ${isFixed ? 'fixed' : ''}">
        <ol part="list" class=${this.layout} aria-hidden=${items.length === 0 ? 'true' : nothing}>
          ${items.map(item => this.#item(item))} ${fillers.map(() => html`<li class="empty" aria-hidden="true"></li>`)}
        </ol>
        ${items.length === 0 ? html`<div class="waiting"><slot></slot></div>` : nothing}
      </div>
      ${this.#status()}
    `;
  }

  #item(item: EmbedItem & { readonly from: string }): TemplateResult {
    const language = languageOf(this);
    const when = item.publishedAt === undefined ? '' : sayAgo(item.publishedAt, Date.now(), language);
    const title = item.url
      ? html`<a part="title" class="title" href=${item.url} @click=${(event: MouseEvent) => this.#onClick(event, item)}
          >${item.title}</a
        >`
      : html`<span part="title" class="title">${item.title}</span>`;
    return html`<li part="item" lang=${item.language ?? nothing} dir=${item.direction ?? 'auto'}>
      ${
        this.layout === 'cards' && item.picture
          ? html`<img
              part="picture"
              class="picture"
              src=${item.picture.src}
              alt=${item.picture.alt}
              loading="lazy"
              decoding="async"
            />`
          : nothing
      }
      <div class="text">
        ${title} ${this.layout === 'list' ? nothing : html`<p part="excerpt" class="excerpt">${item.excerpt}</p>`}
        <p part="meta" class="meta">${[item.from, when].filter(Boolean).join(' · ')}</p>
      </div>
    </li>`;
  }

  #status(): TemplateResult {
    const times = [...this.feeds.values()].map(feed => feed.fetchedAt);
    const ago = times.length === 0 ? '' : sayAgo(Math.min(...times), Date.now(), languageOf(this));
    const said: Record<FeedState, string> = {
      idle: '',
      loading: 'Fetching…',
      fresh: `Fetched ${ago}.`,
      stale: this.code === '' ? `Fetched ${ago}.` : `Fetched ${ago}. ${sayTrouble(this.code)}`,
      offline: ago === '' ? 'There is no network, and nothing is kept yet.' : `No network. Fetched ${ago}.`,
      failed: sayTrouble(this.code),
    };
    const framed = ago !== '' && isFramed() ? ' Inside another site it is not kept for offline.' : '';
    return html`<p part="status" class="status" role=${this.state === 'failed' ? 'alert' : nothing}>
      ${said[this.state]}${framed}
    </p>`;
  }
}

/** Headlines are there. */
export class FeedLoadEvent extends PredawnEvent {
  readonly feed: EmbedFeed;
  constructor(feed: EmbedFeed) {
    super('predawn-feed-load');
    this.feed = feed;
  }
}

/** A source could not be read. */
export class FeedFailEvent extends PredawnEvent {
  readonly code: string;
  constructor(code: string) {
    super('predawn-feed-fail');
    this.code = code;
  }
}

/** A person opened a headline. */
export class ArticleOpenEvent extends PredawnEvent {
  readonly item: EmbedItem;
  constructor(item: EmbedItem) {
    super('predawn-article-open', true);
    this.item = item;
  }
}

define('predawn-feed', PredawnFeed);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-feed': PredawnFeed;
  }
  interface HTMLElementEventMap {
    'predawn-feed-load': FeedLoadEvent;
    'predawn-feed-fail': FeedFailEvent;
    'predawn-article-open': ArticleOpenEvent;
  }
}
