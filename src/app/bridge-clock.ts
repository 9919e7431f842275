// A page that stays open looks for news by itself: while it is seen, and out of sight before the next reading.

import { MINUTE_MS } from '../core/local-clock.ts';
import type { WakeReport } from '../core/model.ts';
import { chanceOfSession } from '../core/rhythm.ts';
import type { Library } from '../store/library-api.ts';
import { rhythmOf } from '../sync/decide.ts';
import { offsetAt } from './push-deps.ts';

export interface ClockOptions {
  readonly library: Library;
  readonly now: () => number;
  /** A wake; whether it is worth one is planned there. */
  readonly look: () => Promise<unknown>;
  readonly isSeen?: () => boolean;
  readonly signal: AbortSignal;
}

export interface Clock {
  /** After every wake, whoever asked for it. */
  ended(report: Pick<WakeReport, 'result'>): void;
}

const LOOK_EVERY_MS = 15 * MINUTE_MS;
/** After one that failed: a network that is only just coming back. Then ever later, milliseconds. */
const AGAIN_AFTER_MS = MINUTE_MS;
/** Out of sight one look before a reading is enough, and one more if it is late. */
const UNSEEN_LOOKS_APART = 3;
/** So near a reading must be, and so likely. */
const NEAR_MS = 45 * MINUTE_MS;
const LIKELY_ENOUGH = 0.15;

export function startClock({ library, now, look, isSeen = isPageSeen, signal }: ClockOptions): Clock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let againMs = AGAIN_AFTER_MS;
  let sinceUnseen = UNSEEN_LOOKS_APART;

  const isReadingNear = async (): Promise<boolean> => {
    const at = now();
    return chanceOfSession(await rhythmOf(library, at, offsetAt), at, at + NEAR_MS) >= LIKELY_ENOUGH;
  };
  const arm = (ms: number): void => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(() => void tick(), ms);
  };
  const tick = async (): Promise<void> => {
    arm(LOOK_EVERY_MS);
    sinceUnseen += 1;
    if (!isSeen()) {
      if (sinceUnseen < UNSEEN_LOOKS_APART || !(await isReadingNear())) return;
      sinceUnseen = 0;
    }
    await look();
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  arm(LOOK_EVERY_MS);

  return {
    ended({ result }) {
      if (result !== 'failed') againMs = AGAIN_AFTER_MS;
      arm(result === 'failed' ? againMs : LOOK_EVERY_MS);
      if (result === 'failed') againMs = Math.min(againMs * 2, LOOK_EVERY_MS);
    },
  };
}

function isPageSeen(): boolean {
  return document.visibilityState === 'visible';
}
