// Pictures that cannot be had: remembered, not waited for, seldom asked for again; and no other picture suffers by them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import { wake } from '../../src/sync/wake.ts';
import { clockAt, feed, GATEWAY, item, json, memoryLibrary, ndjson, updated, wakeDeps } from './support.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A publisher's pictures by the last part of their address. */
type Answers = Readonly<Record<string, () => Response>>;

const image = (): Response => new Response('webp', { headers: { 'content-type': 'image/webp' } });
const problem = (status: number, code: string) => (): Response => json({ code, status }, status);
const isText = (url: string): boolean => !url.includes('/api/image');

async function device(answers: Answers, names: readonly (readonly string[])[] = [Object.keys(answers)]) {
  const library = await memoryLibrary();
  const clock = clockAt();
  const kept = new Map<string, Response>();
  const asked: string[] = [];
  await library.putFeed(feed('one'));
  const items = names.map((pictures, at) =>
    item(`article ${at}`, {
      _predawn: {
        guid: `article ${at}`,
        pictures: pictures.map((name, place) => {
          const src = name.includes('//') ? name : `https://site.test/${name}`;
          const url = `${GATEWAY}/api/image?url=${encodeURIComponent(src)}&w=640&f=webp&s=x`;
          return { src, sizes: [{ w: 640, url }], ...(place === 0 ? { lead: true as const } : {}) };
        }),
      },
    }),
  );
  const fetch = async (input: string): Promise<Response> => {
    if (isText(input)) return ndjson([updated('one', items)]);
    const src = new URL(input).searchParams.get('url') ?? '';
    const name = src.startsWith('https://site.test/') ? src.slice('https://site.test/'.length) : src;
    asked.push(name);
    const answer = answers[name];
    if (!answer) throw new TypeError(`no such picture: ${name}`);
    return answer();
  };
  const cache = {
    match: async (key: string) => kept.get(key),
    put: async (key: string, response: Response) => void kept.set(key, response),
  };
  const caches = { open: async () => cache } as unknown as CacheStorage;
  return {
    library,
    clock,
    asked,
    answers,
    wake: () => wake('refresh', wakeDeps(library, fetch, { caches, now: clock.now })),
    isComplete: async () => (await library.edition())?.complete,
    headline: async () => (await library.list({ kind: 'all' })).rows[0]?.headline,
  };
}

for (const [what, status, code] of [
  ['is gone', 404, 'not-found'],
  ['is forbidden ground', 403, 'private-address'],
  ['is no picture', 422, 'not-a-picture'],
] as const)
  test(`an edition whose lead ${what} is complete without it`, async () => {
    const site = await device({ lead: problem(status, code) });
    const report = await site.wake();
    assert.equal(report.result, 'complete');
    assert.equal(await site.isComplete(), true);
    assert.equal((await site.headline())?.picturesStored, 0);
  });

test('one that was refused for good is asked for once a day, and shown when it is there after all', async () => {
  const answers: Record<string, () => Response> = { lead: problem(404, 'not-found') };
  const site = await device(answers);
  await site.wake();
  site.clock.pass(HOUR_MS);
  await site.wake();
  site.clock.pass(HOUR_MS);
  await site.wake();
  assert.deepEqual(site.asked, ['lead']);
  answers['lead'] = image;
  site.clock.pass(DAY_MS);
  await site.wake();
  assert.deepEqual(site.asked, ['lead', 'lead']);
  const headline = await site.headline();
  assert.deepEqual([headline?.picturesStored, headline?.lostPictures], [1, undefined]);
});

test('one whose host does not answer is waited for through two wakes, no longer, and still asked for', async () => {
  const site = await device({ lead: problem(502, 'network') });
  const complete: unknown[] = [];
  for (let wakes = 0; wakes < 4; wakes += 1) {
    assert.equal((await site.wake()).result, 'complete');
    complete.push(await site.isComplete());
    site.clock.pass(HOUR_MS);
  }
  assert.deepEqual(complete, [false, false, true, true]);
  assert.equal(site.asked.length, 4);
});

test('a dead host keeps no other picture away, and is asked twice at most beyond what is under way', async () => {
  const dead = Array.from({ length: 12 }, (_, at) => `https://dead.test/${at}`);
  const alive = Array.from({ length: 6 }, (_, at) => `alive${at}`);
  const answers = Object.fromEntries([
    ...dead.map(name => [name, problem(502, 'network')]),
    ...alive.map(name => [name, image]),
  ]) as Answers;
  const site = await device(
    answers,
    [...dead, ...alive].map(name => [name]),
  );
  const report = await site.wake();
  assert.deepEqual([report.result, report.pictures], ['complete', 6]);
  assert.ok(site.asked.filter(name => name.includes('dead')).length <= 5, String(site.asked));
});

test('a gateway that refuses or fails says nothing of a picture: it is still to come', async () => {
  for (const answer of [
    problem(403, 'bad-signature'),
    problem(401, 'needs-sign-in'),
    problem(500, 'internal-error'),
    () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  ]) {
    const site = await device({ lead: answer });
    for (let wakes = 0; wakes < 4; wakes += 1) await site.wake();
    assert.equal(await site.isComplete(), false);
    assert.equal((await site.headline())?.lostPictures, undefined);
  }
});

test('a lost lead is not shown where only other pictures are here', async () => {
  const site = await device({ lead: problem(404, 'not-found'), second: image, third: image });
  await site.wake();
  const headline = await site.headline();
  assert.deepEqual(
    [headline?.picturesStored, headline?.lostPictures?.map(({ src }) => src)],
    [2, ['https://site.test/lead']],
  );
});

test('an edition does not wait for pictures of a feed that is read without them', async () => {
  const site = await device({ lead: image });
  await site.library.putFeed(feed('one', { settings: { ...DEFAULT_FEED_SETTINGS, pictures: false } }));
  await site.wake();
  assert.deepEqual([site.asked, await site.isComplete()], [[], true]);
});
