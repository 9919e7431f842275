// A thousand publishers in one process: every address of 127.0.0.0/8 reaches it, each host is a feed. Told by its parent what to serve and how.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface Told {
  /** Path of each feed's bytes, by index. */
  readonly documents?: readonly string[];
  /** Milliseconds that each feed waits before it answers, by index. */
  readonly latencies?: readonly number[];
  /** Feeds that misbehave, and how. */
  /** `max-age` of every answer; 0 sends none. */
  readonly maxAgeS?: number;
  readonly faults?: Readonly<Record<number, Fault>>;
}
export type Fault = 'hang' | 'reset' | 'drip' | 'lie' | 'bomb';

let documents: Buffer[] = [];
let etags: string[] = [];
let latencies: readonly number[] = [];
let faults: Readonly<Record<number, Fault>> = {};
let maxAgeS = 0;
let bomb: Buffer | undefined;

/** 127.x.y.z with x from 1: the index of a feed is its host. */
export function hostOf(index: number): string {
  return `127.${1 + (index >> 16)}.${(index >> 8) & 255}.${1 + (index & 255)}`.replace(/\.256$/, '.0');
}

function indexOf(host: string): number {
  const [, x = 1, y = 0, z = 1] = host.split(':')[0]?.split('.').map(Number) ?? [];
  return ((x - 1) << 16) + (y << 8) + (z === 0 ? 255 : z - 1);
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const index = indexOf(request.headers.host ?? '');
  const body = documents[index % Math.max(1, documents.length)];
  const etag = etags[index % Math.max(1, documents.length)] ?? '';
  const send = () => {
    const fault = faults[index];
    if (fault) misbehave(fault, response, body ?? Buffer.alloc(0));
    else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag, ...caching() }).end();
    else
      response
        .writeHead(200, { etag, ...caching(), 'content-type': 'application/xml', 'content-length': body?.length ?? 0 })
        .end(body);
  };
  const wait = latencies[index] ?? 0;
  if (wait > 0) setTimeout(send, wait);
  else send();
}

function caching(): Record<string, string> {
  return maxAgeS > 0 ? { 'cache-control': `max-age=${maxAgeS}` } : {};
}

function misbehave(fault: Fault, response: ServerResponse, body: Buffer): void {
  switch (fault) {
    case 'hang':
      return;
    case 'reset':
      response.writeHead(200, { 'content-length': body.length }).write(body.subarray(0, 100));
      setTimeout(() => response.socket?.resetAndDestroy(), 5);
      return;
    case 'drip': {
      response.writeHead(200);
      let at = 0;
      const timer = setInterval(() => response.write(body.subarray(at, ++at)), 1000);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'lie':
      response.writeHead(200, { 'content-length': body.length + 5_000 }).write(body);
      setTimeout(() => response.socket?.end(), 5);
      return;
    case 'bomb':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end((bomb ??= gzipSync(Buffer.alloc(100_000_000))));
  }
}

if (process.send) {
  const { readFileSync } = await import('node:fs');
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.listen(0, '0.0.0.0', 4096, () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('message', (told: Told) => {
    if (told.documents) {
      documents = told.documents.map(path => readFileSync(path));
      etags = documents.map((bytes, index) => `"${index}-${bytes.length}-${performance.now()}"`);
    }
    latencies = told.latencies ?? latencies;
    faults = told.faults ?? faults;
    maxAgeS = told.maxAgeS ?? maxAgeS;
    process.send?.({ done: true });
  });
}
