// One wake: plan, fetch, store, pictures, edition, front page, badge, at most one notification, and the report of it all.

import type { OffsetAt } from '../core/local-clock.ts';
import type { ArticleId, Edition, Feed, FeedId, WakeReason, WakeReport } from '../core/model.ts';
import type { FeedOutcome, IngestResult, Library } from '../store/library-api.ts';
import { keys } from '../store/keys.ts';
import { makeEdition } from './edition.ts';
import type { Conditions } from '../core/plan.ts';
import { LOCKS, type WorkerMessage } from './messages.ts';
import { keepFullTexts } from './full-texts.ts';
import { keepPictures, type PicturesKept } from './pictures.ts';
import { decide, type Decision, type NotifiedFlag } from './decide.ts';
import { type Fetch, type Transport, TransportError } from './transport.ts';
import { underLock } from './locks.ts';
import { makeRoom, tidyDaily } from './tidy.ts';

export interface WakeDeps {
  readonly library: Library;
  readonly transport: Transport;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Absent where there is none: text is kept all the same. */
  readonly caches?: CacheStorage | undefined;
  readonly locks?: LockManager | undefined;
  /** Cancel, or the end of the event's time. */
  readonly signal?: AbortSignal | undefined;
  readonly conditions: () => Promise<Conditions>;
  /** What our storage takes by the engine's own estimate; undefined where it gives none. */
  readonly usedBytes?: (() => Promise<number | undefined>) | undefined;
  readonly offsetAt: OffsetAt;
  /** Prints the first screen of Today into the cache. */
  readonly print?: (() => Promise<void>) | undefined;
  readonly badge?: ((count: number) => Promise<void>) | undefined;
  readonly notify?: ((news: EditionNews) => Promise<void>) | undefined;
  readonly tell?: ((message: WorkerMessage) => void) | undefined;
  /** Tag of the event, and when it was due, where the browser said so. */
  readonly tag?: string | undefined;
  readonly dueAt?: number | undefined;
  /** What late wakes are to be expected; taken for a desktop where it is not said. */
  readonly device?: 'phone' | 'desktop' | undefined;
  /** How long to wait for another wake under way before leaving; 0 leaves at once. */
  readonly waitMs?: number;
}

export interface EditionNews {
  readonly newArticles: number;
  readonly edition: { readonly name?: string; readonly complete: boolean };
  readonly language: string;
}

/** Longest hold of the lock, milliseconds: inside Chromium's three minutes for an event. */
const HOLD_MS = 150_000;
const MADE_BY_BROWSER: ReadonlySet<WakeReason> = new Set(['periodicsync', 'push', 'sync']);
/** Pictures are kept for so many articles beyond the edition: what was missed before. */
const MOST_ILLUSTRATED = 200;

/** Does what is worth doing now and answers its report. A second caller waits `waitMs` for the first, then leaves (`already-running`). */
export async function wake(reason: WakeReason, deps: WakeDeps): Promise<WakeReport> {
  const options = { locks: deps.locks, waitMs: deps.waitMs ?? 0, holdMs: HOLD_MS, signal: deps.signal };
  const locked = await underLock(LOCKS.wake, options, signal => run(reason, deps, signal));
  if (locked.kind === 'done') return locked.value;
  return { ...blank(reason, deps), endedAt: deps.now(), result: 'nothing', why: 'already-running' };
}

async function run(reason: WakeReason, deps: WakeDeps, signal: AbortSignal): Promise<WakeReport> {
  const { library, now } = deps;
  await markInterrupted(library);
  const started = blank(reason, deps);
  const conditions = await deps.conditions();
  const { offsetAt, device = 'desktop' } = deps;
  const decision = await decide({ library, reason, conditions, now: now(), offsetAt, device });
  const metered = conditions.metered === undefined ? {} : { metered: conditions.metered };
  if (decision.kind === 'nothing') {
    const report: WakeReport = { ...started, ...metered, endedAt: now(), result: 'nothing', why: decision.why };
    // A person who looks again and again fills no page with wakes that were none.
    if (MADE_BY_BROWSER.has(reason)) await library.putWake(report);
    deps.tell?.({ kind: 'wake-ended', report });
    return report;
  }
  const story = new Story(library, deps, { ...started, ...metered }, decision.feeds.length);
  await story.begin();
  try {
    return await carryOut(decision, story, deps, signal);
  } catch (error) {
    return story.endBadly(error, signal);
  }
}

