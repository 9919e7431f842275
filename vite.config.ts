// The build: the app from index.html, then the classic service worker with the list of what the app is made of. Why it is so:
// docs/decisions/build-worker-apart.md

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, defineConfig } from 'vite';
import type { Plugin, Rolldown, UserConfig } from 'vite';
import { getManifest } from 'workbox-build';

const root = import.meta.dirname;
const outDir = join(root, 'dist/app');
/** Below this a compressed copy saves less than it costs to look for. */
const WORTH_COMPRESSING_BYTES = 1024;

/**
 * What rss-parser and its xml2js ask of Node without ever needing it to parse a string. `events` is the real package; xml2js's builder
 * of XML is left out.
 */
const NODE_STUBS: Record<string, string> = {
  http: 'export const get = undefined;',
  https: 'export const get = undefined;',
  url: 'export const parse = undefined, resolve = undefined;',
  timers: 'export const setImmediate = task => queueMicrotask(task);',
  stream: 'export class Stream {}',
  string_decoder: 'export class StringDecoder {}',
  xmlbuilder: 'export const create = undefined;',
  // rss-parser decodes entities in `contentSnippet` alone, which our skeleton never lets it build (docs/parsing.md).
  entities: 'export const decodeHTML = text => text;',
};

/** That the worker's build takes most of the time is no fault of the plugin that starts it. */
const quiet = { bundlerTimings: false };

/** Lets rss-parser run in a page and in a worker. */
export function nodeStubs(): Plugin {
  return {
    name: 'predawn:node-stubs',
    enforce: 'pre',
    resolveId(id) {
      if (id === 'events') return join(root, 'node_modules/events/events.js');
      return Object.hasOwn(NODE_STUBS, id) ? `\0node-stub:${id}` : undefined;
    },
    load(id) {
      return id.startsWith('\0node-stub:') ? NODE_STUBS[id.slice('\0node-stub:'.length)] : undefined;
    },
  };
}

const shared = {
  root,
  plugins: [nodeStubs()],
  worker: { format: 'es' },
  build: {
    outDir,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
} satisfies UserConfig;

/** After the app, the worker that knows its files; then the compressed copies that the gateway hands out. */
function serviceWorker(): Plugin {
  return {
    name: 'predawn:service-worker',
    apply: 'build',
    async buildStart() {
      for (const file of await readdir(join(root, 'sw'), { recursive: true }))
        this.addWatchFile(join(root, 'sw', file));
    },
    async writeBundle(_options, bundle) {
      await writeFile(join(root, 'dist/.first-route.json'), JSON.stringify(firstRoute(bundle)));
      await buildWorker(this.meta.watchMode);
      await compress(outDir);
    },
  };
}

/** Classic scripts at fixed addresses: the worker, and the parser that it imports when there is no gateway to read feeds for it. */
async function buildWorker(watching: boolean): Promise<void> {
  const { manifestEntries, warnings } = await getManifest({
    globDirectory: outDir,
    globPatterns: ['**/*.{html,js,css,webmanifest,svg,png,ico}'],
    // A page reads feeds itself only where it has no worker: the worker has a parser of its own.
    globIgnores: ['sw.js', 'parser.js', 'screenshots/**', 'assets/direct-*.js'],
    // Vite has put a hash of the content into these names.
    dontCacheBustURLsMatching: /^assets\//,
  });
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
  const manifest = JSON.stringify(manifestEntries);
  const shell = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
  for (const name of ['sw', 'parser']) {
    await build({
      ...shared,
      configFile: false,
      publicDir: false,
      logLevel: watching ? 'error' : 'warn',
      define: { 'self.__WB_MANIFEST': manifest, __PREDAWN_SHELL__: JSON.stringify(shell) },
      build: {
        ...shared.build,
        emptyOutDir: false,
        rolldownOptions: {
          checks: quiet,
          input: join(root, `sw/${name}.ts`),
          output: { format: 'iife', entryFileNames: `${name}.js`, codeSplitting: false },
        },
      },
    });
  }
}

/** The scripts that run before anything is shown: what index.html's module imports, and what those import. */
function firstRoute(bundle: Rolldown.OutputBundle): string[] {
  const files = new Set<string>();
  const follow = (name: string): void => {
    const chunk = bundle[name];
    if (files.has(name) || chunk?.type !== 'chunk') return;
    files.add(name);
    chunk.imports.forEach(follow);
  };
  for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) follow(name);
  return [...files].sort();
}

async function compress(directory: string): Promise<void> {
  for (const name of await readdir(directory, { recursive: true })) {
    if (!/\.(html|js|css|svg|webmanifest|json)$/.test(name)) continue;
    const bytes = await readFile(join(directory, name));
    if (bytes.length < WORTH_COMPRESSING_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(join(directory, `${name}.br`), brotliCompressSync(bytes, { params }));
    await writeFile(join(directory, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

/** What the first route and later screens share, in one file: each by itself would be a request, and compress worse. */
const SHARED = /src\/(core\/(model|say|picture-choice|markup)|elements\/markup-directive)\.ts$/;

export default defineConfig({
  ...shared,
  publicDir: 'src/app/public',
  plugins: [...shared.plugins, serviceWorker()],
  build: {
    ...shared.build,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: quiet,
      output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } },
    },
  },
});
