// One strategy on one tier: two hundred people, sixty days, event by event.

import { Engagement, PeriodicScheduler, PushBudget } from './chromium.ts';
import { WORLD, pushArrivesAt, wakeRunsAt, type Assumptions } from './device.ts';
import { publish, type Publication } from './feeds.ts';
import { DAY, HOUR, MINUTE, START, person, readingDayOf, type Kind, type Person } from './people.ts';
import { Product, type Steering } from './product.ts';
import { seeded } from './random.ts';
import { Shelf } from './shelf.ts';

export type Strategy = 'on-open' | 'every-wake' | 'fixed-hour' | 'predawn' | 'oracle';

export interface Tier {
  readonly device: 'phone' | 'desktop';
  /** Whether the browser has periodic sync here (installed, Chromium). */
  readonly periodic: boolean;
  readonly push: 'none' | 'silent' | 'visible';
}

export const TIERS = {
  android: { device: 'phone', periodic: true, push: 'none' },
  'android-push': { device: 'phone', periodic: true, push: 'silent' },
  desktop: { device: 'desktop', periodic: true, push: 'none' },
  'desktop-push': { device: 'desktop', periodic: true, push: 'silent' },
  'tab-push': { device: 'phone', periodic: false, push: 'silent' },
  'ios-push': { device: 'phone', periodic: false, push: 'visible' },
} as const satisfies Record<string, Tier>;

export interface Options {
  readonly seed: number;
  readonly tier: Tier;
  readonly strategy: Strategy;
  readonly users?: number;
  readonly days?: number;
  readonly assume?: Assumptions;
  readonly tags?: 1 | 2;
  /** Mornings counted: from day 14 on, or those of everyone's first week. */
  readonly window?: 'settled' | 'first-week';
  /** Steers in place of the product, which does all else: how good could steering be? */
  readonly steering?: (who: Person) => Steering;
  /** Sees each morning counted, for whoever asks why. */
  readonly onMorning?: (
    who: Person,
    at: number,
    met: { readonly ready120: boolean; readonly cov60: number; readonly staleMin: number },
  ) => void;
}

export interface Outcome {
  readonly mornings: number;
  /** Shares of 1. */
  readonly ready120: number;
  readonly readyOf: Readonly<Partial<Record<Kind, number>>>;
  readonly cov60: number;
  readonly medianStaleMin: number;
  readonly bytes: number;
  readonly wakesPerDay: number;
  readonly pushesPerDay: number;
  /** Silent pushes beyond Chromium's budget, of all. */
  readonly overBudget: number;
}

interface Morning {
  readonly kind: Kind;
  readonly ready120: boolean;
  readonly cov60: number;
  readonly staleMin: number;
}

const WAKE_TAKES = 20_000;
const PERIOD = 12 * HOUR;
const FIXED_MINUTE = 6 * 60 + 30;

export function simulate(options: Options): Outcome {
  const users = options.users ?? 200;
  const days = options.days ?? 60;
  const mornings: Morning[] = [];
  const totals = { bytes: 0, wakes: 0, pushes: 0, over: 0, days: 0 };
  for (let index = 0; index < users; index++) {
    const random = seeded(options.seed * 100_003 + index);
    const who = person(index, random, days, options.tier.device, (options.assume ?? WORLD).laterSpreadMin);
    if (who.sessions.length === 0) continue;
    const world = publish(random, START - DAY, days + 1);
    new Life(who, world, options, mornings, totals).run(START + days * DAY);
    totals.days += (START + days * DAY - who.installedAt) / DAY;
  }
  return summarise(mornings, totals);
}

class Life {
  readonly #who: Person;
  readonly #options: Options;
  readonly #assume: Assumptions;
  readonly #shelf: Shelf;
  readonly #product: Product;
  readonly #engagement: Engagement;
  readonly #scheduler: PeriodicScheduler;
  readonly #budget: PushBudget;
  readonly #mornings: Morning[];
  readonly #totals: { bytes: number; wakes: number; pushes: number; over: number };
  readonly #every: readonly number[];
  readonly #steering: Steering | undefined;
  #lastSession = -Infinity;
  #sentUntil = 0;

