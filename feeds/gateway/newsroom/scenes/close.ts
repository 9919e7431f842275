// Still lifes: what stands on a table or a sill.

import { between, disc, ground, many, pick, sky, stars, type Random, type Scene } from './paint.ts';

export const seedling: Scene = random => {
  const x = between(random, 520, 760);
  const leaf = (side: number, y: number, size: number): string =>
    `<path d="M${x} ${y}q${side * size * 0.5} ${-size * 0.7} ${side * size} ${-size * 0.35}q${-side * size * 0.3} ${size * 0.6} ${-side * size} ${size * 0.35}z" fill="${pick(random, ['#4d7a4a', '#6a9455', '#3f6b45'])}"/>`;
  return (
    `<rect width="1280" height="800" fill="#e4ead6"/>` +
    disc(between(random, 860, 1060), 220, 80, '#fdf6df') +
    `<path d="M${x} 620C${x - 20} 520 ${x + 24} 440 ${x} 300" stroke="#4d7a4a" stroke-width="12" fill="none" stroke-linecap="round"/>` +
    leaf(-1, 540, 170) +
    leaf(1, 480, 200) +
    leaf(-1, 400, 140) +
    leaf(1, 330, 110) +
    `<path d="M${x - 150} 610h300l-40 190h-220z" fill="#b5653f"/><rect x="${x - 170}" y="590" width="340" height="46" rx="8" fill="#c9784e"/>`
  );
};

export const bread: Scene = random => {
  const loaf = (x: number, y: number, w: number): string =>
    `<path d="M${x} ${y}q${w * 0.04} ${-w * 0.42} ${w * 0.5} ${-w * 0.42}t${w * 0.5} ${w * 0.42}z" fill="#b9763c"/>` +
    many(
      4,
      i =>
        `<path d="M${x + w * (0.2 + i * 0.18)} ${y - w * 0.32}q20 22 6 56" stroke="#f1d9ad" stroke-width="9" fill="none" stroke-linecap="round"/>`,
    );
  const arch = between(random, 760, 900);
  return (
    `<rect width="1280" height="800" fill="#4a3028"/>` +
    many(
      40,
      i =>
        `<rect x="${(i % 8) * 164 + (Math.floor(i / 8) % 2) * 80 - 80}" y="${Math.floor(i / 8) * 92}" width="156" height="84" fill="#573a2f"/>`,
    ) +
    `<path d="M${arch - 260} 470V330a190 190 0 0 1 380 0v140z" fill="#20120e"/><path d="M${arch - 220} 470V350a150 150 0 0 1 300 0v120z" fill="#d9702f"/><path d="M${arch - 180} 470V390a110 110 0 0 1 220 0v80z" fill="#f7cf8a"/>` +
    ground(470, '#8a6544') +
    loaf(110, 610, 330) +
    loaf(500, 690, 400) +
    loaf(890, 600, 300)
  );
};

export const post: Scene = random => {
  const envelope = (x: number, y: number, turn: number, paper: string, stamp: string): string =>
    `<g transform="translate(${x} ${y}) rotate(${turn})"><rect width="420" height="270" rx="6" fill="${paper}"/><path d="M0 0l210 150L420 0" fill="none" stroke="#bfae92" stroke-width="4"/>` +
    `<rect x="330" y="24" width="66" height="80" fill="${stamp}"/><path d="M250 70q30-24 60 0t60 0M250 90q30-24 60 0t60 0" stroke="#5d564c" stroke-width="3" fill="none"/>` +
    `<path d="M40 180h180M40 208h140M40 236h160" stroke="#7a7267" stroke-width="6"/></g>`;
  return (
    `<rect width="1280" height="800" fill="#3a3350"/><rect y="520" width="1280" height="280" fill="#52405a"/>` +
    envelope(120 + between(random, 0, 60), 210, between(random, -14, -4), '#f3ead6', '#b4430f') +
    envelope(480, 330 + between(random, -30, 30), between(random, 2, 12), '#fbf8f2', '#2f6b4f') +
    envelope(780, 120, between(random, 8, 20), '#e6d9c0', '#4a3a6b')
  );
};

