// Articles read before they are asked for: the one under a finger, and the neighbours of the one that is open.

import type { Article, ArticleId } from '../core/model.ts';
import type { Library } from '../store/library-api.ts';

const MOST = 6;
const PATH = '/article/';

export interface ArticlesAhead {
  read(id: ArticleId): void;
  /** What is done with one that is there before anybody takes it, when the page has time. */
  onRead(prepare: (article: Article) => void): void;
  /** As it is in the library now, read already or not. */
  take(id: ArticleId): Promise<Article | undefined>;
}

const known = new WeakMap<Library, ArticlesAhead>();

export function articlesAhead(library: Library): ArticlesAhead {
  const made = known.get(library) ?? createAhead(library);
  known.set(library, made);
  return made;
}

function createAhead(library: Library): ArticlesAhead {
  const reads = new Map<string, Promise<Article | undefined>>();
  let prepare: ((article: Article) => void) | undefined;
  library.onChange(changed => {
    for (const [family, first, second] of changed) {
      if (family === 'status' || family === 'body') reads.delete(String(first));
      else if (family === 'headline') reads.delete(String(second));
      else if (family === 'feed' || family === 'former-feed') reads.clear();
    }
  });
  return {
    read(id) {
      if (reads.has(id)) return;
      const read = library.article(id);
      reads.set(id, read);
      // Whoever opens it reads again, and hears why.
      read.then(
        article =>
          whenIdle(() => {
            if (article && reads.get(id) === read) prepare?.(article);
          }),
        () => reads.delete(id),
      );
      for (const oldest of reads.keys()) {
        if (reads.size <= MOST) break;
        reads.delete(oldest);
      }
    },
    onRead(then) {
      prepare = then;
    },
    take(id) {
      const read = reads.get(id) ?? library.article(id);
      reads.delete(id);
      return read;
    },
  };
}

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(run);
}

/** A press that has begun on a link, a link that gets the focus: what it leads to is opened next. Not hover: under a mouse that rests, a scrolled list would read every row. */
export function watchLinks(library: Library, signal: AbortSignal): void {
  const onTouch = (event: Event): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link?.origin !== location.origin || !link.pathname.startsWith(PATH)) return;
    articlesAhead(library).read(decodeURIComponent(link.pathname.slice(PATH.length)) as ArticleId);
  };
  for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, onTouch, { passive: true, signal });
}
