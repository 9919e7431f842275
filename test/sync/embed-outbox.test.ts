// The elements' outbox sends each try once, whoever believes to hold the lock.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openMemory } from '../../src/sync/embed/database.ts';
import { keepPost, readOutbox, retryEntry, sendAll, type SendAllDeps } from '../../src/sync/embed/outbox.ts';
import { type EmbedStore, openEmbedStore } from '../../src/sync/embed/store.ts';
import { startDestination } from '../support/destination.ts';
import { destination, MORNING, post } from './support.ts';

const server = await startDestination({ honoursKeys: false });
after(() => server.close());

/** Locks that were taken from a holder that hung: two believe to have it. */
const TWO_HOLDERS = {
  query: async () => ({ held: [], pending: [] }),
  request: async (_name: string, _how: unknown, work: (lock: object) => Promise<unknown>) => work({}),
} as unknown as LockManager;

async function withPosts(name: string, texts: readonly string[]): Promise<EmbedStore> {
  const store = await openEmbedStore(openMemory);
  for (const text of texts) {
    const request = post(`${server.origin}/d/${name}`, JSON.stringify({ text }));
    const of = { id: crypto.randomUUID(), title: text, request, blobs: new Map(), subject: null };
    await keepPost(store, { ...of, destination: destination(name) }, MORNING);
  }
  return store;
}

function deps(store: EmbedStore): SendAllDeps {
  const fetchIt = (input: string, init?: RequestInit) => fetch(input, { ...init, mode: 'cors' });
  return { store, fetch: fetchIt, now: () => MORNING, origin: server.origin, locks: TWO_HOLDERS, waitMs: 0 };
}

function arrived(name: string): string[] {
  return server.effects.filter(effect => effect.destination === name).map(({ text }) => text);
}

test('a page and a worker that both believe to hold the lock send each message once, in order', async () => {
  const store = await withPosts('twice', ['1', '2', '3']);

  await Promise.all([sendAll(deps(store)), sendAll(deps(store))]);

  assert.deepEqual(arrived('twice'), ['1', '2', '3']);
  assert.deepEqual(await readOutbox(store), []);
});

test('what is on its way is not set free by a person’s “Try again”', async () => {
  const store = await withPosts('flying', ['1']);
  server.switch('flying', { delayMs: 100, times: 1 });

  const sending = sendAll(deps(store));
  while ((await readOutbox(store))[0]?.state !== 'in-flight') await new Promise(setImmediate);
  const [flying] = await readOutbox(store);
  assert.equal(flying && (await retryEntry(store, flying, MORNING)), false);
  await sending;

  assert.deepEqual(arrived('flying'), ['1']);
});
