// What every bench shares: figures with their bars, a table for people, a line of JSON for machines, and small statistics.

import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { chromiumPath } from '../support/chromium-flags.mjs';

export interface Figure {
  readonly figure: string;
  readonly value: number;
  /** `ms`, `MB/s`, `%`, `x` … */
  readonly unit: string;
  /** The same measured of what it is compared with, in the same run and unit. */
  readonly baseline?: number;
  /** value / baseline, or as the figure defines it. */
  readonly ratio?: number;
  /** Of the ratio where there is one, else of the value. */
  readonly bar?: number;
  /** `max` (the default): at most the bar; `min`: at least. */
  readonly sense?: 'max' | 'min';
}

export interface Measured extends Figure {
  readonly bench: string;
  /** Present where there is a bar. */
  readonly ok?: boolean;
}

/** What a bench is given: it says its figures as it finds them. */
export interface Report {
  figure(figure: Figure): void;
  /** A sentence for the person who watches; never in the JSON. */
  note(text: string): void;
}

/** `parts`: the only ones wanted of a bench that has parts. */
export type Bench = (report: Report, parts?: readonly string[]) => Promise<void>;

/** Machine, commit and engines: the first line of every run. */
export interface Surroundings {
  readonly machine: string;
  readonly commit: string;
  readonly node: string;
  readonly chromium: string;
  readonly startedAt: string;
}

export function surroundings(): Surroundings {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return {
    machine: `${processors.length} x ${processors[0]?.model ?? 'unknown processor'}, ${memory} GB, ${process.platform}`,
    commit: tell('git', ['describe', '--always', '--dirty', '--abbrev=12']),
    node: process.versions.node,
    chromium: tell(chromiumPath(), ['--version']),
    startedAt: new Date().toISOString(),
  };
}

/** Judges a figure by its bar. */
export function judge(bench: string, figure: Figure): Measured {
  if (figure.bar === undefined) return { bench, ...figure };
  const judged = figure.ratio ?? figure.value;
  const sense = figure.sense ?? 'max';
  const ok = sense === 'max' ? judged <= figure.bar : judged >= figure.bar;
  return { bench, ...figure, sense, ok };
}

/** One row of the table. */
export function row({ figure, value, unit, baseline, ratio, bar, sense, ok }: Measured): string {
  const beside = baseline === undefined ? '' : `beside ${round(baseline)} ${unit}`;
  const times = ratio === undefined ? '' : `${round(ratio)}x`;
  const limit =
    bar === undefined
      ? ''
      : `${sense === 'min' ? 'at least' : 'at most'} ${round(bar)}${ratio === undefined ? '' : 'x'}`;
  const verdict = ok === undefined ? '' : ok ? 'ok' : 'MISSED';
  const cells = [
    figure.padEnd(58),
    `${round(value)} ${unit}`.padStart(14),
    beside.padEnd(20),
    times.padStart(8),
    limit.padEnd(18),
    verdict,
  ];
  return `  ${cells.join('  ').trimEnd()}`;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
  const value = sorted[index];
  if (value === undefined) throw new Error('no values');
  return value;
}

/** Milliseconds that it took, and what it answered. */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly ms: number; readonly result: Awaited<T> }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

/** Runs `a` and `b` in turn, so that a slow moment of the machine strikes both. */
export async function inTurn(
  times: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ readonly a: number[]; readonly b: number[] }> {
  const result = { a: [] as number[], b: [] as number[] };
  for (let index = 0; index < times; index += 1) {
    result.a.push(await a());
    result.b.push(await b());
  }
  return result;
}

/** Three significant digits, and never fewer than the whole part has. */
export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

function tell(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
