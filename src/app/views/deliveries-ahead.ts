// What is expected: reading times that are known, wakes that were asked for, and what this browser would need to do better.

import { html, nothing, type TemplateResult } from 'lit';
import { DAY_MS } from '../../core/local-clock.ts';
import { readingsAhead } from '../../core/readings-ahead.ts';
import type { Rhythm } from '../../core/rhythm.ts';
import { localDay, sayTime } from '../../core/say.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import { deviceKind } from '../../sync/conditions.ts';
import { pushTimes } from '../../sync/push.ts';
import { readOutlook } from '../../sync/steering.ts';
import { type App, speechOf } from '../app.ts';
import type { PeriodicState } from '../bridge.ts';
import { offsetAt } from '../push-deps.ts';

export interface Ahead {
  readonly rhythm?: Rhythm;
  /** Middles of the readings expected in the next day: only those that were learned or set. */
  readonly readings: readonly number[];
  readonly wakes: readonly { readonly at: number; readonly by: 'browser' | 'push' }[];
}

const MOST_WAKES = 4;
/** A browser that thinks little of a site lets it wait for 24 or 36 hours. */
const WAKES_MS = 2 * DAY_MS;

export async function readAhead(app: App, now: number): Promise<Ahead> {
  const { library } = app;
  const [{ rhythm, dueTimes }, pushes] = await Promise.all([
    readOutlook({ library, now, offsetAt, device: deviceKind(navigator) }),
    pushTimes(library),
  ]);
  const wakes = [
    ...dueTimes.map(at => ({ at, by: 'browser' as const })),
    ...pushes.map(at => ({ at, by: 'push' as const })),
  ];
  return {
    rhythm,
    readings: readingsAhead(rhythm, now),
    wakes: wakes
      .filter(({ at }) => at > now && at <= now + WAKES_MS)
      .sort((a, b) => a.at - b.at)
      .slice(0, MOST_WAKES),
  };
}

export function aheadSection(app: App, ahead: Ahead, periodic: PeriodicState): TemplateResult {
  const words = toolsFor(app.state.settings.language).ahead;
  const now = Date.now();
  const speech = speechOf(app.state);
  const weekday = new Intl.DateTimeFormat(speech.language, { weekday: 'long', timeZone: speech.timeZone });
  const day = (at: number): string => {
    if (localDay(at, speech) === localDay(now, speech)) return words.today;
    return localDay(at, speech) === localDay(now + DAY_MS, speech) ? words.tomorrow : weekday.format(at);
  };
  const say = (at: number): TemplateResult =>
    html`<time datetime=${new Date(at).toISOString()}>${sayTime(at, speech)}</time> ${day(at)}`;
  // Timers that were asked for count only where the browser still grants them.
  const wakes = ahead.wakes.filter(({ by }) => by === 'push' || periodic === 'granted');
  const better = advice(
    words,
    periodic,
    wakes.some(({ by }) => by === 'push'),
  );
  return html`<section class="block ahead">
    <h2>${words.title}</h2>
    <div class="card">
      ${
        ahead.readings.length === 0
          ? html`<p class="hint">${words.unknown}</p>`
          : html`<p>${words.readings}</p>
              <ul class="readings">
                ${ahead.readings.map(at => html`<li>${say(at)}</li>`)}
              </ul>`
      }
      ${
        wakes.length === 0
          ? // One that wakes us by itself has not been asked for its times yet: the page does that when it has time.
            periodic === 'granted'
            ? nothing
            : html`<p class="hint">${words.noWakes}</p>`
          : html`<p>${words.wakes}</p>
              <ul class="wakes-ahead">
                ${wakes.map(({ at, by }) => html`<li>${say(at)}, ${words.by[by]}</li>`)}
              </ul>
              ${wakes.some(({ by }) => by === 'browser') ? html`<p class="hint">${words.late}</p>` : nothing}`
      }
      ${better === undefined ? nothing : html`<p class="better"><b>${words.better}</b> ${better}</p>`}
    </div>
  </section>`;
}

/** The one thing that would help most in this browser. */
function advice(words: ToolStrings['ahead'], periodic: PeriodicState, hasPush: boolean): string | undefined {
  if (periodic === 'no-worker') return undefined;
  if (periodic === 'denied') return words.install;
  if (hasPush) return undefined;
  // Safari on a phone gives push to apps of the Home Screen alone, and says by this whether it is one.
  if ((navigator as { readonly standalone?: boolean }).standalone === false) return words.homeScreen;
  if (!('PushManager' in globalThis) || !('Notification' in globalThis)) return undefined;
  return Notification.permission === 'denied' ? words.allow : words.push;
}