export const shelf: Scene = random => {
  const row = (y: number): string => {
    let out = '';
    for (let x = 60; x < 1200;) {
      const w = between(random, 24, 62);
      const h = between(random, 130, 190);
      const colour = pick(random, [
        '#7a3b2e',
        '#2f4a5c',
        '#c2a36b',
        '#4a3a6b',
        '#56683f',
        '#d9cdb4',
        '#8a5a3c',
        '#b65a6a',
      ]);
      out += `<rect x="${x}" y="${y - h}" width="${w - 3}" height="${h}" fill="${colour}"/><rect x="${x + 4}" y="${y - h + 24}" width="${w - 11}" height="8" fill="#f6efe2" opacity=".6"/>`;
      x += w + (random() < 0.07 ? 50 : 0);
    }
    return out + `<rect x="30" y="${y}" width="1220" height="22" fill="#5a4030"/>`;
  };
  return (
    `<rect width="1280" height="800" fill="#2a1f1c"/>` +
    row(226) +
    row(462) +
    row(700) +
    disc(between(random, 300, 1000), 90, 30, '#ffdf9e')
  );
};

export const clock: Scene = random => {
  const turn = between(random, 0, 11) * 30;
  return (
    `<rect width="1280" height="800" fill="#20243f"/>` +
    gear(random, 240, 640, 190, '#3c4066') +
    gear(random, 1080, 200, 230, '#33375b') +
    `<circle cx="640" cy="400" r="310" fill="#f6efe2"/><circle cx="640" cy="400" r="310" fill="none" stroke="#b58a4a" stroke-width="24"/>` +
    many(
      60,
      i =>
        `<rect x="637" y="112" width="${i % 5 ? 3 : 8}" height="${i % 5 ? 14 : 34}" fill="#2a2440" transform="rotate(${i * 6} 640 400)"/>`,
    ) +
    `<path d="M640 400V240" stroke="#2a2440" stroke-width="16" stroke-linecap="round" transform="rotate(${turn} 640 400)"/><path d="M640 430V150" stroke="#2a2440" stroke-width="9" stroke-linecap="round" transform="rotate(${between(random, 0, 59) * 6} 640 400)"/><circle cx="640" cy="400" r="16" fill="#b4430f"/>`
  );
};

export const bees: Scene = random => {
  const cell = (x: number, y: number, fill: string): string =>
    `<path d="M${x} ${y - 66}l58 33v66l-58 33-58-33v-66z" fill="${fill}" stroke="#8a5a1c" stroke-width="8"/>`;
  const comb = many(108, i =>
    cell(
      (i % 12) * 116 + (Math.floor(i / 12) % 2) * 58,
      Math.floor(i / 12) * 99 + 60,
      pick(random, ['#e0a63a', '#eec262', '#d08f28', '#f4d58a', '#c98420']),
    ),
  );
  const bee = (): string => {
    const x = between(random, 160, 1120);
    const y = between(random, 140, 660);
    return `<g transform="translate(${x} ${y}) rotate(${between(random, -60, 60)})"><ellipse cx="-8" cy="-26" rx="34" ry="16" fill="#fbf6e6" opacity=".85"/><ellipse cx="18" cy="-26" rx="30" ry="14" fill="#fbf6e6" opacity=".7"/><ellipse rx="48" ry="24" fill="#3a2a14"/><path d="M-18-22v44M6-24v48" stroke="#f4c64f" stroke-width="12"/></g>`;
  };
  return comb + many(5, bee);
};

export const radio: Scene = random =>
  `<rect width="1280" height="800" fill="#5c6d72"/><rect y="560" width="1280" height="240" fill="#7a5a40"/>` +
  `<rect x="240" y="230" width="800" height="380" rx="44" fill="#8a4a2c"/><rect x="290" y="280" width="400" height="280" rx="18" fill="#d9c39c"/>` +
  many(13, i => `<rect x="${310 + i * 28}" y="296" width="12" height="248" fill="#a98d62"/>`) +
  `<rect x="730" y="290" width="260" height="110" rx="12" fill="#f7e6b8"/>` +
  many(
    21,
    i => `<rect x="${744 + i * 11.6}" y="${i % 5 ? 340 : 326}" width="3" height="${i % 5 ? 20 : 34}" fill="#6b4a2c"/>`,
  ) +
  `<rect x="${between(random, 760, 960)}" y="300" width="5" height="92" fill="#b4430f"/><circle cx="800" cy="490" r="48" fill="#3a2418"/><circle cx="920" cy="490" r="48" fill="#3a2418"/>` +
  `<path d="M900 232L1060 60" stroke="#c9c4b8" stroke-width="8"/>`;