  constructor(
    who: Person,
    world: Publication,
    options: Options,
    mornings: Morning[],
    totals: { bytes: number; wakes: number; pushes: number; over: number },
  ) {
    this.#who = who;
    this.#options = options;
    this.#assume = options.assume ?? WORLD;
    this.#shelf = new Shelf(world, who.installedAt);
    this.#product = new Product(who, world.feeds.length, { ...options.tier, tags: options.tags ?? 2 });
    this.#engagement = new Engagement(who.installedAt);
    this.#scheduler = new PeriodicScheduler(now => this.#engagement.factor(now));
    this.#budget = new PushBudget(who.installedAt);
    this.#mornings = mornings;
    this.#totals = totals;
    this.#every = world.feeds.map((_, i) => i);
    this.#steering = options.steering?.(who);
  }

  run(until: number): void {
    const { sessions } = this.#who;
    let next = 0;
    for (;;) {
      const session = sessions[next];
      const wake = this.#nextWake();
      const push = this.#nextPush();
      const at = Math.min(session?.start ?? Infinity, wake?.at ?? Infinity, push?.at ?? Infinity);
      if (at >= until) break;
      if (session && at === session.start) {
        this.#session(session.start, session.end, sessions[next - 1]?.start);
        next++;
      } else if (wake && at === wake.at) this.#wake(at, 'periodicsync', wake.tag);
      else if (push) {
        this.#sentUntil = push.sentAt;
        if (push.arrived) this.#wake(at, 'push', undefined);
      }
    }
    this.#totals.bytes += this.#shelf.bytes;
  }

  #nextWake(): { at: number; tag: string } | undefined {
    const due = this.#scheduler.next();
    if (!due) return undefined;
    return {
      tag: due.tag,
      at: wakeRunsAt(this.#who, this.#options.tier.device, due.dueAt, this.#assume, this.#options.seed),
    };
  }

  #nextPush(): { at: number; sentAt: number; arrived: boolean } | undefined {
    const { tier, strategy } = this.#options;
    if (tier.push === 'none') return undefined;
    let job: { at: number; ttlSeconds: number } | undefined;
    if (strategy === 'predawn') job = this.#product.jobs.find(({ at }) => at > this.#sentUntil);
    else if (strategy === 'fixed-hour') job = { at: this.#nextFixedHour(), ttlSeconds: 4 * 3600 };
    if (!job) return undefined;
    const { at } = job;
    const arrives = pushArrivesAt(this.#who, tier.device, at, job.ttlSeconds * 1000, this.#assume, this.#options.seed);
    return { at: arrives ?? at, sentAt: at, arrived: arrives !== undefined };
  }

  #nextFixedHour(): number {
    const from = Math.max(this.#sentUntil + MINUTE, this.#who.installedAt);
    const offset = this.#who.offsetAt(from) * MINUTE;
    const day = Math.floor((from + offset - START) / DAY);
    const today = START + day * DAY + FIXED_MINUTE * MINUTE - offset;
    return today > from ? today : today + DAY;
  }

  #session(start: number, end: number, previous: number | undefined): void {
    const { strategy, tier } = this.#options;
    const who = this.#who;
    if (strategy === 'oracle') this.#oracle(start);
    if (previous !== undefined && readingDayOf(previous, who.offsetAt) < readingDayOf(start, who.offsetAt)) {
      if (this.#counts(start)) {
        const met = this.#shelf.meet(start, previous);
        if (met) {
          this.#mornings.push({ kind: who.kind, ...met });
          this.#options.onMorning?.(who, start, met);
        }
      }
    }
    this.#product.open(start, end);
    this.#engagement.visit(start, end, true);
    const online = who.nextOnline(start);
    if (strategy !== 'oracle' && online < end) this.#fetch(online, strategy === 'predawn' ? 'visible' : undefined);
    this.#lastSession = start;
    if (tier.periodic) this.#register(start, end);
    if (strategy === 'predawn' && online < end) this.#product.planPushes(Math.max(online, start + MINUTE));
    // One-off sync: a reading without network is made good when the network is back.
    if (strategy === 'predawn' && online >= end && online < end + 8 * HOUR) this.#fetchIfLikely(online, 'sync');
  }

  #register(start: number, end: number): void {
    const { strategy } = this.#options;
    if (strategy === 'every-wake') this.#scheduler.register('a', PERIOD, start);
    if (strategy === 'fixed-hour' && this.#options.tier.push === 'none') {
      const due = this.#scheduler.next();
      if (!due || this.#fromFixedHour(start) < this.#fromFixedHour(due.dueAt) - 10) this.#restart(['a'], start);
    }
    if (strategy !== 'predawn') return;
    for (const at of [start + 15_000, (start + end) / 2, end - 1000]) {
      const tags = this.#product.steer(at, this.#steering);
      if (tags) this.#restart(tags, at);
    }
  }

