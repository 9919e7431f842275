// `npm test`: everything that must hold, stage by stage; `node test/run.mjs <stage> [files]` runs one. Plain JavaScript for any Node from 20
// on: what is missing is installed first, then every stage runs on Node 24. The stages are told in docs/testing.md.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { Trouble, ensureBuilt, ensureInstalled, env, node, root } from '../feeds/gateway/fresh.mjs';
import { ensureBrowsers } from './support/browsers.mjs';

const MINUTE_MS = 60_000;
const REPORTER = '--test-reporter=./test/support/reporter.mjs';
const TSC = 'node_modules/typescript/bin/tsc';

/**
 * Every stage: the commands of Node 24 that it runs one after the other. `files` names what a stage takes from the command line
 * instead of all. `built`: it needs dist/app. `alone`: it drives browsers, and what it measures suffers from company. `secondTry`: three
 * real browsers on a small machine now and then run out of breath: a file that failed runs once more, and that is said aloud.
 */
const STAGES = {
  lint: { commands: files => [['node_modules/eslint/bin/eslint.js', '--max-warnings=0', ...(files ?? ['.'])]] },
  format: {
    commands: files => [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', ...(files ?? ['.'])]],
  },
  types: { commands: () => ['src', 'sw', 'feeds', 'test'].map(room => [TSC, '-p', room]) },
  knip: { commands: () => [['node_modules/knip/bin/knip.js', '--no-progress']] },
  unit: {
    limitMs: 5 * MINUTE_MS,
    commands: files => [['--test', REPORTER, '--test-timeout=60000', ...(files ?? filesIn('test', '.test.ts'))]],
  },
  size: { built: true, commands: () => [['test/support/sizes.ts']] },
  element: {
    limitMs: 5 * MINUTE_MS,
    alone: true,
    commands: files => [['node_modules/@web/test-runner/dist/bin.js', ...(files ? ['--files', ...files] : [])]],
  },
  e2e: {
    limitMs: 10 * MINUTE_MS,
    alone: true,
    built: true,
    secondTry: true,
    commands: files => [
      [
        '--test',
        REPORTER,
        '--test-concurrency=1',
        '--test-timeout=240000',
        ...(files ?? filesIn('test/e2e', '.e2e.ts')),
      ],
    ],
  },
};

const [stage, ...files] = process.argv.slice(2);
try {
  process.exitCode = stage ? await runOne(stage, files) : await runAll();
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function runOne(name, files) {
  if (!existsSync(node)) await ensureInstalled();
  if (name === 'bench') {
    return (await execute(['test/bench/run.ts', ...files], { limitMs: 0, show: true })).code;
  }
  const chosen = STAGES[name];
  if (!chosen) throw new Trouble(`There is no stage "${name}"; there are: ${Object.keys(STAGES).join(', ')}, bench.`);
  if (chosen.built) await ensureBuilt({ quiet: true });
  for (const command of chosen.commands(files.length > 0 ? files : undefined)) {
    const { code } = await execute(command, { limitMs: 0, show: true });
    if (code !== 0) return code;
  }
  return 0;
}

async function runAll() {
  await ensureInstalled();
  await ensureBrowsers();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const tell = async name => {
    const result = await runStage(name, STAGES[name]);
    for (const key of Object.keys(total)) total[key] += result[key];
    process.stdout.write(`${result.output}${summary(name, result)}\n`);
  };
  const entries = Object.entries(STAGES);
  const waiting = entries.filter(([, { alone }]) => !alone).map(([name]) => name);
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) await tell(name);
  };
  await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, lane));
  for (const [name, { alone }] of entries) if (alone) await tell(name);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0 ? 0 : 1;
}

/** Runs a stage and counts: its tests where it tells them, else each of its commands as one check. */
async function runStage(name, { commands, built, secondTry, limitMs = 5 * MINUTE_MS }) {
  const started = Date.now();
  const result = { passed: 0, failed: 0, skipped: 0, output: '', seconds: 0 };
  try {
    if (built) await ensureBuilt({ quiet: true });
    for (const command of commands()) {
      const { code, output } = await execute(command, { limitMs, show: false });
      const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped\n$/m.exec(output);
      const [passed, failed, skipped] = counts
        ? counts.slice(1).map(Number)
        : [code === 0 ? 1 : 0, code === 0 ? 0 : 1, 0];
      const files = secondTry && failed > 0 ? failedFiles(output) : [];
      if (files.length > 0 && (await execute(commands(files)[0], { limitMs, show: false })).code === 0) {
        result.output += `  PASSED ONLY AT THE SECOND TRY: ${files.join(', ')}; how the first one failed:\n`;
        result.passed += passed + failed;
        result.skipped += skipped;
        result.output += tidy(output.replace(counts[0], ''));
        continue;
      }
      result.passed += passed;
      result.failed += code !== 0 && failed === 0 ? 1 : failed;
      result.skipped += skipped;
      result.output += tidy(counts ? output.replace(counts[0], '') : output);
    }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    result.failed += 1;
    result.output += `${error.message}\n`;
  }
  result.seconds = (Date.now() - started) / 1000;
  return result;
}

/** The files whose tests failed, by the reporter's own lines. */
function failedFiles(output) {
  const lines = stripVTControlCharacters(output).matchAll(/FAILED: .* \((test\/[\w./-]+):\d+\)/g);
  return [...new Set([...lines].map(([, file]) => file))];
}

/** Results only: no colours, no empty lines around them. */
function tidy(output) {
  const text = stripVTControlCharacters(output)
    .trimEnd()
    .replace(/^\s*\n/, '');
  return text === '' ? '' : `${text}\n`;
}

function summary(name, { passed, failed, skipped, seconds }) {
  const parts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(
    Boolean,
  );
  return `${failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(8)} ${parts.join(', ')} (${seconds.toFixed(0)} s)`;
}

/** One program on Node 24, with no input; ended, with all that it started, when its time is up. */
function execute(args, { limitMs, show }) {
  return new Promise((done, fail) => {
    let output = '';
    const child = spawn(node, args, {
      cwd: root,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      detached: !show,
    });
    const end = () => {
      try {
        process.kill(show ? child.pid : -child.pid, 'SIGTERM');
      } catch {
        // Ended meanwhile.
      }
    };
    const timer =
      limitMs > 0 &&
      setTimeout(() => {
        output += `  FAILED: took longer than ${limitMs / 1000} s\n`;
        end();
      }, limitMs);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text));
    child.once('error', fail);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, end);
      done({ code: code ?? (signal ? 1 : 0), output });
    });
  });
}

function filesIn(directory, ending) {
  return readdirSync(join(root, directory), { recursive: true })
    .filter(name => name.endsWith(ending))
    .map(name => relative('.', join(directory, name)))
    .sort();
}
