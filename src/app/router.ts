// The address is the state: ordinary links, the History API, one listener.

import type { RouteMatch, ViewModule } from './app.ts';

export interface Route {
  /** `/feed/:id`. */
  readonly path: string;
  /** The module itself where it has come already. */
  readonly load: () => ViewModule | Promise<ViewModule>;
  /** `list`: stays beside an article on a wide screen. `article`: opens over what was there. */
  readonly kind?: 'list' | 'article';
}

/** How an address was come to. */
export type Arrival = 'start' | 'link' | 'back' | 'replace';

export interface Router {
  readonly current: string;
  /** How many steps within the app lie behind. */
  readonly depth: number;
  go(href: string, options?: { readonly replace?: boolean }): void;
  /** Back within the app, else to `fallback`. */
  back(fallback: string): void;
  /** Goes on listening until the signal. */
  start(onArrival: (href: string, arrival: Arrival) => void, signal: AbortSignal): void;
}

export function createRouter(window: Window): Router {
  const { history, location, document } = window;
  let arrive: (href: string, arrival: Arrival) => void = () => undefined;
  const here = (): string => location.pathname + location.search;
  const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;

  const router: Router = {
    get current() {
      return here();
    },
    get depth() {
      return depth();
    },
    go(href, { replace = false } = {}) {
      if (replace || href === here()) history.replaceState({ depth: depth() }, '', href);
      else history.pushState({ depth: depth() + 1 }, '', href);
      arrive(href, replace ? 'replace' : 'link');
    },
    back(fallback) {
      if (depth() > 0) history.back();
      else router.go(fallback, { replace: true });
    },
    start(onArrival, signal) {
      arrive = onArrival;
      history.scrollRestoration = 'manual';
      window.addEventListener('popstate', () => arrive(here(), 'back'), { signal });
      document.addEventListener(
        'click',
        event => {
          const href = ownLink(event, location);
          if (href === undefined) return;
          event.preventDefault();
          router.go(href);
        },
        { signal },
      );
      arrive(here(), 'start');
    },
  };
  return router;
}

/** The route of an address and what its path says. */
export function matchRoute(routes: readonly Route[], href: string): { route: Route; match: RouteMatch } | undefined {
  const url = new URL(href, 'http://predawn.invalid');
  const parts = url.pathname.split('/').filter(Boolean);
  for (const route of routes) {
    const pattern = route.path.split('/').filter(Boolean);
    if (pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      const given = parts[at] ?? '';
      if (!part.startsWith(':')) return part === given;
      params[part.slice(1)] = decode(given);
      return true;
    });
    if (fits) return { route, match: { href, params, query: url.searchParams } };
  }
  return undefined;
}

/** The path of a plain click on a link of ours; undefined where the browser should act. */
function ownLink(event: MouseEvent, location: Location): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return undefined;
  const link = (event.composedPath() as Element[]).find(
    (node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement,
  );
  if (!link?.href || link.target !== '' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/') || url.pathname.startsWith('/newsroom/'))
    return undefined;
  // Within the page.
  if (url.hash !== '' && url.pathname === location.pathname && url.search === location.search) return undefined;
  return url.pathname + url.search;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
