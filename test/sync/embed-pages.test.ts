// A page kept for offline by the elements: what is dropped while it is fetched stays dropped, by whoever fetches it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemory } from '../../src/sync/embed/database.ts';
import { askForPage, dropPage, fetchPage, type PageDeps, readPage } from '../../src/sync/embed/pages.ts';
import { openEmbedStore } from '../../src/sync/embed/store.ts';
import { MORNING } from './support.ts';

const ORIGIN = 'https://site.test';
const STORY = `${ORIGIN}/story`;

async function stage(fetch: PageDeps['fetch']): Promise<{ deps: PageDeps; kept: Map<string, Response> }> {
  const kept = new Map<string, Response>();
  const cache = {
    put: async (url: string, response: Response) => void kept.set(url, response),
    delete: async (url: string) => kept.delete(url),
  };
  const caches = { open: async () => cache } as unknown as CacheStorage;
  const store = await openEmbedStore(openMemory);
  return { deps: { store, caches, fetch, now: () => MORNING, origin: ORIGIN }, kept };
}

const page = (): Response => new Response('<h1>A story</h1>', { headers: { 'content-type': 'text/html' } });

test('a page that was asked for is kept', async () => {
  const { deps, kept } = await stage(async () => page());
  const asked = await askForPage(deps.store, { url: STORY, title: 'A story', notify: false }, MORNING);

  await fetchPage(asked, deps);

  assert.equal((await readPage(deps.store, STORY))?.state, 'ready');
  assert.deepEqual([...kept.keys()], [STORY]);
});

test('a page dropped while it is fetched leaves nothing behind, and nobody is told that it is ready', async () => {
  const { deps, kept } = await stage(async () => {
    await dropPage(STORY, deps);
    return page();
  });
  const asked = await askForPage(deps.store, { url: STORY, title: 'A story', notify: false }, MORNING);

  const answer = await fetchPage(asked, deps);

  assert.equal(answer, undefined, 'nothing to tell anybody of');
  assert.equal(await readPage(deps.store, STORY), undefined);
  assert.deepEqual([...kept.keys()], []);
});
