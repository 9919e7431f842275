// Builds the bare pages into a folder and serves them: `/` the plain one, `/cursor.html` the quickest.

import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };
const PAGES = { index: 'plain', cursor: 'cursor' } as const;
const html = (script: string): string => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Bare</title><script type="module" src="/${script}.js"></script></head>
  <body><main></main></body>
</html>
`;

export interface BareServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function buildBare(folder: string): Promise<void> {
  const revision = String(Date.now());
  const manifest: { url: string; revision: string }[] = [];
  for (const [page, script] of Object.entries(PAGES)) {
    await bundle(folder, script, 'es', {});
    await writeFile(join(folder, `${page}.html`), html(script));
    manifest.push({ url: `${page}.html`, revision }, { url: `${script}.js`, revision });
  }
  await bundle(folder, 'worker', 'iife', { __BARE_MANIFEST__: JSON.stringify(manifest) });
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

async function bundle(
  folder: string,
  name: string,
  format: 'es' | 'iife',
  define: Record<string, string>,
): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define,
    build: {
      outDir: folder,
      target: 'es2022',
      emptyOutDir: false,
      rolldownOptions: {
        input: join(import.meta.dirname, `${name}.ts`),
        output: { format, codeSplitting: false, entryFileNames: `${name}.js` },
      },
    },
  });
}
