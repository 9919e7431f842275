// Size budgets: what a phone pays before it sees anything, and what every start of the worker pays. Exits 1 above a budget.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { buildEmbed } from './embed-build.ts';

const dist = join(import.meta.dirname, '../../dist');
const embed = join(dist, 'embed');
/** Bytes, brotli. */
const FIRST_ROUTE_BUDGET = 45_000;
const WORKER_BUDGET = 110_000;
/** What a host's page or worker pays: a script with everything that it imports at its top. */
const EMBED_BUDGETS = [
  ['<predawn-feed>, all it needs for a JSON Feed', 'one/predawn-feed.js', 14_000],
  ['<predawn-form> with its outbox', 'one/predawn-form.js', 12_000],
  ['all six elements', 'one/predawn.js', 24_000],
  ['predawn/sw without parser', 'sw.js', 8000],
] as const;

export async function firstRouteBytes(): Promise<number> {
  const files = JSON.parse(await readFile(join(dist, '.first-route.json'), 'utf8')) as string[];
  return await brotliBytes(files);
}

/** The worker and the script that it imports. */
export async function workerBytes(): Promise<number> {
  return await brotliBytes(['sw.js', 'parser.js']);
}

/** Name, bytes, budget. dist/embed must have been built. */
export async function embedSizes(): Promise<(readonly [name: string, bytes: number, budget: number])[]> {
  return await Promise.all(
    EMBED_BUDGETS.map(async ([name, file, budget]) => [name, await withImports(file), budget] as const),
  );
}

async function withImports(file: string, seen = new Set<string>()): Promise<number> {
  if (seen.has(file)) return 0;
  seen.add(file);
  const code = await readFile(join(embed, file), 'utf8');
  let bytes = brotliCompressSync(code).length;
  for (const [, path] of code.matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g))
    bytes += await withImports(join(dirname(file), path ?? ''), seen);
  return bytes;
}

async function brotliBytes(files: readonly string[]): Promise<number> {
  const sizes = files.map(async file => brotliCompressSync(await readFile(join(dist, 'app', file))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

if (import.meta.main) {
  const figures = [
    ['first route, JavaScript', await firstRouteBytes(), FIRST_ROUTE_BUDGET],
    ['service worker with all it imports', await workerBytes(), WORKER_BUDGET],
    ...(await buildEmbed().then(embedSizes)),
  ] as const;
  for (const [name, bytes, budget] of figures) {
    if (bytes <= budget) continue;
    console.log(`  FAILED: ${name}: ${bytes} bytes brotli, at most ${budget} allowed`);
  }
  const failed = figures.filter(([, bytes, budget]) => bytes > budget).length;
  if (process.argv.includes('--table'))
    for (const [name, bytes, budget] of figures) console.log(`${name}: ${bytes} of ${budget}`);
  console.log(`${figures.length - failed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
