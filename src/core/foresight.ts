// What each phase of the timers is worth over the days to come, when later readings may move it again: a backward look, slot by slot.
/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index into these rows is a slot */

import { DAY_MS, localTime } from './local-clock.ts';
import { isNight, type Latency } from './latency.ts';
import { forSlots, SLOT_MS, type Rhythm } from './rhythm.ts';
import { FLOOR_MS, type Factor } from './timers.ts';
import { chanceOfClosed, freshness, LATER_READING, worthOfReadings } from './value.ts';

export interface Foresight {
  readonly from: number;
  readonly latency: Latency;
  readonly factor: Factor;
  /** Between two wakes, in slots: the floor where two tags take turns, the whole delay of one alone. */
  readonly period: number;
  /** For each slot of the next hours and each phase (the slot of a wake, modulo the period): what is to come. */
  readonly rows: readonly Float64Array[];
  /** What one wake due in that slot adds until the next. */
  readonly wakeWorth: (slot: number) => number;
}

/** A week and a day: a phase that serves weekends alone, or work days alone, is seen for what it is. */
export const HORIZON_MS = 8 * DAY_MS;
/** Twenty minutes: finer steps choose no better, and cost four times as much. */
const STEP_MS = 2 * SLOT_MS;
const HORIZON = HORIZON_MS / STEP_MS;
/** Answers stand for so long; then all is reckoned anew. */
const STANDS_FOR = 24;
const FLOOR_SLOTS = FLOOR_MS / STEP_MS;
/** Less than this is no reading. */
const LEAST = 1e-3;
const NO_WORTH = 0.01;

const known = new WeakMap<Rhythm, Foresight>();

export function foresee(rhythm: Rhythm, latency: Latency, factor: Factor, tags: number, now: number): Foresight {
  const period = tags > 1 ? FLOOR_SLOTS : FLOOR_SLOTS * factor;
  const last = known.get(rhythm);
  if (
    last?.latency === latency &&
    last.factor === factor &&
    last.period === period &&
    now >= last.from &&
    now - last.from < (STANDS_FOR - 1) * STEP_MS
  ) {
    return last;
  }
  const fresh = lookBack(rhythm, latency, factor, period, now);
  known.set(rhythm, fresh);
  return fresh;
}

/** What is to come where wakes are due at `dueAt`, every period before and every period after. Between two slots, in proportion. */
export function valueOfPhase(foresight: Foresight, now: number, dueAt: number): number {
  const row = foresight.rows[slotOf(foresight, now)]!;
  const exact = (dueAt - foresight.from) / STEP_MS;
  const slot = Math.floor(exact);
  const { period } = foresight;
  const at = (index: number): number => row[((index % period) + period) % period]!;
  return at(slot) + (exact - slot) * (at(slot + 1) - at(slot));
}

/** What a wake due then adds until the next. */
export function valueOfWake(foresight: Foresight, dueAt: number): number {
  return foresight.wakeWorth(slotOf(foresight, dueAt));
}

function slotOf({ from }: Foresight, t: number): number {
  return Math.floor((t - from) / STEP_MS);
}

