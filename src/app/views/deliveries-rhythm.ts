// What was learned of the reader's hours: a picture of hours by weekdays, the same in a sentence, and the same in a table.

import { html, type TemplateResult } from 'lit';
import { heatmap, type Rhythm } from '../../core/rhythm.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import type { App } from '../app.ts';

/** Shades besides "hardly ever". */
const SHADES = 5;
const SESSIONS_TO_SHOW = 3;
/** An hour that stands out: so likely, and so much of the likeliest. */
const LIKELY = 0.1;
const SHARE_OF_MOST = 0.3;
const MOST_PEAKS = 3;
/** As it stands in the picture: Monday first; the rhythm begins on Sunday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

type Words = ToolStrings['deliveries'];

export function rhythmSection(app: App, rhythm: Rhythm | undefined): TemplateResult {
  const { when, whenEmpty } = app.state.strings.deliveries;
  const isShown = rhythm !== undefined && (rhythm.sessions >= SESSIONS_TO_SHOW || rhythm.byHand);
  return html`<section class="block">
    <h2>${when}</h2>
    <div class="card">${isShown ? chart(app, rhythm) : html`<p class="hint">${whenEmpty}</p>`}</div>
  </section>`;
}

function chart(app: App, rhythm: Rhythm): TemplateResult {
  const { language } = app.state.settings;
  const words = toolsFor(language).deliveries;
  const rows = heatmap(rhythm);
  const most = Math.max(0.01, ...rows.flat());
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const summary = summarise(rows, words, language);
  return html`<p class="rhythm-words">${summary}</p>
    <div class="heat" role="img" aria-label=${summary}>
      ${WEEK.map(
        weekday =>
          html`<b>${dayName(weekday, 'short', language)}</b>${rows[weekday]?.map(
              chance => html`<i data-heat=${Math.round((chance / most) * SHADES)}></i>`,
            )}`,
      )}
      <b></b>${['00', '06', '12', '18'].map(hour => html`<span>${hour}</span>`)}
    </div>
    <small>${words.chartHint}</small>
    <details class="as-words">
      <summary>${words.table}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.day}</th>
            <th scope="col">${words.likely}</th>
          </tr>
        </thead>
        <tbody>
          ${WEEK.map(weekday => {
            const row = rows[weekday] ?? [];
            const said = peaks(row).map(hour => words.chance(span(hour), percent.format(row[hour] ?? 0)));
            return html`<tr>
              <th scope="row">${dayName(weekday, 'long', language)}</th>
              <td>${said.length === 0 ? words.seldom : said.join(', ')}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </details>`;
}

function summarise(rows: readonly (readonly number[])[], words: Words, language: string): string {
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const say = (weekdays: readonly number[], sentence: (times: string) => string): string | undefined => {
    const mean = Array.from(
      { length: 24 },
      (_, hour) => weekdays.reduce((sum, weekday) => sum + (rows[weekday]?.[hour] ?? 0), 0) / weekdays.length,
    );
    const hours = peaks(mean).map(span);
    return hours.length === 0 ? undefined : sentence(list.format(hours));
  };
  const said = [say([1, 2, 3, 4, 5], words.workDays), say([6, 0], words.weekends)].filter(line => line !== undefined);
  return said.length === 0 ? words.noTimes : said.join(' ');
}

/** Hours no less likely than their neighbours that stand out, the likeliest few, in the order of the day. */
function peaks(row: readonly number[]): number[] {
  const most = Math.max(...row);
  const at = (hour: number): number => row[(hour + 24) % 24] ?? 0;
  return row
    .map((chance, hour) => ({ chance, hour }))
    .filter(
      ({ chance, hour }) =>
        chance >= LIKELY && chance >= most * SHARE_OF_MOST && chance > at(hour - 1) && chance >= at(hour + 1),
    )
    .sort((a, b) => b.chance - a.chance)
    .slice(0, MOST_PEAKS)
    .map(({ hour }) => hour)
    .sort((a, b) => a - b);
}

/** `07–08`, never broken in two. */
function span(hour: number): string {
  const two = (value: number): string => String(value % 24).padStart(2, '0');
  return `${two(hour)}\u2060–\u2060${two(hour + 1)}`;
}

/** 4 August 2024 was a Sunday. */
function dayName(weekday: number, weekdayForm: 'short' | 'long', language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: weekdayForm, timeZone: 'UTC' }).format(
    Date.UTC(2024, 7, 4 + weekday),
  );
}
