// Registers the service worker under the `predawn` policy, and tells when a newer one waits for the person's consent.

import { Workbox } from 'workbox-window';
import type { PageMessage } from '../sync/messages.ts';
import { trustedScriptUrl } from './trusted.ts';

/** A newer version that waits. */
export interface Update {
  /** The person agreed: the newer worker takes over and every window loads anew. */
  apply(): void;
}

export type Registered =
  | { readonly kind: 'registered'; readonly registration: SyncRegistration }
  | { readonly kind: 'none'; readonly why: 'no-worker' | 'worker-failed' | 'storage-refused' };

/** With the two managers that TypeScript's DOM library does not know. */
export interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void>; getTags(): Promise<string[]> };
  readonly periodicSync?: {
    register(tag: string, options: { minInterval: number }): Promise<void>;
    unregister(tag: string): Promise<void>;
    getTags(): Promise<string[]>;
  };
}

const SCRIPT = '/sw.js';
/** An installation that takes longer (a slow first visit) goes on by itself; the page does its own work meanwhile, milliseconds. */
const READY_MS = 20_000;

export async function registerWorker(found: (update: Update) => void, signal: AbortSignal): Promise<Registered> {
  if (!('serviceWorker' in navigator)) return { kind: 'none', why: 'no-worker' };
  try {
    const workbox = new Workbox(trustedScriptUrl(SCRIPT));
    workbox.addEventListener('waiting', ({ sw }) => {
      if (sw) found({ apply: () => takeOver(sw) });
    });
    reloadWithNewWorker(signal);
    const registration = await workbox.register();
    if (!registration) return { kind: 'none', why: 'worker-failed' };
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
      },
      { signal },
    );
    await activated(registration);
    return registration.active ? { kind: 'registered', registration } : { kind: 'none', why: 'worker-failed' };
  } catch {
    return { kind: 'none', why: 'worker-failed' };
  }
}

/** The newer worker takes its place; a page that had none before is reloaded when it has. */
function takeOver(worker: ServiceWorker): void {
  const { controller } = navigator.serviceWorker;
  worker.addEventListener('statechange', () => {
    if (worker.state === 'activated' && !controller) location.reload();
  });
  const agreed: PageMessage = { kind: 'skip-waiting' };
  worker.postMessage(agreed);
}

/** The person agreed in some window: all of them go over, for the files of the older version are gone now. */
function reloadWithNewWorker(signal: AbortSignal): void {
  const { serviceWorker } = navigator;
  let before = serviceWorker.controller;
  serviceWorker.addEventListener(
    'controllerchange',
    () => {
      if (before) location.reload();
      before = serviceWorker.controller;
    },
    { signal },
  );
}

/** `ready` never settles where the installation fails. */
async function activated(registration: ServiceWorkerRegistration): Promise<void> {
  if (registration.active) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>(resolve => (timer = setTimeout(resolve, READY_MS)));
  await Promise.race([navigator.serviceWorker.ready, late]);
  clearTimeout(timer);
}
