import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ArticleId, FeedId } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import { markInFlight } from '../../src/core/outbox-rules.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { replay } from '../../src/sync/replay.ts';
import { type Destination, startDestination } from '../support/destination.ts';
import {
  clockAt,
  destination,
  feed,
  GATEWAY,
  HEAD,
  item,
  json,
  memoryLibrary,
  MORNING,
  ndjson,
  post,
  replayDeps,
  send,
  updated,
} from './support.ts';

const server = await startDestination();
after(() => server.close());

/** A destination of its own name at the real server. */
function at(name: string, where: Destination = server) {
  return `${where.origin}/d/${name}`;
}

const real = (input: string, init?: RequestInit) => fetch(input, { ...init, mode: 'cors' });

async function write(library: Library, url: string, texts: readonly string[], change: Partial<OutboxEntry> = {}) {
  for (const text of texts) {
    const options = {
      now: MORNING,
      destination: destination(url, change.destination),
      subject: change.subject ?? null,
    };
    await library.act(send(url, JSON.stringify({ text })), options);
  }
}

function arrived(name: string): string[] {
  return server.effects.filter(effect => effect.destination === name).map(({ text }) => text);
}

test('sends in order, once, and deletes only after the acknowledgement', async () => {
  const library = await memoryLibrary();
  await write(library, at('order'), ['1', '2', '3']);
  const stored: number[] = [];
  const watching = async (input: string, init?: RequestInit) => {
    const response = await real(input, init);
    stored.push((await library.outbox()).length);
    return response;
  };

  const result = await replay(replayDeps(library, watching));

  assert.deepEqual(arrived('order'), ['1', '2', '3']);
  assert.deepEqual(stored, [3, 2, 1]);
  assert.deepEqual(result, { acknowledged: 3, subscribed: 0, waiting: 0, dead: 0, retry: false });
});

test('a server that fails holds the later ones of its destination and no other', async () => {
  const library = await memoryLibrary();
  server.switch('down', { status: 503 });
  await write(library, at('down'), ['1', '2']);
  await write(library, at('up'), ['a', 'b']);

  const result = await replay(replayDeps(library, real));

  assert.deepEqual(arrived('up'), ['a', 'b']);
  assert.deepEqual(arrived('down'), []);
  assert.deepEqual(result, { acknowledged: 2, subscribed: 0, waiting: 2, dead: 0, retry: true });
  const [first, second] = await library.outbox();
  assert.deepEqual([first?.state, first?.tries, first?.lastStatus], ['waiting', 1, 503]);
  assert.equal(second?.tries, 0);
});

test('a dead letter is kept with its reason and releases the later ones', async () => {
  const library = await memoryLibrary();
  server.switch('picky', { status: 422, times: 1 });
  await write(library, at('picky'), ['bad', 'good']);

  const result = await replay(replayDeps(library, real));

  assert.deepEqual(arrived('picky'), ['good']);
  assert.equal(result.dead, 1);
  const [dead] = await library.outbox();
  assert.deepEqual([dead?.state, dead?.lastError, dead?.reason], ['dead', 'unprocessable', 'as switched']);
});

test('401 keeps the entry for the person and holds the later ones', async () => {
  const library = await memoryLibrary();
  server.switch('private', { status: 401, times: 1 });
  await write(library, at('private'), ['1', '2']);

  const result = await replay(replayDeps(library, real));

  assert.deepEqual(arrived('private'), []);
  assert.deepEqual(
    (await library.outbox()).map(({ state }) => state),
    ['needs-sign-in', 'waiting'],
  );
  assert.equal(result.retry, false);
  await library.retryEntry((await library.outbox())[0]!.seq, MORNING);
  await replay(replayDeps(library, real));
  assert.deepEqual(arrived('private'), ['1', '2']);
});

test('honours Retry-After however urgent the trigger, and no longer than that', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  server.switch('busy', { status: 429, headers: { 'retry-after': '600' }, times: 1 });
  await write(library, at('busy'), ['1']);

  await replay(replayDeps(library, real, { now: clock.now }));
  clock.pass(599_000);
  await replay(replayDeps(library, real, { now: clock.now }));
  assert.deepEqual(arrived('busy'), []);

  clock.pass(2_000);
  await replay(replayDeps(library, real, { now: clock.now }));
  assert.deepEqual(arrived('busy'), ['1']);
});

