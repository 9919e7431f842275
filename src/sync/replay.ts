// Sends what waits in the outbox: under a lock with a time limit, in order within each lane, settled by the answer.

import { PredawnError } from '../core/errors.ts';
import type { WakeReport } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import { type Carried, laneOf, markInFlight, nextToSend, recovered, settle } from '../core/outbox-rules.ts';
import type { Library } from '../store/library-api.ts';
import { carrySave } from './carry-save.ts';
import type { SendDeps } from './carry-send.ts';
import { carrySubscribe } from './carry-subscribe.ts';
import type { Notices } from './host.ts';
import { underLock } from './locks.ts';
import { LOCKS, type WorkerMessage } from './messages.ts';
import { refusesBrowsers } from './refuses-browsers.ts';
import { carrySendTo } from './send-to.ts';
import type { Fetch, Transport } from './transport.ts';

export interface ReplayDeps {
  readonly library: Library;
  readonly transport: Transport;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly origin: string;
  readonly caches?: CacheStorage | undefined;
  readonly locks?: LockManager | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for another replay under way. */
  readonly waitMs: number;
  /** Who is signed in; null where nobody signs in. Entries of others are held. */
  readonly subject?: (() => Promise<string | null>) | undefined;
  readonly beforeSend?: SendDeps['beforeSend'];
  readonly isOnline?: SendDeps['isOnline'];
  /** Carries a mark to a server account; without one marks are local and done. */
  readonly carryMark?: ((entry: OutboxEntry, signal: AbortSignal) => Promise<Carried>) | undefined;
  readonly notices?: Notices | undefined;
  readonly tell?: ((message: WorkerMessage) => void) | undefined;
  readonly print?: (() => Promise<void>) | undefined;
  /** Carries a `refresh`. */
  readonly refresh?: ((signal: AbortSignal) => Promise<WakeReport>) | undefined;
  /** Do not wait for our own back-off; default true. What a server asked for by Retry-After is honoured all the same. */
  readonly urgent?: boolean;
  /** Only the save of this article (its own tag fired). */
  readonly saveOf?: string;
}

export interface ReplayResult {
  readonly acknowledged: number;
  /** Of these, subscriptions: the paper changes with them. */
  readonly subscribed: number;
  /** What still waits, for a network, a time, a sign-in or a decision. */
  readonly waiting: number;
  readonly dead: number;
  /** Something waits that the browser should try again by itself. */
  readonly retry: boolean;
}

/** Inside Chromium's three minutes for a sync event, milliseconds. */
const HOLD_MS = 160_000;
/** Lanes under way at once. Within a lane, one after the other. */
const LANES_AT_ONCE = 6;
/** After so many tries without an answer a site is knocked at, to tell a dead one from one that refuses browsers. */
const TRIES_BEFORE_ASKING = 3;

/** Carries every entry that may go now. Where another replay keeps the lock longer than `waitMs`, leaves it to that one. */
export async function replay(deps: ReplayDeps): Promise<ReplayResult> {
  const options = { locks: deps.locks, waitMs: deps.waitMs, holdMs: HOLD_MS, signal: deps.signal };
  const locked = await underLock(LOCKS.replay, options, signal => new Replay(deps, signal).run());
  const result = locked.kind === 'done' ? locked.value : await untouched(deps.library);
  if (locked.kind === 'done') {
    const { acknowledged, waiting, dead } = result;
    deps.tell?.({ kind: 'replayed', acknowledged, waiting, dead });
  }
  return result;
}

async function untouched(library: Library): Promise<ReplayResult> {
  const waiting = (await library.counts()).waiting;
  return { acknowledged: 0, subscribed: 0, waiting, dead: 0, retry: waiting > 0 };
}

class Replay {
  readonly #deps: ReplayDeps;
  readonly #signal: AbortSignal;
  /** The outbox as we know it; the store stays the judge of each change. */
  #entries: OutboxEntry[] = [];
  /** Tried in this replay and not gone: their lanes are closed until the next one. */
  readonly #stopped = new Set<number>();
  readonly #flying = new Map<number, Promise<void>>();
  #subject: string | null = null;
  #acknowledged = 0;
  #subscribed = 0;
  #dead = 0;
  #retry = false;
  /** Thrown by a carrier that broke its promise: told at the end, when all others have gone. */
  #bug: unknown;

