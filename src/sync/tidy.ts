// Keeps a device within what it may hold: the rule of retention once a day, and room when storage is full.

import { bytesToFree } from '../core/retention.ts';
import { keys } from '../store/keys.ts';
import type { Freed, Library } from '../store/library-api.ts';
import { dropPictures } from './drop-pictures.ts';

export interface TidyOptions {
  readonly now: number;
  readonly caches?: CacheStorage | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What all of it takes now, where the engine says so. */
  readonly usedBytes?: (() => Promise<number | undefined>) | undefined;
}

/** Under `['meta', 'flags']`. */
interface TidiedFlag {
  readonly tidiedAt?: number;
}

/** The rule speaks of days: more often than so finds nothing, milliseconds. */
const EVERY_MS = 20 * 3_600_000;
/** Room made at once: a morning's pictures, bytes. */
const ROOM_BYTES = 20_000_000;
const MEGABYTE = 1_000_000;

/** Removes what `core/retention.ts` no longer keeps. Once in a day; a run that is cut short is taken up by the next wake. */
export async function tidyDaily(library: Library, options: TidyOptions): Promise<void> {
  const key = keys.meta('flags');
  const flags = await library.backend.get<TidiedFlag>(key);
  const since = options.now - (flags?.tidiedAt ?? 0);
  // A clock that was set back must not put it off for ever.
  if (since >= 0 && since < EVERY_MS) return;
  const { complete } = await library.retain(retainOptions(options));
  if (!complete) return;
  const { keepMegabytes } = await library.settings();
  // 0: as much as the engine gives.
  const bytes = keepMegabytes <= 0 ? 0 : bytesToFree((await options.usedBytes?.()) ?? 0, keepMegabytes * MEGABYTE);
  if (bytes > 0) await library.freeSpace({ ...retainOptions(options), bytes });
  await library.backend.transact([key], ([stored]) => ({
    puts: [[key, { ...(stored as TidiedFlag | undefined), tidiedAt: options.now }]],
    result: undefined,
  }));
}

/** Old pictures first, then old texts; what a person starred, saved or has still to send is never touched. */
export async function makeRoom(library: Library, options: TidyOptions): Promise<Freed> {
  return await library.freeSpace({ ...retainOptions(options), bytes: ROOM_BYTES });
}

function retainOptions({ now, caches, signal }: TidyOptions): Parameters<Library['retain']>[0] {
  return {
    now,
    pause: () => new Promise(resolve => setTimeout(resolve, 0)),
    ...(signal ? { signal } : {}),
    ...(caches ? { dropPictures: sources => dropPictures(caches, sources) } : {}),
  };
}