test('a clock that jumps back leaves nothing waiting for years', async () => {
  const library = await memoryLibrary();
  const clock = clockAt(MORNING + 400 * 86_400_000);
  server.switch('clock', { status: 503, times: 1 });
  await library.act(send(at('clock'), '{"text":"1"}'), { now: clock.now(), destination: destination('clock') });
  await replay(replayDeps(library, real, { now: clock.now }));

  clock.set(MORNING);
  await replay(replayDeps(library, real, { now: clock.now, urgent: false }));

  assert.deepEqual(arrived('clock'), ['1']);
});

test('a destination that never answers is given up after a time, and holds up no other', async t => {
  const library = await memoryLibrary();
  const limits: number[] = [];
  const late = new AbortController();
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms);
    return limits.length === 1 ? late.signal : new AbortController().signal;
  });
  server.switch('hung', { silent: true });
  await write(library, at('hung'), ['1']);
  await write(library, at('quick'), ['2']);
  const fetchIt = async (url: string, init?: RequestInit) => {
    const response = await real(url, init);
    late.abort(new DOMException('late', 'TimeoutError'));
    return response;
  };

  const result = await replay(replayDeps(library, fetchIt));

  assert.deepEqual(arrived('quick'), ['2']);
  assert.ok(limits.length === 2 && limits.every(ms => ms >= 30_000 && ms < 31_000), String(limits));
  const [entry] = await library.outbox();
  assert.deepEqual([entry?.state, entry?.lastError, result.retry], ['waiting', 'timeout', true]);
});

test('an answer lost on the way is asked for again with the same key: one effect', async () => {
  const library = await memoryLibrary();
  server.switch('lossy', { cut: 'after', times: 1 });
  await write(library, at('lossy'), ['1', '2']);

  const first = await replay(replayDeps(library, real));
  assert.equal(first.retry, true);
  await replay(replayDeps(library, real));

  assert.deepEqual(arrived('lossy'), ['1', '2']);
  assert.equal(server.requests.filter(({ path }) => path === '/d/lossy').length, 3);
});

/** Locks that were taken from a holder that hung: two believe to have it. */
const TWO_HOLDERS = {
  query: async () => ({ held: [], pending: [] }),
  request: async (_name: string, _how: unknown, work: (lock: object) => Promise<unknown>) => work({}),
} as unknown as LockManager;

test('two that both believe to hold the lock never send one try twice', async () => {
  const library = await memoryLibrary();
  await write(library, at('claimed'), ['1', '2', '3']);

  await Promise.all([1, 2].map(() => replay(replayDeps(library, real, { locks: TWO_HOLDERS }))));

  assert.equal(server.requests.filter(({ path }) => path === '/d/claimed').length, 3);
  assert.deepEqual(arrived('claimed'), ['1', '2', '3']);
});

