// A URL becomes a feed that is fresh enough: kept and fresh, or a fetch already under way, or one polite fetch of its own.

import { randomBytes } from 'node:crypto';
import { conditionalHeaders, freshnessMs, hasValidators, validatorsOf } from '../http.ts';
import { FEED_ACCEPT, refused } from '../fetch-feed.ts';
import type { Documents, FeedRecord, ItemRecord, Rounds, Sourced } from './documents.ts';
import type { FetchOutcome, Fetcher } from './fetcher.ts';
import type { Limits } from './limits.ts';
import type { Pool } from './pool.ts';
import { createRecent } from './recent.ts';
import { MOVE_HOLDS_MS, afterFailure, afterSuccess } from './schedule.ts';
import { mark } from './unchanged.ts';

export type FeedAnswer =
  /** Kept content; `failure` says why it is not fresher, where it is not. */
  | {
      readonly kind: 'kept';
      readonly feed: FeedRecord & { readonly head: string };
      /** All that is kept of it, where it has just been read for the first time: no need to look it up again. */
      readonly arrived?: readonly ItemRecord[];
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string; readonly retryAt?: number };

export interface FeedDesk {
  /** Why an address cannot be a feed's, before anything is asked. */
  readonly normalise: (address: string) => string | undefined;
  /** Fresh enough for a reader. */
  readonly ask: (url: string, signal: AbortSignal) => Promise<FeedAnswer>;
  /** Fetched now, because its round has come. */
  readonly poll: (url: string, signal: AbortSignal) => Promise<FeedAnswer>;
  readonly underWay: () => number;
}

export interface FeedDeskOptions {
  readonly documents: Documents;
  readonly rounds: Rounds;
  readonly fetcher: Fetcher;
  readonly pool: Pool;
  readonly limits: Limits;
  readonly pictureKey: Uint8Array<ArrayBuffer>;
  readonly now: () => number;
  readonly random: () => number;
  /** Whether an address is answered in process (the newsroom): asked anew each time. */
  readonly isInProcess: (url: URL) => boolean;
  /** Whether a host is the owner's own: asking it often costs nobody else. */
  readonly isOwnHost: (hostname: string) => boolean;
  readonly onFetch?: (url: string, outcome: 'new' | 'unchanged' | 'failed' | 'gone', ms: number, bytes: number) => void;
}

interface Flight {
  readonly answer: Promise<FeedAnswer>;
  readonly giveUp: AbortController;
  waiting: number;
}

const FRESH_KEPT = 5_000;
const COUNTED_MS = 3_600_000;
const READERS_SINCE_MS = 30 * 24 * 3_600_000;
/** A publisher that said "gone" may be asked once more after this. */
const GONE_HOLDS_MS = 30 * 24 * 3_600_000;
/** Failures that are ours or the address's own: nothing to remember. */
const NOT_REMEMBERED = new Set(['cancelled', 'private-address', 'forbidden-port', 'bad-url']);

