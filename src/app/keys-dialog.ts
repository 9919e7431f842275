// "?": every key on one sheet.

import { html } from 'lit';
import type { App } from './app.ts';
import { openDialog } from './dialog.ts';

export function openKeysDialog(app: App): void {
  const { keys } = app.state.strings;
  openDialog(
    app,
    keys.title,
    () => html`
      <dl class="keys">
        ${keys.list.map(
          ([key, what]) =>
            html`<div>
              <dt>${key.split(' ').map(part => html`<kbd>${part}</kbd> `)}</dt>
              <dd>${what}</dd>
            </div>`,
        )}
      </dl>
      <p class="hint">${keys.off}</p>
    `,
    'keys-dialog',
  );
}