test('a lock taken in the midst of a send: sent again under its key, one effect, and the late answer undoes nothing', async () => {
  const library = await memoryLibrary();
  await write(library, at('taken'), ['1']);
  const arrivedOnce = Promise.withResolvers<void>();
  const answers = Promise.withResolvers<void>();
  const slow = async (input: string, init?: RequestInit) => {
    await real(input, init);
    arrivedOnce.resolve();
    await answers.promise;
    return new Response(null, { status: 422 });
  };

  const first = replay(replayDeps(library, slow, { locks: TWO_HOLDERS }));
  await arrivedOnce.promise;
  server.switch('taken', { status: 503, times: 1 });
  await replay(replayDeps(library, real, { locks: TWO_HOLDERS }));
  const [waiting] = await library.outbox();
  assert.deepEqual([waiting?.state, waiting?.tries], ['waiting', 2]);
  answers.resolve();
  await first;

  assert.equal((await library.outbox())[0]?.state, 'waiting');
  await replay(replayDeps(library, real));
  assert.deepEqual(await library.outbox(), []);
  assert.deepEqual(arrived('taken'), ['1']);
  const sent = server.requests.filter(({ path }) => path === '/d/taken');
  assert.equal(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
});

test('met in flight: resent where a key is taken, left to the person where none is and they want to be asked', async () => {
  const library = await memoryLibrary();
  await write(library, at('keyed'), ['k']);
  await write(library, at('keyless'), ['n'], {
    destination: destination(at('keyless'), { key: { kind: 'none' }, onUnknown: 'ask' }),
  });
  for (const entry of await library.outbox()) await library.settleOutbox(entry.seq, markInFlight(entry, MORNING));

  const result = await replay(replayDeps(library, real));

  assert.deepEqual(arrived('keyed'), ['k']);
  assert.deepEqual(arrived('keyless'), []);
  assert.equal((await library.outbox())[0]?.state, 'unknown');
  assert.equal(result.waiting, 1);
});

test('a redirect to a sign-in page is not a success', async () => {
  const library = await memoryLibrary();
  await library.act(send('https://blog.test/comment', 'x'), { now: MORNING, destination: destination('blog') });
  const redirected = new Response('<form>', { headers: { 'content-type': 'text/html' } });
  Object.defineProperties(redirected, {
    redirected: { value: true },
    url: { value: 'https://blog.test/login?next=/' },
  });

  await replay(replayDeps(library, async () => redirected));

  const [entry] = await library.outbox();
  assert.deepEqual([entry?.state, entry?.lastError], ['needs-sign-in', 'sign-in-page']);
});

test('a site that refuses browsers is called so after three tries, a dead one never', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  await write(library, 'https://nocors.test/hook', ['1']);
  await write(library, 'https://gone.test/hook', ['2']);
  const fetchIt = async (url: string, init?: RequestInit) => {
    if (url.includes('nocors') && init?.mode === 'no-cors') return new Response();
    throw new TypeError('Failed to fetch');
  };

  for (let tries = 0; tries < 3; tries += 1) await replay(replayDeps(library, fetchIt, { now: clock.now }));

  assert.deepEqual(
    (await library.outbox()).map(({ lastError, state }) => [lastError, state]),
    [
      ['refuses-browsers', 'waiting'],
      ['network', 'waiting'],
    ],
  );
});

test('opaque is handed over, never acknowledged', async () => {
  const library = await memoryLibrary();
  await library.act(send('https://old.test/form', 'x'), {
    now: MORNING,
    destination: destination('old', { mode: 'opaque' }),
  });
  const asked: RequestInit[] = [];
  const fetchIt = async (_url: string, init?: RequestInit) => {
    asked.push(init ?? {});
    return new Response();
  };

  await replay(replayDeps(library, fetchIt));

  assert.equal((await library.outbox())[0]?.state, 'handed-over');
  assert.equal(asked[0]?.mode, 'no-cors');
  assert.equal(asked[0]?.credentials, 'omit');
  assert.equal(new Headers(asked[0]?.headers).get('idempotency-key'), null);
});

test('the key goes as the destination takes it: header, field, or not at all; always to our own origin', async () => {
  const library = await memoryLibrary();
  const asked: { key: string | null; body: unknown }[] = [];
  const fetchIt = async (_url: string, init?: RequestInit) => {
    asked.push({ key: new Headers(init?.headers).get('idempotency-key'), body: init?.body });
    return new Response();
  };
  const kinds = {
    header: { kind: 'header', name: 'Idempotency-Key' },
    field: { kind: 'field', name: 'key' },
    none: { kind: 'none' },
  } as const;
  for (const [id, key] of Object.entries(kinds)) {
    await library.act(send('https://hook.test/', '{"text":"x"}'), {
      now: MORNING,
      destination: destination(id, { key }),
    });
  }
  await library.act(send(`${GATEWAY}/guest-book`, '{}'), {
    now: MORNING,
    destination: destination('own', { key: { kind: 'none' } }),
  });
  const ids = (await library.outbox()).map(({ id }) => id);

  await replay(replayDeps(library, fetchIt));

  assert.deepEqual(
    asked.map(({ key }) => key),
    [ids[0], null, null, ids[3]],
  );
  assert.deepEqual(JSON.parse(asked[1]?.body as string), { text: 'x', key: ids[1] });
});

