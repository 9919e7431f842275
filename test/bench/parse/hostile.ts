// Run by the bench for one family: processor time at each size and the process's peak of memory, as JSON.

import { parse } from '../../../feeds/parse.ts';
import { FAMILIES } from '../../feeds/hostile-families.ts';

const [name, ...sizes] = process.argv.slice(2);
const family = FAMILIES.find(one => one.name === name);
if (family === undefined) throw new Error(`no family ${String(name)}`);

const ATTEMPTS = 2;
const document = (size: number): Uint8Array => new TextEncoder().encode(family.make(size));
const collect = (globalThis as { gc?: () => void }).gc;

/** Milliseconds of processor time. */
async function cost(bytes: Uint8Array): Promise<number> {
  collect?.();
  const started = process.cpuUsage();
  await parse(bytes, undefined, 'https://e.example/feed').catch((error: unknown) => {
    if ((error as { name?: string }).name !== 'NotAFeedError') throw error;
  });
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const ms: number[] = [];
for (const size of sizes) {
  const bytes = document(Number(size));
  const costs: number[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) costs.push(await cost(bytes));
  ms.push(Math.min(...costs));
}
process.stdout.write(JSON.stringify({ ms, megabytes: process.resourceUsage().maxRSS / 1024 }));
