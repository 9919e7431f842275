// "Send to" of an article: at once where there is one destination, by a menu where there are several, by set-up where there is none.

import { html } from 'lit';
import type { Article } from '../core/model.ts';
import { sendingFor } from '../core/strings/sending-for.ts';
import type { App } from './app.ts';
import { readDestinations, sendArticle } from './destinations.ts';
import { openDialog } from './dialog.ts';

export async function openSendTo(app: App, article: Article): Promise<void> {
  const words = sendingFor(app.state.settings.language);
  const all = await readDestinations(app.library);
  const [only] = all;
  const setUp = `/settings/destinations?for=${encodeURIComponent(article.headline.id)}`;
  if (!only) {
    app.router.go(setUp);
    return;
  }
  if (all.length === 1) {
    await sendArticle(app, article, only);
    return;
  }
  openDialog(
    app,
    words.choose,
    dialog => html`
      <ul class="send-menu">
        ${all.map(
          (to, at) =>
            html`<li>
              <button
                type="button"
                ?data-first=${at === 0}
                @click=${() => {
                  dialog.close();
                  sendArticle(app, article, to).catch(app.frame.failed);
                }}
              >
                <b dir="auto">${to.name}</b><small dir="ltr">${hostOf(to.url)}</small>
              </button>
            </li>`,
        )}
      </ul>
      <p><a class="textlink" href=${setUp} @click=${dialog.close}>${words.another}</a></p>
    `,
    'send-dialog',
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
