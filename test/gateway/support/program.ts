// The gateway as a program of its own, for tests of its life: started, asked, killed.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const main = new URL('../../../feeds/gateway/main.ts', import.meta.url).pathname;

export interface Program {
  readonly child: ChildProcess;
  /** Of the gateway itself, also where something else started it. */
  readonly pid: number;
  readonly url: string;
  readonly said: { out: string; log: string };
  readonly ended: Promise<number | null>;
}

/** `wrap` is put before the command, such as `unshare`; it must end by becoming the command. */
export async function startProgram(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  wrap: readonly string[] = [],
): Promise<Program> {
  const [command, ...args] = [...wrap, process.execPath, main];
  const child = spawn(command, args, {
    env: { ...process.env, PORT: '0', PREDAWN_DATA: dataDir, PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', log: '' };
  child.stderr.on('data', chunk => (said.log += String(chunk)));
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      said.out += String(chunk);
      const found = /Predawn is at (http:\S+)/.exec(said.out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(said.log)));
  });
  return { child, pid: child.pid ?? 0, url, said, ended };
}
