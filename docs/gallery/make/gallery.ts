// The gallery, built by the same Vite into dist/gallery: its pages, the published files that they load, and two workers.

import { createHash } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import type { Manifest } from './manifest.ts';
import { galleryPages } from './pages.ts';

const SOURCE = join(import.meta.dirname, '..');
const PAGES = ['index', 'chat', 'encyclopedia', 'notification', 'blog', 'react', 'cms', 'workbox/index'];
/** Classic scripts and a sheet that go as they are. */
const PLAIN = ['gallery.js', 'gallery.css', 'sw.js', ['snippets/worker.js', 'worker.js']] as const;

export async function buildGallery(
  outDir: string,
  embed: string,
  manifest: Manifest,
  integrity: Readonly<Record<string, string>>,
): Promise<void> {
  const alias = [{ find: /^predawn\/(.*)$/, replacement: join(embed, '$1.js') }];
  const shared = {
    root: SOURCE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    base: './',
    resolve: { alias },
  } as const;
  const common = { outDir, target: 'es2022', reportCompressedSize: false, modulePreload: { polyfill: false } } as const;
  await build({
    ...shared,
    plugins: [galleryPages(manifest, integrity)],
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      ...common,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: PAGES.map(name => join(SOURCE, `${name}.html`)) },
    },
  });
  for (const file of PLAIN) {
    const [from, to] = typeof file === 'string' ? [file, file] : file;
    await cp(join(SOURCE, from), join(outDir, to));
  }
  await cp(join(embed, 'one'), join(outDir, 'predawn'), { recursive: true });
  await cp(join(embed, 'sw-classic.js'), join(outDir, 'predawn/sw-classic.js'));
  const precached = ['gallery.css', 'predawn/predawn.css', 'workbox/index.html'].map(async name => ({
    url: name === 'workbox/index.html' ? './' : `../${name}`,
    revision: createHash('sha256')
      .update(await readFile(join(outDir, name)))
      .digest('hex')
      .slice(0, 12),
  }));
  await build({
    ...shared,
    define: {
      'self.__WB_MANIFEST': JSON.stringify(await Promise.all(precached)),
      'process.env.NODE_ENV': '"production"',
    },
    build: {
      ...common,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(SOURCE, 'workbox/sw.js'),
        output: { format: 'iife', entryFileNames: 'workbox/sw.js', codeSplitting: false },
      },
    },
  });
}
