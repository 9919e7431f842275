// What the gateway refuses to connect to: each spelling watched by a real socket that must see nothing.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createGuard } from '../../feeds/gateway/guard.ts';
import type { SelfAddress } from '../../feeds/gateway/guard.ts';
import { openGateway } from './support/gateway.ts';
import { startOrigin } from './support/origin.ts';

const NOBODY: SelfAddress = { hosts: new Set(), ports: new Set(), listens: () => false };

describe('addresses that no publisher has', () => {
  const guard = createGuard([], NOBODY);
  const forbidden = [
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.127.255.254',
      '127.0.0.1',
      '127.255.0.1',
    ],
    ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1'],
    ...[
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.7',
      '203.0.113.9',
      '224.0.0.1',
      '239.1.1.1',
      '240.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '100::1',
      '2001::1',
      '2001:2::1',
      '2001:db8::1',
      '3fff::1',
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
      'fec0::1',
      'ff02::1',
    ],
    // The forbidden inside the allowed: v4-mapped, v4-compatible, translated, NAT64 (both prefixes), 6to4.
    ...[
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '::127.0.0.1',
      '::ffff:0:127.0.0.1',
      '64:ff9b::10.0.0.1',
      '64:ff9b:1::c0a8:101',
      '2002:7f00:1::',
      '2002:c0a8:0101::1',
    ],
  ];
  for (const address of forbidden) {
    test(`refuses ${address}`, () => {
      const host = address.includes(':') ? `[${address}]` : address;
      assert.equal(guard.checkUrl(new URL(`http://${host}/`)).kind, 'refused');
      assert.equal(guard.checkAddress('name.example', address, 80).kind, 'refused');
    });
  }
  for (const address of [
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700::1',
    '64:ff9b::101:101',
    '2002:0101:0101::1',
  ]) {
    test(`lets ${address} through`, () => {
      assert.deepEqual(guard.checkAddress('name.example', address, 443), { kind: 'allowed' });
    });
  }
});

describe('addresses as written', () => {
  const guard = createGuard(['192.168.7.0/24', 'nas.lan'], NOBODY);
  const codeOf = (url: string) => {
    const verdict = guard.checkUrl(new URL(url));
    return verdict.kind === 'refused' ? verdict.code : 'allowed';
  };

  test('refuses other schemes, users in the address and endless addresses', () => {
    assert.equal(codeOf('ftp://publisher.example/feed'), 'bad-url');
    assert.equal(codeOf('file:///etc/passwd'), 'bad-url');
    assert.equal(codeOf('http://user:secret@publisher.example/'), 'private-address');
    assert.equal(codeOf(`http://publisher.example/${'x'.repeat(5000)}`), 'bad-url');
  });
  test('refuses ports that feeds do not have, on names and on literals', () => {
    const strict = createGuard([], NOBODY);
    for (const port of [22, 25, 3306, 6379, 9200]) {
      const verdict = strict.checkUrl(new URL(`http://publisher.example:${port}/`));
      assert.equal(verdict.kind === 'refused' && verdict.code, 'forbidden-port');
      assert.equal(strict.checkAddress('publisher.example', '1.1.1.1', port).kind, 'refused');
    }
    for (const port of [80, 443, 8080, 8443])
      assert.equal(strict.checkAddress('x.example', '1.1.1.1', port).kind, 'allowed');
  });
  test('lets the owner’s own hosts through, on any port', () => {
    assert.equal(codeOf('http://192.168.7.9:3000/'), 'allowed');
    assert.equal(codeOf('http://192.168.8.9/'), 'private-address');
    assert.equal(guard.checkAddress('nas.lan', '10.0.0.4', 5000).kind, 'allowed');
    assert.equal(guard.checkAddress('other.lan', '10.0.0.4', 80).kind, 'refused');
    assert.equal(guard.checkAddress('x.example', '::ffff:192.168.7.9', 80).kind, 'allowed');
  });
  test('never fetches from the gateway itself, even where its range is let through', () => {
    const self: SelfAddress = {
      hosts: new Set(['localhost']),
      ports: new Set([8787]),
      listens: address => address === '127.0.0.1',
    };
    const own = createGuard(['127.0.0.0/8'], self);
    assert.equal(own.checkUrl(new URL('http://localhost:8787/api/feed')).kind, 'refused');
    assert.equal(own.checkUrl(new URL('http://127.0.0.1:8787/')).kind, 'refused');
    assert.equal(own.checkAddress('rebound.example', '127.0.0.1', 8787).kind, 'refused');
    assert.equal(own.checkAddress('rebound.example', '127.0.0.2', 8787).kind, 'allowed');
  });
});

