// What every view is given: the library, the way to the worker, the words, and the few things that the frame does for it.

import type { ArticleId, Feed, Folder, Settings } from '../core/model.ts';
import type { Speech } from '../core/say.ts';
import type { Strings } from '../core/strings/en.ts';
import type { Library } from '../store/library-api.ts';
import type { Bridge } from './bridge.ts';
import type { Router } from './router.ts';

/** The page's side of the worker, as far as the views know it. */
export type Link = Pick<
  Bridge,
  | 'mode'
  | 'why'
  | 'wake'
  | 'cancelWake'
  | 'replay'
  | 'acted'
  | 'print'
  | 'onMessage'
  | 'onUpdate'
  | 'periodic'
  | 'likelyPeriodic'
>;

export interface App {
  readonly library: Library;
  readonly link: Link;
  readonly router: Router;
  readonly state: AppState;
  readonly frame: Frame;
}

/** Shared by all views; read it at each render. */
export interface AppState {
  strings: Strings;
  settings: Settings;
  feeds: readonly Feed[];
  folders: readonly Folder[];
  online: boolean;
  delivering: { readonly done: number; readonly total: number } | undefined;
  /** Folded words that a search found, for marking in the article that is opened from it. */
  marked?: readonly string[];
  /** The order in which the person reads, for next and previous. */
  order: ReadingOrder | undefined;
  /** The article that was opened last: where the list stands. */
  reading: ArticleId | undefined;
}

export interface ReadingOrder {
  /** Route of the list that it comes from. */
  readonly from: string;
  readonly ids: () => readonly ArticleId[];
  /** Reads further; false at the end. */
  readonly more?: () => Promise<boolean>;
}

/** What the frame does for a view. */
export interface Frame {
  /** Said to a screen reader, calmly. */
  readonly say: (message: string) => void;
  /** Shown for a while, and said. */
  readonly notice: (message: string, action?: { readonly label: string; readonly run: () => void }) => void;
  readonly refresh: () => void;
  readonly openAdd: () => void;
  readonly saveSettings: (change: Partial<Settings>) => Promise<void>;
  /** Something went wrong that nobody handled. */
  readonly failed: (error: unknown) => void;
}

/** A view in the page. */
export interface View {
  readonly element: HTMLElement;
  readonly title: string;
  /** How it comes from a title on another page, and goes back there. */
  readonly motion?: typeof import('./grow.ts');
  /** The shared state has changed (settings, feeds, network, progress). */
  refresh?(): void;
  /** The library has changed. */
  changed?(families: ReadonlySet<string>): void;
  /** Comes back into sight with its place kept. */
  shown?(): void;
  /** Gives the focus back to an article that may have to be drawn first; false where it is not there any more. */
  focusArticle?(id: ArticleId): boolean;
  /** Goes for good. */
  leave?(): void;
  /** One of the keys of `keys.ts`; true where it was used. */
  key?(command: string): boolean;
}

export interface ViewModule {
  createView(app: App, match: RouteMatch): View | Promise<View>;
}

export interface RouteMatch {
  /** Path and query. */
  readonly href: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export function speechOf(state: AppState): Speech {
  return { language: state.settings.language, timeZone: timeZone() };
}

/** Where data is to be saved, lists show only what is on the device. */
export function picturesOf({ settings }: AppState): 'any' | 'stored' {
  const { connection } = navigator as Navigator & { connection?: { readonly saveData?: boolean } };
  const saves = connection?.saveData === true || matchMedia('(prefers-reduced-data: reduce)').matches;
  return settings.pictures === 'none' || saves ? 'stored' : 'any';
}

/** Who travels is in another zone a minute later; asking costs more than a row of a list. */
const ZONE_MS = 60_000;
let zone = '';
let zoneUntil = -Infinity;

export function timeZone(): string {
  const now = performance.now();
  if (now > zoneUntil) {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    zoneUntil = now + ZONE_MS;
  }
  return zone;
}

export function feedName(feed: Pick<Feed, 'title' | 'customTitle'>): string {
  return feed.customTitle ?? feed.title;
}
