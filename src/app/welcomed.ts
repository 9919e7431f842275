// Whether this person has seen the welcome: a mark of this browser, not of the library.

const KEY = 'predawn-welcomed';
let here = false;

export function wasWelcomed(): boolean {
  try {
    return here || localStorage.getItem(KEY) === '1';
  } catch {
    return here;
  }
}

export function setWelcomed(): void {
  here = true;
  try {
    localStorage.setItem(KEY, '1');
  } catch {
    // Storage refused: asked again at the next start.
  }
}
