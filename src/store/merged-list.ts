// A folder's list: the ordered lists of its feeds merged, newest or oldest first, reading little more than it shows.
// So a feed changes its folder without any of its articles being touched.

import type { Backend, Key } from './backend.ts';

interface Source {
  readonly family: Key;
  waiting: Key[];
  /** Where to read on. */
  last: Key | undefined;
  done: boolean;
}

export interface MergeRequest {
  readonly limit: number;
  /** Oldest first. */
  readonly reverse: boolean;
  readonly after: Key | undefined;
}

/** At most `limit` keys of all `families` (`[name, feedId, -publishedAt, articleId]`) that follow `after`. */
export async function mergedKeys(
  backend: Backend,
  families: readonly Key[],
  { limit, reverse, after }: MergeRequest,
): Promise<Key[]> {
  const sources = families.map((family): Source => ({
    family,
    waiting: [],
    // The same place in each feed's list: everything behind that date and id.
    last: after === undefined ? undefined : [...family, ...after.slice(family.length)],
    done: false,
  }));
  const step = Math.max(8, Math.ceil((limit * 3) / Math.max(1, families.length)));
  const out: Key[] = [];
  while (out.length < limit) {
    await refill(backend, sources, Math.min(step, limit), reverse);
    let added = false;
    while (out.length < limit && sources.every(source => source.done || source.waiting.length > 0)) {
      const first = sources.reduce<Source | undefined>(
        (best, source) =>
          source.waiting.length > 0 && (best === undefined || isBefore(source, best) !== reverse) ? source : best,
        undefined,
      );
      const key = first?.waiting.shift();
      if (key === undefined) return out;
      out.push(key);
      added = true;
    }
    if (!added && sources.every(source => source.done)) break;
  }
  return out;
}

async function refill(backend: Backend, sources: readonly Source[], step: number, reverse: boolean): Promise<void> {
  const empty = sources.filter(source => !source.done && source.waiting.length === 0);
  if (empty.length === 0) return;
  const found = await backend.rangesKeys(
    empty.map(({ family, last }) => ({
      prefix: family,
      limit: step,
      reverse,
      ...(last === undefined ? {} : { after: last }),
    })),
  );
  empty.forEach((source, i) => {
    source.waiting = found[i] ?? [];
    source.last = source.waiting.at(-1) ?? source.last;
    source.done = source.waiting.length < step;
  });
}

function isBefore(a: Source, b: Source): boolean {
  const [dateA, idA] = a.waiting[0]?.slice(2) ?? [];
  const [dateB, idB] = b.waiting[0]?.slice(2) ?? [];
  return dateA === dateB ? String(idA) < String(idB) : Number(dateA) < Number(dateB);
}
