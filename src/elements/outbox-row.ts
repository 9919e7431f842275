// One thing that waits to be sent: what it is, why it waits, since when, and what a person can do. The reader's Outbox and `<predawn-outbox>` of
// other sites show the same.

import { html, type TemplateResult } from 'lit';

export interface OutboxRow {
  readonly what: string;
  /** Its state in words, and what the last try came to. */
  readonly why: unknown;
  readonly facts: readonly string[];
  /** Refused for good. */
  readonly isBad: boolean;
  readonly acts: readonly OutboxAct[];
}

export interface OutboxAct {
  readonly label: string;
  readonly run: () => void;
  readonly isOff?: boolean;
}

/** Goes into a list. Each button is named with what it acts on. */
export function outboxRow({ what, why, facts, isBad, acts }: OutboxRow): TemplateResult {
  return html`<li part="entry">
    <div>
      <p class="what" part="title" dir="auto">${what}</p>
      <p class="why" part="why" ?data-bad=${isBad}>${why}</p>
      <small part="meta">${facts.filter(fact => fact !== '').join(' · ')}</small>
    </div>
    <div class="acts">
      ${acts.map(
        ({ label, run, isOff }) =>
          html`<button
            type="button"
            class="button plain"
            part="button"
            aria-label="${label}: ${what}"
            ?disabled=${isOff}
            @click=${run}
          >
            ${label}
          </button>`,
      )}
    </div>
  </li>`;
}
