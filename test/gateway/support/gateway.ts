// A gateway for tests: its own folder, a clock that can be moved, asked without a socket or over one.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { pino } from 'pino';
import { createGateway } from '../../../feeds/gateway/app.ts';
import type { GatewayEnv } from '../../../feeds/gateway/app.ts';
import { readConfig } from '../../../feeds/gateway/config.ts';
import type { GatewayConfig } from '../../../feeds/gateway/config.ts';
import type { Limits } from '../../../feeds/gateway/limits.ts';
import { serveGateway } from '../../../feeds/gateway/serve.ts';
import type { RunningGateway } from '../../../feeds/gateway/serve.ts';
import { openServices } from '../../../feeds/gateway/services.ts';
import type { ServiceOptions, Services } from '../../../feeds/gateway/services.ts';
import type { EditionLine } from '../../../feeds/wire.ts';

export interface TestGateway {
  readonly app: Hono<GatewayEnv>;
  readonly config: GatewayConfig;
  readonly services: Services;
  readonly dataDir: string;
  /** Moves the clock. */
  readonly pass: (ms: number) => void;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly feed: (url: string, limit?: number) => Promise<Response>;
  readonly edition: (
    feeds: readonly { readonly url: string; readonly cursor?: string | undefined }[],
    limit?: number,
  ) => Promise<EditionLine[]>;
  readonly listen: (appDir?: string) => Promise<RunningGateway>;
  readonly close: () => Promise<void>;
}

export interface TestOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly lookup?: ServiceOptions['lookup'];
  readonly ca?: string;
  readonly newsroom?: ServiceOptions['newsroom'];
  readonly dataDir?: string;
  readonly appDir?: string;
  /** Treats loopback origins as strangers: the politeness of the open internet. */
  readonly asStrangers?: boolean;
  readonly startAt?: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export async function openGateway(options: TestOptions = {}): Promise<TestGateway> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'predawn-gateway-')));
  const read = readConfig({
    PORT: '0',
    PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8',
    PREDAWN_DATA: dataDir,
    PREDAWN_RATE: '1000000',
    ...options.env,
  });
  if (read.kind === 'invalid') throw new Error(read.sentence);
  const { config } = read;
  let passed = 0;
  const startAt = options.startAt;
  const started = Date.now();
  const services = await openServices({
    config,
    log: pino({ level: 'silent' }),
    newsroom: options.newsroom ?? (async () => new Response('the newsroom', { status: 404 })),
    now: () => (startAt === undefined ? Date.now() : startAt + Date.now() - started) + passed,
    random: () => 0.5,
    limits: {
      connectMs: 500,
      headersMs: 700,
      idleMs: 700,
      totalMs: 2_000,
      clientAtOnce: 100_000,
      ...options.limits,
    },
    ...(options.lookup ? { lookup: options.lookup } : {}),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.asStrangers ? { ownHosts: false } : {}),
  });
  const app = createGateway(config, {
    ...services,
    ...(options.appDir === undefined ? {} : { appDir: options.appDir }),
  });
  let running: RunningGateway | undefined;
  const get = async (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost:8787${path}`, { headers });
  return {
    app,
    config,
    services,
    dataDir,
    pass: ms => void (passed += ms),
    get,
    feed: (url, limit) =>
      get(`/api/feed?url=${encodeURIComponent(url)}${limit === undefined ? '' : `&limit=${limit}`}`),
    edition: async (feeds, limit) => {
      const response = await app.request('http://localhost:8787/api/edition', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ feeds, ...(limit === undefined ? {} : { limit }) }),
      });
      return linesOf(await response.text());
    },
    listen: async appDir => {
      running = await serveGateway(services, appDir === undefined ? {} : { appDir });
      return running;
    },
    close: async () => {
      await (running ? running.close(100) : services.close());
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export function linesOf(text: string): EditionLine[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as EditionLine);
}

/** The one line of this kind about this address. */
export function lineOf<K extends EditionLine['kind']>(
  lines: readonly EditionLine[],
  kind: K,
  url?: string,
): Extract<EditionLine, { kind: K }> {
  const found = lines.filter(line => line.kind === kind && (url === undefined || ('url' in line && line.url === url)));
  if (found.length !== 1) throw new Error(`wanted one ${kind} line, got ${JSON.stringify(lines).slice(0, 600)}`);
  return found[0] as Extract<EditionLine, { kind: K }>;
}
