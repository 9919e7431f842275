// Declarations of the published package: of the elements with the page's types, of the kit with the worker's. Only what an entry leads to is kept.

import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A relative import with the extension of its source; a reader of the package finds declarations by `.js`. */
const IMPORT = /((?:from|import)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** Answers where, inside the package, the declarations of each entry lie. */
export async function writeTypes(root: string, outDir: string, entries: TypeEntries): Promise<void> {
  const made = join(outDir, '.types');
  for (const [lib, files] of [
    [['DOM', 'DOM.Iterable'], entries.page],
    [['WebWorker', 'WebWorker.Iterable'], entries.worker],
  ] as const) {
    const config = join(outDir, 'tsconfig.json');
    const compilerOptions = {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: made, rootDir: root },
      ...{ lib: ['ES2024', ...lib], types: [], typeRoots: [join(root, 'node_modules/@types')] },
    };
    const extended = join(root, 'tsconfig.json');
    await writeFile(config, JSON.stringify({ extends: extended, compilerOptions, files, references: [] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', config]).catch((error: unknown) => {
      throw new Error(`types: ${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
    });
    await rm(config);
  }
  await keepReached(made, join(outDir, 'types'), [...entries.page, ...entries.worker], root);
  await rm(made, { recursive: true });
  await writeFile(join(outDir, 'types/sw-classic.d.ts'), CLASSIC);
}

export interface TypeEntries {
  /** Sources that run in a page. */
  readonly page: readonly string[];
  readonly worker: readonly string[];
}

/** What `importScripts('sw-classic.js')` brings into a worker. */
const CLASSIC = `import type { createPredawn } from './sw/kit.js';

declare global {
  const predawn: { readonly createPredawn: typeof createPredawn };
}
export {};
`;

async function keepReached(from: string, to: string, sources: readonly string[], root: string): Promise<void> {
  const all = new Set(await readdir(from, { recursive: true }));
  const queue = new Set(sources.map(source => source.slice(root.length + 1).replace(/\.ts$/, '.d.ts')));
  // A set may grow while it is walked.
  for (const file of queue) {
    const text = await readFile(join(from, file), 'utf8');
    for (const [, , , path] of text.matchAll(IMPORT)) {
      const next = join(dirname(file), `${path}.d.ts`);
      if (all.has(next)) queue.add(next);
    }
    await mkdir(join(to, dirname(file)), { recursive: true });
    await writeFile(join(to, file), text.replace(IMPORT, '$1$2$3.js$2'));
  }
}
