// Keeps count of the articles opened of each feed, for the plan of a wake and the order of the edition.

import type { FeedId } from '../core/model.ts';
import { addOpen, opensAt, type Opens } from '../core/opens.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';

const KEY = keys.meta('opens');

export async function noteOpen(library: Library, feedId: FeedId, now: number): Promise<void> {
  if (library.readOnly) return;
  await library.backend.transact([KEY], ([opens]) => ({
    puts: [[KEY, addOpen(opens as Opens | undefined, feedId, now)]],
    result: undefined,
  }));
}

export async function readOpens(library: Library, now: number): Promise<Map<FeedId, number>> {
  return opensAt(await library.backend.get<Opens>(KEY), now);
}
