// What every format writes from, and the pieces they share.

import type { Paper } from '../papers.ts';
import type { Published } from '../schedule.ts';
import { describeSound } from '../sounds.ts';
import { renderFigure } from '../story.ts';

export interface FeedDocument {
  readonly paper: Paper;
  readonly stories: readonly Published[];
  /** Scheme and host by which the newsroom was asked. */
  readonly origin: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export function storyUrl(story: Published, origin: string): string {
  return `${origin}/newsroom/story/${story.id}`;
}

export function pictureUrl(name: string, origin: string): string {
  return `${origin}/newsroom/pictures/${name}.jpg`;
}

/** The body with its lead picture on top. */
export function fullText(story: Published): string {
  return (story.picture ? `${renderFigure(story.picture.name, story.picture.caption)}\n` : '') + story.html;
}

export interface SoundEnclosure {
  readonly url: string;
  readonly title: string;
  readonly bytes: number;
  readonly seconds: number;
}

export function soundEnclosure(story: Published, origin: string): SoundEnclosure | undefined {
  const sound = story.sound === undefined ? undefined : describeSound(story.sound);
  return sound && { url: `${origin}/newsroom/sounds/${story.sound}.wav`, ...sound };
}
