// The installed reader starts here: its store, its worker, and the page that it takes over.

import { codeOf } from '../core/errors.ts';
import { openLibrary } from '../store/library.ts';
import type { App } from './app.ts';
import { openBridge } from './bridge.ts';
import { applyRememberedLook, notice } from './frame.ts';
import { watchInstall } from './install.ts';
import { startReader } from './start.ts';
import { isTrying } from './welcomed.ts';

/** No frame comes for a page that nobody sees, milliseconds. */
const PATIENCE_MS = 200;

applyRememberedLook();
watchInstall();
// What is printed is painted before the reader begins its work.
const painting = painted();
// Somebody wants to see what this is: what there is to show is asked for before the store is open.
const newsroom = isTrying()
  ? painting.then(() => import('./try-newsroom.ts')).then(room => ({ room, asked: room.fetchNewsroom() }))
  : undefined;
painting
  .then(() => openLibrary({ secondCopy: () => import('../store/second-copy.ts') }))
  .then(async library => {
    const takeIn = async (): Promise<((app: App) => Promise<void>) | undefined> => {
      const trying = await newsroom;
      const late = await trying?.room.takeIn(library, trying.asked);
      return trying && late && (app => trying.room.followUp(app, late));
    };
    // The paper is printed already; any other screen has nothing to show before.
    const taken = location.pathname === '/' ? undefined : await takeIn();
    const { app } = await startReader(library, opened => openBridge({ library: opened }));
    accompany(app);
    const followUp = taken ?? (await takeIn());
    await followUp?.(app);
  })
  .catch((error: unknown) => {
    reportError(error);
    const say = (words: string): void => void notice(words, [], { stays: true });
    import('./error-words.ts').then(
      ({ sentenceOf }) => say(sentenceOf(document.documentElement.lang, codeOf(error))),
      () => say(codeOf(error)),
    );
  });

/** What comes to the page from outside it: a click on a notification, and what became of what waited. */
function accompany(app: App): void {
  app.link.onMessage(message => {
    if (message.kind === 'show') app.router.go(message.url);
  });
  // Comes when the page has time: it speaks of what is yet to be.
  import('./outbox-watch.ts').then(
    ({ watchOutbox }) => watchOutbox(app, new AbortController().signal),
    (error: unknown) => reportError(error),
  );
}

/** Resolves when the frame that shows the printed page is done; at once where there is nothing printed. */
async function painted(): Promise<void> {
  if (!document.querySelector('main article') || document.visibilityState === 'hidden') return;
  await new Promise<void>(done => {
    setTimeout(done, PATIENCE_MS);
    requestAnimationFrame(() => setTimeout(done));
  });
}
