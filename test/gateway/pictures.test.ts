// Pictures and icons: only what was handed out, small, and never anything but a picture.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import { decodeIco } from '../../feeds/gateway/ico.ts';
import type { Problem, WireFeed, WirePicture } from '../../feeds/wire.ts';
import { openGateway } from './support/gateway.ts';
import type { TestGateway } from './support/gateway.ts';
import { rssOf, startOrigin } from './support/origin.ts';
import type { Origin } from './support/origin.ts';

const solid = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c63' } });

let origin: Origin;
let gateway: TestGateway;
let files: Record<string, { readonly type: string; readonly body: Buffer | string }>;
beforeEach(async () => {
  files = {};
  origin = await startOrigin((request, response) => {
    const file = files[request.url ?? ''];
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.body);
    else response.writeHead(404).end();
  }, '127.0.0.2');
  gateway = await openGateway({ limits: { picturePixels: 4_000_000 } });
});
afterEach(async () => {
  await gateway.close();
  await origin.close();
});

/** Publishes a story with a picture and gives what the gateway hands out for it. */
async function handedOut(type: string, body: Buffer | string): Promise<WirePicture> {
  files['/photo'] = { type, body };
  files['/feed'] = {
    type: 'application/rss+xml',
    body: rssOf([
      { id: 1, text: `&lt;img src="${origin.url}/photo" width="900" height="600" alt="A boat"&gt; Words.` },
    ]),
  };
  const feed = (await (await gateway.feed(`${origin.url}/feed`)).json()) as WireFeed;
  const picture = feed.items[0]?._predawn?.pictures?.[0];
  assert.ok(picture);
  return picture;
}

const addressOf = (picture: WirePicture, w: number) => picture.sizes.find(size => size.w === w)?.url ?? '';
const codeOf = async (response: Response) => ((await response.json()) as Problem).code;

