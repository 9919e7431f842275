// A dead site and one that refuses requests from a browser (CORS) throw the same TypeError: knocking tells them apart.

import type { Fetch } from './transport.ts';

/** Whether the site answers at all when nothing is asked of it but to be there: then it was the browser's request that it refused. */
export async function refusesBrowsers(url: string, fetch: Fetch, signal: AbortSignal): Promise<boolean> {
  try {
    const how = { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store' } as const;
    await fetch(url, { ...how, signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    return true;
  } catch {
    return false;
  }
}
