// Periodic syncs: registered when, and only when, the browser grants them, which it does to an installed app.

import { TAGS } from '../sync/messages.ts';
import type { SyncRegistration } from './bridge-worker.ts';

export type PeriodicState = 'granted' | 'denied' | 'unsupported' | 'no-worker';

/** As often as the browser allows: Chromium rounds up to a multiple of its own floor, 12 hours at best, milliseconds. */
const INTERVAL_MS = 1_000;

/** Registers what is missing; what is registered with the same interval keeps its timer. Asks for persistent storage when installed. */
export async function keepPeriodicSync(registration: SyncRegistration): Promise<PeriodicState> {
  if (matchMedia('(display-mode: standalone)').matches) void keepStorage();
  const { periodicSync } = registration;
  if (!periodicSync) return 'unsupported';
  if (!(await isGranted())) return 'denied';
  try {
    const tags = new Set(await periodicSync.getTags());
    // One after the other: the second then falls half-way between the first's firings.
    for (const tag of [TAGS.morningA, TAGS.morningB]) {
      if (!tags.has(tag)) await periodicSync.register(tag, { minInterval: INTERVAL_MS });
    }
    return 'granted';
  } catch {
    return 'denied';
  }
}

async function isGranted(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: 'periodic-background-sync' as PermissionName });
    return state === 'granted';
  } catch {
    return false;
  }
}

async function keepStorage(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Refused: nothing is lost by having asked.
  }
}
