// The installed reader starts here: its store, its worker, and the page that it takes over.

import { codeOf, wordsOf } from '../core/errors.ts';
import { openLibrary } from '../store/library.ts';
import { openBridge } from './bridge.ts';
import { applyRememberedLook, notice } from './frame.ts';
import { watchInstall } from './install.ts';
import { startReader } from './start.ts';

applyRememberedLook();
watchInstall();
openLibrary()
  .then(library => startReader(library, opened => openBridge({ library: opened })))
  .catch((error: unknown) => {
    reportError(error);
    const { what, todo } = wordsOf(codeOf(error));
    notice(`${what} ${todo}`, [], { stays: true });
  });
