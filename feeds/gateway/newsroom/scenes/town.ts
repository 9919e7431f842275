// Scenes of towns: harbours, lights, rails, roofs.

import {
  between,
  birds,
  disc,
  ground,
  house,
  many,
  pick,
  ridge,
  sky,
  stars,
  water,
  type Random,
  type Scene,
} from './paint.ts';

const LIT = '#f7cf8a';

export const harbour: Scene = random => {
  const boat = (x: number, y: number, s: number, hull: string): string =>
    `<g transform="translate(${x} ${y}) scale(${s})"><path d="M0 0h150l-22 38H18z" fill="${hull}"/><rect x="40" y="-34" width="46" height="34" fill="#f3ead8"/><rect x="50" y="-26" width="16" height="14" fill="#2b4a5e"/><path d="M108 0v-96M108-96l34 60" stroke="#2b2a33" stroke-width="5" fill="none"/></g>`;
  return (
    sky('morning') +
    ridge(random, 380, 50, '#93aeb2') +
    many(7, i =>
      house(
        random,
        40 + i * 175 + between(random, -12, 12),
        380 + between(random, -20, 10),
        between(random, 110, 150),
        110,
        pick(random, ['#d9c3a0', '#c98f6b', '#b9c2b4', '#e6d8bf']),
        pick(random, ['#7a4a3c', '#4a4a5c']),
        LIT,
      ),
    ) +
    water(random, 488, '#5f8c99', '#e8e0c8', 640) +
    boat(between(random, 120, 240), 570, 1.5, '#b4430f') +
    boat(between(random, 560, 680), 640, 1.9, '#2b4a5e') +
    boat(between(random, 900, 1000), 560, 1.2, '#3f6b52')
  );
};

export const lighthouse: Scene = random => {
  const x = between(random, 380, 860);
  return (
    sky('dusk') +
    stars(random, 60, 260) +
    `<path d="M${x} 236L-60 ${between(random, 90, 180)}V${between(random, 250, 320)}z" fill="#ffe9b8" opacity=".28"/><path d="M${x} 236L1340 ${between(random, 110, 190)}V${between(random, 280, 340)}z" fill="#ffe9b8" opacity=".28"/>` +
    water(random, 600, '#3a2d52', '#ffd9a0', x) +
    `<path d="M${x - 260} 640q120-120 260-110t270 110z" fill="#1c1730"/>` +
    `<path d="M${x - 34} 270h68l20 290h-108z" fill="#f6efe2"/><path d="M${x - 40} 350h80l5 66h-90zM${x - 48} 476h97l5 60h-107z" fill="#b4430f"/>` +
    `<rect x="${x - 30}" y="212" width="60" height="52" fill="#2a2440"/><rect x="${x - 20}" y="220" width="40" height="36" fill="#ffe9b8"/><path d="M${x - 38} 214h76L${x} 176z" fill="#2a2440"/>`
  );
};

export const city: Scene = random => {
  const block = (y: number, colour: string, chance: number): string => {
    let out = '';
    for (let x = -20; x < 1280;) {
      const w = between(random, 60, 130);
      const top = y - between(random, 60, 260);
      out += `<rect x="${x}" y="${top}" width="${w - 4}" height="${800 - top}" fill="${colour}"/>`;
      for (let wy = top + 18; wy < 780; wy += 30)
        for (let wx = x + 12; wx < x + w - 20; wx += 24)
          if (random() < chance)
            out += `<rect x="${wx}" y="${wy}" width="10" height="14" fill="${LIT}" opacity="${(0.5 + random() * 0.5).toFixed(2)}"/>`;
      x += w;
    }
    return out;
  };
  return (
    sky('night') +
    stars(random, 90, 360) +
    disc(between(random, 200, 1080), 150, 34, '#f4ecd8') +
    block(480, '#232748', 0.1) +
    block(640, '#141730', 0.22)
  );
};

