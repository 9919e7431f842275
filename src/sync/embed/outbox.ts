// The outbox of the elements: the reader's rules (core/outbox-rules.ts) and the reader's sender (carry-send.ts) without the reader's library.

import type { OutboxEntry } from '../../core/outbox.ts';
import type { Action, Destination, SendRequest } from '../../core/outbox.ts';
import { laneOf, markInFlight, mayFollow, nextToSend, recovered, settle } from '../../core/outbox-rules.ts';
import type { Key } from '../../store/backend.ts';
import { type KeptFile, keepFile } from '../../store/kept-file.ts';
import { blobKey } from '../../store/keys.ts';
import { carrySend, type SendDeps } from '../carry-send.ts';
import { refusesBrowsers } from '../refuses-browsers.ts';
import { underLock } from '../locks.ts';
import type { Fetch } from '../transport.ts';
import { OUTBOX_LOCK } from './names.ts';
import type { EmbedStore } from './store.ts';

/** What a form asks to be sent. */
export interface Post {
  readonly id: string;
  readonly title: string;
  readonly request: SendRequest;
  /** Files by the ids under which the request names them. */
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly destination: Destination;
  readonly subject: string | null;
}

export interface SendAllDeps {
  readonly store: EmbedStore;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly origin: string;
  readonly locks?: LockManager | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly waitMs: number;
  readonly urgent?: boolean;
  readonly subject?: string | null;
  readonly beforeSend?: SendDeps['beforeSend'];
}

export interface SendAllResult {
  readonly acknowledged: number;
  readonly waiting: number;
  /** Something should be tried again by the browser. */
  readonly retry: boolean;
}

/** Inside Chromium's three minutes for a sync event, milliseconds. */
const HOLD_MS = 160_000;
const TRIES_BEFORE_ASKING = 3;
const SEQ: Key = ['meta', 'outbox-seq'];
const keyOf = (seq: number): Key => ['outbox', seq];

/** Entry and files in one transaction, durable before it answers. Throws `quota-exceeded` with nothing written. */
export async function keepPost(store: EmbedStore, post: Post, now: number): Promise<OutboxEntry> {
  const action: Action = { kind: 'send', request: post.request, title: post.title };
  const files: [Key, KeptFile][] = [];
  for (const [id, blob] of post.blobs) files.push([blobKey(id), await keepFile(blob)]);
  return store.commit([SEQ], ([last]) => {
    const entry: OutboxEntry = {
      seq: Number(last ?? 0) + 1,
      id: post.id as OutboxEntry['id'],
      destination: post.destination,
      action,
      subject: post.subject,
      state: 'waiting',
      tries: 0,
      createdAt: now,
      nextAt: now,
      blobIds: [...post.blobs.keys()],
    };
    return { puts: [[keyOf(entry.seq), entry], [SEQ, entry.seq], ...files], result: entry };
  });
}

/** Announced when an entry was acknowledged; one that vanishes without it was discarded. */
export function acknowledgedWord(id: string): string {
  return `acknowledged ${id}`;
}

/** Oldest first. */
export async function readOutbox(store: EmbedStore): Promise<OutboxEntry[]> {
  return store.db.list<OutboxEntry>('outbox');
}

/** Replaces the entry, or deletes it with its files. False where it is gone, or on another try: another was faster. */
export function settleEntry(store: EmbedStore, entry: OutboxEntry, next: OutboxEntry | null): Promise<boolean> {
  return store.commit([keyOf(entry.seq)], ([found]) => {
    const stored = found as OutboxEntry | undefined;
    if (stored?.id !== entry.id || (next && !mayFollow(stored, next))) return { result: false };
    if (next) return { puts: [[keyOf(entry.seq), next]], result: true };
    return { deletes: [keyOf(entry.seq), ...entry.blobIds.map(blobKey)], result: true };
  });
}

