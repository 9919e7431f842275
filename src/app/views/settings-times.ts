// Reading times set by hand: they win over what is learned.

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/markup.ts';
import type { Settings } from '../../core/model.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { markup } from '../../elements/markup-directive.ts';
import type { App } from '../app.ts';

const NEW_TIME = '07:00';
const MOST_TIMES = 6;

export function readingTimes(
  app: App,
  words: ToolStrings['settings'],
  set: (change: Partial<Settings>) => void,
): TemplateResult {
  const times = [...app.state.settings.readingTimes].sort((a, b) => a - b);
  const put = (next: readonly number[]): void => set({ readingTimes: [...new Set(next)].sort((a, b) => a - b) });
  const onAdd = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const minutes = readTime(new FormData(form).get('time'));
    if (minutes !== undefined) put([...times, minutes]);
  };
  return html`
    <p class="hint">${words.readingTimesHint}</p>
    ${times.length === 0 ? html`<p>${words.learning}</p>` : nothing}
    <ul class="time-list">
      ${times.map(
        time =>
          html`<li>
            <time>${sayMinutes(time)}</time>
            <button
              type="button"
              class="quiet"
              aria-label=${words.removeTime(sayMinutes(time))}
              @click=${() => put(times.filter(one => one !== time))}
            >
              ${markup(icon('close'))}
            </button>
          </li>`,
      )}
    </ul>
    ${
      times.length >= MOST_TIMES
        ? nothing
        : html`<form class="time-form" @submit=${onAdd}>
            <input type="time" name="time" aria-label=${words.addTime} .value=${NEW_TIME} required />
            <button class="button plain">${words.addTime}</button>
          </form>`
    }
  `;
}

/** `07:10` as minutes after midnight. */
function readTime(value: FormDataEntryValue | null): number | undefined {
  const match = typeof value === 'string' ? /^(\d{2}):(\d{2})/.exec(value) : null;
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

function sayMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