export const train: Scene = random => {
  const y = 560;
  const carriage = (x: number): string =>
    `<rect x="${x}" y="${y - 96}" width="300" height="96" rx="10" fill="#2a2c4c"/>` +
    many(
      6,
      i =>
        `<rect x="${x + 20 + i * 46}" y="${y - 76}" width="30" height="36" rx="4" fill="${random() < 0.75 ? LIT : '#3c3f66'}"/>`,
    ) +
    `<rect x="${x}" y="${y - 26}" width="300" height="8" fill="#b4430f"/>` +
    many(4, i => `<circle cx="${x + 40 + i * 74}" cy="${y + 4}" r="12" fill="#12132a"/>`);
  return (
    sky('predawn') +
    stars(random, 90, 300) +
    ridge(random, 470, 100, '#3d2f57') +
    ridge(random, 540, 40, '#2a2344') +
    ground(576, '#14132a') +
    `<rect y="${y + 12}" width="1280" height="6" fill="#6a5a7a"/>` +
    many(5, i => carriage(-180 + between(random, 0, 4) + i * 312)) +
    water(random, 640, '#191833', LIT, between(random, 300, 1000))
  );
};

export const bridge: Scene = random => {
  const arches = many(5, i => {
    const x = i * 270 - 40;
    return `<path d="M${x} 470h270v190h-44V600a91 91 0 0 0-182 0v60h-44z" fill="#8a7866"/><path d="M${x} 470h270v16H${x}z" fill="#6d5d50"/>`;
  });
  return (
    sky('morning') +
    ridge(random, 420, 80, '#a5b4a2') +
    water(random, 620, '#7ea3a5', '#f4e8c8', between(random, 300, 900)) +
    arches +
    `<rect y="452" width="1280" height="20" fill="#7c6b5b"/>` +
    birds(random, 4, '#5a5850')
  );
};

export const market: Scene = random => {
  const stall = (x: number, a: string, b: string): string =>
    many(6, i => `<path d="M${x + i * 40} 400h40v70a20 20 0 0 1-40 0z" fill="${i % 2 ? a : b}"/>`) +
    `<path d="M${x + 10} 470v210M${x + 230} 470v210" stroke="#4a3b30" stroke-width="10"/><rect x="${x}" y="560" width="240" height="64" fill="#8a6a48"/>` +
    many(
      12,
      () =>
        `<circle cx="${x + 20 + between(random, 0, 200)}" cy="${556 - between(random, 0, 22)}" r="${between(random, 12, 18)}" fill="${pick(random, ['#d9702f', '#b93a2f', '#7d9a4b', '#e5b84f', '#6b3a5c'])}"/>`,
    );
  return (
    sky('noon') +
    many(8, i =>
      house(
        random,
        i * 170 - 20,
        230 + between(random, -40, 40),
        160,
        460,
        pick(random, ['#d8c4a4', '#c9a98a', '#e4d7bf', '#bfb49c']),
        '#7a5a48',
        '#6b8792',
      ),
    ) +
    ground(660, '#b8a78c') +
    stall(90, '#b4430f', '#f6efe2') +
    stall(520, '#2f6b4f', '#f6efe2') +
    stall(950, '#4a3a6b', '#f6efe2')
  );
};

export const village: Scene = random =>
  sky('snow') +
  ridge(random, 420, 130, '#b6c6cf') +
  ridge(random, 520, 60, '#dbe3e5') +
  many(6, i =>
    house(
      random,
      130 + i * 175 + between(random, -20, 20),
      540 + between(random, -30, 30),
      between(random, 110, 140),
      100,
      '#6b4f40',
      '#f7f5ef',
      LIT,
    ),
  ) +
  ground(640, '#f4f2ea') +
  snowfall(random);

export const square: Scene = random => {
  const x = between(random, 520, 760);
  return (
    sky('dawn') +
    many(7, i =>
      house(
        random,
        i * 190 - 30,
        430 + between(random, -50, 40),
        180,
        300,
        pick(random, ['#4a3a5c', '#5a4260', '#3d3454']),
        '#2a2342',
        LIT,
      ),
    ) +
    `<rect x="${x - 60}" y="200" width="120" height="480" fill="#2f2848"/><path d="M${x - 72} 204h144L${x} 90z" fill="#211b36"/>` +
    `<circle cx="${x}" cy="300" r="44" fill="#f6efe2"/><path d="M${x} 300V268M${x} 300l${between(random, -26, 26)} 12" stroke="#211b36" stroke-width="6" stroke-linecap="round"/>` +
    ground(660, '#6b4a5c') +
    ground(700, '#573c52')
  );
};

function snowfall(random: Random): string {
  return many(
    160,
    () =>
      `<circle cx="${between(random, 0, 1280)}" cy="${between(random, 0, 800)}" r="${between(random, 2, 5)}" fill="#fff" opacity=".85"/>`,
  );
}
