// Deliveries: when the news came, why, and what it cost.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { Session, WakeReport } from '../../core/model.ts';
import { localDay, sayBytes, sayDayHeading, saySpan, sayTime } from '../../core/say.ts';
import { type App, type View, speechOf } from '../app.ts';
import { wordsOf } from '../error-words.ts';
import type { PeriodicState } from '../bridge.ts';
import { type Ahead, aheadSection, readAhead } from './deliveries-ahead.ts';

const DAY_MS = 86_400_000;
/** The score shows so many openings, the pattern so many weeks. */
const OPENINGS = 27;
const WEEKS = 8;
const FIRST_WAKES = 30;

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet deliveries';
  let wakes: readonly WakeReport[] = [];
  let sessions: readonly Session[] = [];
  let ahead: Ahead = { readings: [], wakes: [] };
  // Known at once; the worker says later whether it holds, and nothing moves meanwhile.
  let periodic: PeriodicState = await app.link.likelyPeriodic();
  let limit = FIRST_WAKES;

  const read = async (): Promise<void> => {
    const { library } = app;
    const [found, read, expected] = await Promise.all([
      library.wakes(limit),
      library.sessions(Date.now() - WEEKS * 7 * DAY_MS),
      readAhead(app, Date.now()),
    ]);
    wakes = found;
    sessions = read;
    ahead = expected;
    show();
  };

  const show = (): void => {
    render(page(), element);
  };

  const page = (): TemplateResult => {
    const words = app.state.strings.deliveries;
    return html`
      <header class="page-head">
        <h1>${words.title}</h1>
        <p class="lede">${words.lede}</p>
      </header>
      ${nextCard()} ${score()} ${aheadSection(app, ahead, periodic)} ${pattern()} ${data()}
      <section class="block">
        <h2>${words.past}</h2>
        ${wakes.length === 0 ? html`<p class="lede">${words.none} ${words.noneHint}</p>` : past()}
        ${
          wakes.length === limit
            ? html`<button
                type="button"
                class="button plain"
                @click=${() => {
                  limit *= 2;
                  void read();
                }}
              >
                ${words.more}
              </button>`
            : nothing
        }
      </section>
    `;
  };

  const nextCard = (): unknown => {
    const words = app.state.strings.deliveries;
    const speech = speechOf(app.state);
    // A time is promised only where one was asked of the browser for a reading that is known.
    const soon = ahead.wakes.find(({ at }) => at < Date.now() + DAY_MS);
    const nextAt = ahead.readings.length > 0 ? soon?.at : undefined;
    if (nextAt !== undefined && nextAt > Date.now() && periodic === 'granted')
      return html`<div class="card next">
        <time datetime=${new Date(nextAt).toISOString()}>${sayTime(nextAt, speech)}</time>
        <p>
          <b
            >${words.next},
            ${localDay(nextAt, speech) === localDay(Date.now(), speech) ? words.nextDay.today : words.nextDay.tomorrow}.</b
          >
          ${words.nextAbout}
        </p>
      </div>`;
    const [what, hint] = {
      granted: [words.permission.granted, words.permission.grantedHint],
      denied: [words.permission.prompt, words.permission.promptHint],
      unsupported: [words.permission.unsupported, words.permission.unsupportedHint],
      'no-worker': [words.permission.noWorker, words.permission.noWorkerHint],
    }[periodic];
    return html`<div class="card next">
      <span class="dot ${periodic === 'granted' ? '' : 'away'}" aria-hidden="true"></span>
      <p><b>${what}</b> ${hint}</p>
    </div>`;
  };

  const score = (): unknown => {
    const words = app.state.strings.deliveries;
    const known = sessions
      .filter(session => session.ready !== undefined)
      .sort((a, b) => a.startedAt - b.startedAt)
      .slice(-OPENINGS);
    if (known.length === 0) return nothing;
    const ready = known.filter(session => session.ready === true).length;
    return html`<section class="block">
      <h2>${words.ready}</h2>
      <div class="card">
        <strong>${words.readyScore(ready, known.length)}</strong>
        <div class="score" role="img" aria-label=${words.readyScore(ready, known.length)}>
          ${known.map(session => html`<i class=${session.ready === true ? 'ready' : 'late'}></i>`)}
        </div>
        <small>${words.readyKey}</small>
      </div>
    </section>`;
  };

  const pattern = (): TemplateResult => {
    const words = app.state.strings.deliveries;
    return html`<section class="block">
      <h2>${words.when}</h2>
      <div class="card">${sessions.length < 3 ? html`<p class="hint">${words.whenEmpty}</p>` : heat()}</div>
    </section>`;
  };

  const heat = (): TemplateResult => {
    const words = app.state.strings.deliveries;
    const { language } = app.state.settings;
    const counts = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
    for (const session of sessions) {
      const day = counts[(session.weekday + 6) % 7];
      const hour = Math.floor(session.minute / 60);
      if (day?.[hour] !== undefined) day[hour] += 1;
    }
    const most = Math.max(1, ...counts.flat());
    const dayName = (at: number): string =>
      new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + at));
    const [busyDay, busyHour] = busiest(counts);
    const label = `${dayName(busyDay)} ${String(busyHour).padStart(2, '0')}:00`;
    return html`<div class="heat" role="img" aria-label="${words.when}: ${label}">
        ${counts.map((hours, day) => html`<b>${dayName(day)}</b>${hours.map(count => html`<i data-heat=${Math.ceil((count / most) * 5)}></i>`)}`)}
        <b></b>${['00', '06', '12', '18'].map(hour => html`<span>${hour}</span>`)}
      </div>
      <small>${words.whenHint}</small>`;
  };

  const data = (): unknown => {
    const words = app.state.strings.deliveries;
    const speech = speechOf(app.state);
    const today = wakes.filter(wake => localDay(wake.startedAt, speech) === localDay(Date.now(), speech));
    if (today.length === 0) return nothing;
    const metered = sum(today.filter(wake => wake.metered === true));
    const all = sum(today);
    const budget = app.state.settings.dailyMegabytesMetered * 1e6;
    return html`<section class="block">
      <h2>${words.data}</h2>
      <div class="card">
        <strong>${sayBytes(all, speech)}</strong>
        <progress
          class="meter"
          max=${budget}
          value=${Math.min(all, budget)}
          aria-label=${words.ofBudget(sayBytes(all, speech), sayBytes(budget, speech))}
        ></progress>
        <small
          >${words.dataHint(sayBytes(all - metered, speech), words.ofBudget(sayBytes(metered, speech), sayBytes(budget, speech)))}</small
        >
      </div>
    </section>`;
  };

  const past = (): TemplateResult => {
    const speech = speechOf(app.state);
    let day = '';
    return html`<div class="wakes">
      ${grouped(wakes).map(([wake, times]) => {
        const own = localDay(wake.startedAt, speech);
        const isNew = own !== day;
        day = own;
        return html`${isNew ? html`<h3>${sayDayHeading(wake.startedAt, Date.now(), speech)}</h3>` : nothing}${line(wake, times)}`;
      })}
    </div>`;
  };

  const line = (wake: WakeReport, times: number): TemplateResult => {
    const words = app.state.strings.deliveries;
    const speech = speechOf(app.state);
    const isLeft = wake.result === 'nothing';
    const late = wake.dueAt === undefined ? 0 : wake.startedAt - wake.dueAt;
    const parts = [
      times > 1 ? words.times(times) : undefined,
      wake.result === 'complete' || isLeft ? undefined : words.result[wake.result],
      late > 60_000 ? words.due(saySpan(late, speech)) : undefined,
      wake.feeds.planned > 0 ? words.feeds(wake.feeds.planned) : undefined,
      wake.newArticles > 0 ? words.fresh(wake.newArticles) : undefined,
      wake.pictures > 0 ? words.pictures(wake.pictures) : undefined,
      wake.feeds.failed > 0 ? words.failedFeeds(wake.feeds.failed) : undefined,
      wake.why === undefined ? undefined : (app.state.strings.why(wake.why) ?? wordsOf(app, wake.why).what),
    ].filter(part => part !== undefined);
    return html`<div class="wake ${wake.result}">
      <time datetime=${new Date(wake.startedAt).toISOString()}>${sayTime(wake.startedAt, speech)}</time>
      <p>
        ${isLeft ? words.leftAlone : words.title_[wake.reason]}<small
          >${parts.length > 0 ? parts.join(' · ') : words.result[wake.result]}</small
        >
      </p>
      <em
        >${wake.bytes === 0 ? nothing : html`${sayBytes(wake.bytes, speech)}${wake.endedAt === undefined ? nothing : html` · ${saySpan(wake.endedAt - wake.startedAt, speech)}`}`}</em
      >
    </div>`;
  };

  await read();
  void app.link.periodic().then(state => {
    periodic = state;
    // The timers stand now, if they did not before.
    return read();
  }, app.frame.failed);
  return {
    element,
    title: app.state.strings.nav.deliveries,
    refresh: show,
    changed(families) {
      if (families.has('wake') || families.has('session') || families.has('meta')) void read().catch(app.frame.failed);
    },
  };
}

/** Several in a row that did the same nothing are one line. */
function grouped(wakes: readonly WakeReport[]): [wake: WakeReport, times: number][] {
  const groups: [WakeReport, number][] = [];
  for (const wake of wakes) {
    const last = groups.at(-1);
    const isSame =
      last !== undefined &&
      wake.newArticles + wake.bytes + last[0].newArticles + last[0].bytes === 0 &&
      wake.reason === last[0].reason &&
      wake.result === last[0].result &&
      wake.why === last[0].why &&
      new Date(wake.startedAt).toDateString() === new Date(last[0].startedAt).toDateString();
    if (isSame) last[1] += 1;
    else groups.push([wake, 1]);
  }
  return groups;
}

function sum(wakes: readonly WakeReport[]): number {
  return wakes.reduce((all, wake) => all + wake.bytes, 0);
}

function busiest(counts: readonly (readonly number[])[]): [day: number, hour: number] {
  let best: [number, number] = [0, 0];
  for (const [day, hours] of counts.entries())
    for (const [hour, count] of hours.entries()) if (count > (counts[best[0]]?.[best[1]] ?? 0)) best = [day, hour];
  return best;
}