/** The person asks for another try. */
export function retryEntry(store: EmbedStore, entry: OutboxEntry, now: number): Promise<boolean> {
  return store.commit([keyOf(entry.seq)], ([found]) => {
    const stored = found as OutboxEntry | undefined;
    if (stored?.id !== entry.id || stored.state === 'in-flight') return { result: false };
    const { lastError: _, lastStatus: __, reason: ___, ...rest } = stored;
    const next: OutboxEntry = { ...rest, state: 'waiting', tries: 0, nextAt: now };
    return { puts: [[keyOf(entry.seq), next]], result: true };
  });
}

/** Wipes what belongs to `subject`, at sign-out. Answers how many. */
export async function forgetSubject(store: EmbedStore, subject: string): Promise<number> {
  const theirs = (await readOutbox(store)).filter(entry => entry.subject === subject);
  for (const entry of theirs) await settleEntry(store, entry, null);
  return theirs.length;
}

/** Sends all that may go now, under the lock, lane by lane; where another holds it longer than `waitMs`, leaves it to that one. */
export async function sendAll(deps: SendAllDeps): Promise<SendAllResult> {
  const { store, locks, waitMs, signal } = deps;
  const options = { locks, waitMs, holdMs: HOLD_MS, signal };
  const locked = await underLock(OUTBOX_LOCK, options, inside => sendUnderLock(deps, inside));
  const open = (await readOutbox(store)).filter(({ state }) => state !== 'dead' && state !== 'handed-over');
  const result = locked.kind === 'done' ? locked.value : { acknowledged: 0, retry: open.length > 0 };
  return { ...result, waiting: open.length };
}

async function sendUnderLock(
  deps: SendAllDeps,
  signal: AbortSignal,
): Promise<{ acknowledged: number; retry: boolean }> {
  const { store, subject = null } = deps;
  for (const entry of await readOutbox(store)) {
    const next = recovered(entry, subject);
    if (next !== entry) await settleEntry(store, entry, next);
  }
  const tally = { acknowledged: 0, retry: false };
  const stuck = new Set<string>();
  const isOver = (): boolean => signal.aborted;
  // What was added while we sent goes too: its sender may have left because we hold the lock.
  for (;;) {
    const lanes = new Map<string, OutboxEntry[]>();
    for (const entry of await readOutbox(store)) {
      const lane = laneOf(entry);
      if (!stuck.has(lane)) lanes.set(lane, [...(lanes.get(lane) ?? []), entry]);
    }
    const heads = [...lanes.values()].map(lane =>
      nextToSend(lane, deps.now(), subject, { urgent: deps.urgent ?? true }),
    );
    const flights = heads
      .filter(entry => entry !== undefined)
      .map(async entry => {
        const next = await sendOne(entry, deps, signal);
        if (next === null || next?.state === 'handed-over') tally.acknowledged++;
        else if (next && next.state !== 'dead') {
          stuck.add(laneOf(entry));
          tally.retry ||= next.state === 'waiting';
        }
      });
    if (flights.length === 0 || isOver()) return { ...tally, retry: tally.retry || isOver() };
    await Promise.all(flights);
  }
}

/** What became of it; undefined where it was cancelled before it went. Cut short, it stays in flight for whoever is next to find. */
async function sendOne(
  entry: OutboxEntry,
  deps: SendAllDeps,
  signal: AbortSignal,
): Promise<OutboxEntry | null | undefined> {
  const { store, now, fetch, origin, beforeSend } = deps;
  const flying = markInFlight(entry, now());
  if (entry.action.kind !== 'send' || !(await settleEntry(store, entry, flying))) return undefined;
  const { request } = entry.action;
  const carry = { fetch, backend: store.db, now, origin, signal, beforeSend };
  let carried: Awaited<ReturnType<typeof carrySend>>;
  try {
    carried = await carrySend(flying, request, carry);
  } catch (error) {
    if (signal.aborted) return flying;
    throw error;
  }
  if (carried.kind === 'no-answer' && carried.refused === true && flying.tries >= TRIES_BEFORE_ASKING) {
    const isThere = await refusesBrowsers(request.url, fetch, signal);
    if (isThere) carried = { ...carried, code: 'refuses-browsers' };
  }
  const next = settle(flying, carried, now());
  await settleEntry(store, flying, next);
  if (next === null) store.announce([acknowledgedWord(entry.id)]);
  return next;
}
