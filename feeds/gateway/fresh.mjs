// Makes a checkout ready: packages as the lock file says, the app as its sources say. Plain JavaScript for any Node from 20 on, because it
// runs before anything is installed; what is fresh is left alone.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import process from 'node:process';

export const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const windows = process.platform === 'win32';
/** Node 24, which the `node` package puts among ours. */
export const node = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
/** Our own programs first: a script's `node` is Node 24 whatever started it. */
export const env = {
  ...process.env,
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
};

/** What decides the look of `dist/app`. */
const BUILD_INPUTS = ['index.html', 'vite.config.ts', 'package-lock.json', 'tsconfig.json', 'src', 'sw', 'feeds'];
const BUILD_STAMP = join(root, 'dist/.inputs');
/** A build that holds the lock longer than this has died. */
const LOCK_STALE_MS = 180_000;

/** A thing the person must do something about: printed as it stands, without a stack. */
export class Trouble extends Error {}

/** Installs where `node_modules` is not what the lock file says. */
export async function ensureInstalled() {
  if (!isInstalled()) {
    say('Installing packages (once) …');
    // Not `npm ci`: it refuses a lock file without the binaries of systems that the registry at hand does not serve.
    const code = await npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) {
      throw new Trouble(
        `npm install failed (exit code ${code}); its own message stands above. Mostly the network or the registry is out of reach: ` +
          'try again, or run "npm install" by hand and then this command.',
      );
    }
  }
  if (!existsSync(node)) await npm(['rebuild', 'node', '--loglevel=error']);
  if (!existsSync(node)) {
    throw new Trouble(
      'The package "node" has not brought Node 24: its install script did not run. Allow it, then: npm rebuild node',
    );
  }
}

/** Builds the app where its sources have changed since it was built; answers whether it had to. */
export async function ensureBuilt({ always = false, quiet = false } = {}) {
  const stampOf = () => hashOf(BUILD_INPUTS);
  if (!always && isBuilt(stampOf())) return false;
  return await locked(join(root, 'dist/.building'), async () => {
    const stamp = stampOf();
    if (!always && isBuilt(stamp)) return false;
    if (!quiet) say('Building the app …');
    const code = await run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
    if (code !== 0) throw new Trouble(`The build failed (exit code ${code}); its own message stands above.`);
    writeFileSync(BUILD_STAMP, stamp);
    return true;
  });
}

/** Runs a program from the project's folder and answers its exit code. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}

function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    // Optional ones are for other machines as well; a root entry is not installed.
    if (path === '' || (entry.optional && !present[path])) continue;
    if (present[path]?.version !== entry.version) return false;
  }
  return Object.entries(present).every(([path, entry]) => wanted[path] || entry.optional);
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isBuilt(stamp) {
  if (!existsSync(join(root, 'dist/app/index.html')) || !existsSync(join(root, 'dist/app/sw.js'))) return false;
  try {
    return readFileSync(BUILD_STAMP, 'utf8') === stamp;
  } catch {
    return false;
  }
}

function hashOf(paths) {
  const hash = createHash('sha256');
  const add = path => {
    const full = join(root, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      if (path !== 'feeds/gateway') for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    } else hash.update(`${path}\0${stat.size}\0`).update(readFileSync(full));
  };
  paths.forEach(add);
  return hash.digest('hex');
}

/** One build at a time, also of several processes. */
async function locked(path, work) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - since > LOCK_STALE_MS) remove(path);
      else await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    remove(path);
  }
}

function remove(path) {
  try {
    rmdirSync(path);
  } catch {
    // Another has removed it.
  }
}

function npm(args) {
  const script = process.env.npm_execpath;
  // The npm that started us, else the one on the PATH; its own Node, not ours, which is not there yet.
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { env: process.env });
  return run('npm', args, { env: process.env, shell: windows });
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
