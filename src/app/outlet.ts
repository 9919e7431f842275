// Which view stands in <main>: a base (Today, a list, a page) and over it, or beside it on a wide screen, an article.

import { h } from '../core/markup.ts';
import type { ArticleId } from '../core/model.ts';
import { createNode } from '../elements/patch.ts';
import { afterFrame } from './after-frame.ts';
import type { App, View } from './app.ts';
import type { Shrinking } from './grow.ts';
// With the shell: what says that nothing can be loaded cannot wait to be loaded.
import { createMessage } from './message-view.ts';
import { type Arrival, type Route, matchRoute } from './router.ts';

/** From here on a list and its article stand side by side. */
export const WIDE = '(min-width: 900px)';

/** A page that waits for its view longer than this moves again, milliseconds. */
const HOLD_MS = 120;

interface Standing {
  readonly view: View;
  readonly route: Route;
  readonly href: string;
  /** Where the document stood, and what had the focus, when something was laid over it. */
  scroll: number;
  focus: HTMLElement | undefined;
  /** The article that had it: its row may have been made anew since. */
  focusKey: string | undefined;
}

/** Pages left behind that keep their place for the way back. */
const MOST_BEHIND = 4;
/** A fade that has not begun by then is left out, milliseconds. */
const LATE_FADE_MS = 250;

export interface Outlet {
  show(href: string, arrival: Arrival): Promise<void>;
  readonly views: () => readonly View[];
  /** The one that keys go to. */
  readonly front: () => View | undefined;
  /** The kind of what stands behind an article. */
  readonly baseHref: () => string | undefined;
}

