// An article: its text as beautiful as we can set it, and what a person may do with it.

import { html, nothing, render, type TemplateResult } from 'lit';
import { icon } from '../../core/markup.ts';
import type { Article, ArticleId, Status } from '../../core/model.ts';
import { chooseSize } from '../../core/picture-choice.ts';
import { readingMinutes, sayDayFully, sayTime, sayWhen } from '../../core/say.ts';
import { markup } from '../../elements/markup-directive.ts';
import { noteOpen } from '../../sync/opens.ts';
import { type App, type RouteMatch, type View, feedName, speechOf } from '../app.ts';
import { afterFrame } from '../after-frame.ts';
import { articlesAhead } from '../article-ahead.ts';
import { readableBody, type ReadableBody } from '../article-body.ts';
import { enclosures } from '../enclosures.ts';
import * as motion from '../grow.ts';
import { type LateText, watchLateText } from '../late-text.ts';
import { setMark } from '../marks.ts';
import { createMessage } from '../message-view.ts';
import { missingPictures } from '../missing-pictures.ts';
import { watchProgress } from '../progress.ts';
import { shareArticle } from '../share.ts';
import { watchSwipe } from '../swipe.ts';
import { openTypeDialog } from '../type-dialog.ts';

/** What an opened article writes of itself comes first, milliseconds. */
const NEIGHBOURS_MS = 120;

export async function createView(app: App, match: RouteMatch): Promise<View> {
  const id = (match.params['id'] ?? '') as ArticleId;
  const found = await articlesAhead(app.library).take(id);
  const { strings } = app.state;
  if (!found)
    return createMessage(strings.article.gone, strings.article.goneHint, [{ label: strings.nav.today, href: '/' }]);
  return articleView(app, found);
}

