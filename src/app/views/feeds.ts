// Feeds: folders, order, health, settings of each, many at once.

import { html, nothing, render, type TemplateResult } from 'lit';
import { icon } from '../../core/markup.ts';
import type { Feed, FeedId, Folder, FolderId } from '../../core/model.ts';
import { sayWhen } from '../../core/say.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import { markup } from '../../elements/markup-directive.ts';
import { type App, type View, feedName, speechOf } from '../app.ts';
import { openDialog } from '../dialog.ts';
import { exportFeeds } from '../export-feeds.ts';
import { openFeedDialog } from '../feed-dialog.ts';
import { type FeedGroup, groupFeeds, inFolder, placeFeed, placeFolder } from '../feed-order.ts';
import { bulkBar } from '../feeds-bulk.ts';
import { importOpml } from '../import-opml.ts';
import { subscribe } from '../subscribe.ts';

/** A feed that has been still for longer than this is said to be, milliseconds. */
const SILENT_MS = 90 * 86_400_000;
/** A move is worth knowing for so long, milliseconds. */
const MOVED_MS = 30 * 86_400_000;

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet feeds-sheet';
  const selected = new Set<FeedId>();
  let unread: ReadonlyMap<FeedId, number> = new Map();
  let dragged: FeedId | undefined;
  let draggedFolder: FolderId | undefined;
  /** On a narrow screen rows have room for their order or for everything else. */
  let isArranging = false;
  const words = (): ToolStrings['feeds'] => toolsFor(app.state.settings.language).feeds;

  const read = async (): Promise<void> => {
    unread = (await app.library.counts()).unreadByFeed;
    for (const id of selected) if (!app.state.feeds.some(feed => feed.id === id)) selected.delete(id);
    show();
  };
  const show = (): void => {
    element.toggleAttribute('data-arranging', isArranging);
    render(page(), element);
  };

  const page = (): TemplateResult => {
    const { feeds, folders, strings } = app.state;
    return html`
      <header class="page-head">
        <h1 tabindex="-1">${words().title}</h1>
        <p class="lede">${feeds.length === 0 ? words().emptyHint : words().lede(feeds.length, folders.length)}</p>
        <div class="acts">
          <button type="button" class="button" @click=${() => app.frame.openAdd()}>${strings.actions.addFeed}</button>
          <button type="button" class="button plain" @click=${() => newFolder()}>${words().newFolder}</button>
          <button
            type="button"
            class="button plain"
            @click=${() => element.querySelector<HTMLInputElement>('input[type=file]')?.click()}
          >
            ${words().importOpml}
          </button>
          ${feeds.length === 0 ? nothing : html`<button type="button" class="button plain" @click=${() => exportFeeds(app)}>${words().exportOpml}</button>`}
          ${
            feeds.length === 0
              ? nothing
              : html`<button
                  type="button"
                  class="button plain arrange"
                  aria-pressed=${String(isArranging)}
                  @click=${() => {
                    isArranging = !isArranging;
                    show();
                  }}
                >
                  ${words().arrange}
                </button>`
          }
        </div>
        <input
          type="file"
          class="said"
          tabindex="-1"
          aria-label=${words().importOpml}
          accept=".opml,.xml,text/xml,text/x-opml"
          @change=${(event: Event) => void onFile(event)}
        />
      </header>
      ${groupFeeds(feeds, folders).map(group => groupSection(group))} ${selected.size === 0 ? nothing : bulk()}
    `;
  };

  const groupSection = (group: FeedGroup): TemplateResult => html`
    <section
      class="block feed-group"
      @dragover=${(event: DragEvent) => (dragged ?? draggedFolder) !== undefined && event.preventDefault()}
      @drop=${(event: DragEvent) => onDrop(event, group, group.feeds.length)}
    >
      ${
        group.folder
          ? folderHead(group.folder)
          : html`<div class="folder-head">
              <h2><span>${words().noFolder}</span></h2>
            </div>`
      }
      <ul class="feed-rows">
        ${group.feeds.map((feed, at) => feedRow(feed, group, at))}
      </ul>
    </section>
  `;

  const folderHead = (folder: Folder): TemplateResult => {
    const { title } = folder;
    const at = app.state.folders.findIndex(one => one.id === folder.id);
    return html`<div
      class="folder-head"
      draggable="true"
      @dragstart=${(event: DragEvent) => {
        draggedFolder = folder.id;
        event.dataTransfer?.setData('text/plain', title);
      }}
      @dragend=${() => (draggedFolder = undefined)}
    >
      <h2>
        <a href="/folder/${encodeURIComponent(folder.id)}" dir="auto">${title}</a>
      </h2>
      <div class="folder-acts">
        <button type="button" class="textlink" @click=${() => renameFolder(folder)}>${words().rename}</button>
        <button type="button" class="textlink" @click=${() => removeFolder(folder)}>${words().removeFolder}</button>
        <button
          type="button"
          class="quiet up"
          aria-label=${words().folderUp(title)}
          ?disabled=${at <= 0}
          @click=${() => void moveFolder(folder, at - 1)}
        >
          ${markup(icon('next'))}
        </button>
        <button
          type="button"
          class="quiet down"
          aria-label=${words().folderDown(title)}
          ?disabled=${at === app.state.folders.length - 1}
          @click=${() => void moveFolder(folder, at + 1)}
        >
          ${markup(icon('next'))}
        </button>
      </div>
    </div>`;
  };

  const feedRow = (feed: Feed, group: FeedGroup, at: number): TemplateResult => {
    const title = feedName(feed);
    const count = unread.get(feed.id) ?? 0;
    const facts = [healthOf(feed), count > 0 ? words().unread(count) : undefined].filter(fact => fact !== undefined);
    const ails = feed.state.kind === 'failing' || feed.state.kind === 'gone' || feed.state.kind === 'choose';
    return html`<li
      draggable="true"
      @dragstart=${(event: DragEvent) => {
        dragged = feed.id;
        event.dataTransfer?.setData('text/uri-list', feed.url);
      }}
      @dragend=${() => (dragged = undefined)}
      @dragover=${(event: DragEvent) => dragged !== undefined && event.preventDefault()}
      @drop=${(event: DragEvent) => onDrop(event, group, at)}
    >
      <label class="pick"
        ><input
          type="checkbox"
          aria-label=${words().select(title)}
          .checked=${selected.has(feed.id)}
          @change=${() => select(feed.id)}
      /></label>
      <div class="words">
        <a href="/feed/${encodeURIComponent(feed.id)}" dir="auto">${title}</a>
        <small ?data-bad=${ails}>${facts.join(' · ')}</small>
        ${feed.state.kind === 'choose' ? candidates(feed) : nothing}
      </div>
      <div class="row-acts">
        <button
          type="button"
          class="quiet up"
          aria-label=${words().up(title)}
          ?disabled=${at === 0}
          @click=${() => void move(feed, group, at - 1)}
        >
          ${markup(icon('next'))}
        </button>
        <button
          type="button"
          class="quiet down"
          aria-label=${words().down(title)}
          ?disabled=${at === group.feeds.length - 1}
          @click=${() => void move(feed, group, at + 1)}
        >
          ${markup(icon('next'))}
        </button>
        <button type="button" class="quiet" aria-label=${words().edit(title)} @click=${() => openFeedDialog(app, feed)}>
          ${markup(icon('settings'))}
        </button>
      </div>
    </li>`;
  };

  const candidates = (feed: Feed): unknown =>
    feed.state.kind !== 'choose'
      ? nothing
      : html`<p class="hint">${words().choose}</p>
          <ul class="candidates">
            ${feed.state.candidates.map(
              candidate =>
                html`<li>
                  <button
                    type="button"
                    class="chip"
                    title=${candidate.url}
                    @click=${() => void choose(feed, candidate.url)}
                  >
                    ${candidate.title ?? candidate.url}
                  </button>
                </li>`,
            )}
          </ul>`;

  const healthOf = (feed: Feed): string | undefined => {
    const speech = speechOf(app.state);
    const now = Date.now();
    const state = app.state.strings.feedState(feed.state, at => sayWhen(at, now, speech));
    if (state !== undefined) return state;
    if (feed.movedAt !== undefined && now - feed.movedAt < MOVED_MS)
      return words().movedHere(sayWhen(feed.movedAt, now, speech));
    if (feed.lastNewAt === undefined) return words().never;
    if (now - feed.lastNewAt > SILENT_MS) return words().silent(sayWhen(feed.lastNewAt, now, speech));
    const often = feed.itemsPerDay === undefined ? '' : `${words().perDay(feed.itemsPerDay)}, `;
    return `${often}${words().fresh(sayWhen(feed.lastNewAt, now, speech))}`;
  };

  const bulk = (): TemplateResult =>
    bulkBar(app, {
      chosen: () => app.state.feeds.filter(feed => selected.has(feed.id)),
      selectAll() {
        for (const feed of app.state.feeds) selected.add(feed.id);
        show();
      },
      deselect() {
        selected.clear();
        show();
      },
    });

  const select = (id: FeedId): void => {
    if (!selected.delete(id)) selected.add(id);
    show();
  };
  /** Place and folder, and nothing else: what a delivery has written meanwhile stays. */
  const put = async (placed: readonly Feed[]): Promise<void> => {
    const places = new Map(placed.map(feed => [feed.id, feed]));
    await app.library.changeFeeds([...places.keys()], feed => {
      const { order, folderId } = places.get(feed.id) ?? feed;
      return inFolder({ ...feed, order }, folderId);
    });
  };

  const move = async (feed: Feed, group: FeedGroup, at: number): Promise<void> => {
    const { feeds, folders } = app.state;
    const label = document.activeElement?.getAttribute('aria-label');
    try {
      await put(placeFeed(feeds, folders, feed.id, { folderId: group.folder?.id, at }));
      app.state.feeds = await app.library.feeds();
      show();
      app.frame.say(words().moved(feedName(feed), at + 1, group.feeds.length));
      const again = label && element.querySelector<HTMLElement>(`[aria-label="${CSS.escape(label)}"]:not(:disabled)`);
      if (again) again.focus();
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const moveFolder = async (folder: Folder, at: number): Promise<void> => {
    const { folders } = app.state;
    const label = document.activeElement?.getAttribute('aria-label');
    try {
      for (const changed of placeFolder(folders, folder.id, at)) await app.library.putFolder(changed);
      app.state.folders = await app.library.folders();
      show();
      app.frame.say(words().folderMoved(folder.title, at + 1, folders.length));
      const again = label && element.querySelector<HTMLElement>(`[aria-label="${CSS.escape(label)}"]:not(:disabled)`);
      if (again) again.focus();
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const onDrop = (event: DragEvent, group: FeedGroup, at: number): void => {
    const folder = app.state.folders.find(one => one.id === draggedFolder);
    if (folder && group.folder) {
      draggedFolder = undefined;
      event.preventDefault();
      event.stopPropagation();
      void moveFolder(
        folder,
        app.state.folders.findIndex(one => one.id === group.folder?.id),
      );
      return;
    }
    const feed = app.state.feeds.find(one => one.id === dragged);
    dragged = undefined;
    if (!feed) return;
    event.preventDefault();
    event.stopPropagation();
    void move(feed, group, at);
  };

  const choose = async (feed: Feed, url: string): Promise<void> => {
    try {
      await app.library.unsubscribe(feed.id);
      const { folderId } = feed;
      const done = await subscribe(app, { url, isFeed: true, ...(folderId === undefined ? {} : { folderId }) });
      app.frame.notice(done.message);
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const folderDialog = (title: string, value: string, done: (name: string) => Promise<void>): void => {
    openDialog(
      app,
      title,
      dialog =>
        html`<form
          @submit=${(event: Event) => {
            event.preventDefault();
            const name = new FormData(event.target as HTMLFormElement).get('name');
            if (typeof name !== 'string' || name.trim() === '') return;
            dialog.close();
            done(name.trim()).catch(app.frame.failed);
          }}
        >
          <label class="field"
            ><span>${words().folderName}</span><input name="name" required maxlength="80" .value=${value} autofocus
          /></label>
          <div class="dialog-acts"><button class="button">${value === '' ? words().create : words().save}</button></div>
        </form>`,
    );
  };
  const newFolder = (): void =>
    folderDialog(words().newFolder, '', name =>
      app.library.putFolder({
        id: crypto.randomUUID() as string as FolderId,
        title: name,
        order: app.state.folders.length,
      }),
    );
  const renameFolder = (folder: Folder): void =>
    folderDialog(words().rename, folder.title, name => app.library.putFolder({ ...folder, title: name }));
  const removeFolder = (folder: Folder): void => {
    app.library.removeFolder(folder.id).then(() => app.frame.notice(words().removedFolder), app.frame.failed);
  };

  const onFile = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    try {
      app.frame.notice((await importOpml(app, file)).message);
    } catch (error) {
      app.frame.failed(error);
    }
  };

  await read();
  return {
    element,
    title: words().title,
    refresh: show,
    changed: () => void read().catch(app.frame.failed),
    shown: () => void read().catch(app.frame.failed),
  };
}