export function createFeedDesk(options: FeedDeskOptions): FeedDesk {
  const { documents, rounds, fetcher, pool, limits, now } = options;
  const flights = new Map<string, Flight>();
  const readers = createRecent<{ readonly count: number; readonly at: number }>(FRESH_KEPT);
  /** Answers that are good until their time, so that a crowd costs the database nothing. */
  const fresh = createRecent<{ readonly answer: FeedAnswer; readonly until: number }>(FRESH_KEPT);

  async function ask(address: string, signal: AbortSignal): Promise<FeedAnswer> {
    const known = fresh.get(address);
    if (known && now() < known.until) return known.answer;
    const answer = await askAnew(address, signal);
    if (answer.kind === 'kept' && now() < answer.feed.askAt) {
      fresh.set(address, { answer: { kind: 'kept', feed: answer.feed }, until: answer.feed.askAt }, 1);
    } else fresh.delete(address);
    return answer;
  }

  async function askAnew(address: string, signal: AbortSignal): Promise<FeedAnswer> {
    const flying = inFlight(address);
    if (flying) return join(flying, signal);
    const record = await documents.feed(address);
    const url = record?.url ?? (await documents.homes([address]))[0] ?? address;
    const early = record ? await answerFromKept(record) : await heldBack(url);
    if (early) return early;
    return join(inFlight(url) ?? depart(url, record), signal);
  }

  async function answerFromKept(record: FeedRecord): Promise<FeedAnswer | undefined> {
    const time = now();
    if (record.goneAt !== undefined && time - record.goneAt < GONE_HOLDS_MS) return { kind: 'gone' };
    const held = await rounds.heldUntil(hostOf(record.url), time);
    if (time < record.askAt || held !== undefined) return fromRecord(record, held);
    return undefined;
  }

  /** A feed never seen, of a host that asks for rest. */
  async function heldBack(url: string): Promise<FeedAnswer | undefined> {
    const retryAt = await rounds.heldUntil(hostOf(url), now());
    return retryAt === undefined ? undefined : { kind: 'failed', code: 'rate-limited', detail: HELD, retryAt };
  }

  async function poll(address: string, signal: AbortSignal): Promise<FeedAnswer> {
    const record = await documents.feed(address);
    const url = record?.url ?? address;
    if (url !== address) await rounds.forget(address);
    if (record?.goneAt !== undefined) {
      await rounds.forget(url);
      return { kind: 'gone' };
    }
    if (record && now() < record.nextAt) {
      await rounds.schedule(url, record.nextAt);
      return fromRecord(record, undefined);
    }
    const held = await rounds.heldUntil(hostOf(url), now());
    if (held !== undefined) {
      await rounds.schedule(url, held);
      return record ? fromRecord(record, held) : { kind: 'failed', code: 'rate-limited', detail: HELD, retryAt: held };
    }
    return join(inFlight(url) ?? depart(url, record), signal);
  }

  function inFlight(url: string): Flight | undefined {
    const flight = flights.get(url);
    return flight?.giveUp.signal.aborted ? undefined : flight;
  }

  /** One fetch for everybody who asks meanwhile. */
  function depart(url: string, record: FeedRecord | undefined): Flight {
    const giveUp = new AbortController();
    const flight: Flight = {
      giveUp,
      waiting: 0,
      answer: fetchAndKeep(url, record, giveUp.signal).finally(() => {
        if (flights.get(url) === flight) flights.delete(url);
      }),
    };
    flights.set(url, flight);
    fresh.delete(url);
    return flight;
  }

  /** Waits with the others; whoever leaves last stops the work. */
  function join(flight: Flight, signal: AbortSignal): Promise<FeedAnswer> {
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.giveUp.abort(new DOMException('Nobody waits.', 'AbortError'));
      };
      const onAbort = () => {
        leave();
        resolve({ kind: 'failed', code: 'cancelled', detail: 'The client has left.' });
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      flight.answer.then(
        answer => {
          signal.removeEventListener('abort', onAbort);
          resolve(answer);
        },
        (error: unknown) => {
          signal.removeEventListener('abort', onAbort);
          reject(error instanceof Error ? error : new Error('fetch-failed', { cause: error }));
        },
      );
    });
  }

  async function fetchAndKeep(url: string, record: FeedRecord | undefined, signal: AbortSignal): Promise<FeedAnswer> {
    const began = now();
    const outcome = await fetcher.get(url, {
      accept: FEED_ACCEPT,
      signal,
      headers: record?.head === undefined ? {} : conditionalHeaders(record.validators),
      readers: await readersOf(url, began),
    });
    const size = outcome.kind === 'answer' ? outcome.body.byteLength : 0;
    const answer = await digest(url, record, outcome, signal);
    const what =
      answer.kind !== 'kept'
        ? answer.kind
        : answer.feed.failure
          ? 'failed'
          : answer.feed.seq === record?.seq
            ? 'unchanged'
            : 'new';
    options.onFetch?.(url, what, now() - began, size);
    return answer;
  }

  /** Counted once an hour: it is a courtesy, not a measurement. */
  async function readersOf(url: string, time: number): Promise<number> {
    const known = readers.get(url);
    if (known && time - known.at < COUNTED_MS) return known.count;
    const count = await rounds.readers(url, time - READERS_SINCE_MS);
    readers.set(url, { count, at: time }, 1);
    return count;
  }

  async function digest(
    url: string,
    record: FeedRecord | undefined,
    outcome: FetchOutcome,
    signal: AbortSignal,
  ): Promise<FeedAnswer> {
    if (outcome.kind === 'failed') return fail(url, record, outcome);
    const kept = record && withHead(record);
    if (outcome.status === 304 && kept) {
      const validators = { ...kept.validators, ...validatorsOf(outcome.header) };
      return keep({ ...base(kept, outcome), validators, head: kept.head }, outcome, undefined, kept);
    }
    if (outcome.status !== 200) {
      const refusal = refused(outcome.status, outcome.header, now());
      if (refusal.kind === 'gone') return gone(url, record);
      const detail = SENTENCES[refusal.code] ?? 'The publisher refuses it';
      return fail(url, record, { ...refusal, detail: `${detail} (HTTP ${outcome.status}).` });
    }
    const bodyHash = mark(outcome.body);
    if (kept?.bodyHash === bodyHash) {
      const next = { ...base(kept, outcome), validators: validatorsOf(outcome.header), head: kept.head };
      return keep(next, outcome, undefined, kept);
    }
    return read(url, record, outcome, bodyHash, signal);
  }

  /** A document that is new: parsed in a worker thread, then kept with its validators, in one transaction. */
  async function read(
    url: string,
    record: FeedRecord | undefined,
    outcome: Extract<FetchOutcome, { kind: 'answer' }>,
    bodyHash: string,
    signal: AbortSignal,
  ): Promise<FeedAnswer> {
    const contentType = outcome.header('content-type');
    const encoding = outcome.header('content-encoding');
    const time = now();
    const work = await pool.run(
      {
        kind: 'feed',
        body: outcome.body,
        ...(encoding === undefined ? {} : { encoding }),
        ...(contentType === undefined ? {} : { contentType }),
        url: outcome.url,
        maxBytes: limits.decodedBytes,
        known: record ? await documents.known(record.uid) : '[]',
        now: time,
        maxItems: limits.itemsKept,
        pictureKey: options.pictureKey,
      },
      signal,
    );
    if (work.kind === 'failed') return fail(url, record, work);
    if (work.kind !== 'feed') throw new Error('unexpected-work-answer');
    // A feed that only changed its name is a change too, without items.
    const headChanged = record?.head !== undefined && record.head !== work.head;
    let seq = (record?.seq ?? 0) + (headChanged ? 1 : 0);
    const { bytes } = work;
    const changed = work.changed.map(({ start, end, ...item }): ItemRecord => {
      return { ...item, seq: ++seq, json: bytes.subarray(start, end) };
    });
    const isNew = changed.length > 0 || headChanged;
    const next = {
      ...base(record ?? born(url), outcome),
      seq,
      head: work.head,
      hints: work.hints,
      validators: validatorsOf(outcome.header),
      bodyHash,
      ...(isNew ? { changedAt: time } : {}),
    };
    const kept = await keep(next, outcome, {
      changed,
      sourced: work.sourced,
      present: work.present,
      gapMs: work.gapMs,
    });
    return kept.kind === 'kept' && record?.head === undefined ? { ...kept, arrived: changed } : kept;
  }

  async function keep(
    record: FeedRecord & { readonly head: string },
    outcome: Extract<FetchOutcome, { kind: 'answer' }>,
    content?: {
      readonly changed: readonly ItemRecord[];
      readonly sourced: readonly Sourced[];
      readonly present: readonly string[];
      readonly gapMs?: number | undefined;
    },
    before?: FeedRecord,
  ): Promise<FeedAnswer> {
    const time = now();
    const home = new URL(record.url);
    const times = options.isInProcess(home)
      ? { askAt: time, nextAt: time + READERS_SINCE_MS }
      : afterSuccess(time, {
          headerMs: freshnessMs(outcome.header, time),
          hints: record.hints,
          hasValidators: hasValidators(record.validators),
          gapMs: content?.gapMs,
          isOwn: options.isOwnHost(home.hostname),
        });
    const kept = { ...record, ...times };
    await Promise.all([
      before !== undefined && isOnlyLater(kept, before)
        ? documents.touch(kept)
        : documents.save(kept, content?.changed ?? [], {
            atMost: limits.itemsKept,
            present: content?.present ?? [],
            sourced: content?.sourced ?? [],
          }),
      rounds.schedule(kept.url, kept.nextAt),
    ]);
    if (kept.moved && time - kept.moved.since >= MOVE_HOLDS_MS) return moveHouse(kept, kept.moved.to);
    return { kind: 'kept', feed: kept };
  }

  /** The redirect has held for days: from now on the feed is kept under its new address. */
  async function moveHouse(record: FeedRecord & { readonly head: string }, to: string): Promise<FeedAnswer> {
    const moved = await documents.move(record.url, to);
    await rounds.forget(record.url);
    const there = moved ? { ...record, url: to } : await documents.feed(to);
    await rounds.schedule(to, there?.nextAt ?? record.nextAt);
    return there ? fromRecord(there, undefined) : { kind: 'kept', feed: record };
  }

  async function gone(url: string, record: FeedRecord | undefined): Promise<FeedAnswer> {
    await documents.save({ ...(record ?? born(url)), goneAt: now() }, [], { atMost: limits.itemsKept, present: [] });
    await rounds.forget(url);
    return { kind: 'gone' };
  }

  async function fail(
    url: string,
    record: FeedRecord | undefined,
    failure: { readonly code: string; readonly detail: string; readonly retryAt?: number },
  ): Promise<FeedAnswer> {
    const { code, detail } = failure;
    if (NOT_REMEMBERED.has(code)) {
      return record?.head === undefined || code !== 'cancelled'
        ? { kind: 'failed', code, detail }
        : fromRecord(record, undefined);
    }
    const time = now();
    const failures = (record?.failures ?? 0) + 1;
    const retryAt = Math.round(
      afterFailure(time, failures, { retryAt: failure.retryAt, isOwn: isOwn(url), random: options.random() }),
    );
    const next: FeedRecord = {
      ...(record ?? born(url)),
      failures,
      failure: { code, detail, retryAt },
      askAt: retryAt,
      nextAt: retryAt,
    };
    await documents.save(next, [], { atMost: limits.itemsKept, present: [] });
    await rounds.schedule(url, retryAt);
    if (failure.retryAt !== undefined) await rounds.hold(hostOf(url), url, failure.retryAt, time);
    return fromRecord(next, undefined);
  }

  function base(record: FeedRecord, outcome: Extract<FetchOutcome, { kind: 'answer' }>): FeedRecord {
    const { failure: _failure, goneAt: _goneAt, moved, ...rest } = record;
    const { movedTo } = outcome;
    const still = movedTo === undefined || movedTo === record.url ? undefined : movedTo;
    const since = moved?.to === still ? moved?.since : undefined;
    return {
      ...rest,
      failures: 0,
      checkedAt: now(),
      ...(still === undefined ? {} : { moved: { to: still, since: since ?? now() } }),
    };
  }

  function isOwn(url: string): boolean {
    return options.isOwnHost(new URL(url).hostname);
  }

  return { normalise: normaliseAddress, ask, poll, underWay: () => flights.size };
}

