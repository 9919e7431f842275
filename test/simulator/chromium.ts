// Chromium's periodic sync scheduler and site engagement, rule by rule (platform-facts: source and runs). Not the product's model of them.

export const FLOOR = 12 * 3_600_000;
const RETRY = [5 * 60_000, 15 * 60_000];
const NEVER = Infinity;

interface Registration {
  readonly tag: string;
  readonly minInterval: number;
  dueAt: number;
  /** Attempts that failed in a row. */
  failed: number;
}

export class PeriodicScheduler {
  readonly #registrations = new Map<string, Registration>();
  readonly #factorAt: (now: number) => number;

  /** `factorAt`: 1 high, 2 low or medium, 3 minimal, 0 none (suspended). */
  constructor(factorAt: (now: number) => number) {
    this.#factorAt = factorAt;
  }

  /** The same tag with the same interval leaves the timer; a different interval restarts it. Nothing fires at once. */
  register(tag: string, minInterval: number, now: number): void {
    if (this.#registrations.get(tag)?.minInterval === minInterval) return;
    this.#registrations.delete(tag);
    this.#registrations.set(tag, { tag, minInterval, dueAt: this.#delay(tag, minInterval, now), failed: 0 });
  }

  unregister(tag: string): void {
    this.#registrations.delete(tag);
  }

  get tags(): string[] {
    return [...this.#registrations.keys()];
  }

  /** The soonest event. */
  next(): { readonly tag: string; readonly dueAt: number } | undefined {
    let soonest: Registration | undefined;
    for (const registration of this.#registrations.values()) {
      if (registration.dueAt < NEVER && (!soonest || registration.dueAt < soonest.dueAt)) soonest = registration;
    }
    return soonest && { tag: soonest.tag, dueAt: soonest.dueAt };
  }

  /** The event's `waitUntil` has settled: the next delay counts from here. Rejected: again after 5 and 15 minutes. */
  complete(tag: string, now: number, outcome: 'resolved' | 'rejected' = 'resolved'): void {
    const registration = this.#registrations.get(tag);
    if (!registration) return;
    const retry = outcome === 'rejected' ? RETRY[registration.failed] : undefined;
    if (retry === undefined) {
      registration.failed = 0;
      registration.dueAt = this.#delay(tag, registration.minInterval, now);
    } else {
      registration.failed += 1;
      registration.dueAt = now + retry;
    }
  }

  /** GetNextEventDelay: snap to the origin's frequency, then keep the gap from the soonest other event. */
  #delay(tag: string, minInterval: number, now: number): number {
    const factor = this.#factorAt(now);
    if (factor === 0) return NEVER;
    const gap = FLOOR * factor;
    const snapped = minInterval <= gap ? gap : Math.ceil(minInterval / gap) * gap;
    let soonest = NEVER;
    for (const other of this.#registrations.values()) {
      if (other.tag !== tag) soonest = Math.min(soonest, Math.max(0, other.dueAt - now));
    }
    if (soonest === NEVER || snapped <= soonest - FLOOR || snapped - FLOOR >= soonest) return now + snapped;
    return now + soonest + FLOOR;
  }
}

/** Site engagement: points for visits, decay every two hours. */
export class Engagement {
  #score = 0;
  #decayedAt: number;
  #day = -1;
  #today = 0;
  #launchedAt = -Infinity;

  constructor(now: number) {
    this.#decayedAt = now;
  }

  visit(startedAt: number, endedAt: number, fromIcon: boolean): void {
    this.#decay(startedAt);
    const day = Math.floor(startedAt / 86_400_000);
    const isFirst = day !== this.#day;
    if (isFirst) {
      this.#day = day;
      this.#today = 0;
    }
    const points = 1.5 + (isFirst ? 1.5 : 0) + 0.6 * Math.floor((endedAt - startedAt) / 12_000);
    const gained = Math.min(points, 15 - this.#today);
    this.#today += gained;
    this.#score = Math.min(100, this.#score + gained);
    if (fromIcon) this.#launchedAt = startedAt;
  }

  score(now: number): number {
    this.#decay(now);
    const bonus = now - this.#launchedAt < 10 * 86_400_000 ? 5 : 0;
    return Math.min(100, this.#score + bonus);
  }

  factor(now: number): number {
    const score = this.score(now);
    return score < 1 ? 3 : score < 50 ? 2 : 1;
  }

  #decay(now: number): void {
    const periods = Math.floor((now - this.#decayedAt) / 7_200_000);
    if (periods <= 0) return;
    this.#score *= 0.984 ** periods;
    this.#decayedAt += periods * 7_200_000;
  }
}

/** Silent pushes: each costs 2, the budget earns with engagement and forgets after four days. */
export class PushBudget {
  #budget = 0;
  #at: number;
  constructor(now: number) {
    this.#at = now;
  }

  /** Whether a silent push is within the budget; otherwise Chromium shows a notification of its own. */
  spend(now: number, score: number): boolean {
    const earnedPerHour = (0.5 * score) / 100;
    this.#budget = Math.min(96 * earnedPerHour, this.#budget + ((now - this.#at) / 3_600_000) * earnedPerHour);
    this.#at = now;
    if (this.#budget < 2) return false;
    this.#budget -= 2;
    return true;
  }
}
