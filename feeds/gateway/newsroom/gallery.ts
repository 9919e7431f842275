// The gallery of elements (docs/gallery) with the built elements (dist/embed) beside it, on an origin that has feeds, forms and pages to show.

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { page } from './answers.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html host";
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** `path` is what follows `/newsroom/gallery/`; undefined where there is no such file. */
export async function galleryFile(path: string): Promise<Response | undefined> {
  const file = fileOf(path);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (!file || !bytes) return undefined;
  if (file.endsWith('.html')) {
    const answer = page(bytes.toString());
    answer.headers.set('content-security-policy', PAGE_POLICY);
    return answer;
  }
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      // The gallery's worker keeps pages of the whole newsroom.
      ...(path === 'sw.js' && { 'service-worker-allowed': '/newsroom/' }),
    },
  });
}

/** Names are matched, never joined as they come: nothing outside the two folders can be asked for. */
function fileOf(path: string): string | undefined {
  if (path === '') return join(ROOT, 'docs/gallery/index.html');
  if (/^(?:gallery\.css|gallery\.js|sw\.js)$/.test(path)) return join(ROOT, 'docs/gallery', path);
  const built = /^predawn\/((?:chunks\/)?[\w-]+\.(?:js|css))$/.exec(path)?.[1];
  if (built === undefined) return undefined;
  return join(ROOT, 'dist/embed', built === 'sw-classic.js' ? built : `one/${built}`);
}
