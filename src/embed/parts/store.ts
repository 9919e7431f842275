// The one store of a page, opened by the first element that needs it. It stays open: other tabs may still tell of changes by it.

import { openMemory } from '../../sync/embed/database.ts';
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

/** Asks the browser to fire a sync when the network is back. False where it cannot: then the page itself does the work. */
export async function registerSync(tag: string): Promise<boolean> {
  const container = isFramed() ? undefined : (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  const asked = container?.getRegistration().then(async registration => {
    const sync = (registration as (ServiceWorkerRegistration & { sync?: SyncManagerLike }) | undefined)?.sync;
    if (!registration?.active || !sync) return false;
    await sync.register(tag);
    return true;
  });
  // Some systems let it hang for ever.
  const limit = new Promise<boolean>(resolve => setTimeout(resolve, REGISTER_MS, false));
  return Promise.race([asked ?? Promise.resolve(false), limit]).catch(() => false);
}

interface SyncManagerLike {
  register(tag: string): Promise<void>;
}

const REGISTER_MS = 3000;