  #restart(tags: readonly string[], at: number): void {
    for (const tag of this.#scheduler.tags) this.#scheduler.unregister(tag);
    for (const tag of tags) this.#scheduler.register(tag, PERIOD, at);
  }

  /** Minutes between a twelve-hourly phase and the fixed hour. */
  #fromFixedHour(t: number): number {
    const minute = (((t - START) / MINUTE + this.#who.offsetAt(t)) % 720) - (FIXED_MINUTE % 720);
    const apart = ((minute % 720) + 720) % 720;
    return Math.min(apart, 720 - apart);
  }

  #wake(at: number, reason: 'periodicsync' | 'push', tag: string | undefined): void {
    const { strategy, tier } = this.#options;
    const before = this.#shelf.bytes;
    if (reason === 'periodicsync') this.#totals.wakes++;
    else {
      this.#totals.pushes++;
      if (tier.push === 'silent' && !this.#budget.spend(at, this.#engagement.score(at))) this.#totals.over++;
    }
    this.#fetch(at, strategy === 'predawn' ? reason : undefined, tag);
    if (tag !== undefined) this.#scheduler.complete(tag, at + WAKE_TAKES);
    if (strategy !== 'predawn') return;
    this.#product.woken(at, reason, tag, this.#shelf.bytes - before);
    this.#product.planPushes(at + WAKE_TAKES);
  }

  #fetchIfLikely(at: number, reason: 'sync'): void {
    const next = this.#who.sessions.find(session => session.start > this.#lastSession);
    if (!next || at < next.start) this.#fetch(at, reason);
  }

  #fetch(at: number, reason: 'visible' | 'periodicsync' | 'push' | 'sync' | undefined, tag?: string): void {
    const link = this.#who.linkAt(at);
    if (link === 'none') return;
    if (reason === undefined) {
      this.#shelf.fetch(at, this.#every, link === 'metered' ? { newest: 12 } : 'all', this.#lastSession);
      return;
    }
    const decision = this.#product.decide(at, reason, link, tag);
    if (decision.kind === 'nothing') return;
    const feeds = decision.feeds.map(Number);
    const found = this.#shelf.fetch(at, feeds, decision.pictures, this.#lastSession);
    this.#product.fetched(at, feeds, found);
  }

  /** Knows when the reading will be and what is new: one fetch at the last moment with network. */
  #oracle(start: number): void {
    let at = start - MINUTE;
    for (let i = 0; i < 720 && this.#who.linkAt(at) === 'none'; i++) at -= MINUTE;
    this.#shelf.fetch(at, this.#every, 'all', this.#lastSession, true);
  }

  #counts(t: number): boolean {
    if (this.#options.window === 'first-week') return t < this.#who.installedAt + 7 * DAY;
    return t >= START + 14 * DAY;
  }
}

function summarise(
  mornings: readonly Morning[],
  totals: { bytes: number; wakes: number; pushes: number; over: number; days: number },
): Outcome {
  const count = Math.max(1, mornings.length);
  const stale = mornings.map(morning => morning.staleMin).sort((a, b) => a - b);
  const kinds = new Map<Kind, { all: number; ready: number }>();
  for (const { kind, ready120 } of mornings) {
    const seen = kinds.get(kind) ?? { all: 0, ready: 0 };
    seen.all++;
    if (ready120) seen.ready++;
    kinds.set(kind, seen);
  }
  return {
    mornings: mornings.length,
    ready120: mornings.filter(morning => morning.ready120).length / count,
    readyOf: Object.fromEntries([...kinds].map(([kind, { all, ready }]) => [kind, ready / all])),
    cov60: mornings.reduce((sum, morning) => sum + morning.cov60, 0) / count,
    medianStaleMin: stale[Math.floor(stale.length / 2)] ?? NaN,
    bytes: totals.bytes,
    wakesPerDay: totals.wakes / totals.days,
    pushesPerDay: totals.pushes / totals.days,
    overBudget: totals.pushes === 0 ? 0 : totals.over / totals.pushes,
  };
}
