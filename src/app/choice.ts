// One of a few: a row of radios that looks like one control. The settings that stand in more than one place are worded here once.

import { html, type TemplateResult } from 'lit';
import type { Settings } from '../core/model.ts';
import type { App } from './app.ts';

/** Settings that are chosen from a few words. */
export type ChoiceName = 'theme' | 'density' | 'typeface' | 'measure' | 'pictures' | 'listOrder';

export type Options<T> = readonly (readonly [T, string])[];

export function choice<T extends string>(
  name: string,
  label: string,
  options: Options<T>,
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`
    <fieldset class="choice">
      <legend>${label}</legend>
      ${options.map(
        ([value, text]) =>
          html`<label
            ><input type="radio" name=${name} .checked=${value === chosen} @change=${() => choose(value)} /><span
              >${text}</span
            ></label
          >`,
      )}
    </fieldset>
  `;
}

/** A choice that is a setting: shown as it stands, kept as it is made. */
export function settingChoice<K extends ChoiceName>(
  app: App,
  name: K,
  label: string,
  options: Options<Settings[K]>,
  set: (change: Partial<Settings>) => void,
): TemplateResult {
  return choice<Settings[K]>(name, label, options, app.state.settings[name], value => set({ [name]: value }));
}

export function themeChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { type } = app.state.strings;
  return settingChoice(
    app,
    'theme',
    type.theme,
    [
      ['auto', type.auto],
      ['light', type.light],
      ['dark', type.dark],
    ],
    set,
  );
}

export function typefaceChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { type } = app.state.strings;
  return settingChoice(
    app,
    'typeface',
    type.typeface,
    [
      ['serif', type.serif],
      ['sans', type.sans],
    ],
    set,
  );
}

export function measureChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { type } = app.state.strings;
  return settingChoice(
    app,
    'measure',
    type.measure,
    [
      ['narrow', type.narrow],
      ['regular', type.regular],
      ['wide', type.wide],
    ],
    set,
  );
}

export function densityChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { list } = app.state.strings;
  return settingChoice(
    app,
    'density',
    list.density,
    [
      ['comfortable', list.densities.comfortable],
      ['regular', list.densities.regular],
      ['compact', list.densities.compact],
    ],
    set,
  );
}

export function orderChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { list } = app.state.strings;
  return settingChoice(
    app,
    'listOrder',
    list.order,
    [
      ['newest', list.orders.newest],
      ['oldest', list.orders.oldest],
    ],
    set,
  );
}

const SIZES = [0.85, 0.925, 1, 1.1, 1.2, 1.35, 1.5, 1.75] as const;

export function sizeChoice(app: App, set: (change: Partial<Settings>) => void): TemplateResult {
  const { strings, settings } = app.state;
  const words = strings.type;
  const at = nearest(settings.textSize);
  const sized = (by: 1 | -1): void => set({ textSize: SIZES[at + by] ?? settings.textSize });
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
  `;
}

function nearest(size: number): number {
  let best = 0;
  for (const [at, one] of SIZES.entries()) if (Math.abs(one - size) < Math.abs((SIZES[best] ?? 1) - size)) best = at;
  return best;
}
