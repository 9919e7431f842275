// A bare server of the same bytes: the pieces are files named on the command line, written one after the other as fast as the client reads.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

const pieces = process.argv.slice(2).map(path => readFileSync(path));
const [only] = pieces;
const server = createServer((_request, response) => {
  if (pieces.length === 1)
    response.writeHead(200, { 'content-type': 'application/feed+json', 'content-length': only?.length ?? 0 }).end(only);
  else Readable.from(pieces).pipe(response.writeHead(200, { 'content-type': 'application/x-ndjson' }));
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
