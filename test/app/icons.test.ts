// The manifest and the pictures that it names. `DRAW_ICONS=1 node --test test/app/icons.test.ts` renders the PNGs anew from their SVG drawings.

import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';

const FOLDER = join(import.meta.dirname, '../../src/app/public');
const RENDERED: readonly (readonly [png: string, svg: string, size: number])[] = [
  ['icon-192', 'icon', 192],
  ['icon-512', 'icon', 512],
  ['maskable-512', 'maskable', 512],
  ['apple-touch-180', 'maskable', 180],
  ['badge-96', 'badge', 96],
  ['shortcut-today-96', 'shortcut-today', 96],
  ['shortcut-add-96', 'shortcut-add', 96],
  ['shortcut-saved-96', 'shortcut-saved', 96],
];

interface Manifest {
  readonly [member: string]: unknown;
  readonly icons: readonly { src: string; sizes: string; type: string; purpose: string }[];
  readonly screenshots: readonly { src: string; sizes: string }[];
  readonly shortcuts: readonly { url: string; icons: readonly { src: string; sizes: string }[] }[];
}
const manifest = JSON.parse(await readFile(join(FOLDER, 'manifest.webmanifest'), 'utf8')) as Manifest;

describe('the icons', () => {
  for (const [png, svg, size] of RENDERED) {
    it(`${png}.png is ${svg}.svg at ${size} pixels`, async () => {
      const path = join(FOLDER, 'icons', `${png}.png`);
      const drawing = await readFile(join(FOLDER, 'icons', `${svg}.svg`));
      const drawn = sharp(drawing, { density: 300 }).resize(size, size);
      if (process.env['DRAW_ICONS'] === '1')
        await drawn.clone().png({ compressionLevel: 9, palette: true }).toFile(path);
      const kept = await sharp(path).flatten({ background: '#777' }).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([kept.info.width, kept.info.height], [size, size]);
      const fresh = await drawn.flatten({ background: '#777' }).raw().toBuffer();
      const difference = fresh.reduce((sum, value, i) => sum + Math.abs(value - (kept.data[i] ?? 0)), 0) / fresh.length;
      assert.ok(difference < 4, `differs by ${difference.toFixed(1)} a channel: draw the icons anew`);
    });
  }

  it('leave no see-through pixel in the maskable one', async () => {
    const { data, info } = await sharp(join(FOLDER, 'icons/maskable-512.png'))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 3; i < data.length; i += info.channels)
      assert.equal(data[i], 255, 'the maskable icon has a see-through pixel');
  });
});

describe('the manifest', () => {
  it('says what an installation needs', () => {
    assert.equal(manifest['id'], '/');
    assert.equal(manifest['start_url'], '/');
    assert.equal(manifest['scope'], '/');
    assert.equal(manifest['display'], 'standalone');
    assert.ok(manifest['name'] && manifest['short_name'] && manifest['theme_color'] && manifest['background_color']);
    for (const [size, purpose] of [
      ['192x192', 'any'],
      ['512x512', 'any'],
      ['512x512', 'maskable'],
    ])
      assert.ok(
        manifest.icons.some(icon => icon.sizes === size && icon.purpose === purpose),
        `${size} ${purpose}`,
      );
  });

  it('names only pictures that are there, at their size', async () => {
    const named = [
      ...manifest.icons,
      ...manifest.screenshots,
      ...manifest.shortcuts.flatMap(shortcut => shortcut.icons),
    ];
    for (const { src, sizes } of named) {
      const path = join(FOLDER, src);
      await access(path);
      if (sizes === 'any') continue;
      const { width, height } = await sharp(path).metadata();
      assert.equal(`${width}x${height}`, sizes, src);
    }
  });

  it('sends what is shared, opened or linked to addresses of its own', () => {
    const { action } = manifest['share_target'] as { action: string };
    const [protocol] = manifest['protocol_handlers'] as { protocol: string; url: string }[];
    const [handler] = manifest['file_handlers'] as { action: string }[];
    assert.equal(action, '/add');
    assert.deepEqual(protocol, { protocol: 'web+feed', url: '/add?url=%s' });
    assert.equal(handler?.action, '/feeds');
  });
});
