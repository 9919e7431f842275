// The one story that is truly new each morning: tides, light and weather of a harbour that exists only here, worked out from the day.

import { pick, seeded } from './scenes/paint.ts';
import { renderFigure, type Story } from './story.ts';

const DAY_MS = 86_400_000;
/** Principal lunar and solar tides: periods in hours, heights in metres, phases in hours. */
const TIDES = [
  { period: 12.4206, height: 1.9, phase: 3.1 },
  { period: 12, height: 0.62, phase: 0.4 },
  { period: 25.8193, height: 0.21, phase: 9 },
];
const MEAN_METRES = 2.9;
const LATITUDE = 54.3;

export function tideStory(day: number): Story {
  const random = seeded(day);
  const turns = turnsOfDay(day);
  const range = Math.max(...turns.map(t => t.metres)) - Math.min(...turns.map(t => t.metres));
  const kind = range > 4.4 ? 'springs' : range < 3 ? 'neaps' : range > 3.7 ? 'making' : 'taking off';
  const light = daylight(day);
  const from = pick(random, ['north-west', 'west', 'south-west', 'south', 'south-east', 'east', 'north']);
  const force = 2 + Math.floor(random() * 4);
  const sea = pick(random, ['slight', 'slight to moderate', 'moderate', 'nearly flat inside the mole']);
  const note = pick(random, NOTES);
  const date = new Date(day * DAY_MS).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  const first = turns.find(t => t.high);
  const summary = `High water ${first ? clock(first.hour) : 'after midnight'}, wind ${from} ${force}, sea ${sea}. The tides are ${kind}.`;
  const rows = turns
    .map(t => `<tr><td>${t.high ? 'High' : 'Low'}</td><td>${clock(t.hour)}</td><td>${t.metres.toFixed(1)} m</td></tr>`)
    .join('');
  return {
    slug: 'tides',
    paper: 'harbour',
    title: `Tides for ${date}: ${kind}`,
    summary,
    by: 'The harbour office',
    tags: ['Tides', 'Weather'],
    minute: 4 * 60 + 40,
    picture: { name: `tide-${(day % 40) + 1}`, caption: 'The flats below the office, at low water.' },
    language: 'en',
    direction: 'ltr',
    html:
      `<p>Good morning. The tides are ${kind}, with ${range.toFixed(1)} metres between the lowest and the highest water of the day. ${note}</p>` +
      `<table><caption>Turns of the tide, ${date}, UTC</caption><thead><tr><th>Tide</th><th>Time</th><th>Height</th></tr></thead><tbody>${rows}</tbody></table>` +
      `<p>Wind ${from}, force ${force}; sea ${sea}. The sun is up from ${clock(light.rise)} to ${clock(light.set)}, which makes ${Math.floor(light.set - light.rise)} hours and ${Math.round(((light.set - light.rise) % 1) * 60)} minutes of day.</p>` +
      renderFigure(`island-${(day % 30) + 1}`, 'The island light, put out at sunrise by its own clock.') +
      `<p>These figures are worked out for a harbour that exists only in this newsroom. Please do not put to sea by them.</p>`,
  };
}

const NOTES: readonly [string, ...string[]] = [
  'The slipway is open all morning and slippery all day.',
  'Whoever left one yellow boot on pontoon C may have it back; the office has the other.',
  'The ice house opens at six and would like its trolley returned.',
  'Two berths are free on the inner mole, one of them dry at low water, which is why it is free.',
  'The chandler is closed for stocktaking, and lends out what is urgent.',
  'The seal is on the ferry steps again. It has right of way.',
  'The kiosk has bread from half past five, coffee from six, opinions throughout.',
];

interface Turn {
  readonly hour: number;
  readonly metres: number;
  readonly high: boolean;
}

/** Where the sum of the tides turns, looked for minute by minute. */
function turnsOfDay(day: number): Turn[] {
  const heightAt = (minute: number): number =>
    TIDES.reduce(
      (sum, t) => sum + t.height * Math.cos((2 * Math.PI * (day * 24 + minute / 60 - t.phase)) / t.period),
      MEAN_METRES,
    );
  const turns: Turn[] = [];
  for (let minute = 0; minute < 1440; minute++) {
    const [before, here, after] = [heightAt(minute - 1), heightAt(minute), heightAt(minute + 1)];
    if ((here >= before && here > after) || (here <= before && here < after))
      turns.push({ hour: minute / 60, metres: here, high: here > after });
  }
  return turns;
}

/** Hours of sunrise and sunset on the harbour's own meridian (the usual cosine, good to a few minutes). */
function daylight(day: number): { rise: number; set: number } {
  const ofYear = (day % 365.2425) + 10;
  const declination = -23.44 * Math.cos((2 * Math.PI * ofYear) / 365.2425);
  const rad = Math.PI / 180;
  const half = Math.acos(Math.max(-1, Math.min(1, -Math.tan(LATITUDE * rad) * Math.tan(declination * rad)))) / rad / 15;
  return { rise: 12 - half, set: 12 + half };
}

function clock(hour: number): string {
  const minutes = Math.round(hour * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
