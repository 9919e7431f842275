// Today: reads the edition and keeps the paper in step with the library.

import { composeFrontPage } from '../../core/front-page.ts';
import type { TodayState } from '../../core/front-view.ts';
import type { Edition } from '../../core/model.ts';
import { PredawnToday } from '../../elements/predawn-today.ts';
import { type App, type RouteMatch, type View, speechOf, timeZone } from '../app.ts';
import { wasWelcomed } from '../welcomed.ts';

/** Rows of an edition made up here, where no wake has made one yet. */
const FIRST_ROWS = 60;
const EARLIER_ROWS = 10;

export function createView(app: App, match: RouteMatch): View {
  // A printed page is taken over as it stands.
  const printed = document.querySelector<PredawnToday>('main > predawn-today');
  const element = printed ?? new PredawnToday();
  let state: TodayState | undefined = printed ? undefined : { kind: 'loading' };
  let reading: Promise<void> | undefined;
  let again = false;

  const show = (): void => {
    if (!state) return;
    const { online, delivering, strings } = app.state;
    element.toggleAttribute('data-busy', delivering !== undefined);
    element.model = {
      state,
      context: {
        strings,
        speech: speechOf(app.state),
        now: Date.now(),
        pictures: 'any',
        live: { online, ...(delivering && delivering.total > 0 ? { delivering } : {}) },
      },
    };
  };

  const read = async (): Promise<void> => {
    try {
      state = await readToday(app);
    } catch (error) {
      app.frame.failed(error);
      state = { kind: 'failed', message: app.state.strings.list.failedHint };
    }
    if (state.kind === 'paper') {
      const ids = [
        ...state.front.leads,
        ...state.front.sections.flatMap(section => section.rows),
        ...(state.front.earlier?.rows ?? []),
      ].map(row => row.headline.id);
      app.state.order = { from: '/', ids: () => ids };
    }
    if (state.kind === 'no-feeds' && !wasWelcomed() && location.pathname === '/' && !match.query.has('try')) {
      app.router.go('/welcome', { replace: true });
      return;
    }
    show();
  };

  /** One reading at a time, and one more where something changed meanwhile. */
  const readSoon = (): Promise<void> => {
    if (reading) {
      again = true;
      return reading;
    }
    reading = read().finally(() => {
      reading = undefined;
      if (again) {
        again = false;
        void readSoon();
      }
    });
    return reading;
  };

  element.addEventListener('predawn-refresh', () => app.frame.refresh());
  element.addEventListener('predawn-add', () => app.frame.openAdd());
  show();
  void readSoon();
  return {
    element,
    title: app.state.strings.nav.today,
    refresh: show,
    changed: () => void readSoon(),
    shown: () => void readSoon(),
  };
}

async function readToday(app: App): Promise<TodayState> {
  const { library, state } = app;
  const [stored, counts] = await Promise.all([library.edition(), library.counts()]);
  const edition = stored ?? (await madeUpEdition(app));
  if (!edition || edition.articleIds.length === 0) {
    const feeds = state.feeds.length;
    if (feeds === 0) return { kind: 'no-feeds' };
    return state.feeds.some(feed => feed.state.kind === 'pending') ? { kind: 'pending', feeds } : { kind: 'quiet' };
  }
  const [rows, unread] = await Promise.all([
    library.rows(edition.articleIds),
    library.list({ kind: 'unread' }, { limit: edition.articleIds.length + EARLIER_ROWS }),
  ]);
  const front = composeFrontPage({
    edition,
    rows,
    unread: unread.rows,
    folders: state.folders,
    counts,
    settings: state.settings,
    timeZone: timeZone(),
    now: Date.now(),
  });
  if (front.leads.length === 0 && !front.earlier)
    return state.feeds.length === 0 ? { kind: 'no-feeds' } : { kind: 'quiet' };
  return { kind: 'paper', front };
}

/** Before the first wake has made one: what there is, newest first. */
async function madeUpEdition({ library }: App): Promise<Edition | undefined> {
  const { rows } = await library.list({ kind: 'unread' }, { limit: FIRST_ROWS });
  if (rows.length === 0) return undefined;
  const now = Date.now();
  return {
    startedAt: now,
    printedAt: now,
    articleIds: rows.map(row => row.headline.id),
    feedCount: new Set(rows.map(row => row.feed.id)).size,
    complete: rows.every(row => row.headline.text !== 'none'),
  };
}
