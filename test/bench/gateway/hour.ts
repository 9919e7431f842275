// A gateway that lives through an hour of rounds in a minute: the real services and a real socket, only the clock is moved by its parent,
// which also asks for the editions, so that this process holds nothing but the gateway.

import { mkdtemp, rm } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../../feeds/gateway/config.ts';
import { createNewsroom } from '../../../feeds/gateway/newsroom/newsroom.ts';
import { serveGateway } from '../../../feeds/gateway/serve.ts';
import { openServices } from '../../../feeds/gateway/services.ts';

export type HourTask =
  | { readonly kind: 'pass'; readonly ms: number }
  /** Moves the clock on and walks a round. */
  | { readonly kind: 'round'; readonly ms: number }
  | { readonly kind: 'end' };
export interface HourResult {
  readonly polled: number;
}

const dataDir = await mkdtemp(join(tmpdir(), 'predawn-hour-'));
const read = readConfig({
  PORT: '0',
  PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8',
  PREDAWN_DATA: dataDir,
  PREDAWN_LOG: 'error',
});
if (read.kind === 'invalid') throw new Error(read.sentence);
let passed = 0;
const newsroom = createNewsroom({ now: Date.now });
const services = await openServices({
  config: read.config,
  log: pino({ level: 'error' }),
  newsroom: request => newsroom.fetch(request),
  now: () => Date.now() + passed,
  // As on the open internet: each feed by its own rhythm.
  ownHosts: false,
});
const gateway = await serveGateway(services);
flushCompileCache();

async function carryOut(task: HourTask): Promise<HourResult> {
  if (task.kind === 'end') {
    await gateway.close(100);
    await rm(dataDir, { recursive: true, force: true });
    return { polled: 0 };
  }
  passed += task.ms;
  return { polled: task.kind === 'round' ? await services.roundsman.walk() : 0 };
}

process.on('message', (task: HourTask) => void carryOut(task).then(result => process.send?.(result)));
process.send?.({ url: gateway.url.replace('localhost', '127.0.0.1') });
