// A destination that is really there: takes what the outbox sends, honours idempotency keys, fails when told to, and tells what arrived.
// Runs inside a test, or as a program of its own (`node test/support/destination.ts PORT FOLDER`) inside a network that can be cut.

import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** One effect: what was done, once, because of a request. */
export interface Effect {
  /** Last part of the address, `/d/<destination>`. */
  readonly destination: string;
  readonly key: string | undefined;
  /** The field `text` of the form or JSON, or the whole body. */
  readonly text: string;
  /** Names and sizes of files. */
  readonly files: readonly { readonly name: string; readonly size: number }[];
  readonly at: number;
}

/** What the next requests meet. */
export interface Switches {
  /** Answer so instead of taking it. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut the line: before taking it, or after it was taken and before the answer. */
  readonly cut?: 'before' | 'after';
  /** Take it, say nothing. */
  readonly silent?: boolean;
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
  /** Headers allowed to other origins; no CORS at all where absent. */
  readonly cors?: readonly string[];
  /** So many requests meet it; then all is well again. Default: until the next change. */
  readonly times?: number;
}

export interface Destination {
  readonly origin: string;
  readonly effects: readonly Effect[];
  /** Requests, also those that had no effect. */
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
  }[];
  switch(destination: string, switches: Switches): void;
  /** From now on files are served as `replace` changes them, or as they are. */
  replacing(on: boolean): void;
  close(): Promise<void>;
}

export interface DestinationOptions {
  readonly port?: number;
  readonly host?: string;
  /** Files served at `/`, so that a page of the same origin can send. */
  readonly folder?: string;
  /** Changes in files, by their address: a newer version of the site. */
  readonly replace?: Readonly<Record<string, readonly [RegExp, string]>>;
  /** False: a destination that does it again for every request. Default true. */
  readonly honoursKeys?: boolean;
  readonly onEffect?: (effect: Effect) => void;
}

export async function startDestination(options: DestinationOptions = {}): Promise<Destination> {
  const { folder, honoursKeys = true, host = '127.0.0.1' } = options;
  const effects: Effect[] = [];
  const requests: { method: string; path: string; headers: IncomingMessage['headers'] }[] = [];
  const switched = new Map<string, Switches & { left: number }>();
  const seen = new Set<string>();
  let isReplacing = false;

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(options.port ?? 0, host, done));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = /^\/d\/([^/]+)$/.exec(url.pathname)?.[1];
    if (name === undefined) {
      await serve(folder, url.pathname, response, isReplacing ? options.replace?.[url.pathname] : undefined);
      return;
    }
    const body = await read(request);
    requests.push({ method: request.method ?? '', path: url.pathname, headers: request.headers });
    const { cors, ...how } = next(name);
    if (cors) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', cors.join(', '));
      response.setHeader('access-control-allow-methods', 'POST, PUT, PATCH, DELETE, GET');
    }
    if (request.method === 'OPTIONS' || request.method === 'HEAD') return void response.writeHead(204).end();
    if (how.cut === 'before') return void request.socket.destroy();
    if (how.delayMs) await new Promise(done => setTimeout(done, how.delayMs));
    if (how.status !== undefined && how.status >= 300) {
      return void response.writeHead(how.status, { 'content-type': 'text/plain', ...how.headers }).end('as switched');
    }
    take(name, request, body);
    if (how.silent) return;
    if (how.cut === 'after') return void request.socket.destroy();
    response.writeHead(how.status ?? 200, { 'content-type': 'application/json', ...how.headers }).end('{}');
  }

  function next(name: string): Switches {
    const switches = switched.get(name);
    if (!switches) return {};
    switches.left -= 1;
    if (switches.left === 0) switched.delete(name);
    return switches;
  }

  function take(destination: string, request: IncomingMessage, body: Buffer): void {
    const parsed = parse(body, request.headers['content-type'] ?? '');
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : parsed.key;
    if (honoursKeys && key !== undefined) {
      if (seen.has(`${destination} ${key}`)) return;
      seen.add(`${destination} ${key}`);
    }
    const effect = { destination, key, text: parsed.text, files: parsed.files, at: Date.now() };
    effects.push(effect);
    options.onEffect?.(effect);
  }

  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    effects,
    requests,
    switch: (name, switches) => void switched.set(name, { ...switches, left: switches.times ?? Infinity }),
    replacing: on => void (isReplacing = on),
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

async function serve(
  folder: string | undefined,
  path: string,
  response: ServerResponse,
  change?: readonly [RegExp, string],
): Promise<void> {
  const file = folder && join(folder, normalize(path === '/' ? '/index.html' : path));
  const found = file !== undefined && (await stat(file).catch(() => undefined))?.isFile() === true;
  if (!found) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  const text = await readFile(file, 'utf8');
  response.end(change ? text.replace(...change) : text);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface Parsed {
  readonly text: string;
  readonly key?: string | undefined;
  readonly files: Effect['files'];
}

function parse(body: Buffer, type: string): Parsed {
  if (/json/.test(type)) {
    const json = JSON.parse(body.toString()) as { text?: unknown; key?: unknown };
    const key = typeof json.key === 'string' ? json.key : undefined;
    return { text: typeof json.text === 'string' ? json.text : body.toString(), key, files: [] };
  }
  if (/urlencoded/.test(type)) {
    const form = new URLSearchParams(body.toString());
    return { text: form.get('text') ?? '', key: form.get('key') ?? undefined, files: [] };
  }
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  if (boundary === undefined) return { text: body.toString(), files: [] };
  return parseMultipart(body.toString('latin1'), boundary);
}

/** Enough of RFC 7578 for what browsers send. */
function parseMultipart(body: string, boundary: string): Parsed {
  const fields = new Map<string, string>();
  const files: { name: string; size: number }[] = [];
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const split = part.indexOf('\r\n\r\n');
    const head = part.slice(0, split);
    const value = part.slice(split + 4, -2);
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    if (filename === undefined) fields.set(name, Buffer.from(value, 'latin1').toString());
    else files.push({ name: filename, size: value.length });
  }
  return { text: fields.get('text') ?? '', key: fields.get('key'), files };
}

if (import.meta.main) {
  const [port, folder] = process.argv.slice(2);
  const destination = await startDestination({
    port: Number(port ?? 0),
    host: '0.0.0.0',
    ...(folder === undefined ? {} : { folder }),
    onEffect: ({ destination: name, text, at }) => console.log(`effect ${JSON.stringify([name, text, at])}`),
  });
  console.log(`destination ${destination.origin}`);
}
