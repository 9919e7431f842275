// Search: everything on the device, as you type, without a network. The words stand in the address.

import { html, nothing, render, type TemplateResult } from 'lit';
import { toolsFor } from '../../core/strings/tools-for.ts';
import { icon } from '../../core/markup.ts';
import type { ArticleId, ArticleRow } from '../../core/model.ts';
import { markup } from '../../elements/markup-directive.ts';
import { PredawnList } from '../../elements/predawn-list.ts';
import { type App, type RouteMatch, type View, picturesOf, speechOf } from '../app.ts';
import { listPlace } from '../list-place.ts';
import { toggleRead, toggleStar } from '../marks.ts';
import { searchClient } from '../search/client.ts';
import type { SearchReply } from '../search/messages.ts';

/** What the worker gives at the most; then the line says "the best". */
const MOST_HITS = 200;
/** The worker gives the first ones with its answer; further ones are read so many at once. */
const ROWS_A_READ = 40;
/** The address follows once the person pauses, milliseconds. */
const ADDRESS_MS = 400;
/** Heard by a screen reader once the person pauses, milliseconds. */
const SAY_MS = 900;

export function createView(app: App, match: RouteMatch): View {
  const client = searchClient();
  const words = (): ReturnType<typeof toolsFor>['search'] => toolsFor(app.state.settings.language).search;
  const element = document.createElement('div');
  element.className = 'sheet search-sheet';
  const list = new PredawnList();
  list.setAttribute('aria-live', 'off');
  let text = match.query.get('q') ?? '';
  let ids: readonly ArticleId[] = [];
  let answered = text.trim() === '';
  let unknown: readonly string[] = [];
  let progress: { readonly indexed: number; readonly total: number } | undefined;
  let failed = false;
  let order: SearchOrder = orderOf(match.query.get('sort'));
  /** As they were found, the best first. */
  let best: readonly ArticleId[] = [];
  let addressTimer: ReturnType<typeof setTimeout> | undefined;
  let sayTimer: ReturnType<typeof setTimeout> | undefined;

  const show = (): void => {
    list.context = {
      strings: app.state.strings,
      speech: speechOf(app.state),
      now: Date.now(),
      pictures: picturesOf(app.state),
    };
    list.excerpts = app.state.settings.density !== 'compact';
    render(page(), element);
  };

  const page = (): TemplateResult => html`
    <header class="page-head search-head">
      <h1>${words().title}</h1>
      <form role="search" @submit=${onSubmit}>
        <label class="field">
          <span class="said">${words().label}</span>
          <input
            type="search"
            name="q"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            enterkeyhint="search"
            aria-label=${words().label}
            placeholder=${words().placeholder}
            .value=${text}
            @input=${onInput}
          />
        </label>
      </form>
      <div class="search-line">
        <p class="hint search-status">${status()}</p>
        ${
          ids.length === 0
            ? nothing
            : html`<button
                type="button"
                class="quiet"
                aria-label=${app.state.strings.list.moreActions}
                title=${app.state.strings.list.moreActions}
                @click=${openMenu}
              >
                ${markup(icon('more'))}
              </button>`
        }
      </div>
      ${unknown.length === 0 ? nothing : html`<p class="hint">${words().unknown(unknown.join(', '))}</p>`}
    </header>
    ${body()}
  `;

  const status = (): string => {
    if (failed) return words().failed;
    const parts = [
      text.trim() !== '' && answered ? words().found(ids.length, ids.length < MOST_HITS) : '',
      progress && progress.indexed < progress.total ? words().indexing(progress.indexed, progress.total) : '',
    ];
    return parts.filter(part => part !== '').join(' · ');
  };

  const body = (): unknown => {
    if (text.trim() === '') return start();
    if (ids.length > 0)
      return html`<h2 class="said">${status()}</h2>
        ${list}`;
    if (!answered || failed) return nothing;
    return html`<div class="empty">
      <div class="art night" aria-hidden="true"></div>
      <h2>${words().nothing(text.trim())}</h2>
      <p>${words().nothingHint}</p>
    </div>`;
  };

  const start = (): TemplateResult => html`
    <section class="search-start">
      <p class="lede">${words().start} ${words().startHint}</p>
      <dl>
        ${words().operators.map(
          ([operator, hint]) =>
            html`<dt>
                <button type="button" class="chip" @click=${() => type(operator)}><code>${operator}</code></button>
              </dt>
              <dd>${hint}</dd>`,
        )}
      </dl>
    </section>
  `;

  const ask = (): void => {
    answered = text.trim() === '';
    if (answered) ids = best = [];
    else client.ask(text);
  };

  const type = (operator: string): void => {
    text = operator;
    ask();
    show();
    const input = element.querySelector('input');
    input?.focus();
    input?.setSelectionRange(text.length, text.length);
  };

  const onInput = (event: Event): void => {
    text = (event.target as HTMLInputElement).value;
    ask();
    if (text.trim() === '') show();
    clearTimeout(addressTimer);
    addressTimer = setTimeout(() => {
      if (location.pathname === '/search') history.replaceState(history.state, '', hrefOf(text, order));
    }, ADDRESS_MS);
  };

  const onSubmit = (event: Event): void => {
    event.preventDefault();
    list.querySelector<HTMLElement>('h3 a')?.focus();
  };

  const onReply = (reply: SearchReply): void => {
    if (reply.kind === 'progress') progress = reply;
    else if (reply.kind === 'failed') failed = true;
    else {
      answered = true;
      unknown = reply.unknown;
      take(
        reply.hits.map(hit => hit.id),
        reply.hits.flatMap(hit => hit.terms),
        reply.rows,
      );
      clearTimeout(sayTimer);
      sayTimer = setTimeout(() => app.frame.say(status()), SAY_MS);
    }
    show();
  };

  const take = (found: readonly ArticleId[], terms: readonly string[], rows: readonly ArticleRow[]): void => {
    app.state.marked = [...new Set(terms)];
    app.state.order = { from: hrefOf(text, order), ids: () => ids };
    // The same hits again (the index has grown elsewhere): nothing moves under a finger.
    if (found.length === best.length && found.every((id, at) => id === best[at])) return;
    best = found;
    const first = new Map(rows.map(row => [row.headline.id, row]));
    if (order === 'best') lay(found, first);
    else sort().catch(app.frame.failed);
  };

  const lay = (found: readonly ArticleId[], first: ReadonlyMap<ArticleId, ArticleRow> = new Map()): void => {
    ids = found;
    app.state.order = { from: hrefOf(text, order), ids: () => ids };
    const known = new Map(first);
    const readFrom = new Map<number, Promise<void>>();
    /** The list asks for a few; what comes after them is read along. */
    const readAhead = async (at: number): Promise<void> => {
      for (const row of await app.library.rows(found.slice(at, at + ROWS_A_READ))) known.set(row.headline.id, row);
    };
    const knownOf = (wanted: readonly ArticleId[]): ArticleRow[] => wanted.flatMap(id => known.get(id) ?? []);
    list.source = {
      ids: found,
      complete: true,
      byDay: order !== 'best',
      more: () => Promise.resolve(),
      async rows(wanted, anew = false) {
        if (anew) {
          known.clear();
          readFrom.clear();
          return app.library.rows(wanted);
        }
        const missing = wanted.find(id => !known.has(id));
        if (missing === undefined) return knownOf(wanted);
        const at = Math.floor(found.indexOf(missing) / ROWS_A_READ) * ROWS_A_READ;
        const read = readFrom.get(at) ?? readAhead(at);
        readFrom.set(at, read);
        await read;
        return knownOf(wanted);
      },
      ready(wanted) {
        const rows = knownOf(wanted);
        return rows.length === wanted.length ? rows : undefined;
      },
    };
  };

  /** By date, where that is wanted. */
  const sort = async (): Promise<void> => {
    const wanted = best;
    if (order === 'best') lay(wanted);
    else {
      const rows = (await app.library.rows(wanted)).sort((a, b) => b.headline.publishedAt - a.headline.publishedAt);
      if (wanted !== best) return;
      lay((order === 'newest' ? rows : rows.reverse()).map(row => row.headline.id));
    }
    show();
  };

  const openMenu = (): void => {
    const orders = app.state.strings.list.orders;
    const inHits = new Set(ids);
    const mark = (): void =>
      void import('../marks.ts').then(
        ({ markAllRead }) => markAllRead(app, { query: { kind: 'all' }, only: id => inHits.has(id) }),
        app.frame.failed,
      );
    void import('../list-dialog.ts').then(
      ({ openListDialog }) =>
        openListDialog(app, {
          mark: { all: mark },
          order: {
            options: [
              ['best', orders.best],
              ['newest', orders.newest],
              ['oldest', orders.oldest],
            ],
            chosen: () => order,
            choose(to) {
              order = orderOf(to);
              history.replaceState(history.state, '', hrefOf(text, order));
              sort().catch(app.frame.failed);
            },
          },
        }),
      app.frame.failed,
    );
  };

  const place = listPlace(list, () => ids);
  const stop = client.onReply(onReply);
  ask();
  show();
  requestAnimationFrame(() => element.querySelector('input')?.focus({ preventScroll: true }));
  const open = (id: ArticleId): void => app.router.go(`/article/${encodeURIComponent(id)}`);

  return {
    element,
    title: words().title,
    refresh: show,
    changed() {
      void list.reload();
    },
    shown() {
      void list.reload();
      list.requestUpdate();
    },
    focusArticle: id => list.focusArticle(id),
    leave() {
      stop();
      clearTimeout(addressTimer);
      clearTimeout(sayTimer);
    },
    key(command) {
      const id = list.current;
      if (command === 'next' || command === 'next-only') return place.step(1, command === 'next' ? open : undefined);
      if (command === 'previous' || command === 'previous-only')
        return place.step(-1, command === 'previous' ? open : undefined);
      if (id === undefined) return false;
      if (command === 'open') open(id);
      else if (command === 'star') void toggleStar(app, id);
      else if (command === 'read') void toggleRead(app, id);
      else return false;
      return true;
    },
  };
}

type SearchOrder = 'best' | 'newest' | 'oldest';

function orderOf(name: string | null): SearchOrder {
  return name === 'newest' || name === 'oldest' ? name : 'best';
}

function hrefOf(text: string, order: SearchOrder): string {
  if (text.trim() === '') return '/search';
  return `/search?q=${encodeURIComponent(text.trim())}${order === 'best' ? '' : `&sort=${order}`}`;
}
