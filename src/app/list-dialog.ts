// What can be done with a whole list: mark all, above or below; its order and density; search in it.

import { html, nothing, type TemplateResult } from 'lit';
import type { Settings } from '../core/model.ts';
import type { App } from './app.ts';
import { choice, densityChoice, type Options, orderChoice } from './choice.ts';
import { type Dialog, openDialog } from './dialog.ts';

export interface ListActions {
  /** Absent where marking means nothing (starred, saved). */
  readonly mark?: {
    readonly all: () => void;
    /** Absent where nothing stands in the list. */
    readonly around?: { readonly title: string; readonly above: () => void; readonly below: () => void };
  };
  /** Address of a search that keeps to this list. */
  readonly search?: string;
  /** An order of its own, where it is not the general one. */
  readonly order?: {
    readonly options: Options<string>;
    readonly chosen: () => string;
    readonly choose: (order: string) => void;
  };
}

/** A title in a button: enough to know it by. */
const TITLE_CHARACTERS = 48;

export function openListDialog(app: App, actions: ListActions): void {
  openDialog(app, app.state.strings.list.moreActions, dialog => content(app, actions, dialog), 'list-dialog');
}

function content(app: App, { mark, search, order }: ListActions, dialog: Dialog): TemplateResult {
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
  const around = mark?.around;
  const title = around && shorten(around.title);
  return html`
    <ul class="menu-acts">
      ${mark ? act(strings.actions.markAllRead, mark.all) : nothing}
      ${around ? html`${act(words.markAbove(title ?? ''), around.above)} ${act(words.markBelow(title ?? ''), around.below)}` : nothing}
      ${search === undefined ? nothing : act(words.searchHere, () => app.router.go(search))}
    </ul>
    ${
      order
        ? choice('order', words.order, order.options, order.chosen(), value => {
            order.choose(value);
            dialog.redraw();
          })
        : orderChoice(app, set)
    }
    ${densityChoice(app, set)}
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

function shorten(title: string): string {
  return title.length <= TITLE_CHARACTERS ? title : `${title.slice(0, TITLE_CHARACTERS).trimEnd()}…`;
}
