// Web Locks with a limit on waiting and on holding, and a way past a holder that no longer answers (a hung tab).

/** What `underLock` needs of its surroundings. Without `locks` (plain http, old engines) the lock holds within this thread only. */
export interface LockOptions {
  readonly locks?: LockManager | undefined;
  /** How long to wait for a living holder, milliseconds; 0 asks once and leaves. */
  readonly waitMs: number;
  /** The longest that `work` may hold it, milliseconds. Its signal aborts then. */
  readonly holdMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Locked<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' };

/** Holders answer on this channel; who does not answer is hung, and its lock is taken. */
const CHANNEL = 'predawn-locks';
/** A thread that answers no message for so long is hung, milliseconds. A living one that was merely busy loses only its lock. */
const ANSWER_MS = 1_500;
/** Time between two looks at the holder while waiting, milliseconds. */
const LOOK_EVERY_MS = 2_000;
/** Work that ignores its signal loses the lock this much later, milliseconds. */
const GRACE_MS = 2_000;

/**
 * Runs `work` alone among all tabs and the worker. `busy` where a living holder kept it longer than `waitMs`. The signal given
 * to `work` aborts at `holdMs`, when the caller's does, and when the lock was taken from us because we hung.
 */
export async function underLock<T>(
  name: string,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  const { locks } = options;
  if (!locks) return inThisThread(name, options, work);
  const began = performance.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const left = options.waitMs - (performance.now() - began);
    const got = await tryFor(locks, name, Math.min(left, LOOK_EVERY_MS), options, work);
    if (got.kind === 'done') return got;
    const hung = await hungHolder(locks, name);
    if (hung && (await holderOf(locks, name)) === hung) return hold(locks, name, { steal: true }, options, work);
    if (left <= LOOK_EVERY_MS) return { kind: 'busy' };
  }
}

async function tryFor<T>(
  locks: LockManager,
  name: string,
  ms: number,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  if (ms <= 0) return hold(locks, name, { ifAvailable: true }, options, work);
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new DOMException('Waited long enough', 'TimeoutError')), ms);
  const signal = options.signal ? AbortSignal.any([waiting.signal, options.signal]) : waiting.signal;
  try {
    return await hold(locks, name, { signal }, options, async inside => {
      clearTimeout(timer);
      return work(inside);
    });
  } catch (error) {
    if (waiting.signal.aborted && error === waiting.signal.reason) return { kind: 'busy' };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function hold<T>(
  locks: LockManager,
  name: string,
  how: LockOptions_,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  const taken = new AbortController();
  let answer: Locked<T> = { kind: 'busy' };
  try {
    await locks.request(name, how, async lock => {
      if (!lock) return;
      const channel = new BroadcastChannel(CHANNEL);
      channel.onmessage = (event: MessageEvent<{ ask?: string }>) => {
        if (event.data.ask === name) channel.postMessage({ alive: name });
      };
      try {
        answer = { kind: 'done', value: await bounded(options, taken.signal, work) };
      } finally {
        channel.close();
      }
    });
  } catch (error) {
    taken.abort(error);
    throw error;
  }
  return answer;
}

type LockOptions_ = { readonly steal: true } | { readonly ifAvailable: true } | { readonly signal: AbortSignal };

/** Ends at `holdMs` (+ grace) even where `work` ignores its signal, so that the lock is free again. */
async function bounded<T>(
  options: LockOptions,
  taken: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const tooLong = setTimeout(() => ended.abort(new DOMException('Held too long', 'TimeoutError')), options.holdMs);
  const signals = [ended.signal, taken, ...(options.signal ? [options.signal] : [])];
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  const overrun = new Promise<never>((_, reject) => {
    ended.signal.addEventListener('abort', () => {
      giveUp = setTimeout(() => reject(ended.signal.reason as Error), GRACE_MS);
    });
  });
  try {
    return await Promise.race([work(AbortSignal.any(signals)), overrun]);
  } finally {
    clearTimeout(tooLong);
    clearTimeout(giveUp);
  }
}

/** The client that holds the lock, where it answers nothing for `ANSWER_MS`. */
async function hungHolder(locks: LockManager, name: string): Promise<string | undefined> {
  const holder = await holderOf(locks, name);
  if (!holder) return undefined;
  const channel = new BroadcastChannel(CHANNEL);
  try {
    const alive = await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), ANSWER_MS);
      channel.onmessage = (event: MessageEvent<{ alive?: string }>) => {
        if (event.data.alive !== name) return;
        clearTimeout(timer);
        resolve(true);
      };
      channel.postMessage({ ask: name });
    });
    return alive ? undefined : holder;
  } finally {
    channel.close();
  }
}

async function holderOf(locks: LockManager, name: string): Promise<string | undefined> {
  const { held } = await locks.query();
  return held?.find(lock => lock.name === name)?.clientId;
}

const running = new Map<string, Promise<unknown>>();

async function inThisThread<T>(
  name: string,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  const before = running.get(name);
  if (before) {
    if (options.waitMs <= 0) return { kind: 'busy' };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<'late'>(resolve => (timer = setTimeout(() => resolve('late'), options.waitMs)));
    const first = await Promise.race([before.then(() => 'free' as const), waited]);
    clearTimeout(timer);
    if (first === 'late') return { kind: 'busy' };
    return inThisThread(name, options, work);
  }
  const mine = bounded(options, new AbortController().signal, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  running.set(name, settled);
  try {
    return { kind: 'done', value: await mine };
  } finally {
    running.delete(name);
  }
}
