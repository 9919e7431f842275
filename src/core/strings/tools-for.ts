// The words of the pages beyond reading, in a language; English where there are none.

import { deTools } from './de-tools.ts';
import { enTools, type ToolStrings } from './en-tools.ts';

export function toolsFor(language: string): ToolStrings {
  return language.toLowerCase().split('-')[0] === 'de' ? deTools : enTools;
}
