// The package of its own that dist/embed is: its package.json, its README, the hashes for `<script integrity>`.

import { createHash } from 'node:crypto';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Importing an element defines it, so none of them may be dropped as unused; the kit does nothing by being imported. */
const SIDE_EFFECTS = ['./predawn*.js', './chunks/*.js', './one/**', './sw-classic.js'];

export async function writePackage(root: string, outDir: string, elements: readonly string[]): Promise<void> {
  const { version, license, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
    dependencies: Record<string, string>;
  };
  const element = (name: string) => ({ types: `./types/src/embed/${name}.d.ts`, default: `./${name}.js` });
  const manifest = {
    name: 'predawn',
    version,
    description: 'Elements and a worker kit: headlines, forms and pages that survive a dead network.',
    keywords: ['web-components', 'custom-elements', 'offline', 'background-sync', 'service-worker', 'rss', 'lit'],
    license,
    type: 'module',
    exports: {
      '.': element('predawn'),
      ...Object.fromEntries(elements.map(name => [`./predawn-${name}`, element(`predawn-${name}`)])),
      './sw': { types: './types/sw/kit.d.ts', default: './sw.js' },
      './sw-classic.js': { types: './types/sw-classic.d.ts', default: './sw-classic.js' },
      './one/*': './one/*',
      './custom-elements.json': './custom-elements.json',
      './integrity.json': './integrity.json',
      './package.json': './package.json',
    },
    customElements: 'custom-elements.json',
    sideEffects: SIDE_EFFECTS,
    dependencies: { lit: dependencies['lit'] },
  };
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const guide = await readFile(join(root, 'docs/embed.md'), 'utf8');
  // What it leads to lies in the repository, not in the package.
  await writeFile(join(outDir, 'README.md'), guide.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1'));
  await copyFile(join(root, 'LICENSE'), join(outDir, 'LICENSE'));
}

/** Each script-tag file and the kit, by its address in the package. */
export async function writeIntegrity(outDir: string): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(outDir, { recursive: true }))
    .filter(name => /^(?:one\/.*\.(?:js|css)|sw(?:-classic)?\.js)$/.test(name))
    .sort();
  const hashes = await Promise.all(
    files.map(async name => {
      const hash = createHash('sha384').update(await readFile(join(outDir, name)));
      return [name, `sha384-${hash.digest('base64')}`] as const;
    }),
  );
  const integrity = Object.fromEntries(hashes);
  await writeFile(join(outDir, 'integrity.json'), `${JSON.stringify(integrity, null, 2)}\n`);
  return integrity;
}
