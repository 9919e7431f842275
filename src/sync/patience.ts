// Who waits for a wake that is under way, and who leaves.

import type { WakeReason } from '../core/model.ts';

const WAIT_MS = 30_000;

/** What a person asked for waits for the wake that runs; what the browser offers leaves at once. Milliseconds. */
export function patienceFor(reason: WakeReason): number {
  return reason === 'refresh' || reason === 'subscribe' ? WAIT_MS : 0;
}
