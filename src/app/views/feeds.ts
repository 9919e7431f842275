// Feeds: what a person is subscribed to.

import { html, nothing, render } from 'lit';
import { type App, type View, feedName, speechOf } from '../app.ts';
import { sayDayFully } from '../../core/say.ts';

export function createView(app: App): View {
  const element = document.createElement('div');
  element.className = 'sheet';
  const show = (): void => {
    const { strings, feeds } = app.state;
    const [title, lede] = strings.stub.feeds;
    render(
      html`<header class="page-head">
          <h1>${title}</h1>
          <p class="lede">${feeds.length === 0 ? strings.empty.noFeedsHint : lede}</p>
        </header>
        <ul class="plain-list">
          ${feeds.map(feed => {
            const words = strings.feedState(feed.state, at => sayDayFully(at, Date.now(), speechOf(app.state)));
            return html`<li>
              <a href="/feed/${encodeURIComponent(feed.id)}" dir="auto">${feedName(feed)}</a
              >${words === undefined ? nothing : html`<small>${words}</small>`}
            </li>`;
          })}
        </ul>
        <p>
          <button type="button" class="button" @click=${() => app.frame.openAdd()}>${strings.actions.addFeed}</button>
        </p>`,
      element,
    );
  };
  show();
  return { element, title: app.state.strings.nav.feeds, refresh: show, changed: show };
}
