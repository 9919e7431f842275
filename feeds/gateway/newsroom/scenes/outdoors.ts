// Scenes of the open country: rivers, hills, sea, weather.

import { between, birds, disc, ground, many, pick, pine, ridge, sky, stars, water, type Scene } from './paint.ts';

export const river: Scene = random => {
  const x = between(random, 420, 980);
  return (
    sky('dawn') +
    disc(x, 520, 62, '#ffe6b0') +
    ridge(random, 560, 90, '#5a3a58') +
    ridge(random, 620, 60, '#3a2a48') +
    `<path d="M${x - 30} 600Q${x - 240} 660 ${x - 40} 700T${x - 330} 800H${x + 340}Q${x + 60} 740 ${x + 190} 690T${x + 50} 600z" fill="#f3bd84"/>` +
    `<path d="M${x - 6} 606Q${x - 130} 660 ${x + 60} 700T${x - 120} 800H${x + 60}Q${x - 20} 740 ${x + 110} 690T${x + 20} 606z" fill="#ffe3b3" opacity=".7"/>` +
    many(5, i => pine(60 + i * 62 + between(random, -10, 10), 800, between(random, 120, 240), '#1e1a30'))
  );
};

export const mountains: Scene = random =>
  sky('predawn') +
  stars(random, 70, 320) +
  ridge(random, 470, 190, '#54456f') +
  ridge(random, 560, 150, '#3b345c') +
  ridge(random, 660, 90, '#252344') +
  many(14, i => pine(i * 98 + between(random, -20, 20), 810, between(random, 90, 190), '#141429'));

export const forest: Scene = random =>
  sky('fog') +
  disc(between(random, 300, 980), 250, 54, '#fbf3dc') +
  [
    ['#a9b3b0', 430, 150],
    ['#7f8f8a', 560, 220],
    ['#4f625d', 680, 300],
    ['#26352f', 830, 420],
  ]
    .map(([colour, y, size]) =>
      many(13, i =>
        pine(i * 106 + between(random, -40, 40), Number(y), Number(size) * (0.7 + random() * 0.6), String(colour)),
      ),
    )
    .join('');

export const fields: Scene = random => {
  const vanish = between(random, 480, 800);
  const rows = many(15, i => {
    const x = -620 + i * 180;
    return `<path d="M${vanish} 440L${x} 800H${x + 92}z" fill="${i % 2 ? '#7d9a5b' : '#8fab66'}"/>`;
  });
  return (
    sky('morning') +
    disc(between(random, 200, 1080), 260, 46, '#fff4d4') +
    ridge(random, 430, 36, '#9db39a') +
    ground(440, '#6f8c52') +
    rows +
    birds(random, 6, '#4e5a52')
  );
};

export const sea: Scene = random => {
  const x = between(random, 320, 960);
  const boatX = between(random, 240, 1000);
  return (
    sky('morning') +
    disc(x, 300, 56, '#fff2cf') +
    water(random, 430, '#6d9aa6', '#f5ead0', x) +
    `<path d="M${boatX} 560h150l-26 42h-98z" fill="#2a3a47"/><path d="M${boatX + 70} 552V400l84 152z" fill="#fbf5e6"/><path d="M${boatX + 62} 552V430l-58 122z" fill="#e9dcc2"/>` +
    birds(random, 7, '#4a6069')
  );
};

export const storm: Scene = random => {
  const swell = (y: number, colour: string): string => {
    let path = `M0 800V${y}`;
    for (let x = 0; x < 1280; x += 160) path += `q80 ${-between(random, 50, 120)} 160 0`;
    return `<path d="${path}V800z" fill="${colour}"/>`;
  };
  return (
    sky('fog') +
    many(
      7,
      () =>
        `<ellipse cx="${between(random, 0, 1280)}" cy="${between(random, 60, 240)}" rx="${between(random, 160, 320)}" ry="${between(random, 40, 80)}" fill="#56646e" opacity=".45"/>`,
    ) +
    many(70, () => {
      const x = between(random, 0, 1380);
      const y = between(random, 0, 520);
      return `<path d="M${x} ${y}l-26 70" stroke="#e6e9e6" stroke-width="2" opacity=".4"/>`;
    }) +
    swell(520, '#7b929b') +
    swell(600, '#4f6b77') +
    swell(700, '#284653')
  );
};

