// Waits for a condition, never for a time.

const STEP_MS = 50;

export interface UntilOptions {
  readonly timeoutMs?: number;
  /** What is waited for, told when it does not come. */
  readonly what?: string;
}

/** The first answer that is neither undefined, null nor false. A throw counts as "not yet" and is told when time is up. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, what = condition.toString() }: UntilOptions = {},
): Promise<Exclude<Awaited<T>, undefined | null | false>> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<Awaited<T>, undefined | null | false>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise(done => setTimeout(done, STEP_MS));
  } while (Date.now() < end);
  throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: last });
}
