// Programs that a test starts: their output kept, their end sure.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { until } from './until.ts';

export interface Program {
  readonly child: ChildProcess;
  /** All that it has said so far, on both channels. */
  output(): string;
  /** Waits for a line of its output. */
  said(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Ends it and waits until it has gone; SIGKILL after five seconds. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  ended(): boolean;
}

const PATIENCE_MS = 5000;
const running = new Set<Program>();

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export function startProgram(
  command: string,
  args: readonly string[],
  { env = {}, cwd }: ProgramOptions = {},
): Program {
  const child = spawn(command, args, {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let hasEnded = false;
  const add = (text: string): void => void (output = (output + text).slice(-200_000));
  child.stdout.setEncoding('utf8').on('data', add);
  child.stderr.setEncoding('utf8').on('data', add);
  const gone = new Promise<void>(done => {
    const end = (): void => {
      hasEnded = true;
      running.delete(program);
      done();
    };
    child.once('exit', end);
    child.once('error', error => {
      add(String(error));
      end();
    });
  });
  const program: Program = {
    child,
    output: () => output,
    ended: () => hasEnded,
    async said(pattern, timeoutMs = 20_000) {
      const find = (): RegExpExecArray | null => {
        const found = pattern.exec(output);
        if (!found && hasEnded) throw new Error(`${command} has ended`);
        return found;
      };
      try {
        return await until(find, { timeoutMs, what: `${command} says ${String(pattern)}` });
      } catch (error) {
        throw new Error(`${command} did not say ${String(pattern)}; it said:\n${output.slice(-4000)}`, {
          cause: error,
        });
      }
    },
    async stop(signal = 'SIGTERM') {
      if (hasEnded) return;
      kill(child, signal);
      const timer = setTimeout(() => kill(child, 'SIGKILL'), PATIENCE_MS);
      await gone;
      clearTimeout(timer);
    },
  };
  running.add(program);
  return program;
}

/** The program and all that it has started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

process.once('exit', () => {
  for (const program of running) kill(program.child, 'SIGKILL');
});
