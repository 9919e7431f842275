// `/?try=newsroom`: the sample newsroom, asked for before the store is even open, shown as soon as it has come.

import { DEFAULT_FEED_SETTINGS, type FeedId } from '../core/model.ts';
import type { EditionLine } from '../../feeds/wire.ts';
import type { App } from './app.ts';
import { NEWSROOM_FEEDS } from './catalogue.ts';
import { subscribeAll } from './subscribe.ts';
import { setWelcomed } from './welcomed.ts';

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
  const late = [];
  for (const [at, { url, title }] of missing.entries()) {
    const line = lines.find(one => one.kind === 'updated' && one.url === url);
    if (line?.kind !== 'updated') {
      late.push({ url, title, isFeed: true });
      continue;
    }
    const id = crypto.randomUUID() as string as FeedId;
    const now = Date.now();
    await library.putFeed({
      id,
      url,
      title,
      order: known.size + at + 1,
      addedAt: now,
      state: { kind: 'pending' },
      settings: DEFAULT_FEED_SETTINGS,
    });
    await library.ingest(id, { kind: 'updated', feed: line.feed, items: line.items, cursor: line.cursor }, now);
  }
  if (late.length > 0) await subscribeAll(app, late);
  // Pictures, the edition and its print are the wake's.
  if (missing.length > late.length) void app.link.wake('refresh').catch(app.frame.failed);
}

function addresses(): readonly { readonly url: string; readonly title: string }[] {
  return NEWSROOM_FEEDS.map(({ path, title }) => ({ url: new URL(path, location.origin).href, title }));
}
