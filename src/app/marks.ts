// What a person does with articles: shown at once, written with its outbox entry, undone with one press.

import type { ArticleId, Status } from '../core/model.ts';
import type { ListQuery } from '../store/library-api.ts';
import type { App } from './app.ts';

export async function setMark(
  app: App,
  id: ArticleId,
  field: 'read' | 'starred',
  value: boolean,
  previous: boolean,
): Promise<void> {
  await app.library.act({ kind: 'mark', articleId: id, field, value, previous }, { now: Date.now() });
}

export async function toggleStar(app: App, id: ArticleId): Promise<boolean> {
  const status = await statusOf(app, id);
  const starred = status?.starred ?? false;
  await setMark(app, id, 'starred', !starred, starred);
  app.frame.say(starred ? app.state.strings.article.unstarredNow : app.state.strings.article.starredNow);
  return !starred;
}

export async function toggleRead(app: App, id: ArticleId): Promise<boolean> {
  const status = await statusOf(app, id);
  const read = status?.read ?? false;
  await setMark(app, id, 'read', !read, read);
  app.frame.say(read ? app.state.strings.article.unreadNow : app.state.strings.article.readNow);
  return !read;
}

/** At its publisher's. */
export async function openOriginal(app: App, id: ArticleId): Promise<void> {
  const [row] = await app.library.rows([id]);
  if (row?.headline.url !== undefined) window.open(row.headline.url, '_blank', 'noopener');
}

export interface MarkMany {
  readonly query: ListQuery;
  /** Only some of the list. */
  readonly only?: (id: ArticleId) => boolean;
  /** Shows it at once, before it is written; undefined when it is. */
  readonly assume?: (read: boolean | undefined, ids?: ReadonlySet<ArticleId>) => void;
}

/** Marks a whole list, or some of it, and offers the way back. */
export async function markAllRead(app: App, { query, only, assume }: MarkMany): Promise<void> {
  const { strings } = app.state;
  try {
    assume?.(true);
    const unread = await app.library.unreadIds(query);
    const ids = only ? unread.filter(only) : unread;
    if (ids.length === 0) {
      app.frame.notice(strings.list.nothingToMark);
      return;
    }
    const changed = await app.library.markRead(ids, true, Date.now());
    app.frame.notice(strings.list.marked(changed.length), {
      label: strings.actions.undo,
      run: () => void unmark(app, changed, assume),
    });
  } catch (error) {
    app.frame.failed(error);
  } finally {
    assume?.(undefined);
  }
}

async function unmark(app: App, ids: readonly ArticleId[], assume: MarkMany['assume']): Promise<void> {
  try {
    assume?.(false, new Set(ids));
    const back = await app.library.markRead(ids, false, Date.now());
    app.frame.say(app.state.strings.list.unmarked(back.length));
  } catch (error) {
    app.frame.failed(error);
  } finally {
    assume?.(undefined);
  }
}

async function statusOf(app: App, id: ArticleId): Promise<Status | undefined> {
  const [row] = await app.library.rows([id]);
  return row?.status;
}
