// `npm run build:embed`: the elements and the worker kit as a package of their own, in dist/embed. `one/` holds the same for a plain
// `<script type="module">`: there two elements share one Lit, because two copies of it cannot live on a page under Trusted Types.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, defineConfig, type LibraryOptions, type Plugin, type UserConfig } from 'vite';
import { buildGallery } from './docs/gallery/make/gallery.ts';
import { makeManifest } from './docs/gallery/make/manifest.ts';
import { writeIntegrity, writePackage } from './docs/gallery/make/package.ts';
import { writeTypes } from './docs/gallery/make/types.ts';
import { nodeStubs } from './vite.config.ts';

const root = import.meta.dirname;
const ELEMENTS = ['feed', 'form', 'morning', 'outbox', 'save', 'status'];
const LIT = /[\\/]node_modules[\\/](?:lit|lit-html|lit-element)[\\/]/;

const sources = ['predawn', ...ELEMENTS.map(name => `predawn-${name}`)];
const input = Object.fromEntries(sources.map(name => [name, join(root, `src/embed/${name}.ts`)]));

/** A library: Vite then leaves `import()` as it is. Its own loader of chunks would meet itself in the bundle of a host that uses Vite. */
const lib = {
  entry: input,
  formats: ['es'],
  fileName: (_: string, name: string) => `${name}.js`,
} satisfies LibraryOptions;

const shared = {
  root,
  publicDir: false,
  configFile: false,
  logLevel: 'warn',
} satisfies UserConfig & { configFile: false };
const common = { target: 'es2022', emptyOutDir: false, reportCompressedSize: false } as const;

/** After the package: the script-tag build, then the kit as a module and as a classic script for `importScripts`, then what describes them. */
function others(): Plugin {
  let outDir = '';
  let isForTests = false;
  return {
    name: 'predawn:embed-others',
    apply: 'build',
    configResolved(config) {
      outDir = join(root, config.build.outDir);
      // `--mode test`: what runs, without what only a compiler reads.
      isForTests = config.mode === 'test';
    },
    async writeBundle() {
      await buildOne(join(outDir, 'one'));
      await buildKit(outDir, 'es', 'sw.js');
      await buildKit(outDir, 'iife', 'sw-classic.js');
      await writeFile(join(outDir, 'one/predawn.css'), reservation());
      const manifest = await makeManifest(
        root,
        sources.map(name => `src/embed/${name}.ts`),
      );
      await writeFile(join(outDir, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      await writePackage(root, outDir, ELEMENTS);
      const integrity = await writeIntegrity(outDir);
      await buildGallery(join(root, 'dist/gallery'), outDir, manifest, integrity);
      if (isForTests) return;
      await writeTypes(root, outDir, { page: Object.values(input), worker: [join(root, 'sw/kit.ts')] });
      this.info(['integrity:', ...Object.entries(integrity).map(line => line.reverse().join('  '))].join('\n'));
    },
  };
}

async function buildOne(outDir: string): Promise<void> {
  await build({
    ...shared,
    plugins: [nodeStubs(), plainTemplates()],
    build: {
      ...common,
      outDir,
      lib,
      rolldownOptions: {
        // Nobody imports these files: an element's own file may bear what the others share with it.
        preserveEntrySignatures: 'allow-extension',
        // Lit says nothing of side effects; its only ones are notes for its own warnings.
        treeshake: { moduleSideEffects: id => !LIT.test(id) },
        output: {
          minify: true,
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: {
            groups: [
              { name: 'lit', priority: 3, test: LIT },
              {
                name: 'sending',
                priority: 1,
                test: /[\\/](?:outbox-rules|carry-send|refuses-browsers|locks|http|embed[\\/]outbox|sending)\.ts$/,
              },
              {
                // What every element needs: the half of Lit that <predawn-form> makes do with, and the store.
                name: 'base',
                priority: 4,
                test: /[\\/]@lit[\\/]reactive-element[\\/]|[\\/](?:errors|keys|embed[\\/](?:names|store|database|morning)|parts[\\/](?:store|look|define|words))\.(?:ts|js)$/,
              },
            ],
          },
        },
      },
    },
  });
}

async function buildKit(outDir: string, format: 'es' | 'iife', fileName: string): Promise<void> {
  await build({
    ...shared,
    build: {
      ...common,
      outDir,
      minify: true,
      rolldownOptions: {
        input: join(root, 'sw/kit.ts'),
        preserveEntrySignatures: 'strict',
        output: { format, name: 'predawn', entryFileNames: fileName, codeSplitting: false },
      },
    },
  });
}

/** Takes out of our templates what only the writer of them reads: indentation, and the spaces of style sheets. */
function plainTemplates(): Plugin {
  return {
    name: 'predawn:plain-templates',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]src[\\/](?:embed|elements)[\\/].*\.ts$/ },
      handler: code =>
        code
          .replace(
            /\bcss`([^`$]*)`/g,
            (_, sheet: string) =>
              `css\`${sheet
                .replace(/\s+/g, ' ')
                .replace(/ ?([{};,]) ?|(:) /g, '$1$2')
                .trim()}\``,
          )
          .replace(/\n[ \t]+/g, '\n'),
    },
  };
}

/**
 * Keeps the room of `<predawn-feed limit>` until its script has run, so that nothing on the host's page moves. Heights are those of the
 * element (`--predawn-row`, and the line under the list).
 */
function reservation(): string {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const rule = (layout: string, row: string): string =>
      `predawn-feed[limit='${i + 1}']${layout}:not(:defined){block-size:calc(${i + 1}*var(--predawn-row,${row}) + 2.5rem)}`;
    return (
      rule(':not([layout=cards],[layout=digest])', '6rem') +
      rule('[layout=digest]', '9rem') +
      (i < 12 ? cardsRule(i + 1) : '')
    );
  });
  return `predawn-feed:not(:defined){display:block;box-sizing:border-box;overflow:hidden}\n${rows.join('\n')}\n`;
}

/**
 * How many rows of cards there are hangs on the width. Only padding may be counted by it: from the height of one column each further column
 * takes what it saves, as soon as it fits. Up to twelve cards and eight columns.
 */
function cardsRule(limit: number): string {
  const row = '(var(--predawn-row,19rem) + var(--predawn-space,.75rem))';
  const savings: string[] = [];
  for (let columns = 2; columns <= 8; columns++) {
    const saved = Math.ceil(limit / (columns - 1)) - Math.ceil(limit / columns);
    const fits = `(100% - ${columns * 14}rem - ${columns - 1}*var(--predawn-space,.75rem) + .02px)`;
    if (saved > 0) savings.push(` - min(${saved}*${row},max(0px,9999*${fits}))`);
  }
  const height = `${limit}*${row} - var(--predawn-space,.75rem) + 2.5rem${savings.join('')}`;
  return `predawn-feed[limit='${limit}'][layout=cards]:not(:defined){box-sizing:content-box;block-size:0;padding-block-end:calc(${height})}`;
}

export default defineConfig({
  root,
  publicDir: false,
  plugins: [nodeStubs(), others()],
  build: {
    ...common,
    outDir: 'dist/embed',
    emptyOutDir: true,
    minify: false,
    lib,
    rolldownOptions: {
      preserveEntrySignatures: 'strict',
      external: /^(?:lit|@lit)(?:\/|$)/,
      output: { chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