  constructor(deps: ReplayDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  async run(): Promise<ReplayResult> {
    const { library, subject, print } = this.#deps;
    this.#subject = (await subject?.()) ?? null;
    this.#entries = await library.outbox();
    await this.#recover();
    do await this.#sendAll();
    while (
      // What was added while we sent goes too: its sender may have left because we hold the lock.
      !this.#signal.aborted &&
      (await this.#hasMore())
    );
    if (this.#acknowledged > 0) await print?.().catch(() => undefined);
    if (this.#bug !== undefined) throw new PredawnError('replay-failed', { cause: this.#bug });
    const waiting = this.#entries.filter(({ state }) => state !== 'dead' && state !== 'handed-over').length;
    return {
      acknowledged: this.#acknowledged,
      subscribed: this.#subscribed,
      waiting,
      dead: this.#dead,
      retry: this.#retry || this.#isCutShort(),
    };
  }

  /** We hold the lock, so whoever marked these in flight is gone; and another may be signed in than when they were written. */
  async #recover(): Promise<void> {
    for (const entry of [...this.#entries]) {
      const next = recovered(entry, this.#subject);
      if (next !== entry && (await this.#deps.library.settleOutbox(entry.seq, next))) this.#replace(entry.seq, next);
    }
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      if (!this.#signal.aborted) {
        for (const entry of this.#heads().slice(0, LANES_AT_ONCE - this.#flying.size)) this.#launch(entry);
      }
      if (this.#flying.size === 0) return;
      await Promise.race(this.#flying.values());
    }
  }

  #heads(): OutboxEntry[] {
    const { now, saveOf, urgent = true } = this.#deps;
    const heads = Array.from(Map.groupBy(this.#entries, laneOf).values(), lane =>
      nextToSend(lane, now(), this.#subject, { urgent }),
    );
    return heads.filter(entry => {
      if (!entry || this.#stopped.has(entry.seq) || this.#flying.has(entry.seq)) return false;
      return saveOf === undefined || (entry.action.kind === 'save' && entry.action.articleId === saveOf);
    }) as OutboxEntry[];
  }

  #launch(entry: OutboxEntry): void {
    const flight = this.#send(entry).finally(() => this.#flying.delete(entry.seq));
    this.#flying.set(entry.seq, flight);
  }

  async #hasMore(): Promise<boolean> {
    this.#entries = await this.#deps.library.outbox();
    return this.#heads().length > 0;
  }

  async #send(entry: OutboxEntry): Promise<void> {
    const { library, now } = this.#deps;
    const flying = markInFlight(entry, now());
    if (!(await library.settleOutbox(entry.seq, flying))) {
      // Cancelled or replaced meanwhile: not ours to send.
      this.#replace(entry.seq, undefined);
      return;
    }
    this.#replace(entry.seq, flying);
    let carried: Carried;
    try {
      carried = await this.#carry(flying);
    } catch (error) {
      // Ended by the lock's limit or its owner: stays in flight, and whoever holds the lock next finds out what became of it.
      this.#stopped.add(entry.seq);
      if (this.#signal.aborted) return;
      carried = { kind: 'no-answer', code: 'unexpected' };
      this.#bug = error;
    }
    await this.#settle(flying, carried);
  }

  async #settle(flying: OutboxEntry, carried: Carried): Promise<void> {
    const next = settle(flying, await this.#told(flying, carried), this.#deps.now());
    const isOurs = await this.#deps.library.settleOutbox(flying.seq, next);
    if (!isOurs && next !== null) {
      // Cancelled meanwhile, or another took it up when we were slow: it is theirs now.
      this.#stopped.add(flying.seq);
      this.#replace(flying.seq, undefined);
      return;
    }
    this.#replace(flying.seq, next ?? undefined);
    if (next === null && flying.action.kind === 'subscribe') this.#subscribed += 1;
    if (next === null || next.state === 'handed-over') this.#acknowledged += 1;
    else if (next.state === 'dead') this.#dead += 1;
    else {
      this.#stopped.add(flying.seq);
      this.#retry ||= next.state === 'waiting';
    }
  }

  #carry(entry: OutboxEntry): Promise<Carried> {
    const { action } = entry;
    const { library, notices } = this.#deps;
    const deps = { ...this.#deps, backend: library.backend, signal: this.#signal };
    switch (action.kind) {
      case 'subscribe':
        return carrySubscribe(action, { ...deps, askWhich: notices && ((feed, n) => notices.chooseFeed(feed, n)) });
      case 'save':
        return carrySave(action, { ...deps, saved: notices && (article => notices.saved(article)) });
      case 'send':
        return carrySendTo(entry, action.request, deps);
      case 'mark':
        return this.#deps.carryMark?.(entry, this.#signal) ?? Promise.resolve({ kind: 'done' });
      case 'refresh':
        return this.#refresh();
    }
  }

  async #refresh(): Promise<Carried> {
    const report = await this.#deps.refresh?.(this.#signal);
    if (!report || (report.result !== 'failed' && report.why !== 'offline')) return { kind: 'done' };
    return { kind: 'no-answer', code: report.why ?? 'network' };
  }

  /** A dead site and one that refuses browsers look alike, until it is knocked at without reading the answer. */
  async #told({ action, tries }: OutboxEntry, carried: Carried): Promise<Carried> {
    if (carried.kind !== 'no-answer' || !carried.refused || tries < TRIES_BEFORE_ASKING) return carried;
    if (action.kind !== 'send') return carried;
    const isThere = await refusesBrowsers(action.request.url, this.#deps.fetch, this.#signal);
    return isThere ? { ...carried, code: 'refuses-browsers' } : carried;
  }

  #replace(seq: number, next: OutboxEntry | undefined): void {
    const at = this.#entries.findIndex(entry => entry.seq === seq);
    if (at >= 0) this.#entries.splice(at, 1, ...(next ? [next] : []));
  }

  #isCutShort(): boolean {
    return this.#signal.aborted && this.#entries.some(({ state }) => state === 'waiting' || state === 'in-flight');
  }
}
