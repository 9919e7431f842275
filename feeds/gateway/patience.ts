// How long an exchange may take: until the one who asked gives up, or the clock says so. One signal, one timer.

export interface Patience {
  readonly signal: AbortSignal;
  /** A turn must be waited for: the clock runs, but slowly. */
  readonly wait: () => void;
  /** The turn has come: from now on the whole of `totalMs`. */
  readonly begin: () => void;
  readonly end: () => void;
  /** Whether it was the clock, and not the one who asked. */
  readonly ranOut: () => boolean;
}

/** Waiting for a turn at a busy host may take so many times longer than the exchange itself. */
const WAITING = 4;

export function limitedBy(asker: AbortSignal, totalMs: number): Patience {
  const controller = new AbortController();
  let hasRunOut = false;
  let hasBegun = false;
  const runOut = () => {
    hasRunOut = true;
    controller.abort(new DOMException('It took too long.', 'TimeoutError'));
  };
  const onAbort = () => controller.abort(asker.reason);
  let timer: NodeJS.Timeout | undefined;
  if (asker.aborted) onAbort();
  else asker.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    wait: () => {
      if (!hasBegun) timer ??= setTimeout(runOut, totalMs * WAITING);
    },
    begin: () => {
      if (hasBegun) return;
      hasBegun = true;
      clearTimeout(timer);
      timer = setTimeout(runOut, totalMs);
    },
    end: () => {
      clearTimeout(timer);
      asker.removeEventListener('abort', onAbort);
    },
    ranOut: () => hasRunOut,
  };
}
