// Seeded chance: the same seed gives the same people, links and feeds, whatever strategy meets them.

export interface Random {
  /** [0, 1) */
  next(): number;
  uniform(from: number, to: number): number;
  normal(mean: number, sigma: number): number;
  exponential(mean: number): number;
  logNormal(median: number, sigma: number): number;
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number;
  chance(p: number): boolean;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (mean: number, sigma: number): number =>
    mean + sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    uniform: (from, to) => from + (to - from) * next(),
    normal,
    exponential: mean => -mean * Math.log(1 - next()),
    logNormal: (median, sigma) => median * Math.exp(normal(0, sigma)),
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: p => next() < p,
  };
}

/** A number in [0, 1) for a thing at an instant: strategies that ask the same get the same. */
export function hashed(seed: number, ...parts: readonly number[]): number {
  let h = seed >>> 0;
  for (const part of parts) {
    h = Math.imul(h ^ (Math.round(part) >>> 0), 2654435761) >>> 0;
    h = Math.imul(h ^ Math.floor(part / 4294967296), 2246822519) >>> 0;
    h = (h ^ (h >>> 15)) >>> 0;
  }
  return seeded(h).next();
}
