// The words of a language, English where there are none. For the worker, which can fetch none later.

import { de } from './de.ts';
import { en, type Strings } from './en.ts';

export function stringsFor(language: string): Strings {
  return language.toLowerCase().split('-')[0] === 'de' ? de : en;
}