test('what belongs to another waits until that one is signed in', async () => {
  const library = await memoryLibrary();
  await write(library, at('whose'), ['anna'], { subject: 'anna' });
  await write(library, at('whose'), ['bert'], { subject: 'bert' });

  await replay(replayDeps(library, real, { subject: async () => 'bert' }));
  assert.deepEqual(arrived('whose'), ['bert']);
  assert.equal((await library.outbox())[0]?.state, 'held');

  await replay(replayDeps(library, real, { subject: async () => 'anna' }));
  assert.deepEqual(arrived('whose'), ['bert', 'anna']);
});

test('beforeSend may put in a fresh token; one that fails keeps the entry', async () => {
  const library = await memoryLibrary();
  await write(library, at('token'), ['1']);
  let works = false;
  const beforeSend: NonNullable<Parameters<typeof replayDeps>[2]>['beforeSend'] = async request => {
    if (!works) throw new Error('no token');
    return { ...request, headers: { authorization: 'Bearer fresh' } };
  };

  await assert.rejects(replay(replayDeps(library, real, { beforeSend })), { code: 'replay-failed' });
  assert.equal((await library.outbox())[0]?.state, 'waiting');
  works = true;
  await replay(replayDeps(library, real, { beforeSend }));

  assert.equal(server.requests.find(({ path }) => path === '/d/token')?.headers.authorization, 'Bearer fresh');
});

const PHOTO = new Blob([new Uint8Array(3000)], { type: 'image/jpeg' });

async function writePhoto(library: Library, name: string): Promise<void> {
  const fields = [
    { name: 'text', value: 'dawn' },
    { name: 'photo', blobId: 'b1', filename: 'dawn.jpg' },
  ];
  const request = { ...post(at(name), ''), body: { kind: 'form', encoding: 'multipart', fields } } as const;
  const options = { now: MORNING, destination: destination(name), blobs: new Map([['b1', PHOTO]]) };
  await library.act({ kind: 'send', title: 'photo', request }, options);
}

test('a file that an earlier version kept as a Blob goes all the same', async () => {
  const library = await memoryLibrary();
  await writePhoto(library, 'old-photos');
  await library.backend.write({ puts: [[keys.blob('b1'), PHOTO]] });

  await replay(replayDeps(library, real));

  const [effect] = server.effects.filter(({ destination: name }) => name === 'old-photos');
  assert.deepEqual(effect?.files, [{ name: 'dawn.jpg', size: 3000 }]);
});

test('files go as they were chosen, and go from the store with their entry', async () => {
  const library = await memoryLibrary();
  await writePhoto(library, 'photos');

  await replay(replayDeps(library, real));

  const [effect] = server.effects.filter(({ destination: name }) => name === 'photos');
  assert.deepEqual([effect?.text, effect?.files], ['dawn', [{ name: 'dawn.jpg', size: 3000 }]]);
  assert.equal(await library.backend.get(keys.blob('b1')), undefined);
});

test('an entry cancelled while it waits its turn is not sent', async () => {
  const library = await memoryLibrary();
  await write(library, at('second-thoughts'), ['1', '2']);
  const [, second] = await library.outbox();
  const fetchIt = async (url: string, init?: RequestInit) => {
    await library.cancelEntry(second!.seq, MORNING);
    return real(url, init);
  };

  await replay(replayDeps(library, fetchIt));

  assert.deepEqual(arrived('second-thoughts'), ['1']);
});

test('what is written while a replay runs goes with it', async () => {
  const library = await memoryLibrary();
  await write(library, at('meanwhile'), ['1']);
  let written = false;
  const fetchIt = async (url: string, init?: RequestInit) => {
    if (!written) await write(library, at('meanwhile'), ['2']);
    written = true;
    return real(url, init);
  };

  const result = await replay(replayDeps(library, fetchIt));

  assert.deepEqual(arrived('meanwhile'), ['1', '2']);
  assert.equal(result.waiting, 0);
});

