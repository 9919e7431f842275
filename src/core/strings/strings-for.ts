// The words of a language, English where there are none.

import { en, type Strings } from './en.ts';

export function stringsFor(_language: string): Strings {
  return en;
}
