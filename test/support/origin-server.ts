// Loopback publishers as a program of their own, for a network that the test itself is not in: sites from a JSON file named on the command line;
// says its origins in one line, then a line a request.

import { readFile } from 'node:fs/promises';
import { startFeedOrigins } from './origins.ts';
import type { Site } from './origins.ts';

interface Written {
  readonly body: string;
  readonly base64?: true;
  readonly type?: string;
}

const file = process.argv[2]!;
const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, Written>[];
const sites: Site[] = written.map(site =>
  Object.fromEntries(
    Object.entries(site).map(([path, { body, base64, type }]) => [
      path,
      { body: base64 ? Buffer.from(body, 'base64') : body, ...(type === undefined ? {} : { type }) },
    ]),
  ),
);
const origins = await startFeedOrigins(sites, ({ path, status }) => console.log(`asked ${status} ${path}`));
console.log(`origins ${JSON.stringify(origins.map(({ origin }) => origin))}`);
