// `/?try=newsroom`: the sample newsroom, asked for before the store is even open. The gateway has printed its headlines into the page already;
// what is taken in bears the names that are printed there.

import type { EditionLine } from '../../feeds/wire.ts';
import type { ArticleId, Feed } from '../core/model.ts';
import { NEWSROOM_FEEDS, sampleArticleId, sampleFeeds } from '../core/sample.ts';
import type { Library } from '../store/library-api.ts';
import type { App } from './app.ts';
import { makeEdition } from '../sync/edition.ts';
import { subscribeAll } from './subscribe.ts';
import { setTrying, setWelcomed } from './welcomed.ts';

/** A worker that is not ready by then is not waited for, milliseconds. */
const WORKER_MS = 10_000;

/** One request for all papers; no lines where it cannot be had now. */
export async function fetchNewsroom(): Promise<readonly EditionLine[]> {
  try {
    const response = await fetch('/api/edition', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feeds: NEWSROOM_FEEDS.map(({ path }) => ({ url: new URL(path, location.origin).href })) }),
    });
    if (!response.ok) return [];
    const text = await response.text();
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as EditionLine);
  } catch {
    // No network, or cut short: subscribed in the ordinary way, which waits for one.
    return [];
  }
}

/** Subscribes to what has come and takes it in; answers the papers that have not. */
export async function takeIn(library: Library, asked: Promise<readonly EditionLine[]>): Promise<readonly Feed[]> {
  setWelcomed();
  const known = await library.feeds();
  const now = Date.now();
  const missing = sampleFeeds(location.origin, now, known.length + 1).filter(
    ({ url }) => !known.some(feed => feed.url === url),
  );
  // A library that holds anything, kept articles of an earlier look perhaps, gives names of its own.
  const { all, starred, saved } = await library.counts();
  const isEmpty = known.length + all + starred + saved === 0;
  const lines = await asked;
  const come = missing.flatMap(feed => {
    const line = lines.find(one => one.kind === 'updated' && one.url === feed.url);
    return line?.kind === 'updated'
      ? [{ feed: isEmpty ? feed : { ...feed, id: crypto.randomUUID() as string as Feed['id'] }, line }]
      : [];
  });
  // All are known before the first story is: Today waits for the others and is laid once.
  for (const { feed } of come) await library.putFeed(feed);
  for (const { feed, line } of come) {
    const ids = new Map(line.items.map(({ id }): [string, ArticleId] => [id, sampleArticleId(feed.id, id)]));
    await library.ingest(
      feed.id,
      { kind: 'updated', feed: line.feed, items: line.items, cursor: line.cursor, ...(isEmpty ? { ids } : {}) },
      now,
    );
  }
  if (come.length > 0)
    await library.putEdition(await makeEdition(library, now, at => -new Date(at).getTimezoneOffset()));
  setTrying(false);
  return missing.filter(({ url }) => !come.some(({ feed }) => feed.url === url));
}

/** The rest, once there is an app: what has not come waits for its turn; pictures, the edition and its print are the wake's. */
export async function followUp(app: App, late: readonly Feed[]): Promise<void> {
  if (new URLSearchParams(location.search).has('try')) history.replaceState(history.state, '', '/');
  if (late.length > 0)
    await subscribeAll(
      app,
      late.map(({ url, title }) => ({ url, title, isFeed: true })),
    );
  // Best in the worker, which at a first visit is still being installed.
  if (late.length < NEWSROOM_FEEDS.length)
    void workerReady()
      .then(() => app.link.wake('refresh'))
      .catch(app.frame.failed);
}

export async function tryNewsroom(app: App): Promise<void> {
  await followUp(app, await takeIn(app.library, fetchNewsroom()));
}

function workerReady(): Promise<unknown> {
  if (!('serviceWorker' in navigator)) return Promise.resolve();
  return Promise.race([navigator.serviceWorker.ready, new Promise(resolve => setTimeout(resolve, WORKER_MS))]);
}
