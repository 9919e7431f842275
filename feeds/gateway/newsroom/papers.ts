// The four papers: what each is called, where it lives, and which habits its feed has. Between them they show a reader most of what feeds do.

import type { PaperId } from './story.ts';

export interface Paper {
  readonly id: PaperId;
  readonly title: string;
  readonly tagline: string;
  /** Front page and feed, below the origin. */
  readonly path: string;
  readonly feedPath: string;
  readonly format: 'rss' | 'atom' | 'rdf' | 'json';
  readonly contentType: string;
  readonly storiesADay: number;
  /** Days of stories in the feed. */
  readonly feedDays: number;
  /** What its feed carries of a story. */
  readonly carries: 'full' | 'summary';
  /** Which validators its server sends: publishers differ, so do ours. */
  readonly validators: readonly ('etag' | 'last-modified')[];
}

export const PAPERS: readonly Paper[] = [
  {
    id: 'courier',
    title: 'The Sample Courier',
    tagline: 'News of small places, in full sentences.',
    path: '/newsroom/courier',
    feedPath: '/newsroom/courier.xml',
    format: 'rss',
    contentType: 'application/rss+xml; charset=utf-8',
    storiesADay: 2,
    feedDays: 7,
    carries: 'full',
    validators: ['etag', 'last-modified'],
  },
  {
    id: 'harbour',
    title: 'Harbour Notes',
    tagline: 'Tides, boats and whoever is on the mole this morning.',
    path: '/newsroom/harbour',
    feedPath: '/newsroom/harbour.atom',
    format: 'atom',
    contentType: 'application/atom+xml; charset=utf-8',
    storiesADay: 1,
    feedDays: 8,
    carries: 'summary',
    validators: ['etag'],
  },
  {
    id: 'field-log',
    title: 'Field Log',
    tagline: 'Science from people who were there and wrote it down.',
    path: '/newsroom/field-log',
    feedPath: '/newsroom/field-log.rdf',
    format: 'rdf',
    contentType: 'application/rdf+xml; charset=utf-8',
    storiesADay: 1,
    feedDays: 9,
    carries: 'full',
    validators: ['last-modified'],
  },
  {
    id: 'platform-weekly',
    title: 'Platform Weekly',
    tagline: 'The web platform, explained slowly. Appears daily; the name is older than the habit.',
    path: '/newsroom/platform-weekly',
    feedPath: '/newsroom/platform-weekly.json',
    format: 'json',
    contentType: 'application/feed+json; charset=utf-8',
    storiesADay: 1,
    feedDays: 8,
    carries: 'full',
    validators: ['etag', 'last-modified'],
  },
];
