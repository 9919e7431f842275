// Outbox: how much waits to be sent.

import { html, render } from 'lit';
import type { App, View } from '../app.ts';

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet';
  const show = async (): Promise<void> => {
    const { strings } = app.state;
    const waiting = await app.library.outbox();
    const [title, lede] = strings.stub.outbox;
    const [empty, emptyHint] = strings.stub.outboxEmpty;
    render(
      html`<header class="page-head">
          <h1>${title}</h1>
          <p class="lede">${lede}</p>
        </header>
        ${
          waiting.length === 0
            ? html`<div class="empty">
                <div class="art day" aria-hidden="true"></div>
                <h2>${empty}</h2>
                <p>${emptyHint}</p>
              </div>`
            : html`<p>${strings.edition.waiting(waiting.length)}</p>`
        }`,
      element,
    );
  };
  await show();
  return { element, title: app.state.strings.nav.outbox, changed: () => void show(), refresh: () => void show() };
}
