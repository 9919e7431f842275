// Builds the bare page into a folder and serves it.

import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };
const HTML = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Bare</title><script type="module" src="/page.js"></script></head>
  <body><main></main></body>
</html>
`;

export interface BareServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function buildBare(folder: string): Promise<void> {
  await bundle(folder, 'page', {});
  const revision = String(Date.now());
  const manifest = ['index.html', 'page.js'].map(url => ({ url, revision }));
  await bundle(folder, 'worker', { __BARE_MANIFEST__: JSON.stringify(manifest) });
  await writeFile(join(folder, 'index.html'), HTML);
}

export async function serveBare(folder: string): Promise<BareServer> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').split('?')[0] === '/' ? '/index.html' : request.url!.split('?')[0]!;
    readFile(join(folder, name === '/sw.js' ? '/worker.js' : name)).then(
      bytes => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

async function bundle(folder: string, name: string, define: Record<string, string>): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define,
    build: {
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(import.meta.dirname, `${name}.ts`),
        output: { format: 'iife', entryFileNames: `${name}.js` },
      },
    },
  });
}
