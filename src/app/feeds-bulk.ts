// Many feeds at once: folder, settings, marking, and the way out.

import { html, type TemplateResult } from 'lit';
import type { Feed, FeedSettings, FolderId } from '../core/model.ts';
import type { ToolStrings } from '../core/strings/en-tools.ts';
import { toolsFor } from '../core/strings/tools-for.ts';
import { type App, feedName } from './app.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { unsubscribeFrom } from './feed-dialog.ts';
import { inFolder } from './feed-order.ts';
import { markAllRead } from './marks.ts';

const CHANGES: Readonly<Record<keyof ToolStrings['feeds']['changes'], Partial<FeedSettings>>> = {
  fullTextOn: { fullText: true },
  fullTextOff: { fullText: false },
  picturesOn: { pictures: true },
  picturesOff: { pictures: false },
  notifyOn: { notify: true },
  notifyOff: { notify: false },
};

export interface BulkOptions {
  readonly chosen: () => readonly Feed[];
  readonly selectAll: () => void;
  readonly deselect: () => void;
}

export function bulkBar(app: App, { chosen, selectAll, deselect }: BulkOptions): TemplateResult {
  const { strings, folders, feeds } = app.state;
  const words = toolsFor(app.state.settings.language).feeds;
  const count = chosen().length;

  const change = async (edit: (feed: Feed) => Feed): Promise<void> => {
    try {
      const meant = chosen();
      await app.library.changeFeeds(
        meant.map(feed => feed.id),
        edit,
      );
      deselect();
      app.frame.notice(words.changed(meant.length));
    } catch (error) {
      app.frame.failed(error);
    }
  };
  const onFolder = (event: Event): void => {
    const to = valueOf(event);
    if (to !== '-') void change(feed => inFolder(feed, to === '' ? undefined : (to as FolderId)));
  };
  const onChange = (event: Event): void => {
    const name = valueOf(event);
    if (isChange(name)) void change(feed => ({ ...feed, settings: { ...feed.settings, ...CHANGES[name] } }));
  };
  const markRead = (): void => {
    const ids = new Set(chosen().map(feed => feed.id));
    void (async () => {
      const mine = new Set<string>();
      for (const feedId of ids) for (const id of await app.library.unreadIds({ kind: 'feed', feedId })) mine.add(id);
      await markAllRead(app, { query: { kind: 'all' }, only: id => mine.has(id) });
      deselect();
    })().catch(app.frame.failed);
  };
  const remove = (): void => {
    const meant = chosen();
    confirmDialog(app, {
      title: words.unsubscribe,
      question: words.unsubscribeSure(meant.map(feedName).join(', ')),
      yes: words.unsubscribe,
      run: () => unsubscribeFrom(app, meant),
    });
  };

  return html`
    <div class="bulk" role="group" aria-label=${words.selected(count)}>
      <b>${words.selected(count)}</b>
      <button type="button" class="textlink" ?disabled=${count === feeds.length} @click=${selectAll}>
        ${words.selectAll}
      </button>
      <label class="field"
        ><span>${words.moveTo}</span>
        <select @change=${onFolder}>
          <option value="-" selected></option>
          <option value="">${words.noFolder}</option>
          ${folders.map(folder => html`<option value=${folder.id}>${folder.title}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${words.change}</span>
        <select @change=${onChange}>
          <option value="-" selected></option>
          ${Object.entries(words.changes).map(([name, label]) => html`<option value=${name}>${label}</option>`)}
        </select></label
      >
      <div class="acts">
        <button type="button" class="button plain" @click=${markRead}>${strings.actions.markAllRead}</button>
        <button type="button" class="button plain" @click=${remove}>${words.deleteSelected}</button>
        <button type="button" class="button plain" @click=${deselect}>${strings.actions.cancel}</button>
      </div>
    </div>
  `;
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

function isChange(name: string): name is keyof typeof CHANGES {
  return name in CHANGES;
}
