// What happened and what to do, by the code of an error, in a language; English where there is none. Comes when something is wrong.

import { ERRORS_DE } from '../errors-de.ts';
import { ERRORS, type ErrorWords, wordsIn } from '../error-words.ts';

export function errorWordsFor(language: string, code: string): ErrorWords {
  return wordsIn(language.toLowerCase().split('-')[0] === 'de' ? ERRORS_DE : ERRORS, code);
}