export const bench: Scene = random =>
  `<rect width="1280" height="800" fill="#cdbfa4"/>` +
  many(5, i => `<rect x="${120 + i * 220}" y="0" width="6" height="360" fill="#b8a888"/>`) +
  many(6, i => {
    const x = 170 + i * 185 + between(random, -14, 14);
    const h = between(random, 150, 230);
    return `<rect x="${x}" y="110" width="26" height="${h}" rx="8" fill="${pick(random, ['#8a4a2c', '#4a3a6b', '#2f6b4f', '#b4430f'])}"/><path d="M${x - 10} ${110 + h}h46l-14 ${between(random, 90, 140)}h-18z" fill="#6f777c"/>`;
  }) +
  `<rect y="560" width="1280" height="60" fill="#7a5636"/><rect y="620" width="1280" height="180" fill="#5c3f28"/>` +
  many(
    30,
    () =>
      `<path d="M${between(random, 40, 1220)} ${between(random, 536, 560)}q14-22 30-4" stroke="#e8d7b4" stroke-width="5" fill="none"/>`,
  );

export const chart: Scene = random => {
  const lobes = [1, 2, 3].map(f => ({ f, phase: random() * 7, size: 0.16 / f }));
  const contour = (r: number): string => {
    const points = Array.from({ length: 72 }, (_, i) => {
      const a = (i / 72) * Math.PI * 2;
      const reach = r * (1 + lobes.reduce((sum, l) => sum + Math.sin(a * l.f + l.phase + r / 400) * l.size, 0));
      return `${Math.round(600 + Math.cos(a) * reach * 1.4)} ${Math.round(400 + Math.sin(a) * reach)}`;
    });
    return `<path d="M${points.join('L')}z" fill="none" stroke="#4f7f8c" stroke-width="4" stroke-linejoin="round"/>`;
  };
  return (
    `<rect width="1280" height="800" fill="#f2e8d0"/>` +
    many(9, i => `<path d="M${i * 160} 0V800M0 ${i * 100}H1280" stroke="#d9c9a4" stroke-width="2"/>`) +
    many(6, i => contour(90 + i * 62)) +
    many(
      34,
      () => `<circle cx="${between(random, 60, 1220)}" cy="${between(random, 60, 740)}" r="4" fill="#5d564c"/>`,
    ) +
    `<g transform="translate(1090 640)"><circle r="78" fill="none" stroke="#8a5a3c" stroke-width="4"/><path d="M0-92l18 74L0 0l-18-18zM0 92l18-74L0 0l-18 18z" fill="#b4430f"/><path d="M92 0L18 18 0 0l18-18zM-92 0l74 18L0 0l-18-18z" fill="#8a5a3c"/></g>`
  );
};

export const windowsill: Scene = random =>
  sky('predawn') +
  stars(random, 60, 380) +
  disc(between(random, 300, 980), 330, 40, '#f4ecd8') +
  `<path d="M0 0h1280v800H0zM90 70v520h520V70zM670 70v520h520V70z" fill="#3a2c34" fill-rule="evenodd"/><rect y="600" width="1280" height="200" fill="#5a4048"/>` +
  `<path d="M330 508h150l-16 120H346z" fill="#e6dcc8"/><path d="M480 530q52 0 46 40t-56 34" stroke="#e6dcc8" stroke-width="14" fill="none"/><path d="M382 494c-30-40 20-60-6-110M424 494c-20-40 26-60 4-104" stroke="#f6efe2" stroke-width="8" fill="none" opacity=".4"/>` +
  `<rect x="820" y="560" width="260" height="30" fill="#b65a6a"/><rect x="836" y="532" width="230" height="28" fill="#d9c39c"/><rect x="810" y="590" width="280" height="28" fill="#4f6b77"/>`;

function gear(random: Random, x: number, y: number, r: number, colour: string): string {
  const teeth = between(random, 11, 15);
  return (
    many(
      teeth,
      i =>
        `<rect x="${x - 24}" y="${y - r - 30}" width="48" height="60" fill="${colour}" transform="rotate(${(i * 360) / teeth} ${x} ${y})"/>`,
    ) +
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/><circle cx="${x}" cy="${y}" r="${r * 0.45}" fill="#20243f"/>`
  );
}
