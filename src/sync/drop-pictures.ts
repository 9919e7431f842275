// Takes pictures out of the cache: by their publisher's address, in every width.

import { CACHES } from './messages.ts';

/** Answers the bytes that were freed, as far as the stored answers say their length. */
export async function dropPictures(caches: CacheStorage, sources: readonly string[]): Promise<number> {
  if (!(await caches.has(CACHES.pictures))) return 0;
  const cache = await caches.open(CACHES.pictures);
  const gone = new Set(sources);
  let freed = 0;
  for (const request of await cache.keys()) {
    const source = new URL(request.url).searchParams.get('url') ?? request.url;
    if (!gone.has(source)) continue;
    freed += storedBytes(await cache.match(request)) ?? 0;
    await cache.delete(request);
  }
  return freed;
}

/** Bytes of a stored answer by its own word. */
export function storedBytes(answer: Response | undefined): number | undefined {
  const length = Number(answer?.headers.get('content-length') ?? 0);
  return Number.isFinite(length) && length > 0 ? length : undefined;
}
