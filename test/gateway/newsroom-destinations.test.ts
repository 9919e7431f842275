import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { createNewsroom, type Newsroom } from '../../feeds/gateway/newsroom/newsroom.ts';
import { MAX_PHOTO_BYTES } from '../../feeds/gateway/newsroom/photo-wall.ts';

const ORIGIN = 'http://localhost:8787';
const open = (): Newsroom => createNewsroom({ now: () => Date.parse('2026-11-23T07:00:00Z') });
const post = (room: Newsroom, path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  room.fetch(new Request(`${ORIGIN}${path}`, { method: 'POST', body, headers }));
const sign = (room: Newsroom, message: string, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
  post(room, `/newsroom/guest-book${query}`, JSON.stringify({ name: 'Ada', message }), {
    'content-type': 'application/json',
    ...headers,
  });
const messages = async (room: Newsroom): Promise<string[]> => {
  const answer = await room.fetch(new Request(`${ORIGIN}/newsroom/guest-book.json`));
  const { entries } = (await answer.json()) as { entries: { message: string }[] };
  return entries.map(entry => entry.message);
};
const code = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;

describe('the guest book', () => {
  it('keeps what is written, newest first', async () => {
    const room = open();
    assert.equal((await sign(room, 'one')).status, 201);
    assert.equal((await sign(room, 'two')).status, 201);
    assert.deepEqual(await messages(room), ['two', 'one']);
  });

  it('takes an ordinary form and sends the browser back to the page', async () => {
    const room = open();
    const answer = await post(room, '/newsroom/guest-book', new URLSearchParams({ name: 'Ada', message: 'hello' }), {
      accept: 'text/html,*/*',
    });
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/newsroom/guest-book']);
    assert.deepEqual(await messages(room), ['hello']);
  });

  it('shows what was written as text, never as markup', async () => {
    const room = open();
    await sign(room, '<img src=x onerror=alert(1)>"&');
    const html = await (await room.fetch(new Request(`${ORIGIN}/newsroom/guest-book`))).text();
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;'));
    assert.ok(!html.includes('<img src=x'));
  });

  it('writes once for one Idempotency-Key, also when both come at once', async () => {
    const room = open();
    const answers = await Promise.all([
      sign(room, 'once', { 'idempotency-key': 'k1' }),
      sign(room, 'once', { 'idempotency-key': 'k1' }),
    ]);
    assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 201]);
    assert.deepEqual(await answers[0].json(), await answers[1].json());
    assert.deepEqual(await messages(room), ['once']);
  });

  it('takes the key as a field of a form too', async () => {
    const room = open();
    const form = (): FormData => {
      const data = new FormData();
      data.set('message', 'by form');
      data.set('idempotency-key', 'k2');
      return data;
    };
    await post(room, '/newsroom/guest-book', form());
    await post(room, '/newsroom/guest-book', form());
    assert.deepEqual(await messages(room), ['by form']);
  });

  it('refuses a key that was used for something else', async () => {
    const room = open();
    await sign(room, 'one', { 'idempotency-key': 'k3' });
    const answer = await sign(room, 'two', { 'idempotency-key': 'k3' });
    assert.deepEqual([answer.status, await code(answer)], [422, 'idempotency-key-reused']);
  });

  it('says what is wrong with what it cannot take', async () => {
    const room = open();
    const cases: [Promise<Response>, number, string][] = [
      [sign(room, ' '), 422, 'message-missing'],
      [sign(room, 'x'.repeat(2001)), 422, 'message-too-long'],
      [sign(room, 'x'.repeat(70_000)), 413, 'too-large'],
      [post(room, '/newsroom/guest-book', '{', { 'content-type': 'application/json' }), 400, 'unreadable-body'],
      [post(room, '/newsroom/guest-book', 'null', { 'content-type': 'application/json' }), 400, 'unreadable-body'],
      [sign(room, 'x', {}, '?fail=teapot'), 400, 'bad-switch'],
    ];
    for (const [answer, status, expected] of cases) {
      const response = await answer;
      assert.deepEqual([response.status, await code(response)], [status, expected]);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    }
    assert.deepEqual(await messages(room), []);
  });

  it('forgets the oldest beyond five hundred', async () => {
    const room = open();
    for (let i = 0; i < 502; i++) await sign(room, `m${i}`);
    const kept = await messages(room);
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [500, 'm501', 'm2']);
  });
});