export function createOutlet(main: HTMLElement, app: App, routes: readonly Route[], notFound: Route): Outlet {
  const wide = matchMedia(WIDE);
  let base: Standing | undefined;
  let article: Standing | undefined;
  /** By address, the last left last. */
  const behind = new Map<string, Standing>();
  /** Only the last of several quick steps is shown. */
  let step = 0;

  const create = async (href: string): Promise<Standing> => {
    const found = matchRoute(routes, href);
    const route = found?.route ?? notFound;
    const match = found?.match ?? { href, params: {}, query: new URLSearchParams() };
    const loaded = route.load();
    // A connection that had died meanwhile costs one try.
    const module = loaded instanceof Promise ? await loaded.catch(() => route.load()) : loaded;
    return { view: await module.createView(app, match), route, href, scroll: 0, focus: undefined, focusKey: undefined };
  };

  const lay = (): void => {
    const panes = base?.route.kind === 'list' && wide.matches;
    main.classList.toggle('panes', panes);
    const beside = article?.view.element ?? (panes ? nothingChosen(app) : undefined);
    const elements = [base?.view.element, beside].filter(element => element !== undefined);
    for (const child of [...main.children]) if (!elements.includes(child as HTMLElement)) child.remove();
    elements.forEach((element, at) => {
      if (main.children[at] !== element) main.insertBefore(element, main.children[at] ?? null);
    });
    if (base) {
      base.view.element.hidden = article !== undefined && !panes;
      base.view.element.classList.toggle('beside', panes);
    }
  };
  wide.addEventListener('change', () => {
    lay();
    for (const standing of [base, article]) standing?.view.shown?.();
  });

  const leave = (standing: Standing | undefined): void => standing?.view.leave?.();

  const keepBehind = (standing: Standing): void => {
    leave(behind.get(standing.href));
    behind.delete(standing.href);
    behind.set(standing.href, standing);
    for (const [href, oldest] of behind) {
      if (behind.size <= MOST_BEHIND) break;
      behind.delete(href);
      leave(oldest);
    }
  };

  const outlet: Outlet = {
    async show(href, arrival) {
      const mine = ++step;
      const isArticle = matchRoute(routes, href)?.route.kind === 'article';
      if (!isArticle && base?.href === href && arrival !== 'replace') {
        // Back to what stood behind.
        const left = article;
        const back = base;
        const shrink = (): Shrinking | undefined => left?.view.motion?.shrinkFrom(left.view.element, left.href);
        const change = openSwap(arrival, shrink);
        await change(() => {
          article = undefined;
          leave(left);
          lay();
          if (left) scrollBack(back);
          return back.view.element;
        });
        base.view.shown?.();
        await restore(base, left === undefined);
        setTitle(app, base.view);
        return;
      }
      const kept = arrival === 'back' && !isArticle ? behind.get(href) : undefined;
      if (kept) {
        behind.delete(href);
        if (base && !article) remember(base);
        await swap(arrival, () => {
          leave(article);
          if (base) keepBehind(base);
          article = undefined;
          base = kept;
          lay();
        });
        kept.view.shown?.();
        await laidOut();
        if (mine !== step) return;
        await restore(kept, false);
        if (mine !== step) return;
        setTitle(app, kept.view);
        app.frame.say(kept.view.title);
        return;
      }
      // The engine takes its picture of what stands there while the next view is read; a text waits for no picture.
      const grows = isArticle && arrival === 'link';
      const change = grows ? changeAtOnce : openSwap(arrival);
      const fresh = await create(href).catch((error: unknown) => failedView(app, error, href));
      if (mine !== step) {
        leave(fresh);
        void change(() => undefined);
        return;
      }
      if (base && !article) remember(base);
      const motion = grows && !wantsStillness() ? fresh.view.motion : undefined;
      const place = motion?.placeOf(base?.view.element, href);
      await change(() => {
        if (isArticle) {
          leave(article);
          article = fresh;
        } else {
          leave(article);
          if (base) (arrival === 'replace' ? leave : keepBehind)(base);
          article = undefined;
          base = fresh;
        }
        lay();
        return fresh.view.element;
      });
      // A page that a person came to by back-forward far away starts at its top: its place is not known any more.
      if (arrival !== 'start') {
        if (!main.classList.contains('panes')) window.scrollTo(0, 0);
        focusOn(fresh.view.element);
      }
      if (place) motion?.growFrom(place, fresh.view.element);
      setTitle(app, fresh.view);
      if (arrival !== 'start') app.frame.say(fresh.view.title);
      // Where its list stands now.
      if (isArticle) afterFrame(() => base?.view.refresh?.());
    },
    views: () => [base?.view, article?.view].filter(view => view !== undefined),
    front: () => (article ?? base)?.view,
    baseHref: () => base?.href,
  };
  return outlet;
}

/** What stands beside a list before an article is opened. */
function nothingChosen({ state: { strings, settings } }: App): HTMLElement {
  return createNode(
    h(
      'div',
      { class: 'pane-empty' },
      h('div', { class: 'art dawn', 'aria-hidden': 'true' }),
      h('p', {}, strings.list.choose),
      settings.shortcuts && h('span', { class: 'hint' }, strings.list.chooseHint),
    ),
    document,
  ) as HTMLElement;
}

/** Answers the element that came, where the one that goes may shrink into it. */
type Change = (change: () => unknown) => Promise<void>;

/** A short cross-fade where the engine has it and the person wants motion. */
function swap(arrival: Arrival, change: () => void): Promise<void> {
  return openSwap(arrival)(change);
}

/** No motion for who wants none, nor where nobody looks. */
function wantsStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches || document.visibilityState === 'hidden';
}

const changeAtOnce: Change = change => {
  change();
  return Promise.resolve();
};

