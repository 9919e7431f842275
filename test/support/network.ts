// A network that can really be cut: a Linux network namespace of its own, made without root (`unshare -rn`), with a link that a browser takes
// for its way to the world. Programs are started inside; the test stays outside.

import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from './child.ts';
import { temporaryFolder } from './temp.ts';
import { until } from './until.ts';

export interface Network {
  /** The command that runs this one inside. */
  inside(command: string, args: readonly string[]): readonly [string, readonly string[]];
  /** A script that runs the program inside, for launchers that take one path. */
  wrapper(program: string): Promise<string>;
  /** Waits until an address answers from inside. */
  answers(url: string, timeoutMs?: number): Promise<void>;
  /** Takes every link down, loopback too: nothing reaches anything. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Answers undefined where the machine allows no user namespaces, or `PREDAWN_NO_NAMESPACES` is set. */
export async function openNetwork(): Promise<Network | undefined> {
  if (process.env.PREDAWN_NO_NAMESPACES) return undefined;
  const probe = spawnSync('unshare', ['-rn', 'true'], { timeout: 5000 });
  if (probe.status !== 0) return undefined;
  const folder = await temporaryFolder('network');
  const holder = startProgram('unshare', ['-rn', 'sh', '-c', `${UP} && echo ready && exec sleep 86400`]);
  try {
    await holder.said(/^ready$/m, 5000);
  } catch {
    await holder.stop('SIGKILL');
    return undefined;
  }
  const enter = ['-t', String(holder.child.pid), '-U', '-n', '--preserve-credentials'];
  const shell = (script: string): void => {
    const { status, stderr } = spawnSync('nsenter', [...enter, 'sh', '-c', script], {
      encoding: 'utf8',
      timeout: 5000,
    });
    if (status !== 0) throw new Error(`in the network: ${script}: ${stderr}`);
  };
  let count = 0;
  return {
    inside: (command, args) => ['nsenter', [...enter, command, ...args]],
    async wrapper(program) {
      const path = join(folder.path, `run-${(count += 1)}`);
      await writeFile(path, `#!/bin/sh\nexec nsenter ${enter.join(' ')} ${program} "$@"\n`);
      await chmod(path, 0o755);
      return path;
    },
    async answers(url, timeoutMs = 20_000) {
      const script = `fetch(${JSON.stringify(url)}).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
      const ask = (): boolean =>
        spawnSync('nsenter', [...enter, process.execPath, '-e', script], { timeout: 5000 }).status === 0;
      await until(ask, { timeoutMs, what: `${url} answers` });
    },
    // Without its address loopback is unreachable at once, as a phone's network is; with it, connections would hang.
    cut: () => shell('ip link set way0 down && ip addr flush dev lo && ip link set lo down'),
    // The kernel gives loopback its address again.
    restore: () => shell('ip link set lo up && ip link set way0 up'),
    async close() {
      await holder.stop('SIGKILL');
      await folder.remove();
    },
  };
}

/** One end is a browser's way out, the other leads nowhere: Chromium calls that online. */
const UP = [
  'ip link set lo up',
  'ip link add way0 type veth peer name way1',
  'ip addr add 10.77.0.1/24 dev way0',
  'ip link set way1 up',
  'ip link set way0 up',
].join(' && ');
