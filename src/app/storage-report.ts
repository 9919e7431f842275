// How much of the device Predawn takes, and of what.

import { storedBytes } from '../sync/drop-pictures.ts';
import { CACHES } from '../sync/messages.ts';

export interface StorageReport {
  /** Bytes, by the browser's own estimate; absent where it gives none. */
  readonly used?: number;
  readonly quota?: number;
  readonly articles?: number;
  readonly pictures?: number;
  readonly app?: number;
  /** Whether the browser promises to keep it; absent where it cannot be asked. */
  readonly persisted?: boolean;
}

interface Estimate {
  readonly usage?: number;
  readonly quota?: number;
  /** Chromium only. */
  readonly usageDetails?: { readonly indexedDB?: number; readonly caches?: number };
}

export async function storageReport(): Promise<StorageReport> {
  const { storage } = navigator as { storage?: Partial<StorageManager> };
  const estimate: Estimate | undefined = await storage?.estimate?.();
  const persisted = await storage?.persisted?.();
  const pictures = await bytesOfPictures();
  const caches = estimate?.usageDetails?.caches;
  return {
    ...(estimate?.usage === undefined ? {} : { used: estimate.usage }),
    ...(estimate?.quota === undefined ? {} : { quota: estimate.quota }),
    ...(estimate?.usageDetails?.indexedDB === undefined ? {} : { articles: estimate.usageDetails.indexedDB }),
    ...(pictures === undefined ? {} : { pictures }),
    ...(caches === undefined || pictures === undefined ? {} : { app: Math.max(0, caches - pictures) }),
    ...(persisted === undefined ? {} : { persisted }),
  };
}

/** By the lengths that the answers say of themselves. */
async function bytesOfPictures(): Promise<number | undefined> {
  if (!('caches' in globalThis)) return undefined;
  try {
    if (!(await caches.has(CACHES.pictures))) return 0;
    const cache = await caches.open(CACHES.pictures);
    let bytes = 0;
    for (const answer of await cache.matchAll()) bytes += storedBytes(answer) ?? 0;
    return bytes;
  } catch {
    return undefined;
  }
}
