#!/usr/bin/env node
// `npm start`: installs and builds where that is stale, then runs the gateway on Node 24. `--watch` rebuilds and restarts on each change,
// `--build` only builds.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { Trouble, ensureBuilt, ensureInstalled, env, node, root } from './fresh.mjs';

/**
 * A young generation that stays small, an allocator that gives back what it does not need, and code that is compiled once for all starts
 * keep the process small with a thousand feeds (docs/gateway.md, "On a server").
 */
const GATEWAY = ['--max-semi-space-size=4', 'feeds/gateway/main.ts'];
const SPARING = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/predawn'),
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const option = process.argv[2];

try {
  await ensureInstalled();
  await ensureBuilt({ always: option === '--build' });
  if (option === '--watch') {
    become([
      ['node_modules/vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'],
      ['--watch', '--watch-preserve-output', ...GATEWAY],
    ]);
  } else if (option !== '--build') become([[...GATEWAY, ...process.argv.slice(2)]]);
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Runs these on Node 24 in our place: they get our signals, and we end as the first of them does. */
function become(commands) {
  const children = commands.map(args =>
    spawn(node, args, { cwd: root, env: { ...SPARING, ...env }, stdio: 'inherit' }),
  );
  const pass = signal => children.forEach(child => child.kill(signal));
  for (const signal of SIGNALS) process.on(signal, () => pass(signal));
  for (const child of children) {
    child.once('exit', (code, signal) => {
      process.exitCode ??= code ?? (signal ? 1 : 0);
      pass('SIGTERM');
    });
  }
}
