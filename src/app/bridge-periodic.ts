// Periodic syncs: registered when, and only when, the browser grants them, which it does to an installed app; and steered while a page is visible.

import type { Library } from '../store/library-api.ts';
import type { SyncRegistration } from './bridge-worker.ts';

export type PeriodicState = 'granted' | 'denied' | 'unsupported' | 'no-worker';

export interface PeriodicOptions {
  readonly library: Library;
  readonly now: () => number;
}

/** Only a visible page may choose the phase of the wakes to come: it looks so often whether now is a good time, milliseconds. */
const STEER_EVERY_MS = 60_000;

/** Registers both tags, or restarts them where that is worth it. Asks for persistent storage when installed. */
export async function keepPeriodicSync(
  registration: SyncRegistration,
  options: PeriodicOptions,
): Promise<PeriodicState> {
  if (matchMedia('(display-mode: standalone)').matches) void keepStorage();
  const { periodicSync } = registration;
  if (!periodicSync) return 'unsupported';
  if (!(await isGranted())) return 'denied';
  try {
    const { steerNow } = await import('./bridge-steering.ts');
    await steerNow(periodicSync, options);
    return 'granted';
  } catch {
    return 'denied';
  }
}

/** Steers whenever a page becomes visible, and about once a minute while it is; a minute into a reading the push times follow. */
export function watchPeriodicSync(
  registration: SyncRegistration,
  options: PeriodicOptions & { readonly signal: AbortSignal },
): void {
  const { signal } = options;
  let timer: ReturnType<typeof setInterval> | undefined;
  let minutes = 0;
  const tick = async (): Promise<void> => {
    await keepPeriodicSync(registration, options);
    if (minutes++ !== 1) return;
    const { keepPushTimes } = await import('./bridge-steering.ts');
    await keepPushTimes(options);
  };
  // What could not be steered or sent now will be in a minute, or by the next wake.
  const quietTick = (): void => void tick().catch(() => undefined);
  const look = (): void => {
    clearInterval(timer);
    if (document.visibilityState !== 'visible') return;
    minutes = 0;
    timer = setInterval(quietTick, STEER_EVERY_MS);
    quietTick();
  };
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => clearInterval(timer));
  look();
}

/** What the browser would say, before there is a worker to ask it for. */
export async function likelyPeriodic(): Promise<PeriodicState> {
  if (!('serviceWorker' in navigator)) return 'no-worker';
  if (!('periodicSync' in ServiceWorkerRegistration.prototype)) return 'unsupported';
  return (await isGranted()) ? 'granted' : 'denied';
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
