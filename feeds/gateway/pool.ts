// A few worker threads, started when needed, killed when a job takes too long, let go when nobody has work for them.

import { Worker } from 'node:worker_threads';
import type { WorkAnswer, WorkRequest } from './work.ts';

export interface Pool {
  /** Never rejects: a crash or a time limit is an answer too. */
  readonly run: (request: WorkRequest, signal?: AbortSignal) => Promise<WorkAnswer>;
  /** Starts a thread before there is work. */
  readonly warm: () => void;
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
  job?: Job | undefined;
  timer?: NodeJS.Timeout | undefined;
  relief?: NodeJS.Timeout | undefined;
}

const IDLE_MS = 60_000;
/** A job that takes longer than this holds the others up: a thread more is started for them. */
const HELD_UP_MS = 1_000;

export function createPool({ script, size, limitMs, heapMb }: PoolOptions): Pool {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let closed = false;

  function next(): void {
    while (waiting.length > 0) {
      const idle = [...threads].find(thread => thread.job === undefined) ?? start();
      if (!idle) return;
      const job = waiting.shift();
      if (job) give(idle, job);
    }
  }

  function start(): Thread | undefined {
    const heldUp = threads.size === size && [...threads].every(thread => thread.isSlow);
    if (closed || threads.size >= size + (heldUp ? 1 : 0)) return undefined;
    const worker = new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 },
    });
    const thread: Thread = { worker, isSlow: false };
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
    clearTimeout(thread.timer);
    thread.job = job;
    thread.worker.ref();
    thread.timer = setTimeout(() => end(thread, TOO_SLOW), limitMs);
    thread.relief = setTimeout(() => {
      thread.isSlow = true;
      next();
    }, HELD_UP_MS);
    const { body } = job.request;
    // A view of a larger buffer cannot be given away without taking its neighbours along.
    const whole = body.byteLength === body.buffer.byteLength;
    thread.worker.postMessage(job.request, whole ? [body.buffer] : []);
  }

  function finish(thread: Thread, answer: WorkAnswer): void {
    clearTimeout(thread.timer);
    clearTimeout(thread.relief);
    thread.isSlow = false;
    const { job } = thread;
    thread.job = undefined;
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread, TOO_SLOW), IDLE_MS).unref();
    job?.settle(answer);
    next();
  }

  function end(thread: Thread, answer: WorkAnswer): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    clearTimeout(thread.relief);
    void thread.worker.terminate();
    thread.job?.settle(answer);
    thread.job = undefined;
    next();
  }

  return {
    run(request, signal) {
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
    },
    warm: () => void start(),
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.settle(GIVEN_UP);
      await Promise.all(
        [...threads].map(async thread => {
          threads.delete(thread);
          clearTimeout(thread.timer);
          clearTimeout(thread.relief);
          await thread.worker.terminate();
          thread.job?.settle(GIVEN_UP);
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
