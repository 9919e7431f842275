// `/?try=newsroom`: subscribes the sample newsroom and opens Today.

import type { App } from './app.ts';
import { NEWSROOM_FEEDS } from './catalogue.ts';
import { subscribeAll } from './subscribe.ts';
import { setWelcomed } from './welcomed.ts';

export async function tryNewsroom(app: App): Promise<void> {
  setWelcomed();
  if (new URLSearchParams(location.search).has('try')) history.replaceState(history.state, '', '/');
  await subscribeAll(
    app,
    NEWSROOM_FEEDS.map(({ path, title }) => ({ url: new URL(path, location.origin).href, isFeed: true, title })),
  );
}
