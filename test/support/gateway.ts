// The gateway as a process of its own, on a free port, with data that goes with the test.

import { join } from 'node:path';
import { startProgram } from './child.ts';
import type { Program } from './child.ts';
import type { Network } from './network.ts';
import { freePort, temporaryFolder } from './temp.ts';
import { until } from './until.ts';

const root = join(import.meta.dirname, '../..');

export interface GatewayProcess {
  /** `http://localhost:<port>`, as a person opens it. */
  readonly origin: string;
  readonly port: number;
  readonly data: string;
  readonly program: Program;
  /** SIGKILL: a power cut. */
  kill(): Promise<void>;
  /** SIGTERM; its data stays where the caller has named the folder. */
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly port?: number;
  /** Folder to keep; a temporary one otherwise. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs in there. */
  readonly network?: Network;
}

/** Starts the gateway on the built app; loopback feeds are let through. */
export async function startGateway({ port, data, env = {}, network }: GatewayOptions = {}): Promise<GatewayProcess> {
  const folder = data === undefined ? await temporaryFolder('gateway') : undefined;
  const at = port ?? (await freePort());
  const origin = `http://localhost:${at}`;
  const settings = {
    PORT: String(at),
    PREDAWN_DATA: data ?? folder?.path,
    PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8',
    PREDAWN_LOG: 'warn',
    ...env,
  };
  const [command, args] = (network ?? NO_NETWORK).inside(process.execPath, ['feeds/gateway/main.ts']);
  const program = startProgram(command, args, { cwd: root, env: settings });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await program.stop(signal);
    await folder?.remove();
  };
  try {
    if (network) await network.answers(`${origin}/healthz`);
    else await healthy(origin, program);
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`the gateway does not answer; it said:\n${program.output()}`, { cause: error });
  }
  return {
    origin,
    port: at,
    data: data ?? folder!.path,
    program,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

const NO_NETWORK = { inside: (command: string, args: readonly string[]) => [command, args] as const };

async function healthy(origin: string, program: Program): Promise<void> {
  const check = async (): Promise<boolean> => {
    if (program.ended()) return true;
    const response = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  };
  await until(check, { timeoutMs: 20_000, what: `${origin}/healthz answers` });
  if (program.ended()) throw new Error('it has ended');
}
