// The installed reader starts here: its store, its worker, and the page that it takes over.

import { codeOf } from '../core/errors.ts';
import { openLibrary } from '../store/library.ts';
import type { App } from './app.ts';
import { openBridge } from './bridge.ts';
import { applyRememberedLook, notice } from './frame.ts';
import { watchInstall } from './install.ts';
import { startReader } from './start.ts';
import { isTrying } from './welcomed.ts';

applyRememberedLook();
watchInstall();
// Somebody wants to see what this is: what there is to show is asked for before anything else.
const newsroom = isTrying()
  ? import('./try-newsroom.ts').then(room => ({ room, asked: room.fetchNewsroom() }))
  : undefined;
openLibrary()
  .then(async library => {
    const takeIn = async (): Promise<((app: App) => Promise<void>) | undefined> => {
      const trying = await newsroom;
      const late = await trying?.room.takeIn(library, trying.asked);
      return trying && late && (app => trying.room.followUp(app, late));
    };
    // The paper is printed already; any other screen has nothing to show before.
    const taken = location.pathname === '/' ? undefined : await takeIn();
    const { app } = await startReader(library, opened => openBridge({ library: opened }));
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
