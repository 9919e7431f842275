// A gateway that lives through an hour of rounds in a minute: the real services and a real socket, only the clock is moved. Tells its memory.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../../feeds/gateway/config.ts';
import { createNewsroom } from '../../../feeds/gateway/newsroom/newsroom.ts';
import { serveGateway } from '../../../feeds/gateway/serve.ts';
import { openServices } from '../../../feeds/gateway/services.ts';

export interface HourTask {
  readonly urls: readonly string[];
}
export interface HourResult {
  readonly polled: number;
  /** Resident megabytes, every ten minutes of the hour. */
  readonly memory: readonly number[];
}

const ROUND_MS = 30_000;
const ROUNDS = 150;

async function live({ urls }: HourTask): Promise<HourResult> {
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
  for (let at = 0; at < urls.length; at += 100) {
    const response = await services.feeds.ask(urls[at] ?? '', new AbortController().signal).then(() =>
      fetch(`${gateway.url}/api/edition`, {
        method: 'POST',
        body: JSON.stringify({ feeds: urls.slice(at, at + 100).map(url => ({ url })) }),
      }),
    );
    for await (const _chunk of response.body ?? []);
    // Subscribed over an hour, not in one second: nobody's thousand feeds fall due together.
    passed += 6 * 60_000;
  }
  const memory: number[] = [];
  let polled = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    passed += ROUND_MS;
    polled += await services.roundsman.walk();
    if (round % 15 === 0) memory.push(process.memoryUsage.rss() / 1024 / 1024);
  }
  await gateway.close(100);
  await rm(dataDir, { recursive: true, force: true });
  return { polled, memory };
}

if (process.send) {
  process.on('message', (task: HourTask) => void live(task).then(result => process.send?.(result)));
  process.send({ ready: true });
}
