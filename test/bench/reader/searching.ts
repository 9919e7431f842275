// Search over 20,000 articles: from a keystroke to its hits in the page, and how long the index ever blocks page or worker while it is built.
// Chromium throttles no workers: what the worker takes is counted four times, what the page takes is throttled.

import type { Page, WebWorker } from 'puppeteer-core';
import { until } from '../../support/until.ts';
import { percentile } from '../harness.ts';
import { longTasks, watchLongTasks, withLibrary } from './profile.ts';
import type { Part } from './profile.ts';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the clock, and of the thread's own time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const ARTICLES = 20_000;
const WORDS = 200;
const FACTOR = 4;
const INDEX_TIMEOUT_MS = 180_000;
/** A quick typist, milliseconds a key. */
const KEY_MS = 120;
/** A task is long from here on (Long Tasks API). */
const BLOCK_MS = 50;

export async function searching({ report, barHere }: Part): Promise<void> {
  const found = await withLibrary({ articles: ARTICLES, words: WORDS }, async ({ page, origin }) => {
    await watchLongTasks(page);
    await page.evaluateOnNewDocument(watchWorker);
    const worker = nextWorker(page);
    await page.tracing.start({ categories: ['toplevel'] });
    await page.goto(`${origin}/search`, { waitUntil: 'load' });
    await page.waitForSelector('.search-sheet input');
    const started = performance.now();
    const shown = await page.evaluate(() => performance.now());
    await (await worker).evaluate(watchTurns);
    await (await worker).evaluate(watchAnswers);
    await until(() => page.evaluate(isIndexed), { what: 'the index is built', timeoutMs: INDEX_TIMEOUT_MS });
    const builtMs = performance.now() - started;
    const slice = await (await worker).evaluate(longestTurn);
    const task = longestWorkerTask(await page.tracing.stop());
    const tasks = await longTasks(page);
    const words = await page.evaluate(someWords);
    const typed = await typeThem(page, words);
    const worked = await (await worker).evaluate(() => (globalThis as unknown as { worked: number[] }).worked);
    // The last answers are those to what was typed: each word was asked for once, one after the other.
    const answers = worked.slice(-typed.length);
    const times = typed.map((ms, at) => ms + (FACTOR - 1) * (answers[at] ?? 0));
    return { times, answers, typed, slice, task, tasks, shown, builtMs };
  });
  const spread = (times: readonly number[]): string =>
    `median ${percentile(times, 50).toFixed(0)}, p95 ${percentile(times, 95).toFixed(0)} ms`;
  report.note(
    `${String(found.times.length)} keystrokes; the index was built in ${(found.builtMs / 1000).toFixed(1)} s; ` +
      `from the key to the frame with rows ${spread(found.typed)}, of the worker ${spread(found.answers)}`,
  );
  report.figure({
    figure: `search over ${String(ARTICLES)} articles, 4x CPU: p95 of a keystroke`,
    value: percentile(found.times, 95),
    unit: 'ms',
    bar: await barHere(80, FACTOR),
  });
  report.figure({
    figure: 'longest task of the worker while it builds the index, time of its thread x 4',
    value: found.task * FACTOR,
    unit: 'ms',
    bar: BLOCK_MS,
  });
  report.figure({
    figure: 'the same on the clock, with all that the machine does meanwhile x 4',
    value: found.slice * FACTOR,
    unit: 'ms',
  });
  report.figure({
    figure: 'longest task of the page once search is shown, 4x CPU',
    value: Math.max(0, ...found.tasks),
    unit: 'ms',
  });
}

async function nextWorker(page: Page): Promise<WebWorker> {
  return await new Promise(done => page.once('workercreated', done));
}

/** Runs in the page before anything else: when the worker's last answer came, and how far its index is. */
function watchWorker(): void {
  const seen = { answered: 0, indexed: 0, total: 0 };
  Object.assign(globalThis, { seen });
  const Real = Worker;
  globalThis.Worker = class extends Real {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', event => {
        const reply = event.data as { kind: string; indexed: number; total: number };
        if (reply.kind === 'hits') seen.answered = performance.now();
        if (reply.kind === 'progress') Object.assign(seen, { indexed: reply.indexed, total: reply.total });
      });
    }
  };
}

