// The built app's files: found once, kept with their compressed forms while they stay the same.

import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export interface SiteFile {
  readonly type: string;
  readonly etag: string;
  /** Named by its content: it never changes. */
  readonly isImmutable: boolean;
  readonly bytes: Readonly<Record<Encoding, Buffer | undefined>>;
}

export type Encoding = 'br' | 'gzip' | 'identity';

export interface SiteFiles {
  readonly find: (path: string) => Promise<SiteFile | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.map': 'application/json',
};
const WORTH_COMPRESSING_BYTES = 1024;
const compressible = /^(text|application\/(json|manifest|xml)|image\/svg)/;
const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

interface Kept {
  readonly stamp: string;
  readonly file: SiteFile;
}

export function createSiteFiles(directory: string): SiteFiles {
  const kept = new Map<string, Kept>();

  async function read(path: string, stamp: string, full: string): Promise<SiteFile> {
    const identity = await readFile(full);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const isWorth = compressible.test(type) && identity.byteLength >= WORTH_COMPRESSING_BYTES;
    const [br, gz] = isWorth
      ? await Promise.all([compressed(full, 'br', identity), compressed(full, 'gz', identity)])
      : [];
    const file: SiteFile = {
      type,
      etag: `"${hash('sha1', identity, 'base64url').slice(0, 16)}"`,
      isImmutable: /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path),
      bytes: { identity, br, gzip: gz },
    };
    kept.set(path, { stamp, file });
    return file;
  }

  return {
    async find(path) {
      const clean = normalize(path);
      if (clean.includes('\0') || clean.split(sep).some(part => part.startsWith('.'))) return undefined;
      const full = join(directory, clean);
      const info = await stat(full).catch(() => undefined);
      if (!info?.isFile()) return undefined;
      const stamp = `${info.mtimeMs} ${info.size}`;
      const before = kept.get(clean);
      return before?.stamp === stamp ? before.file : read(clean, stamp, full);
    },
  };
}

/** The compressed copy that the build made, if it is of this very file; else one made now. */
async function compressed(full: string, ending: 'br' | 'gz', identity: Buffer): Promise<Buffer> {
  const [copy, original] = await Promise.all([stat(`${full}.${ending}`).catch(() => undefined), stat(full)]);
  if (copy && copy.mtimeMs >= original.mtimeMs) return readFile(`${full}.${ending}`);
  return ending === 'br'
    ? brotli(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    : gzipped(identity, { level: 9 });
}
