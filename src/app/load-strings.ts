// The words of the reader's language: English is here, others are fetched when they are wanted.

import { en, type Strings } from '../core/strings/en.ts';

export async function loadStrings(language: string): Promise<Strings> {
  if (language.toLowerCase().split('-')[0] !== 'de') return en;
  try {
    return (await import('../core/strings/de.ts')).de;
  } catch {
    // Not on the device and no network: English until it is.
    return en;
  }
}
