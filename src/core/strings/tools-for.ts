// The words of the pages beyond reading, in a language; English where there are none.

import { enTools, type ToolStrings } from './en-tools.ts';

export function toolsFor(_language: string): ToolStrings {
  return enTools;
}
