// <predawn-status>: online or not, when something was last delivered, and how fresh what is kept is.

import { LitElement, css, html, type TemplateResult } from 'lit';
import type { EmbedFeed } from '../sync/embed/feeds.ts';
import { lastDelivery } from '../sync/embed/morning.ts';
import { define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { openStore } from './parts/store.ts';
import { languageOf, sayAgo } from './parts/words.ts';

/**
 * One line: the network, the last delivery, how fresh it is.
 *
 * @tag predawn-status
 * @csspart dot - Full: online; hollow: offline.
 * @csspart text - The words.
 * @cssproperty --predawn-accent - Colour of the dot.
 * @cssproperty --predawn-muted - Colour of the words.
 */
export class PredawnStatus extends LitElement {
  static override styles = [
    look,
    css`
      p {
        display: flex;
        gap: 0.5em;
        align-items: baseline;
      }
      i {
        inline-size: 0.6em;
        block-size: 0.6em;
        border-radius: 50%;
        border: 2px solid var(--_accent);
        flex: none;
      }
      i.online {
        background: var(--_accent);
      }
      @media (forced-colors: active) {
        i.online {
          background: CanvasText;
        }
      }
    `,
  ];

  static override properties = { online: { state: true }, freshAt: { state: true }, waiting: { state: true } };

  declare private online: boolean;
  declare private freshAt: number | undefined;
  declare private waiting: number;

  constructor() {
    super();
    this.online = navigator.onLine;
    this.freshAt = undefined;
    this.waiting = 0;
    let listening: AbortController | undefined;
    this.addController({
      hostConnected: () => {
        listening = new AbortController();
        const { signal } = listening;
        for (const type of ['online', 'offline']) {
          window.addEventListener(type, () => (this.online = navigator.onLine), { signal });
        }
        void this.#watch(signal);
      },
      hostDisconnected: () => listening?.abort(),
    });
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const store = await openStore().catch(() => undefined);
    if (!store || signal.aborted) return;
    const stop = store.onChange(() => void this.#read());
    signal.addEventListener('abort', stop);
    await this.#read();
  }

  async #read(): Promise<void> {
    const store = await openStore();
    const [delivery, feeds, waiting] = await Promise.all([
      lastDelivery(store),
      store.db.list<EmbedFeed>('feed'),
      store.db.count('outbox'),
    ]);
    const times = [...feeds.map(feed => feed.fetchedAt), ...(delivery ? [delivery.at] : [])];
    this.freshAt = times.length === 0 ? undefined : Math.max(...times);
    this.waiting = waiting;
  }

  protected override render(): TemplateResult {
    const fresh = this.freshAt === undefined ? '' : `delivered ${sayAgo(this.freshAt, Date.now(), languageOf(this))}`;
    const waits = this.waiting === 0 ? '' : `${this.waiting} to send`;
    const words = [this.online ? 'Online' : 'Offline', fresh, waits].filter(Boolean).join(' · ');
    return html`<p class="note" role="status">
      <i part="dot" class=${this.online ? 'online' : ''} aria-hidden="true"></i><span part="text">${words}</span>
    </p>`;
  }
}

define('predawn-status', PredawnStatus);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-status': PredawnStatus;
  }
}
