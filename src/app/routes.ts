// Every address of the app. A view is one file in views/ and one line here.

import type { ViewModule } from './app.ts';
import type { Route } from './router.ts';
import { createView } from './views/today.ts';

/** An import of what is there already takes a turn of the page, and a frame may come between. */
function once(load: () => Promise<ViewModule>): Route['load'] {
  let loaded: ViewModule | undefined;
  return () => loaded ?? load().then(module => (loaded = module));
}

const list = once(() => import('./views/list.ts'));
export const loadArticle = once(() => import('./views/article.ts'));

export const ROUTES: readonly Route[] = [
  // Today comes with the shell: it is what a person opens.
  { path: '/', load: () => ({ createView }) },
  { path: '/all', load: list, kind: 'list' },
  { path: '/unread', load: list, kind: 'list' },
  { path: '/starred', load: list, kind: 'list' },
  { path: '/saved', load: list, kind: 'list' },
  { path: '/feed/:id', load: list, kind: 'list' },
  { path: '/folder/:id', load: list, kind: 'list' },
  { path: '/article/:id', load: loadArticle, kind: 'article' },
  { path: '/deliveries', load: () => import('./views/deliveries.ts') },
  { path: '/welcome', load: () => import('./views/welcome.ts') },
  { path: '/add', load: () => import('./views/add.ts') },
  { path: '/search', load: () => import('./views/search.ts') },
  { path: '/feeds', load: () => import('./views/feeds.ts') },
  { path: '/outbox', load: () => import('./views/outbox.ts') },
  { path: '/settings', load: () => import('./views/settings.ts') },
  { path: '/settings/destinations', load: () => import('./views/destinations.ts') },
];

export const NOT_FOUND: Route = { path: '*', load: () => import('./views/not-found.ts') };
