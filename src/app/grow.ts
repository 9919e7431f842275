// An article grows from the row that was touched: the row's title becomes its heading, for the time of one transition. (The picture as
// well cost about ten milliseconds of opening at 4x.)

const TITLE = 'grows-title';

export interface Growth {
  /** The article stands there: what was the row's title is now its heading. */
  arrive(article: Element): void;
  end(): void;
}

/** Marks the row of an article, if it is in sight. */
export function growFrom(page: Element | undefined, href: string): Growth | undefined {
  const link = [...(page?.querySelectorAll(`a[href="${CSS.escape(href)}"]`) ?? [])].find(isInSight);
  let marked: Element | null | undefined;
  let isOver = false;
  const mark = (element: Element | null | undefined): void => {
    marked?.classList.remove(TITLE);
    marked = element && isInSight(element) ? element : undefined;
    marked?.classList.add(TITLE);
  };
  // Of a box, not of words that flow over several lines.
  mark(link?.closest('h2, h3'));
  if (!marked) return undefined;
  return {
    arrive(article) {
      // One that comes too late does not grow.
      mark(isOver ? undefined : article.querySelector('h1'));
    },
    end() {
      isOver = true;
      mark(undefined);
    },
  };
}

function isInSight(element: Element): boolean {
  const { top, bottom, width } = element.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < window.innerHeight;
}
