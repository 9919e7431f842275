// A device that runs the product: its own functions decide at every session and every wake. What it stores, it has seen.

import { inferFactor } from '../../src/core/engagement.ts';
import { learnLatency, type Latency } from '../../src/core/latency.ts';
import { sessionAt } from '../../src/core/local-clock.ts';
import type { FeedId, Session, WakeReason, WakeReport } from '../../src/core/model.ts';
import { learnItemsPerDay } from '../../src/core/pace.ts';
import { nextSureWake, plan, type PlannedFeed, type WakePlan } from '../../src/core/plan.ts';
import { planPushes, type PushJob } from '../../src/core/push-plan.ts';
import { learnRhythm, type Rhythm } from '../../src/core/rhythm.ts';
import { steer } from '../../src/core/steer.ts';
import { dueTimes, restartedTimers, timersAfterWake, type Factor, type Timers } from '../../src/core/timers.ts';
import type { Link, Person } from './people.ts';

const HISTORY = 140;
const TAGS = ['a', 'b'];
const DAY = 86_400_000;

export interface ProductOptions {
  readonly device: 'phone' | 'desktop';
  readonly periodic: boolean;
  readonly push: 'none' | 'silent' | 'visible';
  readonly tags: 1 | 2;
}

/** Whether to restart the timers now, of which the next is due at `dueAt`. */
export type Steering = (now: number, dueAt: number | undefined) => boolean;

export class Product {
  readonly #who: Person;
  readonly #options: ProductOptions;
  readonly #sessions: Session[] = [];
  readonly #wakes: WakeReport[] = [];
  readonly #pushedAt: number[] = [];
  readonly #feeds: PlannedFeed[];
  #rhythm: Rhythm | undefined;
  #latency: Latency | undefined;
  #timers: Timers | undefined;
  #factor: Factor = 2;
  #lastSyncAt: number | undefined;
  jobs: readonly PushJob[] = [];

  constructor(who: Person, feeds: number, options: ProductOptions) {
    this.#who = who;
    this.#options = options;
    this.#feeds = Array.from({ length: feeds }, (_, i) => ({
      id: String(i) as FeedId,
      state: { kind: 'active' as const },
      addedAt: who.installedAt,
    }));
  }

  /** A session has begun: it is on record at once. */
  open(start: number, end: number): void {
    this.#sessions.push(sessionAt(start, end, this.#who.offsetAt));
    this.#rhythm = undefined;
    this.#latency = undefined;
  }

  /** While a page is visible. Answers the tags to register anew, if any. `instead`: another's choice. */
  steer(now: number, instead?: Steering): readonly string[] | undefined {
    if (!this.#options.periodic) return undefined;
    this.#factor = inferFactor(
      {
        sessions: this.#sessions.slice(-HISTORY),
        wakes: this.#wakes.slice(-20),
        device: this.#options.device,
        ...(this.#timers ? { restartedAt: this.#timers.restartedAt } : {}),
      },
      now,
    );
    const tags = TAGS.slice(0, this.#options.tags);
    if (instead) {
      const dueAt = this.#timers && dueTimes(this.#timers, this.#factor, now, Infinity)[0];
      if (!instead(now, dueAt)) return undefined;
      this.#timers = restartedTimers(now, this.#factor, tags);
      return tags;
    }
    const decision = steer({
      now,
      rhythm: this.rhythm(now),
      timers: this.#timers,
      factor: this.#factor,
      latency: this.latency(),
      tags,
    });
    if (decision.kind === 'keep') return undefined;
    this.#timers = decision.timers;
    return tags;
  }

  decide(now: number, reason: WakeReason, link: Link, tag?: string): WakePlan {
    const timers = this.#timers && tag ? timersAfterWake(this.#timers, tag, now, this.#factor) : this.#timers;
    const nextWakeAt = nextSureWake({
      now,
      dueTimes: dueTimes(timers, this.#factor, now, now + DAY),
      pushTimes: this.jobs.map(job => job.at),
      latency: this.latency(),
    });
    return plan({
      now,
      reason,
      rhythm: this.rhythm(now),
      feeds: this.#feeds,
      conditions: { online: link !== 'none', metered: link === 'metered' },
      settings: { pictures: 'all', notifications: false, dailyMegabytesMetered: 15 },
      ...(this.#lastSyncAt === undefined ? {} : { lastSyncAt: this.#lastSyncAt }),
      ...(nextWakeAt === undefined ? {} : { nextWakeAt }),
    });
  }

  fetched(now: number, feeds: readonly number[], found: ReadonlyMap<number, number>): void {
    this.#lastSyncAt = now;
    for (const index of feeds) {
      const feed = this.#feeds[index];
      if (!feed) continue;
      const itemsPerDay = learnItemsPerDay(
        feed.itemsPerDay,
        found.get(index) ?? 0,
        feed.checkedAt === undefined ? DAY : now - feed.checkedAt,
      );
      this.#feeds[index] = { ...feed, checkedAt: now, itemsPerDay };
    }
  }

  /** A wake has ended: timers go on, its report is stored. */
  woken(now: number, reason: WakeReason, tag: string | undefined, bytes: number): void {
    const dueAt = this.#timers?.timers.find(timer => timer.tag === tag)?.dueAt;
    if (tag !== undefined && this.#timers) this.#timers = timersAfterWake(this.#timers, tag, now, this.#factor);
    if (reason === 'push') this.#pushedAt.push(now);
    this.#wakes.push({
      startedAt: now,
      reason,
      ...(tag === undefined ? {} : { tag }),
      ...(dueAt === undefined ? {} : { dueAt }),
      feeds: { planned: 0, updated: 0, unchanged: 0, failed: 0 },
      newArticles: 0,
      pictures: 0,
      bytes,
      result: 'complete',
    });
    this.#latency = undefined;
  }

  /** Uploads the next push times, where it may. */
  planPushes(now: number): void {
    if (this.#options.push === 'none') return;
    this.jobs = planPushes({
      now,
      rhythm: this.rhythm(now),
      dueTimes: this.#options.periodic ? dueTimes(this.#timers, this.#factor, now, now + 26 * 3_600_000) : [],
      latency: this.latency(),
      lastSyncAt: this.#lastSyncAt ?? -Infinity,
      sentAt: this.#pushedAt.slice(-6),
      visible: this.#options.push === 'visible',
    });
  }

  /** When wakes are thought to be due, for whoever asks why. */
  nextDue(now: number): number[] {
    return dueTimes(this.#timers, this.#factor, now, now + DAY);
  }

  rhythm(now: number): Rhythm {
    if (!this.#rhythm || now - this.#rhythm.learnedAt > DAY / 3) {
      this.#rhythm = learnRhythm(this.#sessions, now, { offsetAt: this.#who.offsetKnownAt(now) });
    }
    return this.#rhythm;
  }

  latency(): Latency {
    this.#latency ??= learnLatency(this.#wakes.slice(-60), this.#sessions.slice(-240), {
      offsetAt: this.#who.offsetAt,
      device: this.#options.device,
    });
    return this.#latency;
  }
}
