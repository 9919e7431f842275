// Publishers at their worst, each for real: a fault costs its own feed, says what it was, and holds nobody else up.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { lineOf, openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { rssOf, startOrigin } from './support/origin.ts';
import type { Origin } from './support/origin.ts';

let healthy: Origin;
let gateway: TestGateway;
before(async () => {
  healthy = await startOrigin((_request, response) => response.end(rssOf([1])), '127.0.0.2');
  gateway = await openGateway({ limits: { wireBytes: 200_000, decodedBytes: 1_000_000, workMs: 4_000 } });
});
after(async () => {
  await gateway.close();
  await healthy.close();
});

/** The failed line of a feed, while a healthy one beside it comes through. */
async function failureOf(url: string): Promise<string> {
  const lines = await gateway.edition([{ url }, { url: healthy.url }]);
  lineOf(lines, 'updated', healthy.url);
  return lineOf(lines, 'failed', url).code;
}

describe('over HTTP', () => {
  const spoilt = gzipSync(rssOf([1, 2, 3]));
  spoilt.fill(0x55, 40, 120);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const faults: [string, string, Origin['answer']][] = [
    ['a hang before the headers', 'timeout', () => undefined],
    ['a hang after the headers', 'timeout', (_request, response) => void response.writeHead(200).write('<rss>')],
    [
      'one byte every tenth of a second',
      'timeout',
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'), 100);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'a reset in mid-body',
      'network',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('<rss>');
        setTimeout(() => response.socket?.resetAndDestroy(), 30);
      },
    ],
    [
      'a body shorter than promised',
      'network',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('<rss>');
        setTimeout(() => response.socket?.end(), 30);
      },
    ],
    [
      'a gzip bomb',
      'feed-too-large',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    ],
    [
      'a bomb in a bomb',
      'feed-too-large',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(bomb)),
    ],
    [
      'a broken gzip',
      'bad-encoding',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(spoilt),
    ],
    [
      'an unknown encoding',
      'bad-encoding',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'rot13' }).end('x'),
    ],
    ['more bytes than are fetched', 'feed-too-large', (_request, response) => response.end('x'.repeat(300_000))],
    [
      'a redirect without end',
      'too-many-redirects',
      (request, response) => response.writeHead(302, { location: `${request.url ?? ''}x` }).end(),
    ],
    ['a redirect to nowhere', 'http-error', (_request, response) => response.writeHead(302).end()],
    [
      'a redirect to another scheme',
      'bad-url',
      (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    ],
    [
      'a redirect into a private range',
      'private-address',
      (_request, response) => response.writeHead(301, { location: 'http://10.0.0.1/' }).end(),
    ],
    [
      'a page instead of a feed',
      'not-a-feed',
      (_request, response) => response.end('<!doctype html><html><body>hello</body></html>'),
    ],
    ['nothing at all', 'not-a-feed', (_request, response) => response.end()],
    [
      'garbage',
      'not-a-feed',
      (_request, response) => response.end(Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))),
    ],
    ['a 404', 'not-found', (_request, response) => response.writeHead(404).end('gone fishing')],
    ['a 500', 'server-failed', (_request, response) => response.writeHead(500).end()],
    [
      'headers without end',
      'http-error',
      (_request, response) => {
        response
          .writeHead(200, Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`x-${n}`, 'y'.repeat(100)])))
          .end();
      },
    ],
  ];
  for (const [name, code, answer] of faults) {
    test(`${name} is ${code}`, async t => {
      const origin = await startOrigin(answer, '127.0.0.3');
      t.after(origin.close);
      assert.equal(await failureOf(`${origin.url}/${encodeURIComponent(name)}`), code);
    });
  }

  test('every encoding that we say we accept is understood', async () => {
    const packers = {
      br: brotliCompressSync,
      gzip: gzipSync,
      zstd: zstdCompressSync,
      deflate: deflateSync,
      raw: deflateRawSync,
    };
    const origin = await startOrigin((request, response) => {
      const name = (request.url ?? '').slice(1) as keyof typeof packers;
      response.writeHead(200, { 'content-encoding': name === 'raw' ? 'deflate' : name }).end(packers[name](rssOf([1])));
    }, '127.0.0.3');
    for (const name of Object.keys(packers)) {
      lineOf(await gateway.edition([{ url: `${origin.url}/${name}` }]), 'updated');
    }
    await origin.close();
  });
});

describe('below HTTP', () => {
  async function startRaw(onSocket: (socket: Socket) => void): Promise<{ url: string; close: () => void }> {
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.6', resolve));
    return { url: `http://127.0.0.6:${(server.address() as AddressInfo).port}/feed`, close: () => server.close() };
  }

  const faults: [string, string, (socket: Socket) => void][] = [
    ['a connection closed at once', 'network', socket => socket.destroy()],
    ['an answer that is not HTTP', 'http-error', socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a line without end', 'http-error', socket => socket.write(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(200_000)}`)],
    [
      'two lengths',
      'network',
      socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello'),
    ],
  ];
  for (const [name, code, onSocket] of faults) {
    test(`${name} is ${code}`, async t => {
      const origin = await startRaw(onSocket);
      t.after(origin.close);
      assert.equal(await failureOf(origin.url), code);
    });
  }

  test('a certificate that nobody vouches for is tls-failed; one that is trusted is not', async t => {
    const key = readFileSync(new URL('./support/loopback.key', import.meta.url));
    const cert = readFileSync(new URL('./support/loopback.crt', import.meta.url));
    const server = createSecureServer({ key, cert }, (_request, response) => response.end(rssOf([1])));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.7', resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `https://127.0.0.7:${(server.address() as AddressInfo).port}/feed`;
    assert.equal(await failureOf(url), 'tls-failed');
    const trusting = await openGateway({ ca: cert.toString() });
    lineOf(await trusting.edition([{ url }]), 'updated');
    await trusting.close();
  });

  test('a name that does not exist is dns-failed', async () => {
    const strict = await openGateway({
      lookup: (_name, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
    });
    const line = lineOf(await strict.edition([{ url: 'http://nowhere.invalid/feed' }]), 'failed');
    assert.equal(line.code, 'dns-failed');
    await strict.close();
  });
});

describe('documents that are hostile to parsers', () => {
  test('a document that is slow to read is ended by the clock, and the next one is read', async () => {
    const strict = await openGateway({ limits: { workMs: 1 } });
    const slow = lineOf(await strict.edition([{ url: healthy.url }]), 'failed');
    assert.equal(slow.code, 'parse-timeout');
    await strict.close();
    lineOf(await gateway.edition([{ url: healthy.url }]), 'updated');
  });
});