/** Begins the fade; the page stands still until the change is given, but not for long: a late one comes without a fade. */
function openSwap(arrival: Arrival, shrink?: () => Shrinking | undefined): Change {
  const isPlain = arrival === 'start' || arrival === 'replace' || wantsStillness();
  if (isPlain || typeof document.startViewTransition !== 'function') return changeAtOnce;
  const shrinking = shrink?.();
  let isDone = false;
  let give: Change = () => Promise.resolve();
  const given = new Promise<() => void>(done => {
    give = async change => {
      const once = (): void => {
        if (isDone) return;
        isDone = true;
        const came = change();
        if (came instanceof Element) shrinking?.arrive(came);
      };
      done(once);
      await transition.updateCallbackDone;
      once();
    };
  });
  const transition = document.startViewTransition(async () => {
    clearTimeout(busy);
    const late = new Promise<undefined>(done => setTimeout(done, HOLD_MS));
    const change = await Promise.race([given, late]);
    change?.();
  });
  // An engine that is busy or paints nothing keeps nobody waiting for a fade.
  const busy = setTimeout(() => transition.skipTransition(), LATE_FADE_MS);
  // One that is skipped because another begins, or because the page is hidden, is no failure.
  transition.ready.catch(() => undefined);
  transition.finished.catch(() => undefined).finally(() => shrinking?.end());
  passTapsOn(transition);
  return give;
}

/** While a page fades in, taps fall on nothing: the first ends the fade and goes to what is under it. */
function passTapsOn(transition: ViewTransition): void {
  const stop = new AbortController();
  transition.finished.catch(() => undefined).finally(() => stop.abort());
  document.addEventListener(
    'click',
    event => {
      if (event.target !== document.documentElement) return;
      transition.skipTransition();
      void transition.finished.then(() => {
        const under = document.elementFromPoint(event.clientX, event.clientY);
        under?.closest<HTMLElement>('a, button, input, label, summary')?.click();
      });
    },
    { capture: true, signal: stop.signal },
  );
}

function remember(standing: Standing): void {
  const { element } = standing.view;
  const { activeElement } = document;
  standing.scroll = element.classList.contains('beside') ? element.scrollTop : window.scrollY;
  standing.focus = activeElement instanceof HTMLElement && element.contains(activeElement) ? activeElement : undefined;
  standing.focusKey = standing.focus?.closest<HTMLElement>('[data-key]')?.dataset['key'];
}

/** What was away from the page has measured itself again. */
async function laidOut(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1)
    await new Promise(done => {
      // A page out of sight paints no frames.
      if (document.visibilityState === 'hidden') setTimeout(done);
      else requestAnimationFrame(done);
    });
}

function scrollBack({ view: { element }, scroll }: Standing): void {
  if (element.classList.contains('beside')) element.scrollTop = scroll;
  else window.scrollTo(0, scroll);
}

async function restore(standing: Standing, isSamePage: boolean): Promise<void> {
  if (isSamePage) {
    standing.view.element.scrollTo({ top: 0 });
    window.scrollTo({ top: 0 });
    return;
  }
  const { element } = standing.view;
  scrollBack(standing);
  const key = standing.focusKey as ArticleId | undefined;
  if (standing.focus?.isConnected === true) {
    standing.focus.focus({ preventScroll: true });
    return;
  }
  // Rows at this place are drawn once it is scrolled to.
  await laidOut();
  if (key === undefined || standing.view.focusArticle?.(key) !== true) focusOn(element);
}

/** Its heading, so that a screen reader begins where the eye does. */
function focusOn(element: HTMLElement): void {
  const heading = element.querySelector<HTMLElement>('h1') ?? element;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function setTitle(app: App, view: View): void {
  document.title = view.title === '' ? app.state.strings.brand : `${view.title} · ${app.state.strings.brand}`;
}

function failedView(app: App, error: unknown, href: string): Standing {
  const { errors, actions } = app.state.strings;
  reportError(error);
  const view = createMessage(errors.viewFailed, errors.viewFailedHint, [
    {
      label: actions.tryAgain,
      run: () => {
        location.assign(href);
      },
    },
  ]);
  return {
    view,
    route: { path: '', load: () => Promise.reject(new Error('no-module')) },
    href,
    scroll: 0,
    focus: undefined,
    focusKey: undefined,
  };
}
