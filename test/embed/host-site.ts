// Somebody else's site: its own page, worker, caches and styles, a strict policy, a feed, a form, and Predawn's script-tag build in it.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const EMBED = join(import.meta.dirname, '../../dist/embed');
const ICONS = join(import.meta.dirname, '../../src/app/public/icons');
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
  "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html host";
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export interface HostSite {
  readonly origin: string;
  /** What `POST /book` took, in order; the same key is taken once. */
  readonly received: { readonly key: string | undefined; readonly body: string }[];
  /** Headlines bear it: a new one is a new morning. */
  edition: string;
  /** Body of the page `/`, between the site's own header and footer. */
  content: string;
  /** Names of the elements whose scripts the page loads. */
  scripts: readonly string[];
  /** The server is dead until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startHostSite(): Promise<HostSite> {
  let server: Server | undefined;
  let port = 0;
  const site: HostSite = {
    origin: '',
    received: [],
    edition: 'Monday',
    content: '',
    scripts: [],
    async start() {
      server = createServer((request, response) => void answer(site, request, response));
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    },
    async stop() {
      server?.closeAllConnections();
      server?.close();
      if (server?.listening) await once(server, 'close');
    },
  };
  await site.start();
  return Object.assign(site, { origin: `http://localhost:${port}` });
}

async function answer(site: HostSite, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const send = (body: string | Uint8Array, name: string, status = 200): void => {
    const type = TYPES[extname(name)] ?? 'text/plain';
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-cache',
      ...(type.startsWith('text/html') && { 'content-security-policy': POLICY }),
    });
    response.end(body);
  };
  if (request.method === 'POST' && path === '/book') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const key = request.headers['idempotency-key'] as string | undefined;
    // It honours keys: what comes again because its answer was lost (a page that went in that moment) has no second effect.
    const isKnown = key !== undefined && site.received.some(earlier => earlier.key === key);
    if (!isKnown) site.received.push({ key, body: Buffer.concat(chunks).toString() });
    return send('{}', 'x.json', 201);
  }
  if (path === '/') return send(page(site), 'x.html');
  if (path === '/feed.json') return send(feed(site), path);
  const own = OWN[path];
  if (own !== undefined) return send(own, path);
  const file = path.startsWith('/embed/')
    ? join(EMBED, path.slice(7))
    : path.startsWith('/icons/')
      ? join(ICONS, path.slice(7))
      : '';
  const bytes = file === '' ? undefined : await readFile(file).catch(() => undefined);
  return bytes ? send(bytes, file) : send('not here', 'x.txt', 404);
}

function page({ content, scripts }: HostSite): string {
  const tags = scripts.map(name => `<script type="module" src="/embed/one/${name}.js"></script>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title><link rel="stylesheet" href="/host.css"><link rel="stylesheet" href="/embed/one/predawn.css">
<link rel="manifest" href="/manifest.webmanifest"><script src="/host.js"></script>${tags}</head>
<body><h1>A host</h1>${content}<p id="after">What follows.</p></body></html>`;
}

function feed({ edition }: HostSite): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'The host',
    items: Array.from({ length: 10 }, (_, i) => ({
      id: `${edition}-${i}`,
      url: `/story-${i}`,
      title: `${edition} ${i}`,
      content_text: 'What is said.',
      date_published: new Date(Date.UTC(2026, 10, 23, 6) - i * 3_600_000).toISOString(),
    })),
  });
}

const OWN: Readonly<Record<string, string>> = {
  '/host.css': 'body { font-family: serif; } p { margin: 1em 0; }',
  '/host.js': `
    const policy = globalThis.trustedTypes?.createPolicy('host', { createScriptURL: address => address });
    const address = policy ? policy.createScriptURL('/host-sw.js') : '/host-sw.js';
    navigator.serviceWorker.register(address);
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI));
    globalThis.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (shift += entry.value))).observe({ type: 'layout-shift', buffered: true });
    globalThis.blocked = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (blocked += Math.max(0, entry.duration - 50)))).observe({ type: 'longtask', buffered: true });
  `,
  '/host-sw.js': `
    importScripts('/embed/sw-classic.js');
    const kit = predawn.createPredawn({ feeds: ['/feed.json'], pages: ['/'] });
    kit.install(self);
    self.addEventListener('install', event => event.waitUntil(caches.open('host-v1').then(cache => cache.add('/host.css')).then(() => self.skipWaiting())));
    self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
  `,
  '/manifest.webmanifest': JSON.stringify({
    id: '/',
    name: 'A host',
    short_name: 'Host',
    start_url: '/',
    display: 'standalone',
    icons: [192, 512].map(size => ({ src: `/icons/icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png' })),
  }),
};