export const island: Scene = random => {
  const x = between(random, 420, 860);
  return (
    sky('dusk') +
    disc(x + 240, 470, 50, '#ffe0a8') +
    water(random, 520, '#4a3558', '#f5b98a', x + 240) +
    `<path d="M${x - 280} 530Q${x - 190} 400 ${x - 70} 428T${x + 130} 470T${x + 240} 530z" fill="#221b38"/>` +
    many(6, i => pine(x - 150 + i * 40, 452 + between(random, -10, 24), between(random, 50, 96), '#17132a'))
  );
};

export const balloon: Scene = random => {
  const one = (x: number, y: number, s: number, a: string, b: string): string =>
    `<g transform="translate(${x} ${y}) scale(${s})"><path d="M0-120c-80 0-112 60-96 118 12 44 56 82 72 110h48c16-28 60-66 72-110C112-60 80-120 0-120z" fill="${a}"/>` +
    `<path d="M0-120c-30 0-42 60-36 118 4 44 18 82 24 110h24c6-28 20-66 24-110 6-58-6-118-36-118z" fill="${b}"/><path d="M-20 112l6 34h28l6-34M-16 146h32v26h-32z" fill="#4a3426" stroke="#4a3426" stroke-width="3"/></g>`;
  return (
    sky('morning') +
    ridge(random, 640, 80, '#a8b9a4') +
    ridge(random, 710, 50, '#7f977e') +
    one(between(random, 340, 560), between(random, 280, 360), 1.5, '#b4430f', '#ef9a5b') +
    one(between(random, 820, 1000), between(random, 200, 300), 0.7, '#4a3a6b', '#b65a6a') +
    birds(random, 5, '#5a6a62')
  );
};

export const observatory: Scene = random => {
  const x = between(random, 420, 860);
  return (
    sky('night') +
    stars(random, 260, 620) +
    `<path d="M-40 700Q480 60 1320 ${between(random, 120, 260)}" fill="none" stroke="#cdc6ef" stroke-width="110" opacity=".07"/>` +
    ridge(random, 660, 50, '#14172f') +
    `<rect x="${x - 110}" y="540" width="220" height="140" fill="#2b3054"/><path d="M${x - 120} 546a120 120 0 0 1 240 0z" fill="#454b78"/>` +
    `<path d="M${x + 8} 430l38-8 36 118h-46z" fill="#0b0f22"/><rect x="${x - 16}" y="610" width="32" height="70" fill="#f7cf8a"/>` +
    ground(680, '#0a0d1c')
  );
};

export const tide: Scene = random => {
  const y = between(random, 400, 460);
  const flats = many(9, i => {
    const yy = y + 40 + i * 40;
    return `<path d="M0 ${yy}q${between(random, 200, 420)} ${-between(random, 16, 40)} ${between(random, 560, 760)} 0t760 0v${10 + i * 2}H0z" fill="${pick(random, ['#cdbb9d', '#b9c6c4', '#dccbad', '#a9bcbd'])}" opacity=".8"/>`;
  });
  const posts = many(
    7,
    i =>
      `<rect x="${190 + i * 130}" y="${y + 30 + i * 34}" width="${10 + i * 2}" height="${70 + i * 18}" fill="#3f3a3a"/>`,
  );
  return (
    sky('morning') +
    ridge(random, y - 20, 22, '#8aa0a3') +
    ground(y, '#d8c8a8') +
    flats +
    posts +
    birds(random, 9, '#6b6a66')
  );
};
