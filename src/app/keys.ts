// The keyboard: one key, one command; the view in front acts on it.

import type { App } from './app.ts';
import type { Outlet } from './outlet.ts';

/** A second key of `g …` must come by then, milliseconds. */
const CHORD_MS = 1_200;

const SINGLE: Readonly<Record<string, string>> = {
  j: 'next',
  k: 'previous',
  n: 'next-only',
  p: 'previous-only',
  o: 'open',
  m: 'read',
  s: 'star',
  v: 'original',
  f: 'find',
  e: 'send-to',
  u: 'up',
  r: 'refresh',
  '/': 'search',
  '?': 'help',
  A: 'mark-all',
};

const AFTER_G: Readonly<Record<string, string>> = { a: '/all', s: '/starred', t: '/', u: '/unread' };

export function listenToKeys(app: App, outlet: Outlet, signal: AbortSignal): void {
  let chordUntil = 0;
  document.addEventListener(
    'keydown',
    event => {
      if (
        !app.state.settings.shortcuts ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.isComposing ||
        isTyping(event)
      )
        return;
      if (chordUntil > event.timeStamp) {
        chordUntil = 0;
        const href = AFTER_G[event.key];
        if (href !== undefined) {
          event.preventDefault();
          app.router.go(href);
          return;
        }
      }
      if (event.key === 'g') {
        chordUntil = event.timeStamp + CHORD_MS;
        return;
      }
      const command =
        SINGLE[event.key] ?? (event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? event.key : undefined);
      if (command !== undefined && run(command, app, outlet)) event.preventDefault();
    },
    { signal },
  );
}

function run(command: string, app: App, outlet: Outlet): boolean {
  if (command === 'refresh') app.frame.refresh();
  else if (command === 'search') app.router.go('/search');
  else if (command === 'help')
    void import('./keys-dialog.ts').then(({ openKeysDialog }) => openKeysDialog(app), app.frame.failed);
  else if (command === 'up') app.router.back(outlet.baseHref() ?? '/');
  else return outlet.front()?.key?.(command) ?? false;
  return true;
}

/** A key that means a letter there, and a dialog that has its own keys. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog, audio, video') !== null)
  );
}
