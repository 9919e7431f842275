// `npm run build:embed`: the elements and the worker kit as a package of their own, in dist/embed. `one/` holds the same for a plain
// `<script type="module">`: there two elements share one Lit, because two copies of it cannot live on a page under Trusted Types.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';
import { nodeStubs } from './vite.config.ts';

const root = import.meta.dirname;
const outDir = join(root, 'dist/embed');
const ELEMENTS = ['feed', 'form', 'morning', 'outbox', 'save', 'status'];
const LIT = /[\\/]node_modules[\\/](?:lit|lit-html|lit-element)[\\/]/;

const input = Object.fromEntries([
  ['predawn', join(root, 'src/embed/predawn.ts')],
  ...ELEMENTS.map(name => [`predawn-${name}`, join(root, `src/embed/predawn-${name}.ts`)] as const),
]) as Record<string, string>;

const shared = {
  root,
  publicDir: false,
  configFile: false,
  logLevel: 'warn',
} satisfies UserConfig & { configFile: false };
const common = { outDir, target: 'es2022', emptyOutDir: false, reportCompressedSize: false } as const;

/** After the package: the script-tag build, then the kit as a module and as a classic script for `importScripts`. */
function others(): Plugin {
  let hasTypes = true;
  return {
    name: 'predawn:embed-others',
    apply: 'build',
    configResolved({ mode }) {
      // `--mode test`: what runs, without what only a compiler reads.
      hasTypes = mode !== 'test';
    },
    async writeBundle() {
      await build({
        ...shared,
        plugins: [nodeStubs()],
        build: {
          ...common,
          outDir: join(outDir, 'one'),
          modulePreload: { polyfill: false },
          rolldownOptions: {
            input,
            preserveEntrySignatures: 'strict',
            // Lit says nothing of side effects; its only ones are notes for its own warnings.
            treeshake: { moduleSideEffects: id => !LIT.test(id) },
            output: {
              format: 'es',
              entryFileNames: '[name].js',
              chunkFileNames: 'chunks/[name]-[hash].js',
              codeSplitting: {
                groups: [
                  { name: 'reactive', priority: 4, test: /[\\/]@lit[\\/]reactive-element[\\/]/ },
                  { name: 'lit', priority: 3, test: LIT },
                  {
                    name: 'sending',
                    priority: 1,
                    test: /[\\/](?:outbox-rules|carry-send|refuses-browsers|locks|http|embed[\\/]outbox|sending)\.ts$/,
                  },
                  {
                    name: 'store',
                    priority: 2,
                    test: /[\\/](?:errors|keys|embed[\\/](?:names|store|database)|parts[\\/](?:store|look|define|words))\.(?:ts|js)$/,
                  },
                ],
              },
            },
          },
        },
      });
      await buildKit('es', 'sw.js');
      await buildKit('iife', 'sw-classic.js');
      await writeFile(join(outDir, 'one/predawn.css'), reservation());
      await writeIntegrity();
      await writePackage();
      if (hasTypes) await writeTypes();
    },
  };
}

async function buildKit(format: 'es' | 'iife', fileName: string): Promise<void> {
  await build({
    ...shared,
    build: {
      ...common,
      minify: true,
      rolldownOptions: {
        input: join(root, 'sw/kit.ts'),
        preserveEntrySignatures: 'strict',
        output: { format, name: 'predawn', entryFileNames: fileName, codeSplitting: false },
      },
    },
  });
}

/**
 * Keeps the room of `<predawn-feed limit>` until its script has run, so that nothing on the host's page moves. Heights are those of the
 * element (`--predawn-row`, and the line under the list); cards flow by the host's width and cannot be foreseen.
 */
function reservation(): string {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const rule = (layout: string, row: string): string =>
      `predawn-feed[limit='${i + 1}']${layout}:not(:defined){block-size:calc(${i + 1}*var(--predawn-row,${row}) + 2.5rem)}`;
    return rule(':not([layout=cards],[layout=digest])', '6rem') + rule('[layout=digest]', '9rem');
  });
  return `predawn-feed:not(:defined){display:block;box-sizing:border-box;overflow:hidden}\n${rows.join('\n')}\n`;
}

/** The package of its own that dist/embed is. Importing an element defines it, so none of them may be dropped as unused. */
async function writePackage(): Promise<void> {
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
    license,
    type: 'module',
    exports: {
      '.': element('predawn'),
      ...Object.fromEntries(ELEMENTS.map(name => [`./predawn-${name}`, element(`predawn-${name}`)])),
      './sw': { types: './types/sw/kit.d.ts', default: './sw.js' },
      './sw-classic.js': './sw-classic.js',
      './one/*': './one/*',
      './package.json': './package.json',
    },
    sideEffects: ['./predawn*.js', './chunks/*.js', './one/**', './sw-classic.js'],
    dependencies: { lit: dependencies['lit'] },
  };
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Declarations, of the elements with the page's types and of the kit with the worker's. */
async function writeTypes(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const entries = Object.values(input);
  for (const [files, lib] of [
    [entries, ['DOM', 'DOM.Iterable']] as const,
    [[join(root, 'sw/kit.ts')], ['WebWorker', 'WebWorker.Iterable']] as const,
  ]) {
    const config = join(outDir, 'tsconfig.json');
    const compilerOptions = {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: join(outDir, 'types'), rootDir: root },
      ...{ lib: ['ES2024', ...lib], types: [] },
    };
    await writeFile(config, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, files, references: [] }));
    await promisify(execFile)(process.execPath, [tsc, '-p', config]).catch((error: unknown) => {
      throw new Error(`types: ${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
    });
    await rm(config);
  }
}

/** Hashes for `<script integrity>`. Chunks bear the hash of their content in their name. */
async function writeIntegrity(): Promise<void> {
  const files = (await readdir(outDir, { recursive: true })).filter(name => name.endsWith('.js')).sort();
  const lines = await Promise.all(
    files.map(async name => {
      const hash = createHash('sha384').update(await readFile(join(outDir, name)));
      return [name, `sha384-${hash.digest('base64')}`] as const;
    }),
  );
  await writeFile(join(outDir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(lines), null, 2)}\n`);
}

export default defineConfig({
  root,
  publicDir: false,
  plugins: [nodeStubs(), others()],
  build: {
    ...common,
    emptyOutDir: true,
    minify: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input,
      preserveEntrySignatures: 'strict',
      external: /^(?:lit|@lit)(?:\/|$)/,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
