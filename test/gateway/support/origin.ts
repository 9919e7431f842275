// A publisher for tests: a real server on a loopback address of its own, that remembers what it was asked.

import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
}

export interface Origin {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Connections seen, also those that never asked anything. */
  readonly connections: () => number;
  /** Changes what it answers. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
}

export async function startOrigin(
  answer: Origin['answer'] = (_request, response) => response.end('hello'),
  address = '127.0.0.1',
): Promise<Origin> {
  const asked: Asked[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers, at: performance.now() });
    origin.answer(request, response);
  });
  server.on('connection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  const origin: Origin = {
    url: `http://${address}:${port}`,
    host: address,
    port,
    asked,
    connections: () => connections,
    answer,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return origin;
}

export interface StoryOptions {
  readonly title?: string;
  readonly text?: string;
  /** Minutes before the feed's last item. */
  readonly agoMinutes?: number;
}

/** An RSS feed with these items, newest first; an item is a number or what is particular about it. */
export function rssOf(items: readonly (number | ({ readonly id: number } & StoryOptions))[], channel = ''): string {
  const list = items.map(item => {
    const { id, title, text } = typeof item === 'number' ? { id: item, title: undefined, text: undefined } : item;
    const date = new Date(Date.UTC(2026, 10, 1) + id * 60_000).toUTCString();
    return `<item><guid isPermaLink="false">story-${id}</guid><link>http://publisher.example/${id}</link><title>${title ?? `Story ${id}`}</title><description>${text ?? `Text of ${id}`}</description><pubDate>${date}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A publisher</title><link>http://publisher.example/</link><description>d</description>${channel}${list.join('')}</channel></rss>`;
}

/** Answers a document with an ETag, and 304 to whoever has it. */
export function withEtag(document: () => string, headers: Readonly<Record<string, string>> = {}): Origin['answer'] {
  return (request, response) => {
    const text = document();
    const etag = `"${hash('sha1', text)}"`;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(text);
  };
}