describe('a picture', () => {
  test('is handed out in three widths with what the publisher says of it', async () => {
    const picture = await handedOut('image/jpeg', await solid(1600, 800).jpeg().toBuffer());
    assert.equal(picture.src, `${origin.url}/photo`);
    assert.deepEqual([picture.width, picture.height, picture.alt], [900, 600, 'A boat']);
    assert.deepEqual(
      picture.sizes.map(size => size.w),
      [320, 640, 1280],
    );
  });

  test('is WebP of the asked width, for ever, under a policy that lets nothing run', async () => {
    const picture = await handedOut('image/jpeg', await solid(1600, 800).jpeg().toBuffer());
    const response = await gateway.get(addressOf(picture, 320));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/webp');
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('vary'), null);
    const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    assert.deepEqual([format, width, height], ['webp', 320, 160]);
    const etag = response.headers.get('etag') ?? '';
    assert.equal((await gateway.get(addressOf(picture, 320), { 'if-none-match': etag })).status, 304);
  });

  test('is fetched once, however often it is asked for', async () => {
    const picture = await handedOut('image/png', await solid(100, 100).png().toBuffer());
    const asks = Array.from({ length: 20 }, () => gateway.get(addressOf(picture, 640)));
    assert.ok((await Promise.all(asks)).every(response => response.status === 200));
    await gateway.get(addressOf(picture, 640));
    assert.equal(origin.asked.filter(each => each.path === '/photo').length, 1);
  });

  test('that is smaller than asked stays as it is', async () => {
    const picture = await handedOut('image/png', await solid(3, 3).png().toBuffer());
    const response = await gateway.get(addressOf(picture, 1280));
    const { width } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    assert.equal(width, 3);
  });

  test('that moves still moves', async () => {
    const frames = await Promise.all(
      ['#f00', '#0f0', '#00f'].map(background =>
        sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const picture = await handedOut('image/gif', gif);
    const response = await gateway.get(addressOf(picture, 320));
    const { pages } = await sharp(Buffer.from(await response.arrayBuffer()), { animated: true }).metadata();
    assert.equal(pages, 3);
  });

  test('that nobody handed out is refused, and so is any other width or format', async () => {
    const picture = await handedOut('image/png', await solid(10, 10).png().toBuffer());
    const url = new URL(addressOf(picture, 320), 'http://localhost');
    const changed = (name: string, value: string) => {
      const other = new URL(url);
      other.searchParams.set(name, value);
      return gateway.get(other.pathname + other.search);
    };
    assert.equal((await changed('url', `${origin.url}/other`)).status, 403);
    assert.equal((await changed('s', 'AAAAAAAAAAAAAAAA')).status, 403);
    assert.equal((await changed('s', '')).status, 403);
    assert.equal((await changed('w', '5000')).status, 400);
    assert.equal((await changed('f', 'svg')).status, 400);
    assert.equal(origin.asked.filter(each => each.path !== '/feed').length, 0);
  });

  const notPictures: [string, string, () => Promise<Buffer | string> | string][] = [
    ['a page', 'image/png', () => '<!doctype html><script>alert(1)</script>'],
    [
      'an SVG',
      'image/svg+xml',
      () => '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>',
    ],
    ['a truncated picture', 'image/png', async () => (await solid(500, 500).png().toBuffer()).subarray(0, 300)],
    ['a decompression bomb', 'image/png', () => solid(10_000, 10_000).png().toBuffer()],
    ['nothing', 'image/png', () => ''],
  ];
  for (const [name, type, make] of notPictures) {
    test(`${name} is no picture`, async () => {
      const picture = await handedOut(type, await make());
      const response = await gateway.get(addressOf(picture, 320));
      assert.equal(response.status, 422);
      assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; sandbox");
      assert.equal(await codeOf(response), 'not-a-picture');
    });
  }
});

describe('an icon', () => {
  const iconOf = (site: string) => gateway.get(`/api/icon?url=${encodeURIComponent(site)}`);

  test('is the one that the page names, else /favicon.ico; asked for once', async () => {
    files['/'] = {
      type: 'text/html',
      body: '<html><head><link rel="shortcut icon" href="/small.png" type="image/png"></head></html>',
    };
    files['/small.png'] = { type: 'image/png', body: await solid(128, 128).png().toBuffer() };
    const response = await iconOf(`${origin.url}/blog/post`);
    assert.equal(response.headers.get('content-type'), 'image/webp');
    assert.equal((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width, 64);
    const asked = origin.asked.length;
    assert.equal((await iconOf(origin.url)).status, 200);
    assert.equal(origin.asked.length, asked);
  });

  test('may be an ICO, with a PNG or a bitmap inside', async () => {
    files['/favicon.ico'] = { type: 'image/x-icon', body: icoOf(await solid(32, 32).png().toBuffer(), 32) };
    assert.equal((await iconOf(origin.url)).status, 200);
    const bitmap = decodeIco(icoOf(bitmapOf(4), 4));
    assert.ok(bitmap?.kind === 'raw');
    assert.deepEqual([...bitmap.rgba.subarray(0, 8)], [30, 20, 10, 255, 30, 20, 10, 255]);
  });

  test('that is not there is said once, and not asked for each time', async () => {
    assert.equal((await iconOf(origin.url)).status, 404);
    const asked = origin.asked.length;
    assert.equal((await iconOf(origin.url)).status, 404);
    assert.equal(origin.asked.length, asked);
  });
});

function icoOf(inner: Buffer, side: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head[6] = side;
  head[7] = side;
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(inner.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, inner]);
}

/** A 24-bit bitmap without its file head, one colour, nothing masked. */
function bitmapOf(side: number): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(side, 4);
  head.writeInt32LE(side * 2, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(24, 14);
  const row = Buffer.concat([
    Buffer.from(Array.from({ length: side }, () => [10, 20, 30]).flat()),
    Buffer.alloc((4 - ((side * 3) % 4)) % 4),
  ]);
  return Buffer.concat([head, ...Array.from({ length: side }, () => row), Buffer.alloc(4 * side)]);
}
