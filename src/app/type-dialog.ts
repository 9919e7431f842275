// Size, width, typeface and theme of the text, seen at once and kept.

import { html, type TemplateResult } from 'lit';
import type { Settings } from '../core/model.ts';
import type { App } from './app.ts';
import { measureChoice, sizeChoice, themeChoice, typefaceChoice } from './choice.ts';
import { type Dialog, openDialog } from './dialog.ts';

export function openTypeDialog(app: App): void {
  openDialog(app, app.state.strings.type.title, dialog => content(app, dialog), 'type-dialog');
}

function content(app: App, dialog: Dialog): TemplateResult {
  const set = (change: Partial<Settings>): void => {
    void app.frame.saveSettings(change);
    dialog.redraw();
  };
  return html`${sizeChoice(app, set)} ${typefaceChoice(app, set)} ${measureChoice(app, set)} ${themeChoice(app, set)}`;
}
