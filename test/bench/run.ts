// `npm run bench [name …] [-- --json FILE]`: runs benches by name, or all; a table here, one JSON object a line in the file. A bench made of
// parts runs some of them as `name:part,part`.
// A missed bar is told, and is no failure of the run; a bench that breaks off is.

import { appendFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Trouble } from '../../feeds/gateway/fresh.mjs';
import { judge, row, surroundings } from './harness.ts';
import type { Bench, Report } from './harness.ts';

/** Files here that are no benches. */
const NOT_BENCHES = new Set(['harness', 'run']);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const known = await names();
const wanted = (positionals.length > 0 ? positionals : known).map(each => {
  const [name = '', parts] = each.split(':');
  return { name, parts: parts?.split(',') };
});
const unknown = wanted.map(({ name }) => name).filter(name => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${known.join(', ')}.`);
  process.exit(2);
}

const around = surroundings();
console.log(`${around.machine}\n${around.commit}, Node ${around.node}, ${around.chromium}, ${around.startedAt}`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(around)}\n`);

const missed: string[] = [];
const broken: string[] = [];
for (const { name, parts } of wanted) {
  console.log(`\n${name}`);
  const report: Report = {
    figure(figure) {
      const measured = judge(name, figure);
      if (measured.ok === false) missed.push(`${name}: ${measured.figure}`);
      console.log(row(measured));
      if (values.json !== undefined) appendFileSync(values.json, `${JSON.stringify(measured)}\n`);
    },
    note: text => console.log(`  ${text}`),
  };
  try {
    const { default: bench } = (await import(`./${name}.ts`)) as { default: Bench };
    await bench(report, parts);
  } catch (error) {
    broken.push(name);
    console.error(error instanceof Trouble ? error.message : error);
  }
}
console.log(missed.length === 0 ? '\nEvery bar that was measured is met.' : `\nMissed:\n  ${missed.join('\n  ')}`);
if (broken.length > 0) console.log(`Broke off: ${broken.join(', ')}`);
process.exit(broken.length > 0 ? 1 : 0);

/** A bench is a file that exports a default function; what they share with each other lies in folders. */
async function names(): Promise<string[]> {
  const files = await readdir(import.meta.dirname);
  return files
    .filter(file => file.endsWith('.ts'))
    .map(file => file.slice(0, -'.ts'.length))
    .filter(name => !NOT_BENCHES.has(name))
    .sort();
}
