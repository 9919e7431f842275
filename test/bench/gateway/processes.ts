// The processes of the bench: origins, bare client, gateway; each its own, so that time and memory are its own.

import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BareResult, BareTask } from './bare.ts';
import type { HourResult, HourTask } from './hour.ts';
import type { Told } from './origins.ts';

/** As the unit in docs/gateway.md starts it. */
const AS_A_SERVICE = ['--max-semi-space-size=4'];
const SPARING = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../node_modules/.cache/predawn'),
};

export interface Teller<Q, A> {
  readonly ask: (question: Q) => Promise<A>;
  readonly stop: () => void;
}

function said(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the bench ended (${code ?? 'killed'})`));
    child.once('exit', onExit);
    child.once('message', message => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

export async function startOrigins(): Promise<Teller<Told, unknown> & { readonly port: number }> {
  const child = fork(join(import.meta.dirname, 'origins.ts'));
  const { port } = (await said(child)) as { port: number };
  return { port, ask: told => (child.send(told), said(child)), stop: () => void child.kill('SIGKILL') };
}

/** A bare client that has warmed up as long as the gateway has. */
export async function startBare(): Promise<Teller<BareTask, BareResult>> {
  const child = fork(join(import.meta.dirname, 'bare.ts'));
  await said(child);
  return {
    ask: task => (child.send(task), said(child) as Promise<BareResult>),
    stop: () => void child.kill('SIGKILL'),
  };
}

/** A gateway whose clock runs ahead. */
export async function startHour(): Promise<Teller<HourTask, HourResult> & Pick<MeasuredGateway, 'url' | 'rssMb'>> {
  const child = fork(join(import.meta.dirname, 'hour.ts'), {
    execArgv: AS_A_SERVICE,
    env: { ...process.env, ...SPARING },
  });
  const { url } = (await said(child)) as { url: string };
  return {
    url,
    rssMb: () => rssMb(child.pid ?? 0),
    ask: task => (child.send(task), said(child) as Promise<HourResult>),
    stop: () => void child.kill('SIGKILL'),
  };
}

export interface MeasuredGateway {
  readonly url: string;
  readonly pid: number;
  /** User and system time so far, milliseconds. */
  readonly cpuMs: () => number;
  /** Resident memory, megabytes. */
  readonly rssMb: () => number;
  readonly stop: () => Promise<void>;
}

const TICK_MS = 10;

function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

export async function startGatewayApart(env: Record<string, string> = {}): Promise<MeasuredGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'predawn-bench-'));
  const child = spawn(
    process.execPath,
    [...AS_A_SERVICE, join(import.meta.dirname, '../../../feeds/gateway/main.ts')],
    {
      env: {
        ...process.env,
        PORT: '0',
        PREDAWN_DATA: dataDir,
        PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8',
        PREDAWN_LOG: 'error',
        ...SPARING,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', chunk => {
      text += String(chunk);
      const found = /Predawn is at (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found.replace('localhost', '127.0.0.1'));
    });
    child.once('exit', () => reject(new Error('the gateway ended at its start')));
  });
  const pid = child.pid ?? 0;
  const ended = new Promise(resolve => child.once('exit', resolve));
  return {
    url,
    pid,
    cpuMs: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    },
    rssMb: () => rssMb(pid),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
