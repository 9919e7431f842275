// Periodic sync: send what waits, then the wake. Rejects where the network failed it: Chromium tries again after 5 and 15 minutes.

import { TAGS } from '../src/sync/messages.ts';
import { open } from './context.ts';

/** Another wake under way (a page's) is waited for: without this event the worker could be stopped in its midst. */
const WAIT_MS = 90_000;

export async function onPeriodicSync(tag: string): Promise<void> {
  if (tag !== TAGS.morningA && tag !== TAGS.morningB) return;
  const { wakeFor } = await open();
  const report = await wakeFor('periodicsync', { tag, waitMs: WAIT_MS });
  if (report.result === 'failed') throw new Error(report.why ?? 'wake-failed');
}
