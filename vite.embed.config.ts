// `npm run build:embed`: the elements and the worker kit as a package of their own, in dist/embed. `one/` holds the same for a plain
// `<script type="module">`: there two elements share one Lit, because two copies of it cannot live on a page under Trusted Types.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  return {
    name: 'predawn:embed-others',
    apply: 'build',
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
                    test: /[\\/](?:outbox-rules|carry-send|locks|http|embed[\\/]outbox|sending)\.ts$/,
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
