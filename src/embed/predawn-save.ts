// <predawn-save>: "keep this page for offline": asked for once, fetched when it can be, told when it is ready, opened from the cache.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { EMBED_TAGS } from '../sync/embed/names.ts';
import {
  askForPage,
  dropPage,
  fetchPage,
  ownAddress,
  readPage,
  type KeptPage,
  type PageDeps,
} from '../sync/embed/pages.ts';
import { PredawnEvent, define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { isFramed, openStore, registerSync } from './parts/store.ts';
import { languageOf, sayAgo, sayTrouble } from './parts/words.ts';

/**
 * A button that keeps a page of this site on the device, with its pictures. Opening it without a network needs the host's worker to
 * have the kit (`predawn/sw`).
 *
 * @tag predawn-save
 * @slot - The button's words; "Keep for offline" without.
 * @fires {SaveReadyEvent} predawn-save-ready - The page is on the device.
 * @fires {SaveFailEvent} predawn-save-fail - It cannot be kept; `code` says why.
 * @csspart button - The button.
 * @csspart note - Where it stands.
 * @cssproperty --predawn-accent - Colour of the button.
 * @cssproperty --predawn-muted - Colour of what is said.
 * @cssproperty --predawn-radius - Corners of the button.
 */
export class PredawnSave extends LitElement {
  static override styles = [
    look,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.25rem var(--_space);
        align-items: center;
      }
    `,
  ];

  static override properties = {
    href: { reflect: true },
    notify: { type: Boolean, reflect: true },
    page: { state: true },
    code: { state: true },
  };

  /** Page of this site; without it the page that the element stands on. */
  declare href: string;
  /** Ask, at the press of the button, to be told by a notification when it is ready. */
  declare notify: boolean;
  declare private page: KeptPage | undefined;
  declare private code: string;

  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.href = '';
    this.notify = false;
    this.page = undefined;
    this.code = '';
    this.addController({
      hostConnected: () => void this.#watch(),
      hostDisconnected: () => {
        this.#stop?.();
        this.#stop = undefined;
      },
    });
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('href') && changed.get('href') !== undefined) void this.#read();
  }

  /** Asks for the page, now or as soon as there is a network. */
  async save(): Promise<void> {
    const url = this.#address();
    if (url === undefined || isFramed() || !('caches' in globalThis)) {
      this.#fail(url === undefined ? 'not-a-page' : isFramed() ? 'framed' : 'storage-refused');
      return;
    }
    this.code = '';
    const permission = this.notify ? this.#askToNotify() : Promise.resolve(false);
    try {
      const store = await openStore();
      const title = url === ownAddress(location.href, location.href) ? document.title : this.textContent.trim() || url;
      const asked = await askForPage(store, { url, title, notify: await permission }, Date.now());
      this.page = asked;
      await registerSync(EMBED_TAGS.save + url);
      if (navigator.onLine) await this.#fetch(asked);
    } catch (error) {
      this.#fail((error as { code?: string }).code ?? 'storage-failed');
    }
  }

  /** Takes it off the device. */
  async drop(): Promise<void> {
    const url = this.#address();
    if (url !== undefined) await dropPage(url, await this.#deps());
    this.page = undefined;
  }

  async #watch(): Promise<void> {
    const store = await openStore().catch(() => undefined);
    if (!store || !this.isConnected) return;
    this.#stop?.();
    this.#stop = store.onChange(words => words.includes('page') && void this.#read());
    await this.#read();
    // Where no worker fetches it, the page does, as soon as it may.
    if (this.page?.state === 'waiting' && navigator.onLine) await this.#fetch(this.page);
  }

  /** What is shown then is what is kept: it may have been dropped meanwhile. */
  async #fetch(page: KeptPage): Promise<void> {
    await fetchPage(page, await this.#deps());
    await this.#read();
  }

  async #read(): Promise<void> {
    const url = this.#address();
    this.#show(url === undefined ? undefined : await readPage(await openStore(), url));
  }

  #show(page: KeptPage | undefined): void {
    const before = this.page;
    this.page = page;
    if (page?.state === 'ready' && before && before.state !== 'ready') this.dispatchEvent(new SaveReadyEvent(page));
    if (page?.state === 'failed' && before?.state !== 'failed') this.#fail(page.error ?? 'http-error');
  }

  #fail(code: string): void {
    this.code = code;
    this.dispatchEvent(new SaveFailEvent(code));
  }

  #address(): string | undefined {
    return ownAddress(this.href === '' ? location.href : new URL(this.href, document.baseURI).href, location.href);
  }

  async #deps(): Promise<PageDeps> {
    const store = await openStore();
    return { store, caches, fetch: (input, init) => fetch(input, init), now: Date.now, origin: location.origin };
  }

  async #askToNotify(): Promise<boolean> {
    if (!('Notification' in globalThis)) return false;
    return (await Notification.requestPermission()) === 'granted';
  }

  protected override render(): TemplateResult {
    const { page } = this;
    const isReady = page?.state === 'ready';
    return html`<button
        part="button"
        class="main"
        aria-pressed=${isReady}
        ?disabled=${page?.state === 'waiting'}
        @click=${() => (isReady ? this.drop() : this.save())}
      >
        <slot>Keep for offline</slot>
      </button>
      <span part="note" class="note" role="status">${this.#say()}</span>`;
  }

  #say(): string | typeof nothing {
    if (this.code !== '') return sayTrouble(this.code);
    if (this.page?.state === 'waiting') return 'Asked for. It is fetched when there is a network.';
    if (this.page?.readyAt === undefined) return nothing;
    return `On this device, fetched ${sayAgo(this.page.readyAt, Date.now(), languageOf(this))}.`;
  }
}

/** The page is on the device. */
export class SaveReadyEvent extends PredawnEvent {
  readonly page: KeptPage;
  constructor(page: KeptPage) {
    super('predawn-save-ready');
    this.page = page;
  }
}

/** It cannot be kept. */
export class SaveFailEvent extends PredawnEvent {
  readonly code: string;
  constructor(code: string) {
    super('predawn-save-fail');
    this.code = code;
  }
}

define('predawn-save', PredawnSave);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-save': PredawnSave;
  }
  interface HTMLElementEventMap {
    'predawn-save-ready': SaveReadyEvent;
    'predawn-save-fail': SaveFailEvent;
  }
}
