// <predawn-morning>: a host's reader opts in to morning delivery; it explains, asks, and tells the truth about what this browser can do.

import { LitElement, css, html, type TemplateResult } from 'lit';
import { putMorning, readMorning, timesOf, type Morning } from '../sync/embed/morning.ts';
import { EMBED_TAGS } from '../sync/embed/names.ts';
import { PredawnEvent, define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { hostWorker, isFramed, openStore } from './parts/store.ts';

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
  /** Inside a page of another site nothing is fetched in the background. */
  | 'in-a-frame'
  /** This browser wakes nobody. */
  | 'not-in-this-browser';

const SAID: Readonly<Record<MorningState, string>> = {
  unknown: '',
  on: 'Stories are fetched in the background: here when you open this site, network or not.',
  off: 'Have stories fetched before you get up: they open without a network.',
  'install-needed':
    'This browser fetches by itself only for installed sites. Install this one, then switch it on here.',
  'no-worker': 'This site has not set up background delivery.',
  'in-a-frame': 'Inside another site nothing is fetched in the background. Open this site itself.',
  'not-in-this-browser': 'This browser does not fetch by itself. Stories are kept when you open this site.',
};
const TIME = /\b\d{1,2}:\d{2}\b/g;

/**
 * Morning delivery for the site it stands on: explains, asks, shows its state. Once it is on, the times of visits are learned, on this device
 * alone, unless times are set.
 *
 * @tag predawn-morning
 * @slot - Words beside the button, in place of ours.
 * @fires {MorningChangeEvent} predawn-morning-change - The state has changed; `state` is the new one.
 * @csspart button - The button.
 * @csspart note - What this browser can do.
 * @csspart time - The field for the reader's own time.
 * @cssproperty --predawn-accent - Colour of the button.
 * @cssproperty --predawn-muted - Colour of what is said.
 * @cssproperty --predawn-line - Colour of hairlines.
 * @cssproperty --predawn-space - Space between its parts.
 * @cssproperty --predawn-radius - Corners of button and field.
 */
export class PredawnMorning extends LitElement {
  static override styles = [
    look,
    css`
      .note,
      label {
        margin-block-end: var(--_space);
      }
      label {
        display: block;
      }
      input {
        font: inherit;
        color: inherit;
        min-height: 2.75rem;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: transparent;
      }
    `,
  ];

  static override properties = { times: { reflect: true }, state: { reflect: true }, chosen: { state: true } };

  /** Local times of day by which it should be there, `07:00 18:30`; without them they are learned from the reader's visits. */
  declare times: string;
  /** What this browser can do, and whether it was asked for. */
  declare state: MorningState;
  declare private chosen: Morning;

  constructor() {
    super();
    this.times = '';
    this.state = 'unknown';
    this.chosen = { on: false, times: [] };
    let seen: AbortController | undefined;
    this.addController({
      hostConnected: () => {
        const { signal } = (seen = new AbortController());
        document.addEventListener('visibilitychange', () => void this.#steer(), { signal });
        void this.#look().then(() => this.#steer());
        // A host may register its worker after us.
        void (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker?.ready.then(() => this.#look());
      },
      hostDisconnected: () => seen?.abort(),
    });
  }

  /** Asks for it: registers a periodic sync where the browser grants one. */
  async on(): Promise<void> {
    const manager = (await hostWorker())?.periodicSync;
    try {
      await this.#choose({ on: true, times: this.times.match(TIME) ?? [] });
      await manager?.register(EMBED_TAGS.morning, { minInterval: 1000 });
    } catch {
      // NotAllowedError: not installed. What it is now is looked up, not guessed.
    }
    await this.#look();
    await this.#steer();
  }

  /** Ends it. */
  async off(): Promise<void> {
    await this.#choose({ on: false, times: [] });
    const manager = (await hostWorker())?.periodicSync;
    for (const tag of [EMBED_TAGS.morning, EMBED_TAGS.morningB]) await manager?.unregister(tag).catch(() => undefined);
    await this.#look();
  }

  /** By this time of day, `07:00`; empty: when the reader was seen to come. */
  async readyBy(time: string): Promise<void> {
    await this.#choose({ ...this.chosen, times: time === '' ? [] : [time] });
    await this.#steer();
  }

  async #choose(morning: Morning): Promise<void> {
    await putMorning(await openStore(), morning);
    this.chosen = morning;
  }

  /** One more visit to learn from; and the timers are set anew where another phase serves this reader better. */
  async #steer(): Promise<void> {
    if (this.state !== 'on') return;
    const { noteVisit, steerMorning } = await import('../sync/embed/steering.ts');
    const store = await openStore();
    const manager = (await hostWorker())?.periodicSync;
    const device = matchMedia('(pointer: coarse)').matches ? 'phone' : 'desktop';
    const deps = { now: Date.now(), offsetAt: (t: number) => -new Date(t).getTimezoneOffset(), device } as const;
    await noteVisit(store, deps);
    if (!manager || document.visibilityState !== 'visible') return;
    await steerMorning(store, manager, deps);
    this.chosen = await readMorning(store);
  }

  async #look(): Promise<void> {
    const before = this.state;
    this.state = await this.#find();
    if (this.state !== before) this.dispatchEvent(new MorningChangeEvent(this.state));
  }

  async #find(): Promise<MorningState> {
    if (isFramed()) return 'in-a-frame';
    if (!('serviceWorker' in navigator)) return 'not-in-this-browser';
    const worker = await hostWorker();
    if (!worker) return 'no-worker';
    const manager = worker.periodicSync;
    if (!manager) return 'not-in-this-browser';
    const name = 'periodic-background-sync' as PermissionName;
    const permission = await navigator.permissions.query({ name }).catch(() => undefined);
    if (permission?.state !== 'granted') return 'install-needed';
    this.chosen = await openStore().then(readMorning, () => this.chosen);
    return this.chosen.on && (await manager.getTags()).includes(EMBED_TAGS.morning) ? 'on' : 'off';
  }

  protected override render(): TemplateResult {
    const isOn = this.state === 'on';
    const times = timesOf({ ...this.chosen, times: [] });
    return html`<p part="note" class="note" role="status"><slot>${SAID[this.state]}</slot></p>
      ${
        isOn
          ? html`<label class="note"
              >Ready by
              <input
                part="time"
                type="time"
                .value=${this.chosen.times[0] ?? ''}
                @change=${(event: Event) => this.readyBy((event.target as HTMLInputElement).value)}
              />
              ${this.chosen.times.length > 0 ? '' : times.length > 0 ? `Learned: ${times.join(', ')}` : 'Empty: learned on this device.'}</label
            >`
          : ''
      }
      <button
        part="button"
        class="main"
        aria-pressed=${isOn}
        ?hidden=${!isOn && this.state !== 'off'}
        @click=${() => (isOn ? this.off() : this.on())}
      >
        Morning delivery
      </button>`;
  }
}

/** Morning delivery was switched, or what the browser allows has changed. */
export class MorningChangeEvent extends PredawnEvent {
  readonly state: MorningState;
  constructor(state: MorningState) {
    super('predawn-morning-change');
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
