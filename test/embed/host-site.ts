// Somebody else's site: its own page, worker, caches and styles, a strict policy, a feed, a form, and Predawn's script-tag build in it.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';

const EMBED = join(import.meta.dirname, '../../dist/embed');
const AXE = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');
const ICONS = join(import.meta.dirname, '../../src/app/public/icons');
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:*; manifest-src 'self'; worker-src 'self'; " +
  "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html host axe";
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/rss+xml',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** What a host pastes: headlines, and a form that is sent when it can be. */
export const FEED = '<predawn-feed src="/feed.json" limit="5"></predawn-feed>';
export const FORM =
  '<predawn-form><form method="post" action="/book"><input name="message" value="hello" aria-label="Message"><button>Send</button></form></predawn-form>';

export interface HostSite {
  readonly origin: string;
  /** The same server as another site: a page of the one is a third party in a page of the other. */
  readonly otherOrigin: string;
  /** What `POST /book` took, in order; the same key is taken once. */
  readonly received: Received[];
  /** Every `POST /book`, the same key again too: tells which path has sent it. */
  readonly tries: Received[];
  /** Paths asked for at the other origin, in order. */
  readonly askedElsewhere: string[];
  /** Headlines bear it: a new one is a new morning. */
  edition: string;
  /** Body of the page `/`, between the site's own header and footer. */
  content: string;
  /** Names of the elements whose scripts the page loads; with a `/` the address of a script. */
  scripts: readonly string[];
  /** The host's own worker: written by hand, or built with Workbox, with the kit installed before or behind it. */
  worker: 'own' | 'workbox' | 'workbox-behind' | 'none';
  /** What `POST /book` answers; `dead` cuts the line. */
  book: number | 'dead';
  /** What the feeds answer. */
  feeds: 'fine' | 'dead';
  /** `loose`: no policy at all, as most sites have. */
  policy: 'strict' | 'loose';
  /** The server is dead until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Received {
  readonly key: string | undefined;
  readonly body: string;
  /** Which path has sent it: by its referrer, a page or a worker. */
  readonly by: string;
}

