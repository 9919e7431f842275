// What is known of link, device and storage at a wake: what the engine says now, else what the page last saw.

import type { Backend } from '../store/backend.ts';
import { keys } from '../store/keys.ts';
import type { Conditions } from '../core/plan.ts';

/** Stored by the page under `['meta', 'conditions']`: a worker sees neither battery nor, in most engines, the link. */
export interface SeenConditions {
  readonly at: number;
  readonly metered?: boolean;
  readonly saveData?: boolean;
  /** 0 to 1, and whether it charges. */
  readonly battery?: { readonly level: number; readonly charging: boolean };
}

/** Network Information API, Chromium only. */
interface Link {
  readonly type?: string;
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** The parts of `navigator` that page and worker share. */
export interface Device {
  readonly onLine: boolean;
  readonly connection?: Link;
  readonly storage?: { estimate?: () => Promise<{ quota?: number; usage?: number }> };
}

/** What a device calls itself. */
export interface DeviceNames {
  readonly userAgent?: string;
  /** Chromium only. */
  readonly userAgentData?: { readonly mobile?: boolean };
}

/** Where the engine does not say how much room there is, bytes. */
const UNKNOWN_ROOM_BYTES = 500_000_000;

export async function readConditions(device: Device, backend: Backend): Promise<Conditions> {
  const seen = await backend.get<SeenConditions>(keys.meta('conditions'));
  const link = linkOf(device);
  const metered = link.metered ?? seen?.metered ?? true;
  return {
    online: device.onLine,
    metered,
    saveData: link.saveData ?? seen?.saveData ?? false,
    freeBytes: await freeBytes(device),
    ...(seen?.battery === undefined ? {} : { battery: seen.battery }),
  };
}

/** A phone runs wakes in a pocket; nothing wakes a desktop's closed browser. */
export function deviceKind({ userAgent = '', userAgentData }: DeviceNames): 'phone' | 'desktop' {
  return userAgentData?.mobile === true || /Android|iPhone|iPad/.test(userAgent) ? 'phone' : 'desktop';
}

/** What the engine says of the link; a field it is silent on is absent. */
export function linkOf(device: Device): { metered?: boolean; saveData?: boolean } {
  const link = device.connection;
  if (!link) return {};
  const known = link.type === 'wifi' || link.type === 'ethernet' ? false : link.type === 'cellular' ? true : undefined;
  return {
    ...(known === undefined ? {} : { metered: known }),
    ...(link.saveData === undefined ? {} : { saveData: link.saveData }),
  };
}

async function freeBytes(device: Device): Promise<number> {
  try {
    const { quota, usage } = (await device.storage?.estimate?.()) ?? {};
    return quota === undefined ? UNKNOWN_ROOM_BYTES : Math.max(0, quota - (usage ?? 0));
  } catch {
    return UNKNOWN_ROOM_BYTES;
  }
}
