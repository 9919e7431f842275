// `/?try=newsroom`: the sample newsroom, asked for before the store is even open, shown as soon as it has come.

import { DEFAULT_FEED_SETTINGS, type Feed, type FeedId } from '../core/model.ts';
import type { EditionLine } from '../../feeds/wire.ts';
import type { App } from './app.ts';
import { NEWSROOM_FEEDS } from './catalogue.ts';
import { subscribeAll } from './subscribe.ts';
import { setWelcomed } from './welcomed.ts';

/** A worker that is not ready by then is not waited for, milliseconds. */
const WORKER_MS = 10_000;

/** One request for all papers; no lines where it cannot be had now. */
export async function fetchNewsroom(): Promise<readonly EditionLine[]> {
  try {
    const response = await fetch('/api/edition', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feeds: addresses().map(({ url }) => ({ url })) }),
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

export async function tryNewsroom(app: App, asked: Promise<readonly EditionLine[]> = fetchNewsroom()): Promise<void> {
  setWelcomed();
  if (new URLSearchParams(location.search).has('try')) history.replaceState(history.state, '', '/');
  const { library } = app;
  const known = new Set((await library.feeds()).map(feed => feed.url));
  const missing = addresses().filter(({ url }) => !known.has(url));
  const lines = await asked;
  const now = Date.now();
  const come = missing.flatMap(({ url, title }, at) => {
    const line = lines.find(one => one.kind === 'updated' && one.url === url);
    const feed: Feed = {
      id: crypto.randomUUID() as string as FeedId,
      url,
      title,
      order: known.size + at + 1,
      addedAt: now,
      state: { kind: 'pending' },
      settings: DEFAULT_FEED_SETTINGS,
    };
    return line?.kind === 'updated' ? [{ feed, line }] : [];
  });
  // All are known before the first story is: Today waits for the others and is laid once.
  for (const { feed } of come) await library.putFeed(feed);
  for (const { feed, line } of come)
    await library.ingest(feed.id, { kind: 'updated', feed: line.feed, items: line.items, cursor: line.cursor }, now);
  const late = missing.filter(({ url }) => !come.some(({ feed }) => feed.url === url));
  if (late.length > 0)
    await subscribeAll(
      app,
      late.map(feed => ({ ...feed, isFeed: true })),
    );
  // Pictures, the edition and its print are the wake's, best in the worker, which at a first visit is still being installed.
  if (come.length > 0)
    void workerReady()
      .then(() => app.link.wake('refresh'))
      .catch(app.frame.failed);
}

function workerReady(): Promise<unknown> {
  if (!('serviceWorker' in navigator)) return Promise.resolve();
  return Promise.race([navigator.serviceWorker.ready, new Promise(resolve => setTimeout(resolve, WORKER_MS))]);
}

function addresses(): readonly { readonly url: string; readonly title: string }[] {
  return NEWSROOM_FEEDS.map(({ path, title }) => ({ url: new URL(path, location.origin).href, title }));
}
