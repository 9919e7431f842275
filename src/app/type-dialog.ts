// Size, width, typeface and theme of the text, seen at once and kept.

import { html, type TemplateResult } from 'lit';
import type { Settings } from '../core/model.ts';
import type { App } from './app.ts';
import { type Dialog, openDialog } from './dialog.ts';

const SIZES = [0.85, 0.925, 1, 1.1, 1.2, 1.35, 1.5, 1.75] as const;

export function openTypeDialog(app: App): void {
  openDialog(app, app.state.strings.type.title, dialog => content(app, dialog), 'type-dialog');
}

function content(app: App, dialog: Dialog): TemplateResult {
  const { strings, settings } = app.state;
  const words = strings.type;
  const set = (change: Partial<Settings>): void => {
    void app.frame.saveSettings(change);
    dialog.redraw();
  };
  const at = nearest(settings.textSize);
  const sized = (by: 1 | -1): void => set({ textSize: SIZES[at + by] ?? settings.textSize });
  const choice = <K extends 'measure' | 'typeface' | 'theme'>(
    name: K,
    label: string,
    options: readonly (readonly [Settings[K], string])[],
  ): TemplateResult => html`
    <fieldset class="choice">
      <legend>${label}</legend>
      ${options.map(
        ([value, text]) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              .checked=${settings[name] === value}
              @change=${() => set({ [name]: value })}
            /><span>${text}</span></label
          >`,
      )}
    </fieldset>
  `;
  return html`
    <div class="choice size" role="group" aria-label=${words.size}>
      <button type="button" class="quiet" aria-label=${words.smaller} ?disabled=${at === 0} @click=${() => sized(-1)}>
        <span class="small-a" aria-hidden="true">A</span>
      </button>
      <output>${words.percent(Math.round(settings.textSize * 100))}</output>
      <button
        type="button"
        class="quiet"
        aria-label=${words.larger}
        ?disabled=${at === SIZES.length - 1}
        @click=${() => sized(1)}
      >
        <span class="large-a" aria-hidden="true">A</span>
      </button>
    </div>
    ${choice('typeface', words.typeface, [
      ['serif', words.serif],
      ['sans', words.sans],
    ])}
    ${choice('measure', words.measure, [
      ['narrow', words.narrow],
      ['regular', words.regular],
      ['wide', words.wide],
    ])}
    ${choice('theme', words.theme, [
      ['auto', words.auto],
      ['light', words.light],
      ['dark', words.dark],
    ])}
  `;
}

function nearest(size: number): number {
  let best = 0;
  for (const [at, one] of SIZES.entries()) if (Math.abs(one - size) < Math.abs((SIZES[best] ?? 1) - size)) best = at;
  return best;
}
