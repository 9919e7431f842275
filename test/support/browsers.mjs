// The browsers that tests drive: Debian's own packages. Installed where we may; otherwise told exactly.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { Trouble } from '../../feeds/gateway/fresh.mjs';

/** A program on the path, or a file, and the package that brings it. */
const NEEDED = [
  ['chromium', 'chromium'],
  ['firefox-esr', 'firefox-esr'],
  ['WebKitWebDriver', 'webkit2gtk-driver'],
  ['Xvfb', 'xvfb'],
  ['xauth', 'xauth'],
  ['ip', 'iproute2'],
  ['unshare', 'util-linux'],
  ['dbus-run-session', 'dbus'],
  ['/usr/lib/python3/dist-packages/dbus', 'python3-dbus'],
  ['/usr/lib/python3/dist-packages/gi', 'python3-gi'],
];

/** Installs missing browsers as root on Debian; anywhere else names the command and stops. */
export async function ensureBrowsers() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !find('apt-get')) {
    throw new Trouble(
      `The tests drive real browsers, and some are missing. Install them, as root, then run this again:\n  apt-get update && ${command}`,
    );
  }
  process.stdout.write(`Installing ${missing.join(', ')} (once) …\n`);
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  const update = spawnSync('apt-get', ['update', '-qq'], options);
  const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options);
  const still = missingPackages();
  if (still.length > 0) {
    throw new Trouble(
      `apt-get could not bring ${still.join(', ')}:\n${update.stderr ?? ''}${install.stderr ?? ''}Run it by hand: apt-get update && ${command}`,
    );
  }
}

function missingPackages() {
  return NEEDED.filter(([program]) => !find(program)).map(([, name]) => name);
}

function find(program) {
  if (program.startsWith('/')) return existsSync(program);
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/sbin']
    .map(directory => join(directory, program))
    .find(path => existsSync(path) && isExecutable(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
