// What can be done with a whole list: mark above or below, density, mark on scroll.

import { html, nothing, type TemplateResult } from 'lit';
import type { Settings } from '../core/model.ts';
import type { App } from './app.ts';
import { type Dialog, openDialog } from './dialog.ts';

export interface ListActions {
  /** Absent where marking means nothing (starred, saved). */
  readonly mark?: { readonly all: () => void; readonly above: () => void; readonly below: () => void };
}

const DENSITIES = ['comfortable', 'regular', 'compact'] as const;

export function openListDialog(app: App, actions: ListActions): void {
  openDialog(app, app.state.strings.list.moreActions, dialog => content(app, actions, dialog), 'list-dialog');
}

function content(app: App, { mark }: ListActions, dialog: Dialog): TemplateResult {
  const { strings, settings } = app.state;
  const words = strings.list;
  const set = (change: Partial<Settings>): void => {
    void app.frame.saveSettings(change);
    dialog.redraw();
  };
  const act = (label: string, run: () => void): TemplateResult => html`
    <li>
      <button
        type="button"
        @click=${() => {
          dialog.close();
          run();
        }}
      >
        ${label}
      </button>
    </li>
  `;
  return html`
    ${
      mark
        ? html`<ul class="menu-acts">
            ${act(strings.actions.markAllRead, mark.all)} ${act(words.markAbove, mark.above)}
            ${act(words.markBelow, mark.below)}
          </ul>`
        : nothing
    }
    <fieldset class="choice">
      <legend>${words.density}</legend>
      ${DENSITIES.map(
        density =>
          html`<label
            ><input
              type="radio"
              name="density"
              .checked=${settings.density === density}
              @change=${() => set({ density })}
            /><span>${words.densities[density]}</span></label
          >`,
      )}
    </fieldset>
    ${
      mark
        ? html`<label class="switch"
            ><span>${words.markOnScroll}</span
            ><input
              type="checkbox"
              .checked=${settings.markReadOnScroll}
              @change=${(event: Event) => set({ markReadOnScroll: (event.target as HTMLInputElement).checked })}
          /></label>`
        : nothing
    }
  `;
}