describe('spellings of this machine, watched by a socket', () => {
  let watched: Server;
  let port = 0;
  let seen = 0;
  before(async () => {
    watched = createServer(socket => {
      seen += 1;
      socket.destroy();
    });
    await new Promise<void>(resolve => watched.listen(0, '::', resolve));
    ({ port } = watched.address() as AddressInfo);
  });
  after(() => new Promise<void>(resolve => watched.close(() => resolve())));

  const spellings = [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '017700000001',
      '0',
      '0.0.0.0',
      '127.0.0.1.',
    ],
    ...[
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::127.0.0.1]',
      '[2002:7f00:1::]',
    ],
    ...[
      'localhost',
      'LOCALHOST',
      'localhost.',
      'ｌｏｃａｌｈｏｓｔ',
      '127。0。0。1',
      '①②⑦.⓪.⓪.①',
      'resolves-to-loopback.example',
      'mixed.example',
    ],
  ];
  for (const host of spellings) {
    test(`http://${host}/ sees no connection`, async () => {
      const gateway = await openGateway({
        // A range lets names with odd ports reach the look-up, where it is the address that must be refused.
        env: { PREDAWN_ALLOW_PRIVATE: '192.168.250.1/32' },
        lookup: (name, done) => {
          const answers: Record<string, string[]> = { 'mixed.example': ['192.168.250.1', '127.0.0.1'] };
          done(
            null,
            (answers[name] ?? ['127.0.0.1']).map(address => ({ address, family: 4 })),
          );
        },
      });
      try {
        const before = seen;
        const response = await gateway.feed(`http://${host}:${port}/feed`);
        assert.equal(response.status, 403, await response.text());
        assert.equal(seen, before);
      } finally {
        await gateway.close();
      }
    });
  }
});

describe('every private range that can be listened on', () => {
  const script = new URL('./support/forbidden-net.ts', import.meta.url).pathname;

  test('in a network of its own sees no connection, in any spelling', { timeout: 60_000 }, async t => {
    const able = spawnSync('unshare', ['-rn', 'ip', 'link', 'show', 'lo']);
    if (able.status !== 0) {
      t.skip('no network of its own here: unshare or ip is missing, or may not be used');
      return;
    }
    const { stdout } = await promisify(execFile)('unshare', ['-rn', process.execPath, script]);
    const rows = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    assert.ok(rows.length >= 60, `${rows.length} rows`);
    for (const { address, host, ...found } of rows) {
      const wanted = { status: 403, code: 'private-address', connections: 0, isWatched: true };
      assert.deepEqual(found, wanted, `${String(host)} leads to ${String(address)}`);
    }
  });
});

describe('ways around the guard', () => {
  test('a redirect into a private range is refused at that hop', async () => {
    const forbidden = await startOrigin(undefined, '127.0.0.1');
    const publisher = await startOrigin((_request, response) => {
      response.writeHead(302, { location: `${forbidden.url}/admin` }).end();
    }, '127.0.0.5');
    const gateway = await openGateway({ env: { PREDAWN_ALLOW_PRIVATE: '127.0.0.5/32' } });
    try {
      const response = await gateway.feed(publisher.url);
      assert.equal(response.status, 403);
      assert.equal(((await response.json()) as { code: string }).code, 'private-address');
      assert.equal(forbidden.connections(), 0);
    } finally {
      await Promise.all([gateway.close(), forbidden.close(), publisher.close()]);
    }
  });

  test('a name that answers differently the second time gains nothing', async () => {
    const forbidden = await startOrigin(undefined, '127.0.0.1');
    const publisher = await startOrigin((_request, response) => {
      response.writeHead(200, { connection: 'close' }).end('no feed yet');
    }, '127.0.0.5');
    let asked = 0;
    const gateway = await openGateway({
      env: { PREDAWN_ALLOW_PRIVATE: '127.0.0.5/32' },
      lookup: (_name, done) => done(null, [{ address: asked++ === 0 ? '127.0.0.5' : '127.0.0.1', family: 4 }]),
    });
    try {
      const first = await gateway.feed(`http://rebinds.example:${publisher.port}/a`);
      assert.equal(first.status, 422);
      const second = await gateway.feed(`http://rebinds.example:${forbidden.port}/b`);
      assert.equal(second.status, 403);
      assert.equal(asked, 2);
      assert.equal(forbidden.connections(), 0);
    } finally {
      await Promise.all([gateway.close(), forbidden.close(), publisher.close()]);
    }
  });
});
