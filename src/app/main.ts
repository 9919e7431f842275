// The installed reader starts here: its store, its worker, and the page that it takes over.

import { codeOf } from '../core/errors.ts';
import { openLibrary } from '../store/library.ts';
import { openBridge } from './bridge.ts';
import { applyRememberedLook, notice } from './frame.ts';
import { watchInstall } from './install.ts';
import { startReader } from './start.ts';

applyRememberedLook();
watchInstall();
// Somebody wants to see what this is: what there is to show is asked for before anything else.
const isTrying = new URLSearchParams(location.search).get('try') === 'newsroom';
const newsroom = isTrying
  ? import('./try-newsroom.ts').then(room => ({ room, asked: room.fetchNewsroom() }))
  : undefined;
openLibrary()
  .then(library => startReader(library, opened => openBridge({ library: opened })))
  .then(async ({ app }) => {
    // Comes when the page has time: what it says concerns what comes later.
    void import('./outbox-watch.ts').then(
      ({ watchOutbox }) => watchOutbox(app, new AbortController().signal),
      reportError,
    );
    const trying = await newsroom;
    await trying?.room.tryNewsroom(app, trying.asked);
  })
  .catch((error: unknown) => {
    reportError(error);
    const say = (words: string): void => void notice(words, [], { stays: true });
    import('./error-words.ts').then(
      ({ sentenceOf }) => say(sentenceOf(document.documentElement.lang, codeOf(error))),
      () => say(codeOf(error)),
    );
  });
