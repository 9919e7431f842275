// Whether this person has seen the welcome, or only wants to look: marks of this browser, not of the library.

const KEY = 'predawn-welcomed';
const TRYING_KEY = 'predawn-trying';
/** Where the headlines of a printed newsroom lead to. */
const SAMPLE = /^\/(?:article|feed)\/sample-/;
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

/**
 * The sample newsroom is asked for by this address; or it was, and the person went on before it was taken in: a tap on a printed headline may come
 * before any script runs.
 */
export function isTrying(): boolean {
  if (new URLSearchParams(location.search).get('try') === 'newsroom') {
    setTrying(true);
    return true;
  }
  if (SAMPLE.test(location.pathname) && !wasWelcomed()) return true;
  try {
    return sessionStorage.getItem(TRYING_KEY) === '1';
  } catch {
    return false;
  }
}

export function setTrying(trying: boolean): void {
  try {
    if (trying) sessionStorage.setItem(TRYING_KEY, '1');
    else sessionStorage.removeItem(TRYING_KEY);
  } catch {
    // Storage refused: the address says it.
  }
}
