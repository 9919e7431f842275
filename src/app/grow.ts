// An opened article grows from the title that was touched, and shrinks back into it. Growing moves the page that stands there already: a
// view transition would first take its picture of the list, and the text would wait for that (docs/decisions/ui-opening.md).

import { MOVING_ATTRIBUTE } from '../elements/patch.ts';

/** Where a title stood in a list. */
export interface Place {
  readonly box: DOMRect;
  /** Of its letters, pixels. */
  readonly size: number;
}

const TAKES_MS = 200;
const EASE = 'cubic-bezier(0.2, 0.8, 0.2, 1)';
/** Text is on the screen from the first frame: it comes from no further than this share of the height. */
const FURTHEST = 1 / 3;
/** Beside its list an article has its own pane and comes from the list's side, pixels. */
const ASIDE = 24;

/** Of an article's title on a page, if it is in sight. */
export function placeOf(page: Element | undefined, href: string): Place | undefined {
  const title = titleOn(page, href);
  return title && { box: title.getBoundingClientRect(), size: sizeOf(title) };
}

/** The article stands there and is laid out; it glides from the place. */
export function growFrom({ box, size }: Place, article: Element): void {
  const reading = article.querySelector<HTMLElement>('.reading');
  const heading = reading?.querySelector<HTMLElement>('h1');
  if (!reading || !heading) return;
  const to = heading.getBoundingClientRect();
  const isRightward = getComputedStyle(heading).direction === 'rtl';
  const side = isRightward ? box.right - to.right : box.left - to.left;
  const across = within(side, ASIDE);
  const down = side === across ? within(box.top - to.top, window.innerHeight * FURTHEST) : 0;
  const how = { duration: TAKES_MS, easing: EASE };
  reading.animate({ transform: [`translate(${String(across)}px, ${String(down)}px)`, 'none'] }, how);
  heading.animate(
    {
      transform: [`scale(${String(size / sizeOf(heading))})`, 'none'],
      transformOrigin: [isRightward ? 'right top' : 'left top', isRightward ? 'right top' : 'left top'],
    },
    how,
  );
}

/** For the time of one view transition the heading of an article and its row's title are one. */
export interface Shrinking {
  /** The list stands there again. */
  arrive(page: Element): void;
  end(): void;
}

export function shrinkFrom(article: Element | undefined, href: string): Shrinking | undefined {
  const heading = article?.querySelector('h1');
  if (!heading || !isInSight(heading)) return undefined;
  let marked: Element | undefined;
  const mark = (element: Element | undefined): void => {
    marked?.removeAttribute(MOVING_ATTRIBUTE);
    marked = element;
    marked?.setAttribute(MOVING_ATTRIBUTE, '');
  };
  mark(heading);
  let isOver = false;
  return {
    arrive(page) {
      // One that comes too late does not shrink.
      mark(isOver ? undefined : titleOn(page, href));
    },
    end() {
      isOver = true;
      mark(undefined);
    },
  };
}

/** A box, not words that flow over several lines. */
function titleOn(page: Element | undefined, href: string): Element | undefined {
  const links = [...(page?.querySelectorAll(`a[href="${CSS.escape(href)}"]`) ?? [])];
  return links.find(isInSight)?.closest('h2, h3') ?? undefined;
}

function isInSight(element: Element): boolean {
  const { top, bottom, width } = element.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < window.innerHeight;
}

function sizeOf(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).fontSize);
}

function within(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
