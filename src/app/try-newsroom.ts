// `/?try=newsroom`: subscribes the sample newsroom and opens Today.

import type { App } from './app.ts';
import { subscribeAll } from './subscribe.ts';
import { setWelcomed } from './welcomed.ts';

/** The four papers that every gateway carries in its box. */
export const NEWSROOM_PATHS = [
  '/newsroom/courier.xml',
  '/newsroom/harbour.atom',
  '/newsroom/field-log.rdf',
  '/newsroom/platform-weekly.json',
] as const;

export async function tryNewsroom(app: App): Promise<void> {
  setWelcomed();
  if (new URLSearchParams(location.search).has('try')) history.replaceState(history.state, '', '/');
  await subscribeAll(
    app,
    NEWSROOM_PATHS.map(path => ({ url: new URL(path, location.origin).href, isFeed: true })),
  );
}
