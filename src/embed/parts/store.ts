// The one store of a page, opened by the first element that needs it. It stays open: other tabs may still tell of changes by it.

import { openMemory } from '../../sync/embed/database.ts';
import type { PeriodicSyncLike } from '../../sync/embed/steering.ts';
import { openEmbedStore, type EmbedStore } from '../../sync/embed/store.ts';

/** In a page of another site: storage is partitioned there, and no worker is woken for us. */
export function isFramed(): boolean {
  try {
    return top?.location.origin !== location.origin;
  } catch {
    return true;
  }
}

let opened: Promise<EmbedStore> | undefined;

/** Rejects where there is neither IndexedDB nor memory; the next call tries again. `db.kind` tells which of them it is. */
export function openStore(): Promise<EmbedStore> {
  opened ??= openEmbedStore(openMemory).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** The host's worker, where a page of this site may ask it for something. */
export async function hostWorker(): Promise<HostWorker | undefined> {
  const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  return isFramed() ? undefined : container?.getRegistration();
}

/** Asks the browser to fire a sync when the network is back. False where it cannot: then the page itself does the work. */
export async function registerSync(tag: string): Promise<boolean> {
  const asked = hostWorker().then(async worker => {
    if (!worker?.active || !worker.sync) return false;
    await worker.sync.register(tag);
    return true;
  });
  // Some systems let it hang for ever.
  const limit = new Promise<boolean>(resolve => setTimeout(resolve, REGISTER_MS, false));
  return Promise.race([asked, limit]).catch(() => false);
}

type HostWorker = ServiceWorkerRegistration & {
  readonly sync?: SyncManagerLike;
  readonly periodicSync?: PeriodicSyncLike;
};

interface SyncManagerLike {
  register(tag: string): Promise<void>;
}

const REGISTER_MS = 3000;
