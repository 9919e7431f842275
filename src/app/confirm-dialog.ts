// Asks before something that has no undo.

import { html } from 'lit';
import type { App } from './app.ts';
import { openDialog } from './dialog.ts';

export interface Question {
  readonly title: string;
  readonly question: string;
  readonly yes: string;
  readonly run: () => Promise<void> | void;
}

export function confirmDialog(app: App, { title, question, yes, run }: Question): void {
  openDialog(
    app,
    title,
    dialog => html`
      <p>${question}</p>
      <div class="dialog-acts">
        <button type="button" class="button plain" autofocus @click=${dialog.close}>
          ${app.state.strings.actions.cancel}
        </button>
        <button
          type="button"
          class="button"
          @click=${() => {
            dialog.close();
            Promise.resolve(run()).catch(app.frame.failed);
          }}
        >
          ${yes}
        </button>
      </div>
    `,
    'confirm-dialog',
  );
}
