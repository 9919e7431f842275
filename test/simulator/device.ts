// When a due wake or a sent push really runs on a device: the operating system's doze, the closed browser, the missing network.

import type { Person } from './people.ts';
import { HOUR, LATER_SPREAD_MIN, MINUTE } from './people.ts';
import { hashed } from './random.ts';

export type Device = 'phone' | 'desktop';

/** The assumptions that decide; swept by the bench. */
export interface Assumptions {
  readonly chargingMeanMin: number;
  readonly inUseMeanMin: number;
  readonly dozingMaxMin: number;
  /** Whether a phone that is taken in hand runs the wake that its doze held back; the world file gives the latency as it is. */
  readonly handEndsDoze: boolean;
  readonly pushPromptShare: number;
  readonly pushLateMaxMin: number;
  /** Day-to-day spread of a commuter's readings at noon and in the evening. */
  readonly laterSpreadMin: number;
}

export const WORLD: Assumptions = {
  chargingMeanMin: 6,
  inUseMeanMin: 10,
  dozingMaxMin: 90,
  handEndsDoze: false,
  pushPromptShare: 0.92,
  pushLateMaxMin: 45,
  laterSpreadMin: LATER_SPREAD_MIN,
};

/** When a periodic sync due at `dueAt` runs; never (Infinity) where the browser is not started again. */
export function wakeRunsAt(who: Person, device: Device, dueAt: number, assume: Assumptions, seed: number): number {
  const luck = hashed(seed, who.index, dueAt / 1000, 1);
  if (device === 'desktop') {
    const running = browserRunsAt(who, dueAt);
    if (running === Infinity) return Infinity;
    return who.nextOnline(running + (running > dueAt ? 20_000 : 5_000));
  }
  if (who.isCharging(dueAt)) return who.nextOnline(dueAt + soonWithin(assume.chargingMeanMin, luck));
  if (who.isInUse(dueAt)) return who.nextOnline(dueAt + soonWithin(assume.inUseMeanMin, luck));
  const runs = dueAt + assume.dozingMaxMin * luck * MINUTE;
  if (!assume.handEndsDoze) return who.nextOnline(runs);
  let taken = dueAt;
  while (taken < runs && !who.isInUse(taken)) taken += MINUTE;
  const inHand = taken + soonWithin(assume.inUseMeanMin, hashed(seed, who.index, dueAt / 1000, 4));
  return who.nextOnline(Math.min(runs, inHand));
}

/** Exponential. */
function soonWithin(meanMin: number, luck: number): number {
  return -meanMin * Math.log(1 - luck) * MINUTE;
}

/** When a push sent at `at` arrives; undefined where it is given up. */
export function pushArrivesAt(
  who: Person,
  device: Device,
  at: number,
  ttlMs: number,
  assume: Assumptions,
  seed: number,
): number | undefined {
  const luck = hashed(seed, who.index, at / 1000, 2);
  const more = hashed(seed, who.index, at / 1000, 3);
  const delay = luck < assume.pushPromptShare ? 0.2 * more : assume.pushLateMaxMin * more;
  const reachable = device === 'desktop' ? browserRunsAt(who, at) : at;
  if (reachable === Infinity) return undefined;
  const arrives = who.nextOnline(Math.max(reachable + (reachable > at ? 10_000 : 0), at + delay * MINUTE));
  return arrives - at <= Math.min(ttlMs, 8 * HOUR) ? arrives : undefined;
}

function browserRunsAt(who: Person, t: number): number {
  if (who.alwaysOn) return t;
  for (const [from, to] of who.browserOpen) {
    if (t < to) return Math.max(from, t);
  }
  return Infinity;
}