/** The address as it is kept: http or https, no fragment; `feed:` spellings and a missing scheme are understood. */
export function normaliseAddress(address: string): string | undefined {
  const trimmed = address
    .trim()
    .replace(/^(?:web\+)?feed:(?:\/\/)?(?=https?:)/i, '')
    .replace(/^(?:web\+)?feed:(?:\/\/)?/i, 'http://');
  const withScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.parse(withScheme);
  if (url === null || url.hostname === '') return undefined;
  url.hash = '';
  return url.href;
}

function fromRecord(record: FeedRecord, held: number | undefined): FeedAnswer {
  if (record.goneAt !== undefined) return { kind: 'gone' };
  const kept = withHead(record);
  if (kept) return { kind: 'kept', feed: kept };
  if (record.failure) return { kind: 'failed', ...record.failure };
  return { kind: 'failed', code: 'rate-limited', detail: HELD, ...(held === undefined ? {} : { retryAt: held }) };
}

function withHead(record: FeedRecord): (FeedRecord & { readonly head: string }) | undefined {
  const { head } = record;
  return head === undefined ? undefined : { ...record, head };
}

/** Whether nothing has changed but the times. */
function isOnlyLater(kept: FeedRecord, before: FeedRecord): boolean {
  return (
    before.failures === 0 &&
    before.failure === undefined &&
    before.goneAt === undefined &&
    before.moved === undefined &&
    kept.moved === undefined &&
    before.validators.etag === kept.validators.etag &&
    before.validators.lastModified === kept.validators.lastModified
  );
}

function born(url: string): FeedRecord {
  const uid = randomBytes(9).toString('base64url');
  return { url, uid, seq: 0, validators: {}, hints: {}, askAt: 0, nextAt: 0, failures: 0 };
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

const HELD = 'Its host asks to be left alone for a while.';
const SENTENCES: Readonly<Record<string, string>> = {
  'rate-limited': 'The publisher asks to be left alone for a while',
  'not-found': 'There is nothing at this address',
  'server-failed': "The publisher's server has a problem",
  'http-error': 'The publisher refuses it',
};
