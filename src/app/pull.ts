// Pull to refresh: at the top of the page a sun rises under the finger; let go above the mark, and it is asked for.

/** Pixels of pulling that count. */
const FAR = 84;
/** Pixels before it is a pull and not a tap. */
const SLACK = 10;

export interface PullOptions {
  readonly signal: AbortSignal;
  /** Whether a refresh makes sense where the finger is. */
  readonly isWanted: () => boolean;
  readonly onPull: () => void;
}

export function watchPull(main: HTMLElement, { signal, isWanted, onPull }: PullOptions): void {
  let from: number | undefined;
  let by = 0;
  let sun: HTMLElement | undefined;

  const end = (): void => {
    sun?.remove();
    sun = undefined;
    from = undefined;
    by = 0;
  };

  main.addEventListener(
    'touchstart',
    event => {
      const [touch] = event.touches;
      from = event.touches.length === 1 && touch && window.scrollY <= 0 && isWanted() ? touch.clientY : undefined;
    },
    { passive: true, signal },
  );
  main.addEventListener(
    'touchmove',
    event => {
      const [touch] = event.touches;
      if (from === undefined || !touch) return;
      by = touch.clientY - from;
      if (window.scrollY > 0 || by < 0) {
        end();
        return;
      }
      if (by < SLACK) return;
      if (!sun) {
        sun = document.createElement('div');
        sun.className = 'pull';
        sun.ariaHidden = 'true';
        document.body.append(sun);
      }
      const share = Math.min(1, (by - SLACK) / FAR);
      sun.style.setProperty('--share', share.toFixed(3));
      sun.classList.toggle('far', share === 1);
    },
    { passive: true, signal },
  );
  main.addEventListener(
    'touchend',
    () => {
      const isFar = from !== undefined && by - SLACK >= FAR;
      end();
      if (isFar) onPull();
    },
    { passive: true, signal },
  );
  main.addEventListener('touchcancel', end, { passive: true, signal });
}
