// A few worker threads, started when needed, killed when a job takes too long, let go when nobody has work for them.

import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { createThrift } from './thrift.ts';
import type { WorkAnswer, WorkRequest } from './work.ts';

export interface Pool {
  /** Never rejects: a crash or a time limit is an answer too. */
  readonly run: (request: WorkRequest, signal?: AbortSignal) => Promise<WorkAnswer>;
  /** Starts a thread before there is work, and has it read these, so that its code is learned when the first real one comes. */
  readonly warm: (requests: readonly WorkRequest[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  readonly script: URL;
  /** Threads for ordinary work; one more helps out while all of them are held up. */
  readonly size: number;
  readonly limitMs: number;
  /** Megabytes of heap that one thread may use. */
  readonly heapMb: number;
}

interface Job {
  readonly request: WorkRequest;
  readonly settle: (answer: WorkAnswer) => void;
}

interface Thread {
  readonly worker: Worker;
  isSlow: boolean;
  /** In the order in which they are answered: the first is under way, the others lie ready. Nothing stands for one that was taken back. */
  readonly jobs: (Job | undefined)[];
  timer?: NodeJS.Timeout | undefined;
  relief?: NodeJS.Timeout | undefined;
}

const IDLE_MS = 60_000;
/**
 * What is made while a document is read is garbage when it has been read: with room for it, little of it is ever looked at. The process is
 * started with less (docs/gateway.md), that flag wins over a thread's `resourceLimits`, and the main thread keeps what it was started with.
 */
const YOUNG = '--max-semi-space-size=8';
/** So many jobs are with a thread at once: it goes on to the next without waiting for the main thread to hand it over. */
const AT_HAND = 3;
/** A job that takes longer than this holds the others up: a thread more is started for them. */
const HELD_UP_MS = 1_000;
const thrift = createThrift();

export function createPool({ script, size, limitMs, heapMb }: PoolOptions): Pool {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let closed = false;

  function next(): void {
    while (waiting.length > 0) {
      const thread = [...threads].find(({ jobs }) => jobs.length === 0) ?? start() ?? leastBusy();
      if (!thread) return;
      const job = waiting.shift();
      if (job) give(thread, job);
    }
  }

  function leastBusy(): Thread | undefined {
    let found: Thread | undefined;
    for (const thread of threads) {
      const isAble = !thread.isSlow && thread.jobs.length < AT_HAND;
      if (isAble && thread.jobs.length < (found?.jobs.length ?? AT_HAND)) found = thread;
    }
    return found;
  }

  function start(): Thread | undefined {
    const heldUp = threads.size === size && [...threads].every(thread => thread.isSlow);
    if (closed || threads.size >= size + (heldUp ? 1 : 0)) return undefined;
    setFlagsFromString(YOUNG);
    const worker = new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 },
    });
    const thread: Thread = { worker, isSlow: false, jobs: [] };
    threads.add(thread);
    worker.on('message', (answer: WorkAnswer) => finish(thread, answer));
    worker.on('error', error => {
      const outOfMemory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
      end(
        thread,
        outOfMemory
          ? TOO_HEAVY
          : { kind: 'failed', code: 'parse-failed', detail: `The parser gave up: ${String(error)}` },
      );
    });
    worker.on('exit', () => end(thread, TOO_HEAVY));
    worker.unref();
    return thread;
  }

  function give(thread: Thread, job: Job): void {
    const isFirst = thread.jobs.push(job) === 1;
    if (isFirst) {
      thrift.begin(thread);
      thread.worker.ref();
      watch(thread);
    }
    const { body } = job.request;
    // A view of a larger buffer cannot be given away without taking its neighbours along; and what lies ready may have to be taken back.
    const isGivenAway = isFirst && body.byteLength === body.buffer.byteLength;
    const given = isGivenAway ? body : body.slice();
    thread.worker.postMessage({ ...job.request, body: given }, [given.buffer]);
  }

  /** The clock of the job that is under way. */
  function watch(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => end(thread, TOO_SLOW), limitMs);
    thread.relief = setTimeout(() => {
      thread.isSlow = true;
      takeBack(thread);
      next();
    }, HELD_UP_MS);
  }

  /** What lies ready goes to the others; should the thread come to it after all, nobody listens. */
  function takeBack({ jobs }: Thread): void {
    const ready = jobs.slice(1);
    jobs.fill(undefined, 1);
    waiting.unshift(...ready.filter(job => job !== undefined));
  }

  function finish(thread: Thread, answer: WorkAnswer): void {
    clearTimeout(thread.timer);
    clearTimeout(thread.relief);
    thread.isSlow = false;
    const job = thread.jobs.shift();
    if (thread.jobs.length > 0) watch(thread);
    else {
      thrift.end(thread);
      thread.worker.unref();
      thread.timer = setTimeout(() => end(thread, TOO_SLOW), IDLE_MS).unref();
    }
    job?.settle(answer);
    next();
  }

  function end(thread: Thread, answer: WorkAnswer): void {
    if (!threads.delete(thread)) return;
    thrift.end(thread);
    clearTimeout(thread.timer);
    clearTimeout(thread.relief);
    void thread.worker.terminate();
    takeBack(thread);
    thread.jobs.shift()?.settle(answer);
    next();
  }

  function run(request: WorkRequest, signal?: AbortSignal): Promise<WorkAnswer> {
    return new Promise(resolve => {
      if (closed || signal?.aborted) {
        resolve(GIVEN_UP);
        return;
      }
      const job: Job = {
        request,
        settle: answer => {
          signal?.removeEventListener('abort', onAbort);
          resolve(answer);
        },
      };
      const onAbort = () => {
        const at = waiting.indexOf(job);
        // Work under way is short; only what still waits is given up.
        if (at >= 0) {
          waiting.splice(at, 1);
          resolve(GIVEN_UP);
        }
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(job);
      next();
    });
  }

  return {
    run,
    warm: async requests => {
      start();
      for (const request of requests) await run(request);
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.settle(GIVEN_UP);
      await Promise.all(
        [...threads].map(async thread => {
          threads.delete(thread);
          thrift.end(thread);
          clearTimeout(thread.timer);
          clearTimeout(thread.relief);
          await thread.worker.terminate();
          for (const job of thread.jobs.splice(0)) job?.settle(GIVEN_UP);
        }),
      );
    },
  };
}

const TOO_SLOW: WorkAnswer = {
  kind: 'failed',
  code: 'parse-timeout',
  detail: 'It took too long to read: it was given up.',
};
const TOO_HEAVY: WorkAnswer = {
  kind: 'failed',
  code: 'parse-failed',
  detail: 'It needs more memory to read than is given to it.',
};
const GIVEN_UP: WorkAnswer = { kind: 'failed', code: 'cancelled', detail: 'Nobody waits for it any more.' };