export async function startHostSite(): Promise<HostSite> {
  let server: Server | undefined;
  let port = 0;
  const site: HostSite = {
    origin: '',
    otherOrigin: '',
    received: [],
    tries: [],
    askedElsewhere: [],
    edition: 'Monday',
    content: '',
    scripts: [],
    worker: 'own',
    book: 201,
    feeds: 'fine',
    policy: 'strict',
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
  return Object.assign(site, { origin: `http://localhost:${port}`, otherOrigin: `http://127.0.0.1:${port}` });
}

async function answer(site: HostSite, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.headers.host?.startsWith('127.') === true) site.askedElsewhere.push(path);
  if ((site.feeds === 'dead' && path.startsWith('/feed')) || (site.book === 'dead' && path === '/book')) {
    request.socket.destroy();
    return;
  }
  const send = (body: string | Uint8Array, name: string, status = 200, headers = {}): void => {
    const type = TYPES[extname(name)] ?? 'text/plain';
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-cache',
      ...headers,
      ...(type.startsWith('text/html') && site.policy === 'strict' && { 'content-security-policy': POLICY }),
      ...(path === '/' && { 'set-cookie': 'seen=1; Path=/' }),
    });
    response.end(body);
  };
  if (request.method === 'POST' && path === '/book') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const key = request.headers['idempotency-key'] as string | undefined;
    // It honours keys: what comes again because its answer was lost (a page that went in that moment) has no second effect.
    const isKnown = key !== undefined && site.received.some(earlier => earlier.key === key);
    const by = new URL(request.headers.referer ?? 'http://nobody/nobody').pathname;
    const received = { key, body: Buffer.concat(chunks).toString(), by };
    const status = Number(site.book);
    site.tries.push(received);
    if (!isKnown && status < 300) site.received.push(received);
    return send(status < 300 ? '{}' : '{"detail":"Not like this."}', 'x.json', status);
  }
  const who = request.headers.cookie === undefined ? '' : '<p id="who">Hello, Ada.</p>';
  if (path === '/') return send(page(site, who), 'x.html');
  if (path === '/framing')
    return send(`<!doctype html><title>Another</title><iframe src="${site.otherOrigin}/"></iframe>`, 'x.html');
  if (path === '/shell.html') return send('<!doctype html><title>Shell</title><h1>The shell</h1>', path);
  if (path === '/feed.xml') return send(xml(site), path);
  // A publisher that lets every site read it.
  if (path === '/open.xml') return send(xml(site), path, 200, { 'access-control-allow-origin': '*' });
  if (path === '/host-sw.js') return send(WORKERS[site.worker === 'none' ? 'own' : site.worker], path);
  if (path === '/axe.js') return send(await readFile(AXE), path);
  if (path === '/workbox.js') return send(await workboxWorker(), path);
  if (path === '/feed.json') return send(feed(site), path);
  const own = OWN[path];
  if (own !== undefined) return send(own, path);
  const file = /^\/embed(?:-older)?\//.test(path)
    ? join(EMBED, path.replace(/^\/[\w-]+\//, ''))
    : path.startsWith('/icons/')
      ? join(ICONS, path.slice(7))
      : '';
  const bytes = file === '' ? undefined : await readFile(file).catch(() => undefined);
  return bytes ? send(bytes, file) : send('not here', 'x.txt', 404);
}

function page({ content, scripts, worker }: HostSite, who = ''): string {
  const tags = scripts
    .map(name => `<script type="module" src="${name.includes('/') ? name : `/embed/one/${name}.js`}"></script>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title><link rel="stylesheet" href="/host.css"><link rel="stylesheet" href="/embed/one/predawn.css">
<link rel="manifest" href="/manifest.webmanifest"><script src="/host.js" data-worker="${worker}"></script>${tags}</head>
<body><h1>A host</h1>${content}${who}<p id="after">What follows.</p></body></html>`;
}

function xml({ edition }: HostSite): string {
  const items = [0, 1, 2].map(
    i =>
      `<item><guid>${edition}-${i}</guid><title>${edition} &amp; more ${i}</title><link>https://host.example/${i}</link></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>The host</title><link>https://host.example/</link>${items.join('')}</channel></rss>`;
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

const KIT = `
  importScripts('/embed/sw-classic.js');
  const elsewhere = self.location.origin.replace('localhost', '127.0.0.1') + '/';
  const kit = predawn.createPredawn({ feeds: ['/feed.json'], pages: ['/', elsewhere] });
  kit.install(self);
  self.addEventListener('message', event => event.data === 'deliver' && event.waitUntil(kit.deliver().then(done => event.source.postMessage(done))));
`;
/** The worker takes its pages at once: that is the host's choice, never the kit's. */
const EAGER = `
  self.addEventListener('install', event => event.waitUntil(caches.open('host-v1').then(cache => cache.add('/host.css')).then(() => self.skipWaiting())));
  self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
`;
const WORKERS = {
  own: KIT + EAGER,
  workbox: `${KIT};importScripts('/workbox.js');`,
  'workbox-behind': `importScripts('/workbox.js');${KIT}`,
} as const;

let built: Promise<string> | undefined;

/** A worker as Workbox's own guide writes it, bundled: precache, a route at run time, its own life cycle. */
function workboxWorker(): Promise<string> {
  return (built ??= build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'pages/workbox-worker.js'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  }).then(made => {
    const [output] = [made].flat();
    return output && 'output' in output ? output.output[0].code : '';
  }));
}

const OWN: Readonly<Record<string, string>> = {
  '/host.css':
    ':root { color-scheme: light dark; background: light-dark(#fff, #121212); color: light-dark(#111, #eee); } .light { color-scheme: light; } .dark { color-scheme: dark; } body { font-family: serif; } button { color: inherit; background: transparent; } p { margin: 1em 0; }',
  '/host.js': `
    const policy = globalThis.trustedTypes?.createPolicy('host', { createScriptURL: address => address });
    const address = policy ? policy.createScriptURL('/host-sw.js') : '/host-sw.js';
    if (document.currentScript.dataset.worker !== 'none') navigator.serviceWorker?.register(address);
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI));
    globalThis.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (shift += entry.value))).observe({ type: 'layout-shift', buffered: true });
    globalThis.blocked = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (blocked += Math.max(0, entry.duration - 50)))).observe({ type: 'longtask', buffered: true });
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
