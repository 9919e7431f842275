// Size budgets: what a phone pays before it sees anything, and what every start of the worker pays. Exits 1 above a budget.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../dist');
/** Bytes, brotli. */
const FIRST_ROUTE_BUDGET = 45_000;
const WORKER_BUDGET = 110_000;

export async function firstRouteBytes(): Promise<number> {
  const files = JSON.parse(await readFile(join(dist, '.first-route.json'), 'utf8')) as string[];
  return await brotliBytes(files);
}

/** The worker and the script that it imports. */
export async function workerBytes(): Promise<number> {
  return await brotliBytes(['sw.js', 'parser.js']);
}

async function brotliBytes(files: readonly string[]): Promise<number> {
  const sizes = files.map(async file => brotliCompressSync(await readFile(join(dist, 'app', file))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

if (import.meta.main) {
  const figures = [
    ['first route, JavaScript', await firstRouteBytes(), FIRST_ROUTE_BUDGET],
    ['service worker with all it imports', await workerBytes(), WORKER_BUDGET],
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