async function carryOut(decision: Decision & { kind: 'fetch' }, story: Story, deps: WakeDeps, signal: AbortSignal) {
  const { library, now } = deps;
  const late = AbortSignal.timeout(decision.deadlineMs);
  const until = AbortSignal.any([signal, late]);
  let trouble: string | undefined;
  try {
    await fetchFeeds(decision.feeds, story, deps, until);
  } catch (error) {
    // What came is stored; the paper is made of it all the same.
    if (signal.aborted) throw error;
    if (late.aborted) trouble = 'deadline';
    else if (error instanceof TransportError) trouble = error.code;
    else throw error;
  }
  if (story.nothingArrived && trouble) return story.end('failed', trouble);

  if (!until.aborted) await keepFullTexts(deps, until).catch(unlessAborted(until));
  const fresh = await makeEdition(library, now(), deps.offsetAt);
  await library.putEdition(fresh);
  trouble = (await illustrate(fresh, decision, story, deps, until)) ?? trouble;
  const edition = await makeEdition(library, now(), deps.offsetAt);
  await library.putEdition(edition);
  await deps.print?.();
  const counts = await library.counts();
  await deps.badge?.(counts.unread);
  const report = await story.end(trouble || story.failed > 0 || until.aborted ? 'partial' : 'complete', trouble);
  if (decision.notify && story.newIds.length > 0) await tellOnce(edition, deps);
  await tidyDaily(library, { now: now(), caches: deps.caches, signal: until, usedBytes: deps.usedBytes });
  return report;
}

/** Pictures of the paper, then of what is unread besides. Answers what kept it from all of them, if it is worth saying. */
async function illustrate(
  edition: Edition,
  { pictures, bytesBudget, leadsOnly }: Decision & { kind: 'fetch' },
  story: Story,
  deps: WakeDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!deps.caches || pictures === 'none' || signal.aborted) return undefined;
  const { rows } = await deps.library.list({ kind: 'unread' }, { limit: MOST_ILLUSTRATED });
  const ids = [...new Set([...edition.articleIds, ...rows.map(({ headline }) => headline.id)])];
  const chosen = pictures === 'all' ? ids : ids.slice(0, pictures.newest);
  const keep = (): Promise<PicturesKept> =>
    keepPictures(deps.library, chosen, {
      caches: deps.caches as CacheStorage,
      fetch: deps.fetch,
      signal,
      budgetBytes: bytesBudget - story.bytes,
      scope: leadsOnly ? 'lead' : 'all',
      now: deps.now,
    });
  let kept = await keep();
  story.pictures(kept.stored, kept.bytes);
  // Old pictures give way to this morning's, once.
  if (kept.end === 'quota') {
    const { bytes } = await makeRoom(deps.library, { now: deps.now(), caches: deps.caches, signal });
    if (bytes > 0) {
      kept = await keep();
      story.pictures(kept.stored, kept.bytes);
    }
  }
  return { all: undefined, budget: undefined, quota: 'quota-exceeded', unreachable: 'pictures-unreachable' }[kept.end];
}

/** A text that did not come in time keeps no paper from being made. */
function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return error => {
    if (!signal.aborted) throw error;
  };
}

async function tellOnce(edition: Edition, { library, notify, now }: WakeDeps): Promise<void> {
  if (!notify) return;
  // Some feeds are read without being waited for.
  const quiet = new Set((await library.feeds()).filter(feed => !feed.settings.notify).map(({ id }) => id));
  const rows = await library.rows(edition.articleIds);
  const newArticles = rows.filter(({ feed }) => !quiet.has(feed.id)).length;
  if (newArticles === 0) return;
  const { language } = await library.settings();
  await notify({ newArticles, edition, language });
  const key = keys.meta('flags');
  await library.backend.transact([key], ([flags]) => {
    const told: NotifiedFlag = { ...(flags as NotifiedFlag | undefined), notifiedAt: now() };
    return { puts: [[key, told]], result: undefined };
  });
}

async function fetchFeeds(feeds: readonly Feed[], story: Story, deps: WakeDeps, signal: AbortSignal): Promise<void> {
  const byUrl = new Map<string, FeedId[]>();
  for (const feed of feeds) byUrl.set(feed.url, [...(byUrl.get(feed.url) ?? []), feed.id]);
  if (byUrl.size === 0) return;
  const wanted = feeds.filter((feed, i) => feeds.findIndex(other => other.url === feed.url) === i);
  for await (const piece of deps.transport.edition(wanted, { signal })) {
    for (const feedId of byUrl.get(piece.url) ?? []) {
      const { newIds } = await ingestWithRoom(feedId, piece.outcome, deps, signal);
      await story.feed(piece.outcome, newIds, piece.bytes);
    }
    signal.throwIfAborted();
  }
}

