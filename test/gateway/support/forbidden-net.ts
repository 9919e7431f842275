// Runs in a network of its own (`unshare -rn`): puts addresses that no publisher has on the loopback interface, listens on every one, and
// asks a gateway for each spelling. Tells as JSON what each came to and how many connections its socket saw.

import { execFileSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { openGateway } from './gateway.ts';

/** One the guard lets through unless its address forbids it. */
const PORT = 8080;
/** An address that can be listened on, and ways to write it. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  '10.1.2.3': ['10.1.2.3', '167838211', '0x0a010203', '012.1.2.3', '10.66051', '[::ffff:10.1.2.3]', '10.1.2.3.'],
  '172.16.5.6': ['172.16.5.6', '0xac100506', '172.1049862', '[::ffff:ac10:506]'],
  '192.168.7.8': ['192.168.7.8', '3232237320', '0300.0250.7.8', '192.168.1800', '[::ffff:192.168.7.8]'],
  '100.64.0.9': ['100.64.0.9', '0x64400009'],
  '169.254.169.254': ['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '[::ffff:a9fe:a9fe]'],
  '192.0.0.8': ['192.0.0.8'],
  '192.0.2.7': ['192.0.2.7'],
  '192.88.99.1': ['192.88.99.1'],
  '198.18.0.1': ['198.18.0.1'],
  '198.51.100.4': ['198.51.100.4'],
  '203.0.113.5': ['203.0.113.5'],
  'fd00::1': ['[fd00::1]', '[FD00:0:0:0:0:0:0:1]'],
  'fe80::1': ['[fe80::1]'],
  'fec0::1': ['[fec0::1]'],
  '2001:db8::1': ['[2001:db8::1]'],
  '2001::1': ['[2001::1]'],
  '3fff::1': ['[3fff::1]'],
  '100::1': ['[100::1]'],
  '64:ff9b::a01:203': ['[64:ff9b::10.1.2.3]', '[64:ff9b::a01:203]'],
  '2002:a01:203::1': ['[2002:0a01:0203::1]'],
};

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const seen = new Map<string, number>();
for (const address of Object.keys(WATCHED)) {
  const isSix = address.includes(':');
  execFileSync('ip', ['addr', 'add', `${address}/${isSix ? '128' : '32'}`, 'dev', 'lo', ...(isSix ? ['nodad'] : [])]);
  const server = createServer(socket => {
    seen.set(address, (seen.get(address) ?? 0) + 1);
    socket.end(
      'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss version="2.0"><channel><title>x</title></channel></rss>',
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, address.startsWith('fe80') ? `${address}%lo` : address, resolve);
  });
}
const gateway = await openGateway({
  env: { PREDAWN_ALLOW_PRIVATE: '' },
  // A name for each address: what DNS says is judged by the same table.
  lookup: (name, done) => {
    const address = Buffer.from(name.split('.')[0]?.slice(1) ?? '', 'hex').toString();
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  },
});
for (const [address, spellings] of Object.entries(WATCHED)) {
  // The watch works: a plain connection is seen.
  await new Promise<void>((resolve, reject) => {
    const socket = connect(PORT, address.startsWith('fe80') ? `${address}%lo` : address, () => socket.end());
    socket
      .on('close', () => resolve())
      .on('error', reject)
      .resume();
  });
  for (const host of [...spellings, `x${Buffer.from(address).toString('hex')}.example`]) {
    const before = seen.get(address) ?? 0;
    const response = await gateway.feed(`http://${host}:${PORT}/feed`);
    const { code } = (await response.json()) as { code?: string };
    const connections = (seen.get(address) ?? 0) - before;
    const isWatched = before > 0;
    process.stdout.write(
      `${JSON.stringify({ address, host, status: response.status, code, connections, isWatched })}\n`,
    );
  }
}
await gateway.close();
process.exit(0);
