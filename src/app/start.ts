// The reader on a page: what stands there already is taken over, and kept in step with the library.

import { codeOf } from '../core/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';
import { afterFrame } from './after-frame.ts';
import type { App, AppState, Link } from './app.ts';
import {
  applySettings,
  markCurrent,
  notice,
  type NoticeAction,
  say,
  sayShell,
  showCounts,
  showFeeds,
} from './frame.ts';
import { watchFiles } from './incoming-files.ts';
import { listenToKeys } from './keys.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { watchPull } from './pull.ts';
import { refreshFeeds } from './refresh.ts';
import { createRouter, matchRoute } from './router.ts';
import { NOT_FOUND, ROUTES, loadArticle } from './routes.ts';
import { loadStrings } from './load-strings.ts';

/** Many changes in a row are read once, milliseconds. */
const SETTLE_MS = 80;
/** What is only prepared waits for an idle moment, at most so long, milliseconds. */
const IDLE_MS = 3_000;

type TellHow = [NoticeAction[]?, { readonly stays?: boolean }?];

export interface Reader {
  readonly app: App;
  /** Listeners go; what is on the page stays. */
  readonly stop: () => void;
}

/** Takes over the page that it finds: its <main>, rail, tabs and notices. */
export async function startReader(library: Library, openLink: (library: Library) => Link): Promise<Reader> {
  const [settings, feeds, folders] = await Promise.all([library.settings(), library.feeds(), library.folders()]);
  const strings = await loadStrings(settings.language);
  const state: AppState = {
    strings,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    feeds,
    folders,
    online: navigator.onLine,
    delivering: undefined,
    order: undefined,
    reading: undefined,
  };
  applySettings(state.settings, strings);
  sayShell(strings);

  const stop = new AbortController();
  /** Settings on their way to the store. */
  let writing = 0;
  const router = createRouter(window);
  const link = openLink(library);
  const main = document.getElementById('main');
  if (!main) throw new Error('no-main');

  const app: App = {
    library,
    link,
    router,
    state,
    frame: {
      say,
      notice: (message, action) => void notice(message, action ? [action] : []),
      refresh: () => void refreshFeeds(app),
      openAdd: () => void import('./views/add.ts').then(({ openAddDialog }) => openAddDialog(app), failed),
      async saveSettings(change) {
        // Written first: a page that is left in the next moment has lost nothing.
        writing += 1;
        const written = library
          .putSettings(change)
          .catch(failed)
          .finally(() => (writing -= 1));
        await takeSettings({ ...state.settings, ...change });
        await written;
        link.print();
      },
      failed,
    },
  };

  /** Settings as they are now, made here or in another tab. */
  async function takeSettings(settings: Settings): Promise<void> {
    const { language } = state.settings;
    state.settings = settings;
    if (settings.language !== language) state.strings = await loadStrings(settings.language);
    applySettings(state.settings, state.strings);
    sayShell(state.strings);
    refreshViews();
  }

  function failed(error: unknown): void {
    reportError(error);
    void tell(codeOf(error));
  }

  /** The words of errors come when something is wrong. */
  function tell(code: string, ...how: TellHow): Promise<unknown> {
    return import('./error-words.ts').then(
      ({ sentenceOf }) => notice(sentenceOf(state.settings.language, code), ...how),
      () => notice(code, ...how),
    );
  }

  const outlet: Outlet = createOutlet(main, app, ROUTES, NOT_FOUND);
  const refreshViews = (): void => {
    for (const view of outlet.views()) view.refresh?.();
  };

  router.start((href, arrival) => {
    const isArticle = matchRoute(ROUTES, href)?.route.kind === 'article';
    const mark = (): void => markCurrent(outlet.baseHref() ?? router.current);
    // An article leaves one where one was.
    if (!isArticle) markCurrent(href);
    outlet
      .show(href, arrival)
      .catch(failed)
      .finally(() => {
        if (isArticle) afterFrame(mark);
        else mark();
      });
  }, stop.signal);

  await showShell(app);
  prepareReading(app, stop.signal);
  const unfollow = followChanges(app, outlet, async () => {
    const settings = await library.settings();
    // What is being written here is newer than what was read.
    if (writing === 0 && JSON.stringify(settings) !== JSON.stringify(state.settings)) await takeSettings(settings);
  });
  for (const name of ['online', 'offline'] as const)
    addEventListener(
      name,
      () => {
        state.online = navigator.onLine;
        refreshViews();
      },
      { signal: stop.signal },
    );
  link.onMessage(message => {
    if (message.kind === 'wake-progress') state.delivering = { done: message.done, total: message.total };
    else if (message.kind === 'wake-ended') state.delivering = undefined;
    else return;
    refreshViews();
  });
  link.onUpdate(update => {
    const { ready, apply, later } = state.strings.update;
    notice(
      ready,
      [
        { label: apply, run: () => update.apply() },
        { label: later, run: () => undefined },
      ],
      { stays: true },
    );
  });
  listenToKeys(app, outlet, stop.signal);
  watchFiles(app, stop.signal);
  watchPull(main, {
    signal: stop.signal,
    isWanted: () => document.querySelector('main [data-act="refresh"]')?.checkVisibility() === true,
    onPull: () => app.frame.refresh(),
  });
  // Said before anything else is: what follows may be said over it.
  if (library.readOnly) await tell('newer-schema', [], { stays: true });
  else if (library.backend.kind === 'memory')
    await tell('storage-refused', [{ label: state.strings.actions.close, run: () => undefined }], {
      stays: true,
    });
  return {
    app,
    stop() {
      stop.abort();
      unfollow();
      for (const view of outlet.views()) view.leave?.();
    },
  };
}

