// Settings: when you read, what is delivered, what is kept, how it looks, and everything of yours in and out.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { Settings } from '../../core/model.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import type { App, View } from '../app.ts';
import {
  densityChoice,
  measureChoice,
  orderChoice,
  settingChoice,
  sizeChoice,
  themeChoice,
  typefaceChoice,
} from '../choice.ts';
import { confirmDialog } from '../confirm-dialog.ts';
import { eraseEverything } from '../erase.ts';
import { exportFeeds, exportStarred } from '../export-feeds.ts';
import { importOpml } from '../import-opml.ts';
import { canInstall, install, isInstalled, onInstallOffer } from '../install.ts';
import { type StorageReport, storageReport } from '../storage-report.ts';
import { createPushSwitch } from './settings-push.ts';
import { storageBlock } from './settings-storage.ts';
import { readingTimes } from './settings-times.ts';

const BUDGETS = [0, 5, 15, 30, 60, 120] as const;
const KEEP_MEGABYTES = [100, 250, 500, 1000, 2000, 5000, 0] as const;
const KEEP_DAYS = [3, 7, 14, 30, 90, 365, 0] as const;

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet settings';
  let storage: StorageReport = {};
  let isBusy = false;
  const words = (): ToolStrings['settings'] => toolsFor(app.state.settings.language).settings;

  const read = async (): Promise<void> => {
    [storage] = await Promise.all([storageReport(), push.read()]);
    show();
  };
  const show = (): void => void render(page(), element);
  const push = createPushSwitch({ app, show });
  const set = (change: Partial<Settings>): void => {
    void app.frame.saveSettings(change).then(show);
  };

  const page = (): TemplateResult => {
    const { settings } = app.state;
    return html`
      <header class="page-head">
        <h1 tabindex="-1">${words().title}</h1>
        <p class="lede">${words().lede}</p>
      </header>
      ${installing()} ${block(words().readingTimes, readingTimes(app, words(), set))}
      ${block(
        words().delivery,
        html`${settingChoice(
          app,
          'pictures',
          words().pictures,
          [
            ['all', words().picturesAll],
            ['lead', words().picturesLead],
            ['none', words().picturesNone],
          ],
          set,
        )}
        ${select('dailyMegabytesMetered', words().budget, BUDGETS, value => words().megabytes(value))}
        ${notifications()} ${push.view(words())}`,
      )}
      ${block(
        words().appearance,
        html`${themeChoice(app, set)} ${sizeChoice(app, set)} ${typefaceChoice(app, set)} ${measureChoice(app, set)}
          ${densityChoice(app, set)} ${orderChoice(app, set)} ${language()}
          ${tick(words().markOnScroll, settings.markReadOnScroll, on => set({ markReadOnScroll: on }))}
          ${tick(words().shortcuts, settings.shortcuts, on => set({ shortcuts: on }))}
          <p>
            <button type="button" class="textlink" @click=${() => void showKeys()}>${words().shortcutsShow}</button>
          </p>`,
      )}
      ${block(
        words().keeping,
        html`${select('keepDays', words().keepDays, KEEP_DAYS, value => words().days(value))}
          ${select('keepMegabytes', words().keepMegabytes, KEEP_MEGABYTES, value => words().upTo(value))}
          <p class="hint">${words().keepHint}</p>`,
      )}
      ${block(
        app.state.strings.article.sendTo,
        html`<p><a class="textlink" href="/settings/destinations">${words().sendToManage}</a></p>`,
      )}
      ${block(words().storage, storageBlock({ app, words: words(), storage, isBusy, busily }))}
      ${block(words().data, data())}
      <p class="hint">${push.isOn() ? words().privacyPush : words().privacy}</p>
    `;
  };

  /** Only where the browser offers it, and where it helps. */
  const installing = (): unknown => {
    const { welcome } = app.state.strings;
    if (!canInstall() || isInstalled()) return nothing;
    return block(
      welcome.install,
      html`<p class="hint">${welcome.installCan}</p>
        <div class="acts">
          <button type="button" class="button" @click=${() => void install().then(show, app.frame.failed)}>
            ${welcome.installButton}
          </button>
        </div>`,
    );
  };

  const block = (title: string, content: TemplateResult): TemplateResult => html`
    <section class="block">
      <h2>${title}</h2>
      ${content}
    </section>
  `;

  const select = (
    name: 'dailyMegabytesMetered' | 'keepDays' | 'keepMegabytes',
    label: string,
    options: readonly number[],
    say: (value: number) => string,
  ): TemplateResult => {
    const current = app.state.settings[name];
    const all = options.includes(current) ? options : [current, ...options];
    return html`<label class="field"
      ><span>${label}</span>
      <select @change=${(event: Event) => set({ [name]: Number((event.target as HTMLSelectElement).value) })}>
        ${all.map(value => html`<option value=${value} ?selected=${value === current}>${say(value)}</option>`)}
      </select></label
    >`;
  };

  const tick = (label: string, isOn: boolean, change: (on: boolean) => void, hint?: string): TemplateResult =>
    html`<label class="tick"
      ><input
        type="checkbox"
        .checked=${isOn}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
      /><span>${label}${hint === undefined ? nothing : html`<small>${hint}</small>`}</span></label
    >`;

  const language = (): TemplateResult => {
    const names: readonly (readonly [string, string])[] = [
      ['en', 'English'],
      ['de', 'Deutsch'],
    ];
    return html`<label class="field"
      ><span>${words().language}</span>
      <select @change=${(event: Event) => set({ language: (event.target as HTMLSelectElement).value })}>
        ${names.map(
          ([value, name]) =>
            html`<option value=${value} lang=${value} ?selected=${value === app.state.settings.language}>
              ${name}
            </option>`,
        )}
      </select></label
    >`;
  };

  const notifications = (): TemplateResult => {
    if (!('Notification' in globalThis)) return html`<p class="hint">${words().notificationsUnsupported}</p>`;
    const isDenied = Notification.permission === 'denied';
    const isOn = app.state.settings.notifications && Notification.permission === 'granted';
    return html`${tick(
      words().notifications,
      isOn,
      on => void askForNotifications(on),
      isDenied ? words().notificationsDenied : words().notificationsHint,
    )}`;
  };

  /** Only ever asked for here, from the person's own press. */
  const askForNotifications = async (on: boolean): Promise<void> => {
    const granted = on && (await Notification.requestPermission()) === 'granted';
    set({ notifications: granted });
  };

  const data = (): TemplateResult => html`
    <div class="acts">
      <button type="button" class="button plain" @click=${() => exportFeeds(app)}>${words().exportOpml}</button>
      <button type="button" class="button plain" @click=${() => pick('.opml-file')}>${words().importOpml}</button>
      <button type="button" class="button plain" @click=${() => exportStarred(app).catch(app.frame.failed)}>
        ${words().exportStarred}
      </button>
    </div>
    <div class="acts">
      <button type="button" class="button plain" ?disabled=${isBusy} @click=${() => void backup()}>
        ${words().backup}
      </button>
      <button type="button" class="button plain" ?disabled=${isBusy} @click=${() => pick('.backup-file')}>
        ${words().restore}
      </button>
    </div>
    ${tick(words().withSecrets, withSecrets, on => (withSecrets = on))}
    <input
      type="file"
      class="said opml-file"
      tabindex="-1"
      aria-label=${words().importOpml}
      accept=".opml,.xml,text/xml,text/x-opml"
      @change=${(event: Event) => void onOpml(event)}
    />
    <input
      type="file"
      class="said backup-file"
      tabindex="-1"
      aria-label=${words().restore}
      @change=${(event: Event) => onBackup(event)}
    />
    <div class="acts">
      <button type="button" class="button danger" @click=${() => erase()}>${words().reset}</button>
    </div>
    <p class="hint">${words().resetHint}</p>
  `;

  let withSecrets = false;
  const pick = (which: string): void => element.querySelector<HTMLInputElement>(which)?.click();

  const showKeys = async (): Promise<void> => {
    const { openKeysDialog } = await import('../keys-dialog.ts');
    openKeysDialog(app);
  };

  /** One thing at a time; whatever fails is said. */
  const busily = async (work: () => Promise<string>): Promise<void> => {
    isBusy = true;
    show();
    try {
      app.frame.notice(await work());
    } catch (error) {
      app.frame.failed(error);
    } finally {
      isBusy = false;
      await read();
    }
  };

  const backup = (): Promise<void> =>
    busily(async () => {
      const { saveBackup } = await import('../backup-file.ts');
      await saveBackup(app.library, { withSecrets, now: Date.now() });
      return words().backupSaved;
    });

  const onBackup = (event: Event): void => {
    const file = takeFile(event);
    if (!file) return;
    confirmDialog(app, {
      title: words().restore,
      question: words().restoreSure,
      yes: words().restore,
      run: () =>
        busily(async () => {
          const { readBackup } = await import('../backup-file.ts');
          await readBackup(app.library, file);
          await app.frame.saveSettings(await app.library.settings());
          return words().restored;
        }),
    });
  };

  const onOpml = (event: Event): Promise<void> => {
    const file = takeFile(event);
    return file ? busily(async () => (await importOpml(app, file)).message) : Promise.resolve();
  };

  const erase = (): void =>
    confirmDialog(app, {
      title: words().reset,
      question: words().resetSure,
      yes: words().reset,
      run: () => {
        app.library.close();
        return eraseEverything();
      },
    });

  await read();
  const forget = onInstallOffer(show);
  return { element, title: words().title, refresh: show, shown: () => void read(), leave: forget };
}

function takeFile(event: Event): File | undefined {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = '';
  return file;
}
