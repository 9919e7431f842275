// Loopback publishers as a program of their own, for a network that the test itself is not in: sites from a JSON file named on the command line;
// says its origins in one line, then a line a request. SIGHUP: read the file again.

import { readFile } from 'node:fs/promises';
import { startFeedOrigins } from './origins.ts';
import type { Site } from './origins.ts';

interface Written {
  /** Base64. */
  readonly body: string;
  readonly type?: string;
}

const file = process.argv[2]!;

async function read(): Promise<Site[]> {
  const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, Written>[];
  return written.map(site =>
    Object.fromEntries(
      Object.entries(site).map(([path, { body, type }]) => [
        path,
        { body: Buffer.from(body, 'base64'), ...(type === undefined ? {} : { type }) },
      ]),
    ),
  );
}

const origins = await startFeedOrigins(await read(), ({ path, status }) => console.log(`asked ${status} ${path}`));
let times = 0;
process.on('SIGHUP', () => {
  void read().then(sites => {
    for (const [index, site] of sites.entries())
      for (const path of Object.keys(site)) origins[index]?.put(path, site[path]!);
    console.log(`read again ${(times += 1)}`);
  });
});
console.log(`origins ${JSON.stringify(origins.map(({ origin }) => origin))}`);
