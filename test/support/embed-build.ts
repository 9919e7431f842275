// The built elements, for tests and benches: dist/embed without what only a compiler reads, or a whole package elsewhere.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** `whole`: with declarations, as it is published. Answers what the build said. */
export async function buildEmbed(options: { readonly whole?: boolean } = {}): Promise<string> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '-c', 'vite.embed.config.ts'];
  if (options.whole !== true) args.push('--mode', 'test', '--logLevel', 'error');
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout;
}

/** Where it is built to. */
export const EMBED = join(ROOT, 'dist/embed');
