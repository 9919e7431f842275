// What becomes of an outbox entry: which may go now, in which order, and what each answer means. Pure; the record of these
// rules is docs/decisions/outbox.md. Nothing here ever drops an entry: only an acknowledgement or the person does.

import type { OutboxEntry } from './outbox.ts';

/** What carrying an entry came to. */
export type Carried =
  /** Done and known to be done. */
  | { readonly kind: 'done' }
  /** An HTTP answer; `signIn`: a success that is really a sign-in page; `final`: ends it whatever the status. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly signIn?: boolean;
      /** From Retry-After, milliseconds since the epoch. */
      readonly retryAt?: number;
      readonly reason?: string;
      readonly final?: string;
    }
  /** Asking again cannot help. */
  | { readonly kind: 'impossible'; readonly code: string; readonly reason?: string }
  /** No answer; `refused`: a TypeError of a cross-origin request, where dead network and CORS look the same. */
  | { readonly kind: 'no-answer'; readonly code: string; readonly retryAt?: number; readonly refused?: boolean }
  /** Given to the network; no answer can be read (opaque). */
  | { readonly kind: 'handed-over' };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits after the first, second, … failed try; the last for all that follow. */
const BACK_OFF_MS = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR] as const;
/** No wait is longer, whoever asks for it: a clock set wrong for a moment may not silence an entry for years. */
export const LONGEST_WAIT_MS = 24 * HOUR;

/** Before it is sent: whoever finds it so at a start knows that its fate is open. */
export function markInFlight(entry: OutboxEntry, now: number): OutboxEntry {
  return { ...entry, state: 'in-flight', tries: entry.tries + 1, lastTriedAt: now };
}

/**
 * Whether `next` follows from the entry as it is stored now. Two that both believe to hold the outbox (one of them hung, and its
 * lock was taken) never both claim the same try, and the late word of an older try overwrites no newer one.
 */
export function mayFollow(stored: OutboxEntry, next: OutboxEntry): boolean {
  if (stored.id !== next.id) return false;
  if (next.state === 'in-flight') return isOpen(stored) && next.tries === stored.tries + 1;
  return next.tries === stored.tries && next.lastTriedAt === stored.lastTriedAt;
}

/**
 * What an answer makes of an entry that was marked in flight: the entry to store, or null where it is acknowledged and goes.
 * `waiting` again means: reject the sync event, so that the browser comes back. A dead one is undone by the store.
 *
 * 2xx acknowledged; 409 by the destination's rule; 401, 403 and sign-in pages: kept until the person signs in; 408, 421,
 * 423, 424, 425, 429, 5xx and no answer: kept, Retry-After honoured; every other 4xx, and 3xx that nobody followed: dead.
 */
export function settle(entry: OutboxEntry, answer: Carried, now: number): OutboxEntry | null {
  switch (answer.kind) {
    case 'done':
      return null;
    case 'handed-over':
      return put(entry, { state: 'handed-over', nextAt: now });
    case 'impossible':
      return put(entry, { state: 'dead', lastError: answer.code, reason: answer.reason });
    case 'answered':
      return answered(entry, answer, now);
    case 'no-answer':
      // It may have arrived: sending it again could do it twice.
      return answer.code === 'timeout' && isAmbiguous(entry)
        ? put(entry, { state: 'unknown', lastError: 'unknown-fate' })
        : keep(entry, { code: answer.code, now, retryAt: answer.retryAt });
  }
}

function answered(entry: OutboxEntry, answer: Extract<Carried, { kind: 'answered' }>, now: number): OutboxEntry | null {
  const { status, reason, final } = answer;
  const said = { lastStatus: status, reason };
  if (final !== undefined) return put(entry, { state: 'dead', lastError: final, ...said });
  if (answer.signIn === true) return put(entry, { state: 'needs-sign-in', lastError: 'sign-in-page', ...said });
  if (status >= 200 && status < 300) return null;
  if (status === 409 && entry.destination.onConflict === 'acknowledged') return null;
  if (status === 401) return put(entry, { state: 'needs-sign-in', lastError: 'needs-sign-in', ...said });
  if (status === 403) return put(entry, { state: 'needs-sign-in', lastError: 'forbidden', ...said });
  if (isTransient(status)) {
    const asked = answer.retryAt !== undefined;
    const code = status === 429 || asked ? 'server-busy' : status === 408 ? 'timeout' : 'server-failed';
    return keep(entry, { code, now, status, retryAt: answer.retryAt, reason });
  }
  return put(entry, { state: 'dead', lastError: REFUSALS.get(status) ?? 'refused', ...said });
}

/**
 * An entry as met at a start, under the replay's lock: one in flight has lost its sender; one of another subject than
 * the one signed in is held, and waits again when that one is back. The same object where nothing changes.
 */
export function recovered(entry: OutboxEntry, subject: string | null): OutboxEntry {
  const met = entry.state === 'in-flight' ? landed(entry) : entry;
  if (met.state === 'waiting' && !belongsTo(met, subject)) return put(met, { state: 'held' });
  if (met.state === 'held' && belongsTo(met, subject)) return put(met, { state: 'waiting' });
  return met;
}

