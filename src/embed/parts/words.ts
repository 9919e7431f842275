// What the elements say. One place; times and numbers by Intl in the language of the host's page.

/** What went wrong, for a reader of the host's page: what happened and, where there is something, what to do. */
const TROUBLE: Readonly<Record<string, string>> = {
  network: 'The network failed. It is tried again by itself.',
  timeout: 'The answer took too long. It is tried again by itself.',
  'needs-gateway': 'This feed does not allow other sites to read it, and this page names no gateway.',
  'gateway-silent': 'The gateway does not answer, or does not serve this site.',
  'cross-origin': 'The gateway does not serve this site.',
  'not-a-feed': 'What came back is not a feed.',
  'feed-gone': 'The publisher has ended this feed.',
  'http-error': 'The site answered with an error.',
  'server-busy': 'The server is busy and asked us to wait.',
  'server-failed': 'The server failed. It is tried again by itself.',
  'needs-sign-in': 'The server wants you to sign in.',
  'sign-in-page': 'The server asked to sign in instead of taking it.',
  forbidden: 'The server does not allow this.',
  'refuses-browsers': 'This site refuses requests from a browser.',
  'too-large': 'This is more than 25 MB.',
  'quota-exceeded': 'The storage of this browser is full.',
  'not-found': 'There is nothing at this address.',
  'payload-too-large': 'The server found it too large.',
  'unknown-fate': 'The browser was closed while this was on its way. It may have arrived.',
  framed: 'Inside another site nothing can be kept. Open this site itself.',
  'newer-schema': 'This page is older than what is stored here. Reload it, then try again.',
  'not-a-page': 'There is no page that can be kept at this address.',
};

export function sayTrouble(code: string): string {
  return TROUBLE[code] ?? 'It did not work.';
}

/** "3 minutes ago", in the language of the page. */
export function sayAgo(time: number, now: number, language: string): string {
  const minutes = Math.round((time - now) / 60_000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (minutes > -60) return relative.format(Math.min(0, minutes), 'minute');
  if (minutes > -48 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

export function languageOf(element: Element): string {
  const said = element.closest('[lang]')?.getAttribute('lang') ?? '';
  try {
    return Intl.getCanonicalLocales(said || navigator.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
