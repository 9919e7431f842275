// Add feed: a dialog anywhere; at /add (a shared address, a shortcut) over Today.

import { html, nothing, type TemplateResult } from 'lit';
import type { FolderId } from '../../core/model.ts';
import type { App, RouteMatch, View } from '../app.ts';
import { type Dialog, openDialog } from '../dialog.ts';
import { watchPreview } from '../feed-preview.ts';
import { readAddress, subscribe } from '../subscribe.ts';
import { createView as createToday } from './today.ts';

/** What a share or a protocol link hands over: the first address in any of its fields. */
export function sharedAddress(query: URLSearchParams): string {
  for (const name of ['url', 'text', 'title']) {
    const found = /(?:web\+feed:|feed:|https?:)\S+/i.exec(query.get(name) ?? '');
    if (found) return found[0];
  }
  return query.get('url') ?? '';
}

export function createView(app: App, match: RouteMatch): View {
  const today = createToday(app, match);
  const address = sharedAddress(match.query);
  const onClose = (): void => {
    if (location.pathname === '/add') app.router.go('/', { replace: true });
  };
  // Words were shared, and none of them is an address.
  const isOnlyWords = address === '' && ['text', 'title'].some(name => (match.query.get(name) ?? '').trim() !== '');
  openAddDialog(app, address, onClose, isOnlyWords ? app.state.strings.add.noAddress : '');
  return { ...today, title: app.state.strings.add.title };
}

export function openAddDialog(app: App, address = '', onClose?: () => void, note = ''): void {
  let message = '';
  let isBusy = false;
  const preview = watchPreview(app, () => dialog.redraw());

  const onSubmit = async (event: Event, dialog: Dialog): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.target as HTMLFormElement);
    const read = readAddress(textOf(form, 'address'), app.state.strings);
    if (read.kind === 'refused') {
      say(dialog, read.message);
      return;
    }
    isBusy = true;
    say(dialog, '');
    try {
      const folder = textOf(form, 'folder');
      const feed = preview.feedOf(read.url);
      const done = await subscribe(app, {
        url: feed ?? read.url,
        isFeed: feed !== undefined,
        ...(folder === '' ? {} : { folderId: folder as FolderId }),
      });
      isBusy = false;
      if (done.kind === 'known') {
        say(dialog, done.message);
        return;
      }
      dialog.close();
      app.frame.notice(done.message);
    } catch (error) {
      isBusy = false;
      reportError(error);
      say(dialog, app.state.strings.add.refused);
    }
  };

  const onFile = async (event: Event, dialog: Dialog): Promise<void> => {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (!file) return;
    try {
      const { importOpml } = await import('../import-opml.ts');
      const outcome = await importOpml(app, file);
      if (outcome.kind === 'refused') {
        say(dialog, outcome.message);
        return;
      }
      dialog.close();
      app.frame.notice(outcome.message);
      app.router.go('/feeds');
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const say = (dialog: Dialog, words: string): void => {
    message = words;
    dialog.redraw();
    if (words !== '') dialog.element.querySelector<HTMLInputElement>('input')?.focus();
  };

  const content = (dialog: Dialog): TemplateResult => {
    const { strings, folders, online } = app.state;
    const words = strings.add;
    return html`
      <form novalidate @submit=${(event: Event) => void onSubmit(event, dialog)}>
        <label class="field">
          <span>${words.address}</span>
          <input
            name="address"
            type="text"
            inputmode="url"
            autocomplete="url"
            autocapitalize="none"
            autocorrect="off"
            spellcheck="false"
            enterkeyhint="go"
            placeholder="example.org"
            .value=${address}
            data-first
            @input=${(event: Event) => preview.typed((event.target as HTMLInputElement).value)}
            aria-describedby="add-hint"
            aria-invalid=${message === '' ? nothing : 'true'}
          />
        </label>
        <p class="hint" id="add-hint" role=${message === '' ? nothing : 'alert'} ?data-bad=${message !== ''}>
          ${message === '' ? words.hint : message}
        </p>
        ${preview.content()}
        ${
          folders.length === 0
            ? nothing
            : html`<label class="field"
                ><span>${words.folder}</span
                ><select name="folder">
                  <option value="">${words.noFolder}</option>
                  ${folders.map(folder => html`<option value=${folder.id}>${folder.title}</option>`)}
                </select></label
              >`
        }
        ${online ? nothing : html`<p class="hint offline">${strings.edition.offline}</p>`}
        <div class="dialog-acts">
          <button class="button" ?disabled=${isBusy}>${isBusy ? words.subscribing : words.subscribe}</button>
        </div>
      </form>
      <p class="ways-else">
        <a class="textlink" href="/welcome?step=catalogue" @click=${dialog.close}>${words.catalogue}</a>
        <button
          type="button"
          class="textlink"
          @click=${() => dialog.element.querySelector<HTMLInputElement>('input[type=file]')?.click()}
        >
          ${words.opml}
        </button>
        <input
          type="file"
          class="said"
          tabindex="-1"
          aria-label=${words.opml}
          accept=".opml,.xml,text/xml,application/xml,text/x-opml"
          @change=${(event: Event) => void onFile(event, dialog)}
        />
      </p>
    `;
  };

  const dialog = openDialog(app, app.state.strings.add.title, content, 'add-dialog');
  dialog.element.addEventListener('close', preview.stop);
  if (onClose) dialog.element.addEventListener('close', onClose);
  if (address !== '') preview.typed(address);
  else if (note !== '') say(dialog, note);
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
