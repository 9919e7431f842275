// A process to be killed: saves a feed whose thirty items all change, again and again, and prints each change that it has kept.

import { openStorage } from '../../../feeds/gateway/storage.ts';

const [, , path = '', url = ''] = process.argv;
const { documents } = openStorage(path, { warn: () => undefined, info: () => undefined });
let seq = (await documents.feed(url))?.seq ?? 0;
process.stdout.write(`${seq}\n`);
while (true) {
  const changed = Array.from({ length: 30 }, (_, n) => ({
    id: `i${n}`,
    seq: ++seq,
    fingerprint: String(seq),
    publishedAt: n,
    json: Buffer.from(JSON.stringify({ id: `i${n}`, content_text: `change ${seq} `.repeat(200) })),
  }));
  const times = { askAt: 0, nextAt: 0, failures: 0 };
  await documents.save({ url, uid: 'uid', seq, head: '{}', validators: {}, hints: {}, ...times }, changed, {
    atMost: 100,
    present: [],
  });
  await documents.putBlob(`picture ${seq % 40}`, { type: 'image/webp', body: new Uint8Array(50_000), at: seq });
  process.stdout.write(`${seq}\n`);
}
