// Which story appears on which day. Pure: the same day always brings the same paper, and every morning brings a new one.

import type { Paper } from './papers.ts';
import type { Story } from './story.ts';
import { tideStory } from './tides.ts';

/** A story with its date. */
export interface Published extends Story {
  /** `night-trains-2026-11-23`: the last part of its address. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

const DAY_MS = 86_400_000;

/** Everything of the feed's window that is out at `now`, newest first. */
export function publishedBy(paper: Paper, stock: readonly Story[], now: number): Published[] {
  const today = Math.floor(now / DAY_MS);
  return Array.from({ length: paper.feedDays + 1 }, (_, i) => storiesOfDay(paper, stock, today - i))
    .flat()
    .filter(story => story.publishedAt <= now)
    .filter(story => story.publishedAt > now - paper.feedDays * DAY_MS)
    .sort((a, b) => b.publishedAt - a.publishedAt);
}

/** The stories dated with one day, counted from the epoch in UTC. */
export function storiesOfDay(paper: Paper, stock: readonly Story[], day: number): Published[] {
  const turn = Array.from({ length: paper.storiesADay }, (_, i) => stock[(day * paper.storiesADay + i) % stock.length]);
  const written = turn.filter(story => story !== undefined);
  const all = paper.id === 'harbour' ? [...written, tideStory(day)] : written;
  return all.map(story => ({
    ...story,
    id: `${story.slug}-${isoDay(day)}`,
    publishedAt: day * DAY_MS + story.minute * 60_000,
  }));
}

/** A story by the last part of its address, whatever its age, if it was ever printed on that day and is out. */
export function findStory(
  papers: readonly (readonly [Paper, readonly Story[]])[],
  id: string,
  now: number,
): Published | undefined {
  const date = /-(\d{4}-\d\d-\d\d)$/.exec(id)?.[1];
  const time = date === undefined ? NaN : Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time)) return undefined;
  return papers
    .flatMap(([paper, stock]) => storiesOfDay(paper, stock, time / DAY_MS))
    .find(story => story.id === id && story.publishedAt <= now);
}

export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