/** Milliseconds that a dedicated worker's thread was at work in one task: a clock would count what others are given too. */
function longestWorkerTask(trace: Uint8Array | undefined): number {
  const { traceEvents } = JSON.parse(Buffer.from(trace ?? []).toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${String(pid)}:${String(tid)}`;
  const workers = new Set(
    traceEvents
      .filter(event => event.name === 'thread_name' && event.args?.name?.startsWith('DedicatedWorker'))
      .map(threadOf),
  );
  const tasks = traceEvents.filter(event => event.name.endsWith('RunTask') && workers.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('no task of the worker was traced');
  return tasks.reduce((most, { dur = 0, tdur = dur }) => Math.max(most, Math.min(dur, tdur)), 0) / 1000;
}

/** Runs in the worker: how long a turn of its loop takes at the most. */
function watchTurns(): void {
  const found = globalThis as unknown as { longestTurn: number };
  found.longestTurn = 0;
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    found.longestTurn = Math.max(found.longestTurn, now - last);
    setTimeout(() => {
      last = performance.now();
      port2.postMessage(0);
    }, 1);
  };
  port2.postMessage(0);
}

/** Runs in the worker. */
function longestTurn(): number {
  return (globalThis as unknown as { longestTurn: number }).longestTurn;
}

/** Runs in the worker: how long each answer took it, from the question's arrival. */
function watchAnswers(): void {
  const scope = globalThis as unknown as { worked: number[]; postMessage(message: { kind: string }): void };
  const send = scope.postMessage.bind(globalThis);
  let asked = 0;
  scope.worked = [];
  addEventListener('message', () => (asked = performance.now()), { capture: true });
  scope.postMessage = message => {
    if (message.kind === 'hits') scope.worked.push(performance.now() - asked);
    send(message);
  };
}

/** Runs in the page. */
function isIndexed(): boolean {
  const { seen } = globalThis as unknown as { seen: { indexed: number; total: number } };
  return seen.total > 0 && seen.indexed >= seen.total;
}

/** Runs in the page: words of stored titles. */
async function someWords(): Promise<string[]> {
  const stored = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open('predawn');
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new Error('no database'));
  });
  const store = stored.objectStoreNames[0] ?? '';
  const titles = await new Promise<string[]>(done => {
    const request = stored
      .transaction(store)
      .objectStore(store)
      .getAll(IDBKeyRange.bound(['headline'], ['headline', []]), 40);
    request.onsuccess = () => done((request.result as { title: string }[]).map(headline => headline.title));
  });
  stored.close();
  return [...new Set(titles.flatMap(title => title.split(/\s+/)).filter(word => word.length > 4))].slice(0, 12);
}

/** Milliseconds from each keystroke to the frame that shows its rows. */
async function typeThem(page: Page, words: readonly string[]): Promise<number[]> {
  return await page.evaluate(
    async (typed, pause) => {
      const input = document.querySelector<HTMLInputElement>('.search-sheet input');
      const { seen } = globalThis as unknown as { seen: { answered: number } };
      if (!input) throw new Error('no input');
      const all: number[] = [];
      for (const word of typed)
        for (let end = 1; end <= word.length; end += 1) {
          const started = performance.now();
          input.value = word.slice(0, end);
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
          while (seen.answered < started) {
            await new Promise(requestAnimationFrame);
            if (performance.now() - started > 5000) throw new Error(`no answer to ${word.slice(0, end)}`);
          }
          // Hits are rows once their rows have been read.
          while (document.querySelector('.search-sheet .chunk')?.childElementCount === 0)
            await new Promise(requestAnimationFrame);
          all.push(performance.now() - started);
          await new Promise(done => setTimeout(done, pause));
        }
      return all;
    },
    words,
    KEY_MS,
  );
}
