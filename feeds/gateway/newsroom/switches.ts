// Failure switches, for whoever tries an outbox: the query of a POST says how its answer shall go wrong.
//
//   ?fail=503&retry-after=2      answer so, with Retry-After
//   ?fail=503&times=2            the first two tries with this Idempotency-Key (or this query) fail, the third succeeds
//   ?fail=500&when=after         do what was asked, then answer with the failure: the acknowledgement is lost
//   ?fail=hang                   no answer for up to 60 s, then 504
//   ?fail=break                  the answer breaks off in its body
//   ?fail=login                  redirect to a page that asks to sign in
//   ?delay=1500                  wait so many milliseconds (10 s at most) before anything

import { problem } from './answers.ts';

export interface Switches {
  readonly fail?: number | 'hang' | 'break' | 'login';
  readonly retryAfter?: string;
  readonly times: number;
  readonly when: 'before' | 'after';
  readonly delayMs: number;
}

const MAX_DELAY_MS = 10_000;
const HANG_MS = 60_000;
/** Counters of tries that are remembered. */
const KEPT = 1000;

/** The switches of a query; undefined where a value makes no sense. */
export function readSwitches(query: URLSearchParams): Switches | undefined {
  const fail = query.get('fail');
  const status = Number(fail);
  const named = fail === 'hang' || fail === 'break' || fail === 'login' ? fail : undefined;
  if (fail !== null && named === undefined && !(Number.isInteger(status) && status >= 400 && status <= 599))
    return undefined;
  const times = query.has('times') ? Number(query.get('times')) : Infinity;
  const delay = Number(query.get('delay') ?? 0);
  const when = query.get('when') ?? 'before';
  if (Number.isNaN(times) || Number.isNaN(delay) || delay < 0 || (when !== 'before' && when !== 'after'))
    return undefined;
  const retryAfter = query.get('retry-after');
  return {
    ...(fail !== null && { fail: named ?? status }),
    ...(retryAfter !== null && /^[\x20-\x7e]{1,40}$/.test(retryAfter) && { retryAfter }),
    times,
    when,
    delayMs: Math.min(delay, MAX_DELAY_MS),
  };
}

export type Switched = (
  switches: Switches,
  countedBy: string,
  signal: AbortSignal,
  act: () => Promise<Response>,
) => Promise<Response>;

/** Runs `act` as the switches say. The counters live here, bounded. */
export function createSwitchboard(): Switched {
  const tries = new Map<string, number>();
  return async (switches, countedBy, signal, act) => {
    if (switches.delayMs > 0) await wait(switches.delayMs, signal);
    if (switches.fail === undefined) return act();
    const tried = (tries.get(countedBy) ?? 0) + 1;
    tries.delete(countedBy);
    tries.set(countedBy, tried);
    const oldest = tries.size > KEPT ? tries.keys().next().value : undefined;
    if (oldest !== undefined) tries.delete(oldest);
    if (tried > switches.times) return act();
    if (switches.when === 'after') await act();
    return failure(switches.fail, switches.retryAfter, signal);
  };
}

async function failure(
  fail: NonNullable<Switches['fail']>,
  retryAfter: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  if (fail === 'login') return new Response(null, { status: 302, headers: { location: '/newsroom/sign-in' } });
  if (fail === 'hang') {
    await wait(HANG_MS, signal);
    return problem(504, 'hung-as-asked', 'This answer was asked to hang.', headers);
  }
  if (fail === 'break') {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"kind":'));
      },
      pull(controller) {
        controller.error(new Error('broken-as-asked'));
      },
    });
    return new Response(broken, { status: 200, headers: { 'content-type': 'application/json' } });
  }
  return problem(fail, 'failed-as-asked', 'This failure was asked for.', headers);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
