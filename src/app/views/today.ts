// Today: reads the edition and keeps the paper in step with the library.

import { EARLIER_READ, composeFrontPage } from '../../core/front-page.ts';
import type { TodayState } from '../../core/front-view.ts';
import type { ArticleId, Edition } from '../../core/model.ts';
import { PredawnToday } from '../../elements/predawn-today.ts';
import { type App, type RouteMatch, type View, picturesOf, speechOf, timeZone } from '../app.ts';
import { wasWelcomed } from '../welcomed.ts';

/** Rows of an edition made up here, where no wake has made one yet. */
const FIRST_ROWS = 60;
/** Feeds of a first delivery come one after the other: the paper is laid out once, unless they take longer, milliseconds. */
const FIRST_PATIENCE_MS = 700;
/** A sample that has not come by then is not coming, milliseconds. */
const TRYING_MS = 10_000;

export function createView(app: App, match: RouteMatch): View {
  // A printed page is taken over as it stands.
  const printed = document.querySelector<PredawnToday>('main > predawn-today');
  const element = printed ?? new PredawnToday();
  let state: TodayState | undefined = printed ? undefined : { kind: 'loading' };
  /** What lies before the reader; a newer edition waits beside it. */
  let shown: Edition | undefined;
  let fresh = 0;
  let reading: Promise<void> | undefined;
  let again = false;
  const since = Date.now();

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
        pictures: picturesOf(app.state),
        live: {
          online,
          ...(delivering && delivering.total > 0 ? { delivering } : {}),
          ...(fresh > 0 ? { fresh } : {}),
        },
      },
    };
  };

  const read = async (): Promise<void> => {
    try {
      const stored = await app.library.edition();
      const isFirst = stored === undefined;
      const isTrying = match.query.has('try') && Date.now() - since < TRYING_MS;
      // What the gateway has printed stays until it has been taken in.
      if (printed && isFirst && isTrying) return;
      const newest = stored ?? (await madeUpEdition(app, shown));
      if (
        isFirst &&
        (state === undefined || state.kind === 'loading') &&
        app.state.feeds.length > 0 &&
        isComing(app, newest, since)
      ) {
        setTimeout(() => void readSoon(), FIRST_PATIENCE_MS / 4);
        return;
      }
      fresh = shown && newest && !isFirst ? newIn(newest, shown) : 0;
      // The same stories printed anew, or the paper still being laid: nothing moves, or nobody has read it yet.
      if (!shown || !newest || fresh === 0 || state?.kind !== 'paper') {
        shown = newest;
        fresh = 0;
      }
      const read = await readToday(app, shown);
      // What was asked for by the address is on its way.
      state = read.kind === 'no-feeds' && isTrying ? { kind: 'loading' } : read;
    } catch (error) {
      app.frame.failed(error);
      state = { kind: 'failed', message: app.state.strings.list.failedHint };
    }
    if (state.kind === 'paper') {
      const { leads, sections, earlier } = state.front;
      const ids = [...leads, ...sections.flatMap(section => section.rows), ...(earlier?.rows ?? [])].map(
        row => row.headline.id,
      );
      if (location.pathname === '/') app.state.order = { from: '/', ids: () => ids };
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

  const takeFresh = async (): Promise<void> => {
    shown = undefined;
    await readSoon();
    window.scrollTo({ top: 0 });
    const heading = element.querySelector<HTMLElement>('h1');
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
  };

  element.addEventListener('predawn-refresh', () => app.frame.refresh());
  element.addEventListener('predawn-add', () => app.frame.openAdd());
  element.addEventListener('predawn-fresh', () => void takeFresh());
  show();
  void readSoon();
  return {
    element,
    title: app.state.strings.nav.today,
    refresh: show,
    changed: () => void readSoon(),
    shown: () => void readSoon(),
    key: command => pressKey(app, element, command, shown),
  };
}

const STEPS: Readonly<Record<string, 1 | -1>> = { next: 1, 'next-only': 1, previous: -1, 'previous-only': -1 };

/** The keys of a list, over the stories of the paper from top to bottom. */
function pressKey(app: App, paper: HTMLElement, command: string, edition: Edition | undefined): boolean {
  const stories = [...paper.querySelectorAll<HTMLElement>('article[data-key]')];
  const focused = document.activeElement?.closest('article');
  const at = stories.findIndex(story => story === focused || (!focused && story.dataset['key'] === app.state.reading));
  const by = STEPS[command];
  const story = stories[by === undefined ? at : at + by];
  const link = story?.querySelector('a');
  if (command === 'mark-all' && edition) {
    const inPaper = new Set(edition.articleIds);
    marks(marks => marks.markAllRead(app, { query: { kind: 'all' }, only: id => inPaper.has(id) }));
    return true;
  }
  if (!link || (by === -1 && at < 0)) return false;
  const id = story?.dataset['key'] as ArticleId;
  if (by !== undefined) link.focus();
  if (command === 'next' || command === 'previous' || command === 'open') link.click();
  else if (command === 'star') marks(marks => marks.toggleStar(app, id));
  else if (command === 'read') marks(marks => marks.toggleRead(app, id));
  else if (command === 'original') marks(marks => marks.openOriginal(app, id));
  else return by !== undefined;
  return true;

  function marks(act: (room: typeof import('../marks.ts')) => Promise<unknown>): void {
    import('../marks.ts').then(act).catch(app.frame.failed);
  }
}

async function readToday(app: App, edition: Edition | undefined): Promise<TodayState> {
  const { library, state } = app;
  const feeds = state.feeds.length;
  if (!edition || edition.articleIds.length === 0) {
    if (feeds === 0) return { kind: 'no-feeds' };
    return state.feeds.some(feed => feed.state.kind === 'pending') ? { kind: 'pending', feeds } : { kind: 'quiet' };
  }
  const [rows, unread, counts] = await Promise.all([
    library.rows(edition.articleIds),
    library.list({ kind: 'unread' }, { limit: edition.articleIds.length + EARLIER_READ }),
    library.counts(),
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
  if (front.leads.length === 0 && !front.earlier) return feeds === 0 ? { kind: 'no-feeds' } : { kind: 'quiet' };
  return { kind: 'paper', front };
}

/** Before the first wake has made one: what there is, newest first. */
async function madeUpEdition({ library }: App, shown: Edition | undefined): Promise<Edition | undefined> {
  const { rows } = await library.list({ kind: 'unread' }, { limit: FIRST_ROWS });
  if (rows.length === 0) return shown;
  const now = Date.now();
  const known = new Set<ArticleId>(shown?.articleIds);
  return {
    startedAt: shown?.startedAt ?? now,
    printedAt: shown?.printedAt ?? now,
    // What has been read since stays in its place.
    articleIds: [...rows.map(row => row.headline.id).filter(id => !known.has(id)), ...known],
    feedCount: new Set(rows.map(row => row.feed.id)).size,
    complete: rows.every(row => row.headline.text !== 'none'),
  };
}

/** Whether a first paper is on its way and worth the wait: something is pending, and not all of it has come. */
function isComing(app: App, edition: Edition | undefined, since: number): boolean {
  const isPending = app.state.feeds.some(feed => feed.state.kind === 'pending');
  return isPending && app.state.online && Date.now() - since < (edition ? FIRST_PATIENCE_MS : FIRST_PATIENCE_MS * 2);
}

function newIn(newest: Edition, shown: Edition): number {
  const known = new Set<ArticleId>(shown.articleIds);
  return newest.articleIds.filter(id => !known.has(id)).length;
}
