// <predawn-morning>: a host's reader opts in to morning delivery; it explains, asks, and tells the truth about what this browser can do.

import { LitElement, css, html, type TemplateResult } from 'lit';
import { putMorning, readMorning } from '../sync/embed/morning.ts';
import { EMBED_TAGS } from '../sync/embed/names.ts';
import { define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { openStore } from './parts/store.ts';

export type MorningState =
  | 'unknown'
  /** Asked for, and the browser wakes the site by itself. */
  | 'on'
  /** Possible, not asked for. */
  | 'off'
  /** Possible once the host's site is installed as an app. */
  | 'install-needed'
  /** The host has no service worker with the kit. */
  | 'no-worker'
  /** This browser wakes nobody. */
  | 'not-in-this-browser';

const SAID: Readonly<Record<MorningState, string>> = {
  unknown: '',
  on: 'Stories are fetched in the background, so that they are here when you open this site, network or not.',
  off: 'Have the stories fetched before you get up, so that they open without a network.',
  'install-needed':
    'This browser fetches by itself only for installed sites. Install this one, then switch it on here.',
  'no-worker': 'This site has not set up background delivery.',
  'not-in-this-browser': 'This browser does not fetch by itself. Stories are kept whenever you open this site.',
};
const HALF_DAY_MS = 12 * 3_600_000;

interface PeriodicSyncManagerLike {
  register(tag: string, options: { minInterval: number }): Promise<void>;
  unregister(tag: string): Promise<void>;
  getTags(): Promise<string[]>;
}

/**
 * Morning delivery for the site it stands on: explains, asks, shows its state.
 *
 * @tag predawn-morning
 * @slot - Words beside the button, in place of ours.
 * @fires predawn-morning-change - The state has changed; `state` is the new one.
 * @csspart button - The button.
 * @csspart note - What this browser can do.
 */
export class PredawnMorning extends LitElement {
  static override styles = [
    look,
    css`
      .note {
        margin-block-end: var(--_space);
      }
    `,
  ];

  static override properties = { times: { reflect: true }, state: { reflect: true } };

  /** Local times of day by which it should be there, `07:00 18:30`. */
  declare times: string;
  declare state: MorningState;

  constructor() {
    super();
    this.times = '';
    this.state = 'unknown';
    this.addController({
      hostConnected: () => {
        void this.#look();
        // A host may register its worker after us.
        void (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker?.ready.then(() => this.#look());
      },
    });
  }

  /** Asks for it: registers a periodic sync where the browser grants one. */
  async on(): Promise<void> {
    const manager = await this.#manager();
    try {
      const store = await openStore();
      await putMorning(store, { on: true, times: this.times.match(/\b\d{1,2}:\d{2}\b/g) ?? [] });
      await manager?.register(EMBED_TAGS.morning, { minInterval: HALF_DAY_MS });
    } catch {
      // NotAllowedError: not installed. What it is now is looked up, not guessed.
    }
    await this.#look();
  }

  async off(): Promise<void> {
    const store = await openStore();
    await putMorning(store, { on: false, times: [] });
    await (await this.#manager())?.unregister(EMBED_TAGS.morning).catch(() => undefined);
    await this.#look();
  }

  async #look(): Promise<void> {
    const before = this.state;
    this.state = await this.#find();
    if (this.state !== before) this.dispatchEvent(new MorningChangeEvent(this.state));
  }

  async #find(): Promise<MorningState> {
    if (!('serviceWorker' in navigator)) return 'not-in-this-browser';
    const registration = await navigator.serviceWorker.getRegistration();
    if (!registration) return 'no-worker';
    const manager = await this.#manager();
    if (!manager) return 'not-in-this-browser';
    const name = 'periodic-background-sync' as PermissionName;
    const permission = await navigator.permissions.query({ name }).catch(() => undefined);
    if (permission?.state !== 'granted') return 'install-needed';
    const chosen = await openStore().then(readMorning, () => undefined);
    return chosen?.on && (await manager.getTags()).includes(EMBED_TAGS.morning) ? 'on' : 'off';
  }

  async #manager(): Promise<PeriodicSyncManagerLike | undefined> {
    const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
    const registration = await container?.getRegistration();
    return (registration as { periodicSync?: PeriodicSyncManagerLike } | undefined)?.periodicSync;
  }

  protected override render(): TemplateResult {
    const canSwitch = this.state === 'on' || this.state === 'off';
    return html`<p part="note" class="note" role="status"><slot>${SAID[this.state]}</slot></p>
      <button
        part="button"
        class="main"
        aria-pressed=${this.state === 'on'}
        ?hidden=${!canSwitch}
        @click=${() => (this.state === 'on' ? this.off() : this.on())}
      >
        Morning delivery
      </button>`;
  }
}

/** Morning delivery was switched, or what the browser allows has changed. */
export class MorningChangeEvent extends Event {
  readonly state: MorningState;
  constructor(state: MorningState) {
    super('predawn-morning-change', { bubbles: true, composed: true });
    this.state = state;
  }
}

define('predawn-morning', PredawnMorning);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-morning': PredawnMorning;
  }
  interface HTMLElementEventMap {
    'predawn-morning-change': MorningChangeEvent;
  }
}