/** Most who open the reader open an article next: its view is there when the page has had time, and has sanitised once. */
function prepareReading({ library, state }: App, signal: AbortSignal): void {
  const prepare = (): void =>
    void Promise.all([import('./article-ahead.ts'), import('./article-body.ts'), loadArticle()]).then(
      ([{ articlesAhead, watchLinks }, { prepareBody, warmUp }]) => {
        if (signal.aborted) return;
        watchLinks(library, signal);
        articlesAhead(library).onRead(({ headline, body }) => {
          if (body) prepareBody(body, headline, state.strings);
        });
        warmUp();
      },
      // Without it the article's own route says what is wrong.
      () => undefined,
    );
  if (typeof requestIdleCallback === 'function') requestIdleCallback(prepare, { timeout: IDLE_MS });
  else setTimeout(prepare, IDLE_MS);
}

async function showShell(app: App): Promise<void> {
  const { library, state } = app;
  const [counts, feeds, folders, edition] = await Promise.all([
    library.counts(),
    library.feeds(),
    library.folders(),
    library.edition(),
  ]);
  state.feeds = feeds;
  state.folders = folders;
  showCounts(counts, edition?.articleIds.length);
  showFeeds(feeds, folders, counts, state.strings);
}

/** Any tab or the worker has written: what is shown is read anew, many changes at a time. */
function followChanges(app: App, outlet: Outlet, onSettings: () => Promise<void>): () => void {
  let families = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const unhear = app.library.onChange(changed => {
    for (const [family, name] of changed) {
      families.add(String(family));
      if (family === 'meta' && name === 'settings') onSettings().catch(app.frame.failed);
    }
    // The first after a silence is shown at once.
    const wait = performance.now() - last > 4 * SETTLE_MS ? 0 : SETTLE_MS;
    timer ??= setTimeout(() => {
      timer = undefined;
      last = performance.now();
      const seen = families;
      families = new Set();
      void showShell(app).then(() => {
        for (const view of outlet.views()) view.changed?.(seen);
      }, app.frame.failed);
    }, wait);
  });
  return () => {
    unhear();
    clearTimeout(timer);
  };
}
