// Next and previous by swipe: 40 % of the width or a flick, never from the edges, which are the browser's.

/** Pixels at each side that belong to the browser's own gestures. */
const EDGE = 24;
/** Share of the width that turns the page. */
const SHARE = 0.4;
/** Pixels a millisecond: a flick. */
const FLICK = 0.5;
/** Pixels before a direction is decided. */
const SLACK = 12;

export interface SwipeOptions {
  readonly signal: AbortSignal;
  /** 1 = onward in the direction of reading. */
  readonly onSwipe: (by: 1 | -1) => void;
}

export function watchSwipe(pane: HTMLElement, { signal, onSwipe }: SwipeOptions): void {
  let from: { x: number; y: number; at: number; id: number } | undefined;
  let isAcross = false;

  const move = (by: number): void => {
    const text = pane.querySelector<HTMLElement>('.reading');
    if (text) text.style.transform = by === 0 ? '' : `translateX(${String(Math.round(by))}px)`;
  };
  const end = (): void => {
    from = undefined;
    isAcross = false;
    move(0);
  };

  pane.addEventListener(
    'touchstart',
    event => {
      const [touch] = event.touches;
      if (event.touches.length !== 1 || !touch || touch.clientX < EDGE || touch.clientX > window.innerWidth - EDGE) {
        end();
        return;
      }
      // What scrolls sideways by itself keeps its own gesture.
      if (
        (event.target as Element).closest('pre, .scroll, audio, video, input') ||
        window.getSelection()?.isCollapsed === false
      )
        return;
      from = { x: touch.clientX, y: touch.clientY, at: event.timeStamp, id: touch.identifier };
    },
    { passive: true, signal },
  );

  pane.addEventListener(
    'touchmove',
    event => {
      const touch = [...event.touches].find(one => one.identifier === from?.id);
      if (!from || !touch) return;
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
      if (!isAcross && Math.hypot(x, y) > SLACK) {
        if (Math.abs(x) < Math.abs(y) * 1.6) {
          end();
          return;
        }
        isAcross = true;
      }
      if (isAcross) move(x * 0.6);
    },
    { passive: true, signal },
  );

  pane.addEventListener(
    'touchend',
    event => {
      const touch = [...event.changedTouches].find(one => one.identifier === from?.id);
      if (from && touch && isAcross) {
        const x = touch.clientX - from.x;
        const speed = Math.abs(x) / Math.max(1, event.timeStamp - from.at);
        const isFar = Math.abs(x) > window.innerWidth * SHARE || (speed > FLICK && Math.abs(x) > SLACK * 3);
        const onward = document.documentElement.dir === 'rtl' ? x > 0 : x < 0;
        end();
        if (isFar) onSwipe(onward ? 1 : -1);
        return;
      }
      end();
    },
    { passive: true, signal },
  );
  pane.addEventListener('touchcancel', end, { passive: true, signal });
}
