// Publishers on loopback: each has a host of its own under 127.0.0.0/8, answers conditionally, and remembers what it was asked.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startProgram } from './child.ts';
import type { Network } from './network.ts';
import { temporaryFolder } from './temp.ts';

export interface Document {
  readonly body: string | Uint8Array;
  readonly type?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the first byte. */
  readonly delayMs?: number;
}

export interface Asked {
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
}

export interface FeedOrigin {
  /** `http://127.0.x.y:<port>` */
  readonly origin: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  put(path: string, document: Document): void;
  remove(path: string): void;
  close(): Promise<void>;
}

export type Site = Readonly<Record<string, Document>>;

/** One origin a site, the first at 127.0.1.1; all on one port. */
export async function startFeedOrigins(
  sites: readonly Site[],
  onAsked?: (asked: Asked) => void,
): Promise<FeedOrigin[]> {
  const origins: FeedOrigin[] = [];
  let port = 0;
  for (const [index, site] of sites.entries()) {
    const host = `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
    const origin = await startOrigin(host, port, site, onAsked);
    port ||= Number(new URL(origin.origin).port);
    origins.push(origin);
  }
  return origins;
}

async function startOrigin(
  host: string,
  port: number,
  site: Site,
  onAsked?: (asked: Asked) => void,
): Promise<FeedOrigin> {
  const documents = new Map(Object.entries(site).map(([path, document]) => [path, prepare(document)]));
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const status = answer(request, response, documents.get(path));
    const one = { path, status, headers: request.headers };
    asked.push(one);
    onAsked?.(one);
  });
  await listen(server, host, port);
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    asked,
    put: (path, document) => void documents.set(path, prepare(document)),
    remove: path => void documents.delete(path),
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

type Prepared = Document & { readonly bytes: Buffer; readonly etag: string };

function prepare(document: Document): Prepared {
  const bytes = Buffer.from(document.body as Uint8Array);
  return { ...document, bytes, etag: `"${createHash('sha1').update(bytes).digest('hex').slice(0, 16)}"` };
}

function answer(request: IncomingMessage, response: ServerResponse, document: Prepared | undefined): number {
  const fresh = document !== undefined && request.headers['if-none-match'] === document.etag;
  const status = document === undefined ? 404 : fresh ? 304 : (document.status ?? 200);
  const send = (): void => {
    response.writeHead(status, {
      ...(document
        ? { etag: document.etag, 'content-type': document.type ?? 'application/xml' }
        : { 'content-type': 'text/plain' }),
      ...document?.headers,
    });
    response.end(status === 304 ? undefined : (document?.bytes ?? 'There is nothing here.'));
  };
  if (document?.delayMs) setTimeout(send, document.delayMs);
  else send();
  return status;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, fail) => server.once('error', fail).listen(port, host, done));
}

export interface OriginsApart {
  readonly origins: readonly string[];
  /** `200 /feed.xml`, a line a request so far. */
  asked(): string[];
  /** Every document of every site anew. */
  publish(sites: readonly Site[]): Promise<void>;
  close(): Promise<void>;
}

/** The same as a program of its own: inside a network, or so that a bench does not wait for its own publishers. */
export async function startOriginsApart(sites: readonly Site[], network?: Network): Promise<OriginsApart> {
  const folder = await temporaryFolder('origins');
  const file = join(folder.path, 'sites.json');
  await writeFile(file, written(sites));
  const script = join(import.meta.dirname, 'origin-server.ts');
  const [command, args] = network?.inside(process.execPath, [script, file]) ?? [process.execPath, [script, file]];
  const program = startProgram(command, args);
  const said = await program.said(/^origins (.*)$/m);
  let times = 0;
  return {
    origins: JSON.parse(said[1]!) as string[],
    asked: () => [...program.output().matchAll(/^asked (.*)$/gm)].map(match => match[1]!),
    async publish(anew) {
      await writeFile(file, written(anew));
      program.child.kill('SIGHUP');
      await program.said(new RegExp(`^read again ${(times += 1)}$`, 'm'));
    },
    async close() {
      await program.stop();
      await folder.remove();
    },
  };
}

function written(sites: readonly Site[]): string {
  return JSON.stringify(
    sites.map(site =>
      Object.fromEntries(
        Object.entries(site).map(([path, { body, type }]) => [
          path,
          { body: Buffer.from(body as Uint8Array).toString('base64'), type },
        ]),
      ),
    ),
  );
}
