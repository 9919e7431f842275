// While a page is visible: the periodic timers are steered, and the times of pushes kept. Loaded when the page has time.

import type { Library } from '../store/library-api.ts';
import { deviceKind } from '../sync/conditions.ts';
import { uploadPushTimes } from '../sync/push.ts';
import { type PeriodicSync, steerTimers } from '../sync/steering.ts';
import { offsetAt, pushDeps } from './push-deps.ts';

export interface SteeringOptions {
  readonly library: Library;
  readonly now: () => number;
}

/** One page at a time: two that unregister and register at once would leave the phase to chance. */
export async function steerNow(periodicSync: PeriodicSync, { library, now }: SteeringOptions): Promise<void> {
  if (library.readOnly) return;
  const steer = () => steerTimers(periodicSync, { library, now: now(), offsetAt, device: deviceKind(navigator) });
  if (!('locks' in navigator)) {
    await steer();
    return;
  }
  await navigator.locks.request('predawn-steering', { ifAvailable: true }, async lock => {
    if (lock) await steer();
  });
}

/** The reading under way is written down by now: what is expected next may have moved. */
export async function keepPushTimes({ library, now }: SteeringOptions): Promise<void> {
  if (!library.readOnly && navigator.onLine) await uploadPushTimes(pushDeps(library, now));
}