/** Full storage: what can be fetched again makes room once; what does not fit then ends the wake with its reason. */
async function ingestWithRoom(
  feedId: FeedId,
  outcome: FeedOutcome,
  { library, caches, now }: WakeDeps,
  signal: AbortSignal,
): Promise<IngestResult> {
  try {
    return await library.ingest(feedId, outcome, now());
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'quota-exceeded') throw error;
    const { bytes } = await makeRoom(library, { now: now(), caches, signal });
    if (bytes === 0) throw error;
    return await library.ingest(feedId, outcome, now());
  }
}

function blank(reason: WakeReason, deps: WakeDeps): WakeReport {
  return {
    startedAt: deps.now(),
    ...(deps.dueAt === undefined ? {} : { dueAt: deps.dueAt }),
    reason,
    ...(deps.tag === undefined ? {} : { tag: deps.tag }),
    feeds: { planned: 0, updated: 0, unchanged: 0, failed: 0 },
    newArticles: 0,
    pictures: 0,
    bytes: 0,
    result: 'running',
  };
}

/** A wake still `running` while we hold the lock was killed. */
async function markInterrupted(library: Library): Promise<void> {
  const killed = (await library.wakes(8)).filter(report => report.result === 'running');
  for (const report of killed) await library.putWake({ ...report, result: 'interrupted' });
}

/** The report as it grows: stored at the start and the end, told to the pages feed by feed. */
class Story {
  readonly #library: Library;
  readonly #deps: WakeDeps;
  readonly #total: number;
  #report: WakeReport;
  #done = 0;
  newIds: ArticleId[] = [];

  constructor(library: Library, deps: WakeDeps, report: WakeReport, planned: number) {
    this.#library = library;
    this.#deps = deps;
    this.#total = planned;
    this.#report = { ...report, feeds: { ...report.feeds, planned } };
  }

  get failed(): number {
    return this.#report.feeds.failed;
  }

  get bytes(): number {
    return this.#report.bytes;
  }

  get nothingArrived(): boolean {
    return this.#done === 0;
  }

  async begin(): Promise<void> {
    await this.#library.putWake(this.#report);
    this.#tellProgress();
  }

  async feed(outcome: FeedOutcome, newIds: readonly ArticleId[], bytes: number): Promise<void> {
    const { feeds } = this.#report;
    const kind = outcome.kind === 'gone' ? 'failed' : outcome.kind;
    this.#done += 1;
    this.newIds.push(...newIds);
    this.#report = {
      ...this.#report,
      feeds: { ...feeds, [kind]: feeds[kind] + 1 },
      newArticles: this.newIds.length,
      bytes: this.#report.bytes + bytes,
    };
    this.#tellProgress();
  }

  pictures(stored: number, bytes: number): void {
    this.#report = { ...this.#report, pictures: this.#report.pictures + stored, bytes: this.#report.bytes + bytes };
    this.#tellProgress();
  }

  async end(result: WakeReport['result'], why?: string): Promise<WakeReport> {
    this.#report = { ...this.#report, endedAt: this.#deps.now(), result, ...(why === undefined ? {} : { why }) };
    await this.#library.putWake(this.#report);
    this.#deps.tell?.({ kind: 'wake-ended', report: this.#report });
    return this.#report;
  }

  /** Cancelled and full storage are outcomes; anything else is a bug and is thrown on once it is written down. */
  async endBadly(error: unknown, signal: AbortSignal): Promise<WakeReport> {
    if (signal.aborted) {
      const isTimeout = (signal.reason as { name?: string } | undefined)?.name === 'TimeoutError';
      return this.end(isTimeout ? 'partial' : 'cancelled', isTimeout ? 'deadline' : 'cancelled');
    }
    const code = (error as { code?: unknown }).code;
    if (code === 'quota-exceeded') return this.end(this.nothingArrived ? 'failed' : 'partial', 'quota-exceeded');
    if (code === 'newer-schema') return this.end('failed', 'newer-schema').catch(() => this.#report);
    await this.end('failed', 'bug').catch(() => undefined);
    throw error;
  }

  #tellProgress(): void {
    this.#deps.tell?.({ kind: 'wake-progress', report: this.#report, done: this.#done, total: this.#total });
  }
}
