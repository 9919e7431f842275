// The words of "Send to" in a language; English where there are none.

import { deSending } from './de-sending.ts';
import { enSending, type SendingStrings } from './en-sending.ts';

export function sendingFor(language: string): SendingStrings {
  return language.toLowerCase().split('-')[0] === 'de' ? deSending : enSending;
}