/** From the last slot to the first: a reading pays by how fresh its news is, and is a chance to choose the phase anew. */
function lookBack(rhythm: Rhythm, latency: Latency, factor: Factor, period: number, from: number): Foresight {
  // All readings of a day hang on one phase: it is chosen for the first. Where that one waits for the browser's start, the later ones count too.
  const later = latency.waitsForStart > 0 ? LATER_READING : 0;
  const worth = inSteps(worthOfReadings(rhythm, from, HORIZON_MS, later).slots);
  const visits = chanceOfVisits(rhythm, from);
  const fresh = freshnessAfter(rhythm, latency, from, period);
  const { reach } = fresh;
  const wakeWorth = (due: number): number => {
    const row = fresh.soon[fresh.atNight[due + period]!]!;
    const share = fresh.waits?.[due + period] ?? 0;
    let sum = 0;
    for (let i = Math.max(0, due); i < Math.min(HORIZON, due + reach); i++) {
      sum += worth[i]! * ((1 - share) * row[i - due]! + share * fresh.started[i - due]!);
    }
    return sum;
  };
  const skipped = period === FLOOR_SLOTS ? factor : 1;
  const { soon, atNight, started } = fresh;
  const [byDay, byNight] = soon;
  const waiting = fresh.waits;
  const value = new Float64Array(period);
  const rows: Float64Array[] = [];
  for (let i = HORIZON - 1; i >= 0; i--) {
    const visit = visits[i]!;
    if (visit > LEAST) {
      // The phase of now, without the wakes that a restart skips: the one of now, and more where the person is not well known.
      let restarted = value[i % period]!;
      for (let n = 0; n < skipped; n++) restarted -= wakeWorth(i + n * FLOOR_SLOTS);
      for (let phase = 0; phase < period; phase++) {
        const kept = value[phase]!;
        if (restarted > kept) value[phase] = kept + visit * (restarted - kept);
      }
    }
    const paid = worth[i]!;
    if (paid > LEAST) {
      let phase = i % period;
      for (let age = 0; age < reach; age++) {
        const due = i - age + period;
        const prompt = (atNight[due] === 1 ? byNight : byDay)[age]!;
        const share = waiting ? waiting[due]! : 0;
        value[phase]! += paid * (prompt + share * (started[age]! - prompt));
        phase = phase === 0 ? period - 1 : phase - 1;
      }
    }
    if (i < STANDS_FOR) rows[i] = value.slice();
  }
  return { from, latency, factor, period, rows, wakeWorth };
}

function inSteps(slots: Float64Array): Float64Array {
  return Float64Array.from({ length: HORIZON }, (_, i) => slots[2 * i]! + slots[2 * i + 1]!);
}

function chanceOfVisits(rhythm: Rhythm, from: number): Float64Array {
  const visits = new Float64Array(HORIZON);
  forSlots(rhythm, from, from + HORIZON_MS, (weekday, slot, share, start) => {
    const i = Math.min(HORIZON - 1, Math.floor((start - from) / STEP_MS));
    visits[i] = Math.min(1, visits[i]! + rhythm.all[weekday]![slot]! * share);
  });
  return visits;
}

interface Freshness {
  /** Slots after which news is of no worth. */
  readonly reach: number;
  /** By age in slots, of wakes due by day and by night. */
  readonly soon: readonly [Float64Array, Float64Array];
  /** From one period before `from` on: 1 at night. */
  readonly atNight: Uint8Array;
  /** Likewise: the chance that the wake waits for a closed browser; and how fresh it then is. */
  readonly waits: Float64Array | undefined;
  readonly started: Float64Array;
}

function freshnessAfter(rhythm: Rhythm, latency: Latency, from: number, period: number): Freshness {
  const spread = (delays: readonly number[]): Float64Array =>
    Float64Array.from({ length: period }, (_, age) => {
      let sum = 0;
      for (const delay of delays) sum += freshness((age + 0.5) * STEP_MS - delay);
      return sum / delays.length;
    });
  const soon = [spread(latency.day), spread(latency.night)] as const;
  const atNight = new Uint8Array(HORIZON + period);
  for (let i = 0; i < atNight.length; i++) {
    atNight[i] = isNight(localTime(from + (i - period) * STEP_MS, rhythm.offsetAt).minute) ? 1 : 0;
  }
  const canWait = latency.waitsForStart > 0;
  let reach = period;
  while (!canWait && reach > 1 && Math.max(soon[0][reach - 1]!, soon[1][reach - 1]!) < NO_WORTH) reach--;
  const lead = latency.startLeadMs / STEP_MS;
  const started = freshness(latency.startLeadMs);
  return {
    reach,
    soon,
    atNight,
    waits: canWait ? waits(rhythm, latency, from, period) : undefined,
    started: Float64Array.from({ length: period }, (_, age) => (age > lead ? started : 0)),
  };
}

/** For each slot the chance that a wake due in it waits for a closed browser. */
function waits(rhythm: Rhythm, latency: Latency, from: number, period: number): Float64Array {
  return Float64Array.from(
    { length: HORIZON + period },
    (_, i) => latency.waitsForStart * chanceOfClosed(rhythm, from + (i - period + 0.5) * STEP_MS, latency.startLeadMs),
  );
}
