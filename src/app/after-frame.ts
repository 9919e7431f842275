// What need not be done before the next picture is on the screen.

/** Runs once the next frame is painted; a page out of sight paints none. */
export function afterFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run);
  else requestAnimationFrame(() => setTimeout(run));
}
