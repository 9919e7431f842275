// The brushes that every scene is painted with: a seeded hand, palettes from night to dawn, sky, ridges, water, light.

export const WIDTH = 1280;
export const HEIGHT = 800;

/** Paints one scene; the same random numbers give the same picture. */
export type Scene = (random: Random) => string;
/** Uniform in [0, 1). */
export type Random = () => number;

export const SKIES = {
  night: ['#0b0f22', '#161c3a', '#2c2b52'],
  predawn: ['#141935', '#33305f', '#6d4470', '#b65a6a'],
  dawn: ['#1b2140', '#4a3a6b', '#b65a6a', '#ef9a5b', '#f7cf8a'],
  morning: ['#86aebf', '#b9d0cf', '#f2e3c4'],
  noon: ['#6fa3b8', '#a9cbd0', '#e9ead9'],
  dusk: ['#231e47', '#6b3a68', '#cf6a5c', '#f0ab74'],
  fog: ['#8a979f', '#b4bdbe', '#dcdcd2'],
  snow: ['#8fa9ba', '#c5d5db', '#f1efe7'],
} as const;
export type Sky = keyof typeof SKIES;

/** Mulberry32: small, and good enough to place stars. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function between(random: Random, low: number, high: number): number {
  return Math.round(low + random() * (high - low));
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** `count` pieces, each drawn by `draw`. */
export function many(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('');
}

export function sky(name: Sky): string {
  const colours = SKIES[name];
  const stops = colours
    .map((colour, i) => `<stop offset="${i / (colours.length - 1)}" stop-color="${colour}"/>`)
    .join('');
  return (
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient></defs>` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>`
  );
}

/** Sun or moon with its glow. */
export function disc(x: number, y: number, r: number, colour: string): string {
  return (
    `<defs><radialGradient id="glow"><stop offset="0" stop-color="${colour}" stop-opacity=".55"/>` +
    `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs>` +
    `<circle cx="${x}" cy="${y}" r="${r * 4}" fill="url(#glow)"/><circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`
  );
}

/** A line of hills from edge to edge, filled to the bottom. */
export function ridge(random: Random, y: number, height: number, colour: string): string {
  const waves = [1.3, 2.9, 6.1].map((f, i) => ({
    f: f * (0.8 + random() * 0.5),
    p: random() * 7,
    a: height / (i + 1) / 1.8,
  }));
  let path = `M0 ${HEIGHT}`;
  for (let x = 0; x <= WIDTH; x += 20) {
    const lift = waves.reduce((sum, w) => sum + Math.sin((x / WIDTH) * w.f * Math.PI + w.p) * w.a, 0);
    path += `L${x} ${Math.round(y + lift)}`;
  }
  return `<path d="${path}L${WIDTH} ${HEIGHT}z" fill="${colour}"/>`;
}

/** A calm surface down to the bottom, with streaks of light under `lightX`. */
export function water(random: Random, y: number, colour: string, light: string, lightX: number): string {
  const streaks = many(46, () => {
    const depth = random() ** 1.4;
    const width = between(random, 20, 60) * (1 + depth * 2.4);
    const spread = 40 + depth * 260;
    const x = lightX + (random() - 0.5) * spread - width / 2;
    return `<rect x="${Math.round(x)}" y="${Math.round(y + 6 + depth * (HEIGHT - y - 20))}" width="${Math.round(width)}" height="${3 + Math.round(depth * 5)}" rx="3" fill="${light}" opacity="${(0.55 - depth * 0.35).toFixed(2)}"/>`;
  });
  return `<rect y="${y}" width="${WIDTH}" height="${HEIGHT - y}" fill="${colour}"/>${streaks}`;
}

export function stars(random: Random, count: number, lowest: number): string {
  return many(
    count,
    () =>
      `<circle cx="${between(random, 0, WIDTH)}" cy="${between(random, 0, lowest)}" r="${(0.8 + random() * 1.9).toFixed(1)}" fill="#fff6df" opacity="${(0.3 + random() * 0.7).toFixed(2)}"/>`,
  );
}

export function birds(random: Random, count: number, colour: string): string {
  const cx = between(random, 300, 900);
  const cy = between(random, 130, 300);
  return many(count, () => {
    const x = cx + between(random, -220, 220);
    const y = cy + between(random, -80, 80);
    const s = 8 + random() * 10;
    return `<path d="M${x - s} ${y - s * 0.4}q${s * 0.6} ${-s * 0.4} ${s} ${s * 0.4}q${s * 0.4} ${-s * 0.8} ${s} ${-s * 0.4}" fill="none" stroke="${colour}" stroke-width="3" stroke-linecap="round"/>`;
  });
}

/** A house with a pitched roof; lit windows are the point of it. */
export function house(
  random: Random,
  x: number,
  y: number,
  w: number,
  h: number,
  wall: string,
  roof: string,
  lit: string,
): string {
  const windows = many(Math.max(1, Math.floor(w / 46)), i => {
    const on = random() < 0.6;
    return `<rect x="${x + 14 + i * 44}" y="${y + h * 0.32}" width="20" height="26" rx="2" fill="${on ? lit : roof}"/>`;
  });
  return (
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${wall}"/>` +
    `<path d="M${x - 10} ${y + 2}L${x + w / 2} ${y - h * 0.45}L${x + w + 10} ${y + 2}z" fill="${roof}"/>${windows}`
  );
}

export function pine(x: number, y: number, size: number, colour: string): string {
  return (
    `<path d="M${x} ${y - size}L${x + size * 0.3} ${y - size * 0.45}L${x + size * 0.14} ${y - size * 0.45}L${x + size * 0.38} ${y}` +
    `L${x - size * 0.38} ${y}L${x - size * 0.14} ${y - size * 0.45}L${x - size * 0.3} ${y - size * 0.45}z" fill="${colour}"/>`
  );
}

export function ground(y: number, colour: string): string {
  return `<rect y="${y}" width="${WIDTH}" height="${HEIGHT - y}" fill="${colour}"/>`;
}
