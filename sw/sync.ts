// One-off sync, with what this worker has.

import { answerSync } from '../src/sync/sync-event.ts';
import { open } from './context.ts';

declare const self: ServiceWorkerGlobalScope;

export function onSync(tag: string, lastChance: boolean): Promise<void> {
  return answerSync(tag, lastChance, { open, isOnline: () => self.navigator.onLine, clock: () => performance.now() });
}
