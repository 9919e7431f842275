// "Send to" under Settings: the person's own destinations, set up, tried, changed and removed.

import { html, nothing, render, type TemplateResult } from 'lit';
import { type ConfiguredDestination, type DestinationKind, lacksSecret, PRESETS } from '../../core/destinations.ts';
import { type SendingStrings } from '../../core/strings/en-sending.ts';
import { sendingFor } from '../../core/strings/sending-for.ts';
import { type App, type RouteMatch, type View } from '../app.ts';
import { wordsOf } from '../error-words.ts';
import { confirmDialog } from '../confirm-dialog.ts';
import { openDestinationDialog, tryHere } from '../destination-dialog.ts';
import { putDestination, readDestinations, removeDestination, waitingFor } from '../destinations.ts';

export async function createView(app: App, match: RouteMatch): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet destinations';
  /** The article that it was asked for from. */
  const from = match.query.get('for');
  let all: readonly ConfiguredDestination[] = [];
  const said = new Map<string, { readonly bad: boolean; readonly text: string }>();
  const stop = new AbortController();
  const words = (): SendingStrings => sendingFor(app.state.settings.language);

  const read = async (): Promise<void> => {
    all = await readDestinations(app.library);
    show();
  };
  const show = (): void => void render(page(), element);

  const page = (): TemplateResult => html`
    <header class="page-head">
      <h1 tabindex="-1">${words().title}</h1>
      <p class="lede">${words().lede}</p>
      <p>
        ${
          from === null
            ? html`<a class="textlink" href="/settings">${words().back2}</a>`
            : html`<a class="textlink" href="/article/${encodeURIComponent(from)}">${words().back}</a>`
        }
      </p>
    </header>
    ${
      all.length === 0
        ? html`<div class="empty">
            <div class="art day" aria-hidden="true"></div>
            <h2>${words().none}</h2>
            <p>${words().noneHint}</p>
          </div>`
        : html`<ol class="entries">
            ${all.map(row)}
          </ol>`
    }
    <section class="block">
      <h2>${words().add}</h2>
      <ul class="send-menu">
        ${PRESETS.map(
          ({ kind }) =>
            html`<li>
              <button type="button" @click=${() => open(kind)}>
                <b>${words().kinds[kind]}</b><small>${words().kindHints[kind]}</small>
              </button>
            </li>`,
        )}
      </ul>
    </section>
  `;

  const row = (destination: ConfiguredDestination): TemplateResult => {
    const { id, name, url, kind, mode } = destination;
    const how = said.get(id) ?? (lacksSecret(destination) ? { bad: true, text: words().lacksSecret } : undefined);
    return html`<li>
      <div>
        <p class="what" dir="auto">${name}</p>
        <p class="why" role="status" ?data-bad=${how?.bad === true}>${how?.text ?? nothing}</p>
        <small dir="ltr"
          >${words().kinds[kind]} · ${hostOf(url)}${mode === 'opaque' ? ` · ${words().noReceipt}` : ''}</small
        >
      </div>
      <div class="acts">
        <button
          type="button"
          class="button plain"
          aria-label="${words().test} ${name}"
          @click=${() => void test(destination).catch(app.frame.failed)}
        >
          ${words().test}
        </button>
        <button
          type="button"
          class="button plain"
          aria-label="${words().edit} ${name}"
          @click=${() => open(kind, destination)}
        >
          ${words().edit}
        </button>
        <button
          type="button"
          class="button plain"
          aria-label="${words().remove} ${name}"
          @click=${() => void remove(destination).catch(app.frame.failed)}
        >
          ${words().remove}
        </button>
      </div>
    </li>`;
  };

  const open = (kind: DestinationKind, destination?: ConfiguredDestination): void =>
    openDestinationDialog({
      app,
      kind,
      ...(destination ? { destination } : {}),
      saved: ({ id }) => {
        said.delete(id);
        read().catch(app.frame.failed);
      },
    });

  const test = async (destination: ConfiguredDestination): Promise<void> => {
    const { id } = destination;
    said.set(id, { bad: false, text: words().testing });
    show();
    said.set(id, await outcome(destination));
    show();
  };

  const outcome = async (destination: ConfiguredDestination): Promise<{ bad: boolean; text: string }> => {
    if (!app.state.online) return { bad: true, text: wordsOf(app, 'offline').what };
    const tried = await tryHere(destination, undefined, stop.signal);
    if (tried.kind !== 'failed' && tried.destination.tokens !== destination.tokens)
      await putDestination(app.library, tried.destination);
    if (tried.kind === 'works') return { bad: false, text: words().worksNow };
    if (tried.kind === 'handed-over') return { bad: false, text: words().handedOverNow };
    const { what, todo } = wordsOf(app, tried.code);
    return { bad: true, text: words().failed(what, todo) };
  };

  const remove = async (destination: ConfiguredDestination): Promise<void> => {
    const { id, name } = destination;
    const waiting = (await waitingFor(app.library, id)).length;
    confirmDialog(app, {
      title: words().remove,
      question: words().removeSure(name, waiting),
      yes: words().remove,
      run: async () => {
        await removeDestination(app.library, id, Date.now());
        app.frame.notice(words().removed(name));
        await read();
        element.querySelector<HTMLElement>('h1')?.focus();
      },
    });
  };

  await read();
  return {
    element,
    title: words().title,
    refresh: show,
    changed(families) {
      if (families.has('meta')) read().catch(app.frame.failed);
    },
    shown: () => void read().catch(app.frame.failed),
    leave: () => stop.abort(),
  };
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
