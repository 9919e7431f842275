// One feed's name, folder and settings; and the way out.

import { html, nothing, type TemplateResult } from 'lit';
import type { Feed, FolderId } from '../core/model.ts';
import { toolsFor } from '../core/strings/tools-for.ts';
import { type App, feedName } from './app.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { type Dialog, openDialog } from './dialog.ts';
import { inFolder } from './feed-order.ts';

const MOST_KEEP_DAYS = 3650;
const DAY_MINUTES = 24 * 60;
const INTERVALS = [60, 180, 360, 720, DAY_MINUTES, 7 * DAY_MINUTES] as const;

export function openFeedDialog(app: App, feed: Feed): void {
  const words = toolsFor(app.state.settings.language).feeds;

  const onSubmit = async (event: Event, dialog: Dialog): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    try {
      await app.library.changeFeeds([feed.id], current => changed(current, form));
      dialog.close();
      app.frame.say(words.saved);
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const content = (dialog: Dialog): TemplateResult => html`
    <form @submit=${(event: Event) => void onSubmit(event, dialog)}>
      <label class="field"
        ><span>${words.name}</span>
        <input
          name="name"
          type="text"
          dir="auto"
          .value=${feed.customTitle ?? ''}
          placeholder=${feed.title}
          aria-describedby="feed-name-hint"
        />
      </label>
      <p class="hint" id="feed-name-hint">${words.nameHint}</p>
      <p class="field"><span>${words.address}</span><small class="address" dir="ltr">${feed.url}</small></p>
      ${
        app.state.folders.length === 0
          ? nothing
          : html`<label class="field"
              ><span>${words.folder}</span>
              <select name="folder">
                <option value="">${words.noFolder}</option>
                ${app.state.folders.map(
                  folder =>
                    html`<option value=${folder.id} ?selected=${folder.id === feed.folderId}>${folder.title}</option>`,
                )}
              </select></label
            >`
      }
      ${tick('fullText', words.fullText, feed.settings.fullText, words.fullTextHint)}
      ${tick('pictures', words.pictures, feed.settings.pictures)} ${tick('notify', words.notify, feed.settings.notify)}
      <label class="field"
        ><span>${words.muted}</span>
        <input
          name="muted"
          type="text"
          .value=${feed.settings.mutedWords.join(', ')}
          aria-describedby="feed-muted-hint"
        />
      </label>
      <p class="hint" id="feed-muted-hint">${words.mutedHint}</p>
      <label class="field"
        ><span>${words.interval}</span>
        <select name="interval" aria-describedby="feed-interval-hint">
          <option value="">${words.intervals.auto}</option>
          ${INTERVALS.map(
            minutes =>
              html`<option value=${minutes} ?selected=${minutes === feed.settings.everyMinutes}>
                ${minutes < DAY_MINUTES ? words.intervals.hours(minutes / 60) : words.intervals.days(minutes / DAY_MINUTES)}
              </option>`,
          )}
        </select>
      </label>
      <p class="hint" id="feed-interval-hint">${words.intervalHint}</p>
      <label class="field"
        ><span>${words.keep}</span>
        <input
          name="keep"
          type="number"
          min="1"
          max=${MOST_KEEP_DAYS}
          .value=${feed.settings.keepDays === undefined ? '' : String(feed.settings.keepDays)}
          placeholder=${String(app.state.settings.keepDays)}
          aria-describedby="feed-keep-hint"
        />
      </label>
      <p class="hint" id="feed-keep-hint">${words.keepHint}</p>
      <div class="dialog-acts">
        <button type="button" class="button plain" @click=${() => unsubscribe(app, feed, dialog)}>
          ${words.unsubscribe}
        </button>
        <button class="button">${words.save}</button>
      </div>
    </form>
  `;

  openDialog(app, words.edit(feedName(feed)), content, 'feed-dialog');
}

/** Asks first; starred and saved articles stay. */
export async function unsubscribeFrom(app: App, feeds: readonly Feed[]): Promise<void> {
  const words = toolsFor(app.state.settings.language).feeds;
  for (const feed of feeds) await app.library.unsubscribe(feed.id);
  app.link.print();
  app.frame.notice(words.unsubscribed(feeds.map(feedName).join(', ')));
}

function unsubscribe(app: App, feed: Feed, dialog: Dialog): void {
  const words = toolsFor(app.state.settings.language).feeds;
  confirmDialog(app, {
    title: words.unsubscribe,
    question: words.unsubscribeSure(feedName(feed)),
    yes: words.unsubscribe,
    run: async () => {
      dialog.close();
      await unsubscribeFrom(app, [feed]);
    },
  });
}

function tick(name: string, label: string, isOn: boolean, hint?: string): TemplateResult {
  return html`<label class="tick"
    ><input type="checkbox" name=${name} .checked=${isOn} /><span
      >${label}${hint === undefined ? nothing : html`<small>${hint}</small>`}</span
    ></label
  >`;
}

function changed(feed: Feed, form: FormData): Feed {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const { customTitle: _, ...rest } = inFolder(feed, text('folder') === '' ? undefined : (text('folder') as FolderId));
  const { keepDays: __, everyMinutes: ___, ...settings } = feed.settings;
  const everyMinutes = Number(text('interval'));
  const keepDays = Math.round(Number(text('keep')));
  return {
    ...rest,
    ...(text('name') === '' ? {} : { customTitle: text('name') }),
    settings: {
      ...settings,
      fullText: form.has('fullText'),
      pictures: form.has('pictures'),
      notify: form.has('notify'),
      mutedWords: text('muted')
        .split(',')
        .map(word => word.trim())
        .filter(word => word !== ''),
      ...(everyMinutes > 0 ? { everyMinutes } : {}),
      ...(keepDays >= 1 && keepDays <= MOST_KEEP_DAYS ? { keepDays } : {}),
    },
  };
}
