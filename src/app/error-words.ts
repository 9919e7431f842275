// The words of an error in the reader's language, for pages that are fetched when they are opened.

import type { ErrorWords } from '../core/error-words.ts';
import { errorWordsFor } from '../core/strings/errors-for.ts';
import type { App } from './app.ts';

export function wordsOf(app: App, code: string): ErrorWords {
  return errorWordsFor(app.state.settings.language, code);
}

/** One sentence after the other. */
export function sentenceOf(language: string, code: string): string {
  const { what, todo } = errorWordsFor(language, code);
  return `${what} ${todo}`.trim();
}