function articleView(app: App, found: Article): View {
  const { id } = found.headline;
  const element = document.createElement('div');
  element.className = 'article-pane';
  let article = found;
  let status: Status = found.status;
  let body: ReadableBody | undefined = found.body && readableBody(found.body, found.headline, app.state.strings);
  let bodyOf = found.body?.fetchedAt;
  const missing = missingPictures();
  const late: LateText = watchLateText(app, () => show());

  const show = (): void => {
    render(page(), element);
  };

  const page = (): TemplateResult => {
    const { strings } = app.state;
    const words = strings.article;
    const { headline, feed } = article;
    const language = headline.language ?? feed.language;
    const original = originalOf(article);
    return html`
      <div class="reading-progress" aria-hidden="true"><i></i></div>
      <div class="bar" role="toolbar" aria-label=${words.bar}>
        <button
          type="button"
          class="quiet back"
          aria-label=${strings.actions.back}
          @click=${() => app.router.back(app.state.order?.from ?? '/')}
        >
          ${markup(icon('back'))}
        </button>
        <span class="gap"></span>
        ${button('type', words.type, () => openTypeDialog(app))}
        ${button('unread', words.markUnread, () => void mark('read', !status.read), !status.read)}
        ${button('saved', words.save, () => void save(), status.saved)}
        ${button('star', words.star, () => void mark('starred', !status.starred), status.starred)}
        ${button('share', words.share, () => void shareArticle(app, article))}
        ${button('search', strings.find.title, find, undefined, 'roomy')}
        ${button('send', words.sendTo, () => void sendTo(), undefined, 'roomy')}
        ${
          original === undefined
            ? nothing
            : html`<a
                class="quiet roomy"
                href=${original}
                target="_blank"
                rel="noopener noreferrer"
                aria-label=${words.open}
                title=${words.open}
                >${markup(icon('open'))}</a
              >`
        }
        <button
          type="button"
          class="quiet narrow"
          popovertarget="article-more"
          aria-label=${words.more}
          title=${words.more}
        >
          ${markup(icon('more'))}
        </button>
      </div>
      ${menu(original)}
      <article class="reading" lang=${language ?? nothing} dir=${headline.direction ?? feed.direction ?? 'auto'}>
        <header>
          <a class="kicker" href="/feed/${encodeURIComponent(feed.id)}" dir="auto">${feedName(feed)}</a>
          <h1>${headline.title || strings.row.untitled}</h1>
          <p class="by" lang=${app.state.settings.language} dir=${strings.direction}>${byline()}</p>
        </header>
        ${lead()} ${enclosures(article, app, show)}
        ${body ? html`<div class="prose ${body.isLong ? 'whole' : ''}">${body.content}</div>` : headline.excerpt === '' ? nothing : html`<div class="prose"><p>${headline.excerpt}</p></div>`}
        <footer lang=${app.state.settings.language} dir=${strings.direction}>
          ${note()} ${about()} ${source()} ${around()}
        </footer>
      </article>
    `;
  };

  /** What the bar of a narrow screen has no room for. */
  const menu = (original: string | undefined): TemplateResult => {
    const { strings } = app.state;
    const act = (name: string, label: string, run: () => void): TemplateResult => html`
      <button
        type="button"
        @click=${() => {
          element.querySelector<HTMLElement>('#article-more')?.hidePopover();
          run();
        }}
      >
        ${markup(icon(name))}<b>${label}</b>
      </button>
    `;
    return html`<div class="more article-more" id="article-more" popover>
      ${act('search', strings.find.title, find)} ${act('send', strings.article.sendTo, () => void sendTo())}
      ${
        original === undefined
          ? nothing
          : html`<a href=${original} target="_blank" rel="noopener noreferrer"
              >${markup(icon('open'))}<b>${strings.article.open}</b></a
            >`
      }
    </div>`;
  };

  const find = (): void => {
    import('../find-bar.ts').then(({ openFindBar }) => openFindBar(app, element), app.frame.failed);
  };

  const button = (
    name: string,
    label: string,
    run: () => void,
    pressed?: boolean,
    className = '',
  ): TemplateResult => html`
    <button
      type="button"
      class="quiet ${className}"
      aria-label=${label}
      title=${label}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      @click=${run}
    >
      ${markup(icon(name))}
    </button>
  `;

  const byline = (): string => {
    const words = app.state.strings.article;
    const { headline } = article;
    const speech = speechOf(app.state);
    return [
      headline.author === undefined ? undefined : words.by(headline.author),
      `${sayDayFully(headline.publishedAt, Date.now(), speech)}, ${sayTime(headline.publishedAt, speech)}`,
      headline.wordCount > 0 ? words.minutes(readingMinutes(headline.wordCount)) : undefined,
      article.body?.source === 'page' ? words.fromPage : undefined,
    ]
      .filter(part => part !== undefined)
      .join(' · ');
  };

  const lead = (): unknown => {
    const picture = article.headline.lead;
    const size = picture && chooseSize(picture);
    if (!picture || !size || body?.holdsLead === true) return nothing;
    return html`<figure class="lead-picture">
      <img
        src=${size.url}
        alt=${picture.alt ?? ''}
        width=${picture.width ?? 1600}
        height=${picture.height ?? 900}
        decoding="async"
      />
    </figure>`;
  };

  const note = (): TemplateResult => {
    const words = app.state.strings.article;
    const { headline } = article;
    const isWhole = headline.text === 'full';
    const more =
      isWhole || status.saved
        ? nothing
        : html`<button type="button" class="button plain" @click=${() => void save()}>${words.fetchWhole}</button>`;
    const asked = !isWhole && status.saved ? ` ${words.askedFor}` : '';
    if (!isWhole && status.saved && late.isLate) return late.offer(words);
    if (headline.text === 'none') {
      const hint = status.saved ? '' : app.state.online ? words.noTextOnline : words.noTextOffline;
      return html`<p class="note"><b class="away">${words.noText}</b><span>${hint}${asked}</span>${more}</p>`;
    }
    const lost = new Set(headline.lostPictures?.map(({ src }) => src));
    const toBeHad = article.body?.pictures.filter(({ src }) => !lost.has(src)).length ?? headline.pictures;
    const pictures =
      headline.picturesStored < toBeHad ? words.ofPictures(headline.picturesStored, headline.pictures) : undefined;
    const parts = [
      words.textAnd(pictures === undefined ? headline.pictures : 0),
      pictures,
      article.body && words.fetched(sayWhen(article.body.fetchedAt, Date.now(), speechOf(app.state))),
    ].filter(part => part !== undefined);
    const summary = headline.text === 'summary' && article.body?.source === 'feed' ? ` ${words.onlySummary}` : '';
    return html`<p class="note"><b>${words.onDevice}</b><span>${parts.join(', ')}.${summary}${asked}</span>${more}</p>`;
  };

  const about = (): unknown => {
    const words = app.state.strings.article;
    const comments = webAddress(article.body?.commentsUrl);
    const topics = [...new Set(article.body?.categories ?? [])];
    if (comments === undefined && topics.length === 0) return nothing;
    return html`<div class="about">
      ${topics.length === 0 ? nothing : html`<p><b>${words.topics}:</b> <span dir="auto">${topics.join(' · ')}</span></p>`}
      ${
        comments === undefined
          ? nothing
          : html`<a class="textlink" href=${comments} target="_blank" rel="noopener noreferrer">${words.comments}</a>`
      }
    </div>`;
  };

  /** On paper the address is all that is left of the link. */
  const source = (): unknown => {
    const original = originalOf(article);
    return original === undefined ? nothing : html`<p class="source" dir="ltr">${original}</p>`;
  };

  const around = (): unknown => {
    const words = app.state.strings.article;
    const ids = app.state.order?.ids() ?? [];
    const at = ids.indexOf(id);
    if (at < 0) return nothing;
    const link = (to: ArticleId | undefined, label: string, name: string): unknown =>
      to === undefined
        ? nothing
        : html`<a
            class="step ${name}"
            href="/article/${encodeURIComponent(to)}"
            @click=${(event: Event) => {
              event.preventDefault();
              step(name === 'next' ? 1 : -1);
            }}
            >${markup(icon(name === 'next' ? 'next' : 'back'))}<span>${label}</span></a
          >`;
    return html`<nav class="around" aria-label=${words.bar}>
      ${link(ids[at - 1], words.previous, 'previous')}${link(ids[at + 1], words.next, 'next')}
    </nav>`;
  };

  const mark = async (field: 'read' | 'starred', value: boolean): Promise<void> => {
    try {
      // Written before it is shown: what a person has seen done survives a kill in the next moment.
      await setMark(app, id, field, value, status[field]);
      status = { ...status, [field]: value };
      show();
      const words = app.state.strings.article;
      app.frame.say(
        field === 'starred' ? (value ? words.starredNow : words.unstarredNow) : value ? words.readNow : words.unreadNow,
      );
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const save = async (): Promise<void> => {
    const words = app.state.strings.article;
    const shown = (saved: boolean): void => {
      status = { ...status, saved };
      show();
    };
    try {
      if (status.saved) {
        await app.library.setSaved(id, false, Date.now());
        shown(false);
        app.frame.notice(words.unsaved);
        return;
      }
      const entry = await app.library.act(
        { kind: 'save', articleId: id, feedId: article.feed.id, notify: true },
        { now: Date.now() },
      );
      shown(true);
      late.begin();
      await app.link.acted(entry);
      app.frame.notice(navigator.onLine ? words.saved : words.savedPending);
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const sendTo = (): Promise<void> =>
    import('../send-to.ts').then(({ openSendTo }) => openSendTo(app, article)).catch(app.frame.failed);

  const step = (by: 1 | -1): boolean => {
    void go(by);
    return true;
  };
  const go = async (by: 1 | -1): Promise<void> => {
    const { order, strings } = app.state;
    if (!order) return;
    const at = order.ids().indexOf(id);
    if (at < 0) return;
    if (at + by >= order.ids().length && order.more) await order.more();
    const to = order.ids()[at + by];
    if (to === undefined) app.frame.say(by === 1 ? strings.article.lastOne : strings.article.firstOne);
    else app.router.go(`/article/${encodeURIComponent(to)}`, { replace: true });
  };

  const reread = async (): Promise<void> => {
    const fresh = await app.library.article(id);
    if (!fresh) return;
    article = fresh;
    status = fresh.status;
    if (fresh.body && fresh.body.fetchedAt !== bodyOf) {
      bodyOf = fresh.body.fetchedAt;
      body = readableBody(fresh.body, fresh.headline, app.state.strings);
    }
    if (fresh.headline.text === 'full' || !fresh.status.saved) late.end();
    show();
  };

  element.addEventListener(
    'error',
    event => {
      if (!(event.target instanceof HTMLImageElement)) return;
      if (event.target.closest('.prose')) missing.put(event.target, app.state.strings);
      else event.target.classList.add('missing');
    },
    { capture: true },
  );
  app.state.reading = id;
  const awaitText = (): void => {
    if (status.saved && article.headline.text !== 'full') late.begin();
  };
  awaitText();
  // Opened is read.
  const wasRead = status.read;
  status = { ...status, read: true };
  show();
  markSearched(app, element);
  const stop = new AbortController();
  const progress = watchProgress(element, { start: found.status.progress ?? 0, signal: stop.signal });
  watchSwipe(element, { signal: stop.signal, onSwipe: step });
  readNeighbours(app, id, stop.signal);
  if (!wasRead) setMark(app, id, 'read', true, false).catch(app.frame.failed);
  // A count that could not be written is a lesson less, not an error to show.
  afterFrame(() => {
    noteOpen(app.library, article.feed.id, Date.now()).catch(() => undefined);
  });

  let kept = found.status.progress;
  const keepProgress = (): void => {
    const { value } = progress;
    if (Math.abs(value - (kept ?? 0)) < 0.02) return;
    const previous = kept;
    kept = value;
    app.library
      .act({ kind: 'mark', articleId: id, field: 'progress', value, previous }, { now: Date.now() })
      .catch(app.frame.failed);
  };
  // A phone may end the page any time once it is out of sight.
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') keepProgress();
    },
    { signal: stop.signal },
  );

  return {
    element,
    title: found.headline.title || app.state.strings.row.untitled,
    motion,
    refresh() {
      awaitText();
      if (app.state.online) missing.tryAgain();
      show();
    },
    changed(families) {
      if (families.has('headline') || families.has('body') || families.has('status')) void reread();
    },
    shown: () => progress.restore(),
    leave() {
      stop.abort();
      late.end();
      keepProgress();
    },
    key(command) {
      switch (command) {
        case 'next':
        case 'next-only':
        case 'ArrowRight':
          return step(app.state.strings.direction === 'rtl' && command === 'ArrowRight' ? -1 : 1);
        case 'previous':
        case 'previous-only':
        case 'ArrowLeft':
          return step(app.state.strings.direction === 'rtl' && command === 'ArrowLeft' ? 1 : -1);
        case 'star':
          void mark('starred', !status.starred);
          return true;
        case 'send-to':
          void sendTo();
          return true;
        case 'read':
          void mark('read', !status.read);
          return true;
        case 'find':
          find();
          return true;
        case 'original': {
          const original = originalOf(article);
          if (original !== undefined) window.open(original, '_blank', 'noopener');
          return true;
        }
        default:
          return false;
      }
    },
  };
}

/** Next and previous stand ready once the person has begun to read. */
function readNeighbours(app: App, id: ArticleId, signal: AbortSignal): void {
  const timer = setTimeout(() => {
    const ids = app.state.order?.ids() ?? [];
    const at = ids.indexOf(id);
    if (at < 0) return;
    for (const next of [ids[at + 1], ids[at - 1]]) if (next !== undefined) articlesAhead(app.library).read(next);
  }, NEIGHBOURS_MS);
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/** An item without an address of its own leads to its feed's site. */
function originalOf({ headline, feed }: Article): string | undefined {
  return webAddress(headline.url) ?? webAddress(feed.siteUrl);
}

function webAddress(address: string | undefined): string | undefined {
  return address !== undefined && /^https?:/i.test(address) ? address : undefined;
}

/** Opened from a search: the words that were found are marked. */
function markSearched(app: App, element: HTMLElement): void {
  const terms = app.state.order?.from.startsWith('/search') === true ? app.state.marked : undefined;
  if (terms) import('../found-words.ts').then(({ markFound }) => markFound(element, terms), app.frame.failed);
}
