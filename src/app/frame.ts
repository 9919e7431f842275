// The frame around the views: rail, counts, notices, what is said to a screen reader, theme.

import { type Markup, h, icon } from '../core/markup.ts';
import type { Counts, Feed, Folder, Settings } from '../core/model.ts';
import { sayCount } from '../core/say.ts';
import { type Strings, wordAt } from '../core/strings/en.ts';
import { patchChildren } from '../elements/patch.ts';
import { feedName } from './app.ts';

/** Long enough to read and to reach for "Undo", milliseconds. */
const NOTICE_MS = 8_000;
const LOOK_KEY = 'predawn-look';
/** Addresses that a phone finds under "More". */
const UNDER_MORE = ['/unread', '/starred', '/feeds', '/deliveries', '/outbox', '/settings'];

export function applySettings(
  settings: Pick<Settings, 'theme' | 'density' | 'language' | 'textSize' | 'measure' | 'typeface'>,
  strings: Strings,
): void {
  const root = document.documentElement;
  root.lang = settings.language;
  root.dir = strings.direction;
  Object.assign(root.dataset, {
    theme: settings.theme,
    density: settings.density,
    measure: settings.measure,
    typeface: settings.typeface,
  });
  root.style.setProperty('--text-size', String(settings.textSize));
  try {
    localStorage.setItem(LOOK_KEY, JSON.stringify({ theme: settings.theme, density: settings.density }));
  } catch {
    // Storage refused: the theme comes with the settings, a moment later.
  }
}

/** Before the store answers, so that a dark page never begins in light. */
export function applyRememberedLook(): void {
  try {
    const look = JSON.parse(localStorage.getItem(LOOK_KEY) ?? '{}') as Partial<Record<'theme' | 'density', string>>;
    for (const name of ['theme', 'density'] as const)
      if (look[name] !== undefined) document.documentElement.dataset[name] = look[name];
  } catch {
    // Nothing remembered, or not readable: the sheet's own look.
  }
}

/** Where one is: below an article, its list. */
let currentPath = '';

export function markCurrent(href: string): void {
  const path = new URL(href, location.origin).pathname;
  currentPath = path;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.rail a, .tabs a, .more a')) {
    if (isCurrent(link, path)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.querySelector('[data-tab="more"]')?.toggleAttribute('data-current', UNDER_MORE.includes(path));
  document.getElementById('more')?.hidePopover();
}

/** Unread has no place of its own in the rail: it is a part of All there. */
function isCurrent({ pathname }: HTMLAnchorElement, path: string): boolean {
  return pathname === path || (path === '/unread' && pathname === '/all');
}

/** The shell's own words in the reader's language. */
export function sayShell(strings: Strings): void {
  for (const node of document.querySelectorAll<HTMLElement>('[data-t]'))
    setText(node, wordAt(strings, node.dataset['t'] ?? ''));
  for (const node of document.querySelectorAll<HTMLElement>('[data-t-label]'))
    node.ariaLabel = wordAt(strings, node.dataset['tLabel'] ?? '');
}

export function showCounts(counts: Counts, today: number | undefined): void {
  const values: Record<string, number | undefined> = {
    unread: counts.unread,
    starred: counts.starred,
    saved: counts.saved,
    all: counts.all,
    waiting: counts.waiting,
    today,
  };
  for (const node of document.querySelectorAll<HTMLElement>('[data-count]'))
    setText(node, sayCount(values[node.dataset['count'] ?? '']));
}

export function showFeeds(feeds: readonly Feed[], folders: readonly Folder[], counts: Counts, strings: Strings): void {
  const rail = document.getElementById('rail-feeds');
  if (!rail) return;
  const unread = (feed: Feed): number => counts.unreadByFeed.get(feed.id) ?? 0;
  const ofFolder = (folder: Folder): Feed[] => feeds.filter(feed => feed.folderId === folder.id);
  const loose = feeds.filter(feed => !folders.some(folder => folder.id === feed.folderId));
  const line = (href: string, title: string, count: number, extra = ''): Markup =>
    h(
      'a',
      { href, class: extra === '' ? undefined : extra, 'data-key': href },
      h('b', { dir: 'auto' }, title),
      h('span', { class: 'count' }, sayCount(count)),
    );
  patchChildren(
    rail,
    feeds.length === 0
      ? []
      : [
          h('h2', {}, strings.nav.feeds),
          ...folders.map(folder =>
            line(
              `/folder/${encodeURIComponent(folder.id)}`,
              folder.title,
              ofFolder(folder).reduce((sum, feed) => sum + unread(feed), 0),
            ),
          ),
          ...loose.map(feed =>
            line(
              `/feed/${encodeURIComponent(feed.id)}`,
              feedName(feed),
              unread(feed),
              feed.state.kind === 'failing' || feed.state.kind === 'gone' ? 'ailing' : '',
            ),
          ),
          h('a', { href: '/feeds', 'data-key': 'manage' }, icon('feeds'), h('b', {}, strings.nav.manageFeeds)),
        ],
  );
  markCurrent(currentPath);
}

/** Said once the last words have had their time: a live region that is written twice at once says nothing. */
export function say(message: string): void {
  const live = document.getElementById('live');
  if (!live) return;
  live.textContent = '';
  requestAnimationFrame(() => {
    live.textContent = message;
  });
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** One notice at a time; it waits while the person is at it. Answers the way to take it back. */
export function notice(
  message: string,
  actions: readonly NoticeAction[] = [],
  options: { readonly stays?: boolean } = {},
): () => void {
  const place = document.getElementById('notices');
  if (!place) return () => undefined;
  const box = document.createElement('div');
  box.className = 'notice';
  const words = document.createElement('p');
  words.textContent = message;
  box.append(words);
  const close = (): void => {
    clearTimeout(timer);
    box.remove();
  };
  for (const action of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = action.label;
    button.addEventListener('click', () => {
      close();
      action.run();
    });
    box.append(button);
  }
  if (options.stays === true) box.dataset['stays'] = '';
  for (const old of place.querySelectorAll('.notice:not([data-stays])')) old.remove();
  place.append(box);
  say(message);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    if (options.stays !== true) timer = setTimeout(close, NOTICE_MS);
  };
  for (const event of ['pointerenter', 'focusin'] as const) box.addEventListener(event, () => clearTimeout(timer));
  for (const event of ['pointerleave', 'focusout'] as const) box.addEventListener(event, run);
  run();
  return close;
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
