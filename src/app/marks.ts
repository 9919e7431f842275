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

/** Marks a whole list, or some of it, and offers the way back. */
export async function markAllRead(app: App, query: ListQuery, only?: (id: ArticleId) => boolean): Promise<void> {
  const { strings } = app.state;
  try {
    const unread = await app.library.unreadIds(query);
    const ids = only ? unread.filter(only) : unread;
    if (ids.length === 0) {
      app.frame.notice(strings.list.nothingToMark);
      return;
    }
    const changed = await app.library.markRead(ids, true, Date.now());
    app.frame.notice(strings.list.marked(changed.length), {
      label: strings.actions.undo,
      run: () => {
        app.library
          .markRead(changed, false, Date.now())
          .then(back => app.frame.say(strings.list.unmarked(back.length)), app.frame.failed);
      },
    });
  } catch (error) {
    app.frame.failed(error);
  }
}

async function statusOf(app: App, id: ArticleId): Promise<Status | undefined> {
  const [row] = await app.library.rows([id]);
  return row?.status;
}
