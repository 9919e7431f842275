// All, Unread, Starred, Saved, a feed or a folder.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { ArticleId, FeedId, FolderId } from '../../core/model.ts';
import { icon } from '../../core/markup.ts';
import type { RowContext } from '../../core/row-view.ts';
import { localDay } from '../../core/say.ts';
import { markup } from '../../elements/markup-directive.ts';
import { PredawnList } from '../../elements/predawn-list.ts';
import type { ListQuery } from '../../store/library-api.ts';
import { type App, type RouteMatch, type View, feedName, picturesOf, speechOf, timeZone } from '../app.ts';
import { createListSource } from '../list-source.ts';
import type { ListActions } from '../list-dialog.ts';
import { listPlace } from '../list-place.ts';
import { markAllRead, openOriginal, toggleRead, toggleStar } from '../marks.ts';

type Phase = 'loading' | 'ready' | 'failed';

export async function createView(app: App, match: RouteMatch): Promise<View> {
  const query = queryOf(match);
  const kind = query.kind;
  const element = document.createElement('div');
  element.className = 'sheet list-sheet';
  const list = new PredawnList();
  let order = app.state.settings.listOrder;
  let source = createListSource(app.library, query, order);
  let phase: Phase = 'loading';
  let newer = 0;
  let lastReading = app.state.reading;

  const title = (): string => {
    const { strings, feeds, folders } = app.state;
    if (query.kind === 'feed') {
      const feed = feeds.find(one => one.id === query.feedId);
      return feed ? feedName(feed) : strings.nav.feeds;
    }
    if (query.kind === 'folder') return folders.find(one => one.id === query.folderId)?.title ?? strings.nav.feeds;
    return strings.nav[query.kind];
  };

  const show = (): void => {
    const { strings, settings } = app.state;
    const context = { strings, speech: speechOf(app.state), now: Date.now(), pictures: picturesOf(app.state) };
    // Another one has every row made again.
    if (!saysTheSame(list.context, context)) list.context = context;
    const { reading } = app.state;
    if (reading !== undefined && reading !== lastReading) {
      lastReading = reading;
      if (source.ids.includes(reading)) list.current = reading;
    }
    list.excerpts = settings.density === 'comfortable';
    list.toggleAttribute('watch-passed', settings.markReadOnScroll && kind !== 'starred' && kind !== 'saved');
    element.toggleAttribute('data-busy', app.state.delivering !== undefined);
    render(page(), element);
  };

  const page = (): TemplateResult => {
    const { strings, feeds, online } = app.state;
    const feed = query.kind === 'feed' ? feeds.find(one => one.id === query.feedId) : undefined;
    return html`
      <header class="masthead list-head">
        <div class="masthead-words">
          ${feed?.siteUrl === undefined ? nothing : html`<a class="kicker" href=${feed.siteUrl} target="_blank" rel="noreferrer">${hostOf(feed.siteUrl)}</a>`}
          <h1 dir="auto">${title()}</h1>
          <div class="status">
            ${online ? nothing : html`<span class="offline">${strings.edition.offline}</span>`}
            ${kind === 'all' || kind === 'feed' || kind === 'folder' || kind === 'unread' ? unreadSwitch() : nothing}
          </div>
        </div>
        <div class="masthead-acts">
          ${
            kind === 'starred' || kind === 'saved'
              ? nothing
              : html`<button
                  type="button"
                  class="quiet mark-all"
                  aria-label=${strings.actions.markAllRead}
                  title=${strings.actions.markAllRead}
                  @click=${() => void markAll()}
                >
                  ${markup(icon('read'))}
                </button>`
          }
          <button
            type="button"
            class="quiet"
            data-act="refresh"
            aria-label=${strings.actions.refresh}
            title=${strings.actions.refresh}
            @click=${() => app.frame.refresh()}
          >
            ${markup(icon('refresh'))}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label=${strings.actions.addFeed}
            title=${strings.actions.addFeed}
            @click=${() => app.frame.openAdd()}
          >
            ${markup(icon('plus'))}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label=${strings.list.moreActions}
            title=${strings.list.moreActions}
            @click=${openMenu}
          >
            ${markup(icon('more'))}
          </button>
        </div>
      </header>
      ${feed ? feedNote(feed.id) : nothing}
      ${newer > 0 ? html`<div class="newer"><button type="button" class="button" @click=${() => void restart()}>${strings.list.newOnes(newer)}</button></div>` : nothing}
      ${body()}
    `;
  };

  const openMenu = (): void => {
    void menuActions().then(
      async actions => (await import('../list-dialog.ts')).openListDialog(app, actions),
      app.frame.failed,
    );
  };

  const menuActions = async (): Promise<ListActions> => {
    const address = searchIn(title());
    const search = address === undefined ? {} : { search: address };
    if (kind === 'starred' || kind === 'saved') return search;
    const at = source.ids.indexOf(pivot() ?? ('' as ArticleId));
    const [row] = await app.library.rows(source.ids.slice(Math.max(0, at), Math.max(0, at) + 1));
    const above = new Set(source.ids.slice(0, Math.max(0, at)));
    const around = row && {
      title: row.headline.title || app.state.strings.row.untitled,
      above: () => void markMany(id => above.has(id)),
      below: () => void markMany(id => !above.has(id)),
    };
    return { ...search, mark: { all: () => void markAll(), ...(around ? { around } : {}) } };
  };

  /** Above and below of what: the article that the person is at, else the highest on the screen. */
  const pivot = (): ArticleId | undefined => {
    const { current } = list;
    const row = current === undefined ? null : list.querySelector(`.row[data-key="${CSS.escape(current)}"]`);
    const box = row?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < window.innerHeight ? current : list.firstVisible();
  };

  /** A folder is no word of the search. */
  const searchIn = (name: string): string | undefined => {
    if (query.kind === 'folder') return undefined;
    if (query.kind === 'all') return '/search';
    const words = query.kind === 'feed' ? `feed:"${name.replaceAll('"', '')}" ` : `is:${query.kind} `;
    return `/search?q=${encodeURIComponent(words)}`;
  };

  const body = (): unknown => {
    const { strings } = app.state;
    if (phase === 'failed')
      return html`<div class="empty" role="alert">
        <h2>${strings.list.failed}</h2>
        <p>${strings.list.failedHint}</p>
        <button type="button" class="button" @click=${() => void restart()}>${strings.actions.tryAgain}</button>
      </div>`;
    if (phase === 'loading')
      return html`<div class="skeleton rows" aria-hidden="true">
        ${[1, 2, 3, 4, 5].map(() => html`<div><span class="title"></span><span class="text short"></span></div>`)}
      </div>`;
    if (source.ids.length === 0) {
      const unreadOnly = kind === 'unread' || (query.kind !== 'all' && 'unreadOnly' in query && query.unreadOnly);
      const lost = lostKind();
      const [what, hint] = strings.list.empty[lost ?? (unreadOnly ? 'unread' : kind)];
      return html`<div class="empty">
        <div class="art ${lost ? 'night' : unreadOnly ? 'day' : 'dawn'}" aria-hidden="true"></div>
        <h2>${what}</h2>
        <p>${hint}</p>
      </div>`;
    }
    return html`${source.byDay ? nothing : html`<h2 class="said">${title()}</h2>`}${list}${source.complete ? html`<footer class="end"><i></i><span>${strings.list.end}</span></footer>` : nothing}`;
  };

  /** An address of what is not here, or not any more. */
  const lostKind = (): 'noFeed' | 'noFolder' | undefined => {
    const { feeds, folders } = app.state;
    if (query.kind === 'feed') return feeds.some(({ id }) => id === query.feedId) ? undefined : 'noFeed';
    return query.kind === 'folder' && !folders.some(({ id }) => id === query.folderId) ? 'noFolder' : undefined;
  };

  const unreadSwitch = (): TemplateResult => {
    const { strings } = app.state;
    const isOn = kind === 'unread' || ('unreadOnly' in query && query.unreadOnly);
    const to =
      kind === 'all'
        ? '/unread'
        : kind === 'unread'
          ? '/all'
          : isOn
            ? match.href.split('?')[0]
            : `${match.href}?unread=1`;
    return html`<a class="chip" href=${to ?? '/all'} aria-current=${isOn ? 'true' : nothing}
      >${isOn ? strings.list.showAll : strings.list.unreadOnly}</a
    >`;
  };

  const feedNote = (id: FeedId): unknown => {
    const feed = app.state.feeds.find(one => one.id === id);
    const words =
      feed &&
      app.state.strings.feedState(feed.state, at =>
        new Intl.DateTimeFormat(app.state.settings.language, {
          dateStyle: 'medium',
          timeStyle: 'short',
          timeZone: timeZone(),
        }).format(at),
      );
    return words === undefined ? nothing : html`<p class="note">${words}</p>`;
  };

  const open = async (): Promise<void> => {
    try {
      await source.more();
      phase = 'ready';
      list.source = source;
    } catch (error) {
      phase = 'failed';
      app.frame.failed(error);
    }
    const from = match.href;
    const current = source;
    app.state.order = {
      from,
      ids: () => current.ids,
      more: async () => {
        const before = current.ids.length;
        await current.more();
        return current.ids.length > before;
      },
    };
    show();
  };

  /** From the top, with what has come. */
  const restart = async (): Promise<void> => {
    source = createListSource(app.library, query, order);
    newer = 0;
    await open();
    element.scrollTo({ top: 0 });
    if (!element.classList.contains('beside')) window.scrollTo({ top: 0 });
    element.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  };

  /** Many at once: shown now, written meanwhile, read anew when it is. */
  const markMany = (only?: (id: ArticleId) => boolean): Promise<void> =>
    markAllRead(app, {
      query,
      ...(only ? { only } : {}),
      assume(read, ids) {
        const isMeant = (id: ArticleId): boolean => ids?.has(id) ?? only?.(id) ?? true;
        list.assumed = read === undefined ? undefined : id => (isMeant(id) ? read : undefined);
        if (read === undefined) void list.reload();
      },
    });
  const markAll = (): Promise<void> => markMany();

  const lookForNew = async (): Promise<void> => {
    const { rows } = await app.library.list(query, { limit: 50 });
    const first = source.ids[0];
    if (first === undefined) {
      if (rows.length > 0) await restart();
      return;
    }
    const known = new Set(source.ids);
    const fresh = rows.filter(row => !known.has(row.headline.id)).map(row => row.headline.id);
    if (order === 'oldest') {
      // They stand at the end, where nobody is disturbed; further up they come as one reads on.
      if (source.complete && fresh.length > 0) source.append(fresh.reverse());
      list.requestUpdate();
      return;
    }
    const count = fresh.length;
    if (count !== newer && query.kind !== 'starred' && query.kind !== 'saved') {
      newer = count;
      show();
    }
  };

  const place = listPlace(list, () => source.ids);
  list.addEventListener('predawn-grown', () => {
    if (source.complete) show();
  });
  list.addEventListener(
    'predawn-passed',
    event => void app.library.markRead(event.ids, true, Date.now()).catch(app.frame.failed),
  );
  await open();

  return {
    element,
    get title() {
      return title();
    },
    refresh() {
      if (order !== app.state.settings.listOrder) {
        order = app.state.settings.listOrder;
        void restart();
      }
      show();
    },
    changed(families) {
      if (list.assumed) return;
      void list.reload();
      if (
        families.has('recent') ||
        families.has('headline') ||
        families.has('unread') ||
        families.has('starred') ||
        families.has('saved')
      )
        void lookForNew();
      show();
    },
    shown() {
      void list.reload();
      list.requestUpdate();
      const current = app.state.order;
      if (current?.from !== match.href) void open();
    },
    focusArticle: id => list.focusArticle(id),
    leave: () => list.remove(),
    key(command) {
      const id = list.current;
      switch (command) {
        case 'next':
        case 'next-only':
          return place.step(
            1,
            command === 'next' ? opened => app.router.go(`/article/${encodeURIComponent(opened)}`) : undefined,
          );
        case 'previous':
        case 'previous-only':
          return place.step(
            -1,
            command === 'previous' ? opened => app.router.go(`/article/${encodeURIComponent(opened)}`) : undefined,
          );
        case 'open':
          if (id !== undefined) app.router.go(`/article/${encodeURIComponent(id)}`);
          return id !== undefined;
        case 'star':
          if (id !== undefined) void toggleStar(app, id);
          return id !== undefined;
        case 'read':
          if (id !== undefined) void toggleRead(app, id);
          return id !== undefined;
        case 'original':
          if (id !== undefined) void openOriginal(app, id);
          return id !== undefined;
        case 'mark-all':
          void markAll();
          return true;
        default:
          return false;
      }
    },
  };
}

/** Rows name days, no moments. */
function saysTheSame(one: RowContext | undefined, other: RowContext): boolean {
  return (
    one?.strings === other.strings &&
    one.pictures === other.pictures &&
    one.speech.language === other.speech.language &&
    one.speech.timeZone === other.speech.timeZone &&
    localDay(one.now, one.speech) === localDay(other.now, other.speech)
  );
}

function queryOf(match: RouteMatch): ListQuery {
  const [kind] = match.href.slice(1).split(/[/?]/);
  const unreadOnly = match.query.get('unread') === '1';
  const id = match.params['id'] ?? '';
  switch (kind) {
    case 'feed':
      return { kind, feedId: id as FeedId, unreadOnly };
    case 'folder':
      return { kind, folderId: id as FolderId, unreadOnly };
    case 'unread':
    case 'starred':
    case 'saved':
      return { kind };
    default:
      return { kind: 'all' };
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : url;
}
