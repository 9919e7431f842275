// A sync event that finds no network stays and looks for one: the browser fires it at the moment that a network goes as well as at the moment that
// one comes, and then is silent for five minutes whatever happens.

/** Inside Chromium's three minutes for an event, milliseconds. */
const LINGER_MS = 100_000;
const LOOK_EVERY_MS = 500;

export interface LingerDeps {
  readonly isOnline: () => boolean;
  /** Milliseconds of a clock that never jumps. */
  readonly clock: () => number;
}

/** Tries now, and again whenever a network is back, as long as what is left is left for want of one. Answers what is left then. */
export async function lingering<T>(
  attempt: () => Promise<T>,
  lacksNetwork: (left: T) => boolean,
  { isOnline, clock }: LingerDeps,
): Promise<T> {
  const until = clock() + LINGER_MS;
  for (;;) {
    const left = await attempt();
    if (!lacksNetwork(left)) return left;
    while (!isOnline()) {
      if (clock() >= until) return left;
      await new Promise(done => setTimeout(done, LOOK_EVERY_MS));
    }
    if (clock() >= until) return left;
  }
}
