// A page that stays open looks for news by itself: while it is seen, and out of sight before the next reading.

import type { WakeReport } from '../core/model.ts';

export interface ClockOptions {
  /** A wake; whether it is worth one is planned there. */
  readonly look: () => Promise<unknown>;
  readonly isSeen: () => boolean;
  /** Asked out of sight only. */
  readonly isReadingNear: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface Clock {
  /** After every wake, whoever asked for it. */
  ended(report: Pick<WakeReport, 'result'>): void;
}

const LOOK_EVERY_MS = 15 * 60_000;
/** After one that failed: a network that is only just coming back. Then ever later, milliseconds. */
const AGAIN_AFTER_MS = 60_000;
/** Out of sight one look before a reading is enough, and one more if it is late. */
const UNSEEN_LOOKS_APART = 3;

export function startClock({ look, isSeen, isReadingNear, signal }: ClockOptions): Clock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let againMs = AGAIN_AFTER_MS;
  let sinceUnseen = UNSEEN_LOOKS_APART;

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
