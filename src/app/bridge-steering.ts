// While a page is visible: the periodic timers are steered, and the times of pushes kept. Loaded when the page has time.

import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { deviceKind } from '../sync/conditions.ts';
import { uploadPushTimes } from '../sync/push.ts';
import { type PeriodicSync, steerTimers } from '../sync/steering.ts';
import { offsetAt, pushDeps } from './push-deps.ts';

export interface SteeringOptions {
  readonly library: Library;
  readonly now: () => number;
}

/** One page after the other: two that unregister and register at once would leave the phase to chance. */
export async function steerNow(periodicSync: PeriodicSync, { library, now }: SteeringOptions): Promise<void> {
  if (library.readOnly) return;
  const steer = async (): Promise<void> => {
    const device = deviceKind(navigator);
    const { kind } = await steerTimers(periodicSync, { library, now: now(), offsetAt, device });
    if (kind === 'restart') library.announce([keys.meta('steering')]);
  };
  if ('locks' in navigator) await navigator.locks.request('predawn-steering', steer);
  else await steer();
}

/** The reading under way is written down by now: what is expected next may have moved. */
export async function keepPushTimes({ library, now }: SteeringOptions): Promise<void> {
  if (!library.readOnly && navigator.onLine) await uploadPushTimes(pushDeps(library, now));
}
