// The newsroom's pictures: drawn by us as SVG, one scene and one seed a name, rendered to JPEG when first asked for.

import { loadSharp } from '../sharp.ts';
import { bees, bench, bread, chart, clock, post, radio, seedling, shelf, windowsill } from './scenes/close.ts';
import { balloon, fields, forest, island, mountains, observatory, river, sea, storm, tide } from './scenes/outdoors.ts';
import { HEIGHT, WIDTH, seeded, type Scene } from './scenes/paint.ts';
import { bridge, city, harbour, lighthouse, market, square, train, village } from './scenes/town.ts';

export { HEIGHT as PICTURE_HEIGHT, WIDTH as PICTURE_WIDTH };

const SCENES = new Map<string, Scene>(
  Object.entries({
    ...{ balloon, bees, bench, bread, bridge, chart, city, clock, fields, forest, harbour, island, lighthouse, market },
    ...{
      mountains,
      observatory,
      post,
      radio,
      river,
      sea,
      seedling,
      shelf,
      square,
      storm,
      tide,
      train,
      village,
      windowsill,
    },
  }),
);

/** Rendered pictures kept in memory; about 60 kB each. */
const KEPT = 96;

/** `river-7` -> its SVG; undefined for a name that nobody drew. */
export function drawPicture(name: string): string | undefined {
  const parts = /^([a-z]+)-(\d{1,3})$/.exec(name);
  const scene = parts?.[1] === undefined ? undefined : SCENES.get(parts[1]);
  if (!parts || !scene) return undefined;
  const seed = Array.from(name).reduce((sum, c) => Math.imul(sum, 31) + c.charCodeAt(0), 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${scene(seeded(seed))}</svg>`;
}

/** Renders each picture once, however many ask at the same time. */
export function createPictures(): (name: string) => Promise<Uint8Array<ArrayBuffer>> | undefined {
  const rendered = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return name => {
    const known = rendered.get(name);
    if (known) return known;
    const svg = drawPicture(name);
    if (svg === undefined) return undefined;
    const oldest = rendered.size >= KEPT ? rendered.keys().next().value : undefined;
    if (oldest !== undefined) rendered.delete(oldest);
    const bytes = rendering(svg);
    bytes.catch(() => rendered.delete(name));
    rendered.set(name, bytes);
    return bytes;
  };
}

async function rendering(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const sharp = await loadSharp();
  const image = sharp(Buffer.from(svg)).flatten({ background: '#1b2140' });
  return Uint8Array.from(await image.jpeg({ quality: 82, mozjpeg: true }).toBuffer());
}
