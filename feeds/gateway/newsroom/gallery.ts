// The gallery of elements as `npm run build:embed` made it (dist/gallery), on an origin that has feeds, forms and pages to show.

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { page } from './answers.ts';
import { renderPage } from './pages.ts';

const BUILT = join(import.meta.dirname, '../../../dist/gallery');
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html host";
const NOT_BUILT = renderPage({
  title: 'Predawn’s elements',
  body: '<main><h1>Predawn’s elements</h1><p>They are not built yet: run <code>npm run build:embed</code>, then reload.</p></main>',
});
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** `path` is what follows `/newsroom/gallery/`; undefined where there is no such file. */
export async function galleryFile(path: string): Promise<Response | undefined> {
  const file = fileOf(path);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (!file || !bytes) return path === '' ? withPolicy(page(NOT_BUILT)) : undefined;
  if (file.endsWith('.html')) return withPolicy(page(bytes.toString()));
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      // The gallery's worker keeps pages of the whole newsroom.
      ...(file.endsWith('sw.js') && { 'service-worker-allowed': '/newsroom/' }),
    },
  });
}

function withPolicy(answer: Response): Response {
  answer.headers.set('content-security-policy', PAGE_POLICY);
  return answer;
}

/** Names are matched, never joined as they come: nothing outside the one folder can be asked for. */
function fileOf(path: string): string | undefined {
  if (/^(?:[\w-]+\/)*$/.test(path)) return join(BUILT, path, 'index.html');
  return /^(?:[\w-]+\/)*[\w-]+\.(?:html|js|css)$/.test(path) ? join(BUILT, path) : undefined;
}
