// <predawn-outbox>: what waits to be sent from this origin, and what the person can do about it.

import { LitElement, css, html, type TemplateResult } from 'lit';
import type { OutboxEntry, OutboxState } from '../core/outbox.ts';
import { outboxRow } from '../elements/outbox-row.ts';
import { readOutbox, retryEntry, settleEntry } from '../sync/embed/outbox.ts';
import { PredawnEvent, define } from './parts/define.ts';
import { look } from './parts/look.ts';
import { join, sendNow } from './parts/sending.ts';
import { openStore } from './parts/store.ts';
import { languageOf, sayAgo, sayTrouble } from './parts/words.ts';

const STATES: Readonly<Record<OutboxState, string>> = {
  waiting: 'Waits for the network',
  'in-flight': 'On its way',
  unknown: 'Nobody can say whether it arrived',
  'needs-sign-in': 'Waits until you sign in',
  held: 'Belongs to another account',
  'handed-over': 'Handed over; no receipt is given',
  dead: 'Refused',
};

/**
 * What waits, and what was refused: retry, cancel. Empty, it shows its content.
 *
 * @tag predawn-outbox
 * @slot - Shown while nothing waits.
 * @fires {OutboxChangeEvent} predawn-outbox-change - What waits has changed; `waiting` is how many.
 * @csspart entry - One entry.
 * @csspart title - What it is.
 * @csspart why - Why it waits.
 * @csspart meta - Since when, how often tried.
 * @csspart button - Each of its two buttons.
 * @cssproperty --predawn-accent - Colour of focus.
 * @cssproperty --predawn-muted - Colour of what is said by the way.
 * @cssproperty --predawn-line - Colour of hairlines.
 * @cssproperty --predawn-space - Space around entries.
 * @cssproperty --predawn-radius - Corners of buttons.
 */
export class PredawnOutbox extends LitElement {
  static override styles = [
    look,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li,
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem var(--_space);
      }
      li {
        align-items: center;
        padding-block: var(--_space);
        border-block-end: 1px solid var(--_line);
      }
      div {
        overflow-wrap: anywhere;
      }
      div:first-child {
        flex: 1 1 12rem;
      }
      p {
        margin: 0;
      }
      .why,
      small {
        font-size: 0.875em;
        color: var(--_muted);
      }
      .why[data-bad] {
        color: var(--_accent);
      }
    `,
  ];

  static override properties = { entries: { state: true } };

  declare private entries: readonly OutboxEntry[];

  constructor() {
    super();
    this.entries = [];
    let leave: (() => void) | undefined;
    let stop: (() => void) | undefined;
    this.addController({
      hostConnected: () => {
        leave = join();
        void openStore().then(
          store => {
            stop = store.onChange(families => families.includes('outbox') && void this.#read());
            if (!this.isConnected) stop();
            return this.#read();
          },
          () => undefined,
        );
      },
      hostDisconnected: () => {
        leave?.();
        stop?.();
      },
    });
  }

  /** Tries everything that waits, now. */
  async retry(): Promise<void> {
    await sendNow();
  }

  async #read(): Promise<void> {
    const before = this.entries.length;
    this.entries = await readOutbox(await openStore());
    if (before !== this.entries.length) this.dispatchEvent(new OutboxChangeEvent(this.entries.length));
  }

  async #again(entry: OutboxEntry): Promise<void> {
    await retryEntry(await openStore(), entry, Date.now());
    await sendNow();
  }

  async #cancel(entry: OutboxEntry): Promise<void> {
    await settleEntry(await openStore(), entry, null);
  }

  protected override render(): TemplateResult {
    const count = this.entries.length;
    return html`<p class="said" role="status">${count === 0 ? '' : `${count} to send`}</p>
      ${
        count === 0
          ? html`<slot></slot>`
          : html`<ul>
              ${this.entries.map(entry => this.#entry(entry))}
            </ul>`
      }`;
  }

  #entry(entry: OutboxEntry): TemplateResult {
    const title = entry.action.kind === 'send' ? entry.action.title : entry.action.kind;
    const trouble = entry.reason ?? (entry.lastError === undefined ? '' : sayTrouble(entry.lastError));
    const tries = entry.tries > 1 ? `tried ${entry.tries} times` : '';
    const isOff = entry.state === 'in-flight';
    const again = { label: 'Send now', run: () => void this.#again(entry), isOff };
    return outboxRow({
      what: title,
      why: [STATES[entry.state], trouble].filter(Boolean).join(': '),
      facts: [sayAgo(entry.createdAt, Date.now(), languageOf(this)), tries],
      isBad: entry.state === 'dead',
      acts: [
        ...(entry.state === 'handed-over' ? [] : [again]),
        { label: 'Discard', run: () => void this.#cancel(entry), isOff },
      ],
    });
  }
}

/** What waits has changed. */
export class OutboxChangeEvent extends PredawnEvent {
  readonly waiting: number;
  constructor(waiting: number) {
    super('predawn-outbox-change');
    this.waiting = waiting;
  }
}

define('predawn-outbox', PredawnOutbox);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-outbox': PredawnOutbox;
  }
  interface HTMLElementEventMap {
    'predawn-outbox-change': OutboxChangeEvent;
  }
}
