// How far an article has been read, shown as the horizon at the top and kept for the next time.

export interface Progress {
  /** 0 to 1. */
  readonly value: number;
  restore(): void;
}

/** Nearer to either end than this it opens at its top. */
const WORTH_RETURNING = [0.04, 0.96] as const;

export function watchProgress(pane: HTMLElement, { start, signal }: { start: number; signal: AbortSignal }): Progress {
  let value = start;
  let isRestored = false;
  let frame = 0;
  const line = pane.querySelector<HTMLElement>('.reading-progress i');

  const measure = (): void => {
    frame = 0;
    if (!pane.isConnected || pane.offsetParent === null) return;
    const text = pane.querySelector('.reading')?.getBoundingClientRect();
    if (!text || text.height === 0) return;
    const scroller = scrollerOf(pane);
    const room = scroller.scrollHeight - scroller.clientHeight;
    // What fits on one screen has been seen whole.
    value = room < 8 ? 1 : Math.min(1, Math.max(0, scroller.scrollTop / room));
    line?.style.setProperty('transform', `scaleX(${value.toFixed(4)})`);
  };
  const soon = (): void => {
    if (frame === 0 && isRestored) frame = requestAnimationFrame(measure);
  };
  document.addEventListener('scroll', soon, { capture: true, passive: true, signal });
  window.addEventListener('resize', soon, { passive: true, signal });
  signal.addEventListener('abort', () => cancelAnimationFrame(frame));

  // Once it stands in the page and has been laid out.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (signal.aborted) return;
      restore();
      isRestored = true;
      measure();
      // While it glides in, it reaches further down.
      for (const { finished } of gliding()) finished.then(soon, soon);
    }),
  );

  function gliding(): readonly Animation[] {
    return pane.querySelector('.reading')?.getAnimations() ?? [];
  }

  function restore(): void {
    if (start < WORTH_RETURNING[0] || start > WORTH_RETURNING[1]) return;
    for (const motion of gliding()) motion.finish();
    const scroller = scrollerOf(pane);
    scroller.scrollTop = start * (scroller.scrollHeight - scroller.clientHeight);
  }

  return {
    get value() {
      return value;
    },
    restore: () => undefined,
  };
}

/** The pane where it scrolls by itself, else the document. */
function scrollerOf(pane: HTMLElement): Element {
  const overflow = getComputedStyle(pane).overflowY;
  return overflow === 'auto' || overflow === 'scroll' ? pane : (document.scrollingElement ?? document.documentElement);
}
