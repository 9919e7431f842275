import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createHost } from '../../src/sync/host.ts';
import { TAGS } from '../../src/sync/messages.ts';
import { answerSync, type SyncEventDeps } from '../../src/sync/sync-event.ts';
import type { Library } from '../../src/store/library-api.ts';
import { startDestination } from '../support/destination.ts';
import { clockAt, destination, memoryLibrary, MORNING, send } from './support.ts';

const server = await startDestination();
after(() => server.close());

function depsOf(library: Library): SyncEventDeps {
  const host = createHost({
    library,
    device: { onLine: true, connection: { type: 'wifi' } },
    fetch: (input, init) => fetch(input, { ...init, mode: 'cors' }),
    now: clockAt().now,
    origin: server.origin,
    caches: undefined,
    direct: () => Promise.reject(new Error('unused')),
    timeZone: 'UTC',
    tell: () => undefined,
  });
  return { open: async () => host, isOnline: () => true, clock: () => 0 };
}

async function withOneFor(name: string): Promise<Library> {
  const library = await memoryLibrary();
  const url = `${server.origin}/d/${name}`;
  await library.act(send(url, JSON.stringify({ text: name })), { now: MORNING, destination: destination(name) });
  return library;
}

const arrived = (name: string): number => server.effects.filter(effect => effect.destination === name).length;

test('rejects where something waits, so that the browser tries again', async () => {
  const library = await withOneFor('again');
  server.switch('again', { status: 503 });

  await assert.rejects(answerSync(TAGS.outbox, false, depsOf(library)), { message: 'outbox-waits' });

  assert.equal((await library.outbox())[0]?.state, 'waiting');
});

test('the third attempt, the last, keeps the entry: the next wake delivers it', async () => {
  const library = await withOneFor('last');
  server.switch('last', { status: 503, times: 3 });
  const deps = depsOf(library);

  await assert.rejects(answerSync(TAGS.outbox, false, deps));
  await assert.rejects(answerSync(TAGS.outbox, false, deps));
  await answerSync(TAGS.outbox, true, deps);

  const [kept] = await library.outbox();
  assert.deepEqual([kept?.state, kept?.tries, arrived('last')], ['waiting', 3, 0]);
  await (await deps.open()).wakeFor('periodicsync', { tag: TAGS.morningA, waitMs: 0 });
  assert.deepEqual([await library.outbox(), arrived('last')], [[], 1]);
});

test('a tag of another’s is left alone', async () => {
  const deps: SyncEventDeps = {
    open: () => Promise.reject(new Error('opened')),
    isOnline: () => true,
    clock: () => 0,
  };

  await answerSync('somebody-else', false, deps);
});
