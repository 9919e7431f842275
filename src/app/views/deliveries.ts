// Deliveries: when the news came, why, and what it cost.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { Session, WakeReport } from '../../core/model.ts';
import { lastMornings, type Morning } from '../../core/mornings.ts';
import { localDay, sayBytes, sayDayHeading, saySpan, sayTime } from '../../core/say.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import { type App, type View, speechOf } from '../app.ts';
import { wordsOf } from '../error-words.ts';
import { offsetAt } from '../push-deps.ts';
import type { PeriodicState } from '../bridge.ts';
import { type Ahead, aheadSection, readAhead } from './deliveries-ahead.ts';
import { rhythmSection } from './deliveries-rhythm.ts';
import { createRunningCard } from './deliveries-running.ts';

const DAY_MS = 86_400_000;
const MORNINGS = 30;
const FIRST_WAKES = 30;
/** More than a day has: what was spent today is counted whole, however many are shown. */
const WAKES_OF_A_DAY = 200;

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet deliveries';
  let wakes: readonly WakeReport[] = [];
  let today: readonly WakeReport[] = [];
  let sessions: readonly Session[] = [];
  let ahead: Ahead = { readings: [], wakes: [] };
  // Known at once; the worker says later whether it holds, and nothing moves meanwhile.
  let periodic: PeriodicState = await app.link.likelyPeriodic();
  let limit = FIRST_WAKES;

  const read = async (): Promise<void> => {
    const { library } = app;
    const [found, read, expected] = await Promise.all([
      library.wakes(Math.max(limit, WAKES_OF_A_DAY)),
      library.sessions(Date.now() - (MORNINGS + 2) * DAY_MS),
      readAhead(app, Date.now()),
    ]);
    const speech = speechOf(app.state);
    today = found.filter(wake => localDay(wake.startedAt, speech) === localDay(Date.now(), speech));
    wakes = found.slice(0, limit);
    sessions = read;
    ahead = expected;
    show();
  };

  const show = (): void => {
    render(page(), element);
  };
  const running = createRunningCard(app, show);

  const page = (): TemplateResult => {
    const words = app.state.strings.deliveries;
    return html`
      <header class="page-head">
        <h1>${words.title}</h1>
        <p class="lede">${words.lede}</p>
      </header>
      ${running.view()} ${nextCard()} ${score()} ${aheadSection(app, ahead, periodic)}
      ${rhythmSection(app, ahead.rhythm)} ${data()}
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
    const tools = toolsFor(app.state.settings.language).deliveries;
    // Timers count only where the browser grants them; a push comes all the same.
    const counted = ahead.wakes.filter(({ at, by }) => at > Date.now() && (by === 'push' || periodic === 'granted'));
    // A time is promised only where one was asked for, for a reading that is known.
    const soon = counted.find(({ at }) => at < Date.now() + DAY_MS);
    const nextAt = ahead.readings.length > 0 ? soon?.at : undefined;
    if (nextAt !== undefined)
      return html`<div class="card next">
        <time datetime=${new Date(nextAt).toISOString()}>${sayTime(nextAt, speech)}</time>
        <p>
          <b
            >${words.next},
            ${localDay(nextAt, speech) === localDay(Date.now(), speech) ? words.nextDay.today : words.nextDay.tomorrow}.</b
          >
          ${soon?.by === 'push' ? tools.nextPush : words.nextAbout}
        </p>
      </div>`;
    const hasPush = counted.some(({ by }) => by === 'push');
    const [what, hint] =
      hasPush && periodic !== 'granted'
        ? [tools.pushOn, tools.pushOnHint]
        : {
            granted: [words.permission.granted, words.permission.grantedHint],
            denied: [words.permission.prompt, words.permission.promptHint],
            unsupported: [words.permission.unsupported, words.permission.unsupportedHint],
            'no-worker': [words.permission.noWorker, words.permission.noWorkerHint],
          }[periodic];
    return html`<div class="card next">
      <span class="dot ${periodic === 'granted' || hasPush ? '' : 'away'}" aria-hidden="true"></span>
      <p><b>${what}</b> ${hint}</p>
    </div>`;
  };

  const score = (): unknown => {
    const words = toolsFor(app.state.settings.language).deliveries;
    const mornings = lastMornings(sessions, Date.now(), MORNINGS, offsetAt);
    const counted = (kind: Morning): number => mornings.filter(morning => morning === kind).length;
    const [ready, late, none] = [counted('ready'), counted('late'), counted('none')];
    if (ready + late === 0) return nothing;
    return html`<section class="block">
      <h2>${app.state.strings.deliveries.ready}</h2>
      <div class="card">
        <strong>${words.mornings(ready, ready + late)}</strong>
        <div class="score" role="img" aria-label=${words.morningsLabel(ready, late, none)}>
          ${mornings.map(morning => html`<i class=${morning}></i>`)}
        </div>
        <small>${words.morningsKey(MORNINGS)}</small>
      </div>
    </section>`;
  };

  const data = (): TemplateResult => {
    const words = toolsFor(app.state.settings.language).deliveries;
    const speech = speechOf(app.state);
    const budget = app.state.settings.dailyMegabytesMetered * 1e6;
    const all = sum(today);
    const metered = sum(today.filter(wake => wake.metered === true));
    const said = words.metered(sayBytes(metered, speech), sayBytes(budget, speech));
    return html`<section class="block">
      <h2>${app.state.strings.deliveries.data}</h2>
      <div class="card">
        <strong>${said}</strong>
        <progress class="meter" max=${budget} value=${Math.min(metered, budget)} aria-label=${said}></progress>
        <small
          >${all === 0 ? words.dataNone : words.dataToday(sayBytes(all, speech), sayBytes(all - metered, speech))}</small
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
    const isUnderWay = wake.result === 'running';
    // Nothing is said to have been fetched before it is here.
    const title = isLeft
      ? words.leftAlone
      : isUnderWay
        ? toolsFor(app.state.settings.language).deliveries.onItsWay
        : words.title_[wake.reason];
    const late = wake.dueAt === undefined ? 0 : wake.startedAt - wake.dueAt;
    const parts = [
      times > 1 ? words.times(times) : undefined,
      wake.result === 'complete' || isLeft || isUnderWay ? undefined : words.result[wake.result],
      late > 60_000 ? words.due(saySpan(late, speech)) : undefined,
      wake.feeds.planned > 0 ? words.feeds(wake.feeds.planned) : undefined,
      wake.newArticles > 0 ? words.fresh(wake.newArticles) : undefined,
      wake.pictures > 0 ? words.pictures(wake.pictures) : undefined,
      wake.feeds.failed > 0 ? words.failedFeeds(wake.feeds.failed) : undefined,
      wake.why === undefined ? undefined : (app.state.strings.why(wake.why) ?? wordsOf(app, wake.why).what),
    ].filter(part => part !== undefined);
    return html`<div class="wake ${wake.result}">
      <time datetime=${new Date(wake.startedAt).toISOString()}>${sayTime(wake.startedAt, speech)}</time>
      <p>${title}<small>${parts.length > 0 ? parts.join(' · ') : words.result[wake.result]}</small></p>
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