test('a subscription made offline is found, fetched and active', async () => {
  const library = await memoryLibrary();
  await library.act(
    { kind: 'subscribe', feedId: 'f' as FeedId, url: 'https://blog.test/', isFeed: false },
    { now: MORNING },
  );
  const fetchIt = async (url: string) => {
    if (url.includes('/api/discover'))
      return json({ url: 'https://blog.test/', feeds: [{ url: 'https://blog.test/feed' }] });
    return ndjson([{ ...updated('x', [item('a')]), url: 'https://blog.test/feed', feed: HEAD }]);
  };

  const result = await replay(replayDeps(library, fetchIt));

  assert.equal(result.acknowledged, 1);
  const stored = await library.feed('f' as FeedId);
  assert.deepEqual([stored?.state.kind, stored?.url, stored?.title], ['active', 'https://blog.test/feed', 'A feed']);
  assert.equal((await library.list({ kind: 'all' })).rows.length, 1);
});

test('several feeds at one address become the person’s choice', async () => {
  const library = await memoryLibrary();
  await library.act(
    { kind: 'subscribe', feedId: 'f' as FeedId, url: 'https://blog.test/', isFeed: false },
    { now: MORNING },
  );
  const candidates = [
    { url: 'https://blog.test/news', title: 'News' },
    { url: 'https://blog.test/comments', title: 'Comments' },
  ];
  const asked: number[] = [];
  const notices = {
    edition: async () => undefined,
    saved: async () => undefined,
    chooseFeed: async (_feed: unknown, count: number) => void asked.push(count),
  };

  await replay(replayDeps(library, async () => json({ url: '', feeds: candidates }), { notices }));

  assert.deepEqual((await library.feed('f' as FeedId))?.state, { kind: 'choose', candidates });
  assert.deepEqual(asked, [2]);
  assert.deepEqual(await library.outbox(), []);
});

test('an address without a feed becomes a dead letter and its pending feed goes', async () => {
  const library = await memoryLibrary();
  await library.act(
    { kind: 'subscribe', feedId: 'f' as FeedId, url: 'https://blog.test/', isFeed: false },
    { now: MORNING },
  );

  await replay(replayDeps(library, async () => json({ url: '', feeds: [] })));

  assert.equal((await library.outbox())[0]?.lastError, 'no-feed-found');
  assert.equal(await library.feed('f' as FeedId), undefined);
});

test('a dead site holds up its own subscription alone', async () => {
  const library = await memoryLibrary();
  for (const id of ['one', 'two'] as FeedId[]) {
    await library.act(
      { kind: 'subscribe', feedId: id, url: `https://${id}.test/feed`, isFeed: true },
      { now: MORNING },
    );
  }
  const fetchIt = async (_url: string, init?: RequestInit) =>
    (init?.body as string).includes('one')
      ? ndjson([{ kind: 'failed', url: 'https://one.test/feed', code: 'timeout' }])
      : ndjson([updated('two', [item('a')])]);

  const result = await replay(replayDeps(library, fetchIt));

  assert.deepEqual([result.acknowledged, result.waiting, result.retry], [1, 1, true]);
});

test('an article asked for offline gets its full text and says when it is ready', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one'));
  const { content_html: _, ...bare } = item('a');
  const summary = { ...bare, summary: 'short' };
  const { newIds } = await library.ingest('one' as FeedId, { kind: 'updated', feed: HEAD, items: [summary] }, MORNING);
  const id = newIds[0] as ArticleId;
  await library.act({ kind: 'save', articleId: id, feedId: 'one' as FeedId, notify: true }, { now: MORNING });
  const said: string[] = [];
  const notices = {
    edition: async () => undefined,
    chooseFeed: async () => undefined,
    saved: async ({ headline }: { headline: { title: string } }) => void said.push(headline.title),
  };
  const page = { url: 'https://site.test/a', html: '<p>the whole story</p>', _predawn: { pictures: [] } };

  await replay(replayDeps(library, async () => json(page), { notices }));

  const article = await library.article(id);
  assert.equal(article?.body?.html, '<p>the whole story</p>');
  assert.equal(article?.headline.text, 'full');
  assert.deepEqual(said, ['Title of a']);
});

test('forget wipes what one person left, and nothing of another', async () => {
  const library = await memoryLibrary();
  await write(library, at('forget'), ['hers'], { subject: 'anna' });
  await write(library, at('forget'), ['his'], { subject: 'bert' });

  assert.equal(await library.forget('anna'), 1);

  assert.deepEqual(
    (await library.outbox()).map(({ subject }) => subject),
    ['bert'],
  );
});