describe('the failure switches', () => {
  it('answer as asked, with Retry-After, and write nothing', async () => {
    const room = open();
    const answer = await sign(room, 'x', {}, '?fail=503&retry-after=2');
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '2']);
    assert.deepEqual(await messages(room), []);
  });

  it('let a try through after so many failures, counted by key', async () => {
    const room = open();
    const attempt = (key: string): Promise<Response> =>
      sign(room, 'third', { 'idempotency-key': key }, '?fail=500&times=2');
    assert.deepEqual(
      [(await attempt('a')).status, (await attempt('a')).status, (await attempt('a')).status],
      [500, 500, 201],
    );
    assert.equal((await attempt('b')).status, 500);
    assert.deepEqual(await messages(room), ['third']);
  });

  it('lose the acknowledgement of what was done, once, when asked to', async () => {
    const room = open();
    const attempt = (): Promise<Response> =>
      sign(room, 'kept', { 'idempotency-key': 'a' }, '?fail=500&when=after&times=1');
    assert.equal((await attempt()).status, 500);
    assert.deepEqual(await messages(room), ['kept']);
    assert.equal((await attempt()).status, 200);
    assert.deepEqual(await messages(room), ['kept']);
  });

  it('redirect to a page that asks to sign in', async () => {
    const room = open();
    const answer = await sign(room, 'x', {}, '?fail=login');
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/newsroom/sign-in']);
    assert.equal((await room.fetch(new Request(`${ORIGIN}/newsroom/sign-in`))).status, 200);
  });

  it('break off in the body', async () => {
    const answer = await sign(open(), 'x', {}, '?fail=break');
    assert.equal(answer.status, 200);
    await assert.rejects(answer.text());
  });

  it('hang until the client leaves', async () => {
    const leave = new AbortController();
    const request = new Request(`${ORIGIN}/newsroom/guest-book?fail=hang`, {
      method: 'POST',
      body: new URLSearchParams({ message: 'x' }),
      signal: leave.signal,
    });
    const hanging = open().fetch(request);
    const first = await Promise.race([
      hanging.then(() => 'answered'),
      new Promise(resolve => setImmediate(resolve, 'hangs')),
    ]);
    assert.equal(first, 'hangs');
    leave.abort();
    assert.equal((await hanging).status, 504);
  });
});

describe('the photo wall', () => {
  const hang = (
    room: Newsroom,
    bytes: Uint8Array<ArrayBuffer>,
    caption = '',
    headers: Record<string, string> = {},
  ): Promise<Response> => {
    const form = new FormData();
    form.set('photo', new File([bytes], 'photo.jpg', { type: 'image/jpeg' }));
    form.set('caption', caption);
    return post(room, '/newsroom/photo-wall', form, headers);
  };
  const photograph = async (width = 2000, height = 1000): Promise<Uint8Array<ArrayBuffer>> =>
    Uint8Array.from(
      await sharp({ create: { width, height, channels: 3, background: '#b4430f' } })
        .jpeg()
        .withExif({ IFD0: { Artist: 'A secret name' } })
        .toBuffer(),
    );

  it('hangs a picture, made smaller and stripped of what else the file told', async () => {
    const room = open();
    const answer = await hang(room, await photograph(), 'Dawn');
    assert.equal(answer.status, 201);
    const { url, width, height } = (await answer.json()) as { url: string; width: number; height: number };
    assert.deepEqual([width, height], [1280, 640]);
    const shown = await room.fetch(new Request(`${ORIGIN}${url}`));
    const bytes = Buffer.from(await shown.arrayBuffer());
    assert.equal(shown.headers.get('content-type'), 'image/jpeg');
    assert.match(shown.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.equal((await sharp(bytes).metadata()).exif, undefined);
    assert.ok(!bytes.includes('A secret name'));
  });

  it('never takes for a picture what is none', async () => {
    const room = open();
    for (const text of [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '\xff\xd8\xff but no jpeg',
      '',
    ])
      assert.ok([415, 422].includes((await hang(room, Uint8Array.from(Buffer.from(text, 'latin1')))).status), text);
  });

  it('refuses more than 25 MB, by the announced length and by what really comes', async () => {
    const room = open();
    const announced = await post(room, '/newsroom/photo-wall', 'x', { 'content-length': String(MAX_PHOTO_BYTES * 2) });
    assert.ok([400, 413].includes(announced.status));
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const request = new Request(`${ORIGIN}/newsroom/photo-wall`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    const answer = await room.fetch(request);
    assert.ok(sent < MAX_PHOTO_BYTES + 5 * chunk.length, `${sent} bytes read`);
    assert.deepEqual([answer.status, await code(answer)], [413, 'too-large']);
  });

  it('shows a caption as text, and hangs once for one key', async () => {
    const room = open();
    const picture = await photograph(60, 40);
    assert.equal((await hang(room, picture, '"><script>', { 'idempotency-key': 'p' })).status, 201);
    assert.equal((await hang(room, picture, '"><script>', { 'idempotency-key': 'p' })).status, 200);
    const html = await (await room.fetch(new Request(`${ORIGIN}/newsroom/photo-wall`))).text();
    assert.equal(html.split('<figure>').length, 2);
    assert.ok(!html.includes('<script'));
  });

  it('takes down the oldest beyond twenty-four', async () => {
    const room = open();
    const picture = await photograph(8, 8);
    for (let i = 0; i < 26; i++) await hang(room, picture, `p${i}`);
    const { photos, total } = (await (await room.fetch(new Request(`${ORIGIN}/newsroom/photo-wall.json`))).json()) as {
      photos: { caption: string }[];
      total: number;
    };
    assert.deepEqual([photos.length, total, photos[0]?.caption, photos.at(-1)?.caption], [24, 26, 'p25', 'p2']);
  });
});