function landed(entry: OutboxEntry): OutboxEntry {
  return isAmbiguous(entry)
    ? put(entry, { state: 'unknown', lastError: 'unknown-fate' })
    : put(entry, { state: 'waiting', lastError: 'interrupted' });
}

export interface SendOptions {
  /**
   * A page was opened, became visible, or the network came back: do not wait for our own back-off, which was made for a
   * network that was gone. What a server asked for by Retry-After is honoured all the same.
   */
  readonly urgent?: boolean;
}

/**
 * What may be sent now: the first entry, by `seq`, that heads its lane and whose time has come; undefined where none may. It
 * may be given every entry or those of one lane.
 */
export function nextToSend(
  entries: readonly OutboxEntry[],
  now: number,
  subject: string | null,
  options: SendOptions = {},
): OutboxEntry | undefined {
  return headsOf(entries).find(entry => isOpen(entry) && belongsTo(entry, subject) && isDue(entry, now, options));
}

/**
 * Entries of one lane go one after the other: a destination and a subject. What stays on the device or goes to our gateway
 * (`local`) is a lane each, so that one dead site holds nothing else up.
 */
export function laneOf(entry: OutboxEntry): string {
  return entry.destination.id === 'local' ? `local ${entry.seq}` : `${entry.destination.id} ${entry.subject ?? ''}`;
}

/** When something will be due, so that a page may set its timer; undefined where nothing waits for time alone. */
export function nextDueAt(entries: readonly OutboxEntry[], now: number, subject: string | null): number | undefined {
  const times = headsOf(entries)
    .filter(entry => isOpen(entry) && belongsTo(entry, subject))
    .map(entry => (isDue(entry, now) ? now : Math.min(entry.nextAt, now + LONGEST_WAIT_MS)));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Whether its time has come. A clock that was set back, or a wait longer than any rule makes, counts as come. */
export function isDue(entry: OutboxEntry, now: number, { urgent = false }: SendOptions = {}): boolean {
  if (now >= entry.nextAt || entry.nextAt - now > LONGEST_WAIT_MS) return true;
  if ((entry.lastTriedAt ?? entry.createdAt) > now) return true;
  return urgent && entry.lastError !== 'server-busy';
}

/** The wait after the `tries`th failed try, spread by a fifth so that a thousand devices do not come back at once. */
export function backOffMs(tries: number, id: string): number {
  const base = BACK_OFF_MS[Math.min(Math.max(tries, 1), BACK_OFF_MS.length) - 1] ?? HOUR;
  const spread = Array.from(`${id}${tries}`).reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1000, 0) / 1000;
  return Math.round(base * (0.9 + 0.2 * spread));
}

/** The first entry of each lane that is not over; a later one never overtakes it. */
function headsOf(entries: readonly OutboxEntry[]): OutboxEntry[] {
  const heads = new Map<string, OutboxEntry>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (entry.state === 'dead' || entry.state === 'handed-over') continue;
    const lane = laneOf(entry);
    if (!heads.has(lane)) heads.set(lane, entry);
  }
  return [...heads.values()];
}

function isOpen(entry: OutboxEntry): boolean {
  return entry.state === 'waiting' || entry.state === 'held';
}

function belongsTo(entry: OutboxEntry, subject: string | null): boolean {
  return entry.subject === null || entry.subject === subject;
}

/** Sending it again could do it twice, and its destination wants to be asked. */
function isAmbiguous(entry: OutboxEntry): boolean {
  const { destination } = entry;
  return destination.onUnknown === 'ask' && destination.key.kind === 'none' && destination.id !== 'local';
}

function isTransient(status: number): boolean {
  return status >= 500 || status === 0 || [408, 421, 423, 424, 425, 429].includes(status);
}

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [400, 'bad-request'],
  [404, 'not-found'],
  [409, 'conflict'],
  [410, 'no-longer-there'],
  [413, 'payload-too-large'],
  [422, 'unprocessable'],
]);

function keep(
  entry: OutboxEntry,
  why: {
    readonly code: string;
    readonly now: number;
    readonly status?: number;
    readonly retryAt?: number | undefined;
    readonly reason?: string | undefined;
  },
): OutboxEntry {
  const own = why.now + backOffMs(entry.tries, entry.id);
  const nextAt = why.retryAt === undefined ? own : Math.min(Math.max(why.retryAt, why.now), why.now + LONGEST_WAIT_MS);
  return put(entry, { state: 'waiting', nextAt, lastError: why.code, lastStatus: why.status, reason: why.reason });
}

type Change = Pick<OutboxEntry, 'state'> & {
  readonly nextAt?: number;
  readonly lastError?: string;
  readonly lastStatus?: number | undefined;
  readonly reason?: string | undefined;
};

/** The entry with what is said now; what the last answer said and this one does not is gone. */
function put(entry: OutboxEntry, change: Change): OutboxEntry {
  const { lastStatus: _, reason: __, ...rest } = entry;
  return {
    ...rest,
    state: change.state,
    ...(change.nextAt === undefined ? {} : { nextAt: change.nextAt }),
    ...(change.lastError === undefined ? {} : { lastError: change.lastError }),
    ...(change.lastStatus === undefined ? {} : { lastStatus: change.lastStatus }),
    ...(change.reason === undefined ? {} : { reason: change.reason }),
  };
}
