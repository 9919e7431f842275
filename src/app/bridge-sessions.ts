// Writes down when the reader reads: a session from becoming visible to being hidden. On this device only.

import { sessionAt } from '../core/local-clock.ts';
import type { Library } from '../store/library-api.ts';
import { keys } from '../store/keys.ts';
import type { SeenConditions } from '../sync/conditions.ts';
import { linkOf } from '../sync/conditions.ts';

export interface SessionOptions {
  readonly library: Library;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

interface Battery {
  readonly level: number;
  readonly charging: boolean;
}

/** A look shorter than this is not a reading; a return within it goes on with the session before, milliseconds. */
const GLANCE_MS = 5_000;
const SAME_SESSION_MS = 5 * 60_000;
/** A tab that is killed says nothing: the session is written so often while it lasts, milliseconds. */
const WRITE_EVERY_MS = 60_000;

export function watchSessions({ library, now, signal }: SessionOptions): void {
  let startedAt: number | undefined;
  let endedAt = 0;
  let ready: boolean | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const write = async (): Promise<void> => {
    if (startedAt === undefined || now() - startedAt < GLANCE_MS) return;
    endedAt = now();
    const session = sessionAt(startedAt, endedAt, t => -new Date(t).getTimezoneOffset());
    await library.putSession(ready === undefined ? session : { ...session, ready });
  };
  const begin = async (): Promise<void> => {
    // A clock that was set back begins a session of its own.
    const goesOn = startedAt !== undefined && now() >= endedAt && now() - endedAt < SAME_SESSION_MS;
    if (!goesOn) {
      startedAt = now();
      ready = (await library.edition())?.complete;
    }
    clearInterval(timer);
    timer = setInterval(() => void write().catch(() => undefined), WRITE_EVERY_MS);
    await rememberConditions(library, now());
  };
  const end = async (): Promise<void> => {
    clearInterval(timer);
    await write();
  };
  const look = (): void => {
    const done = document.visibilityState === 'visible' ? begin() : end();
    // A session that could not be written is a lesson less, not an error to show.
    done.catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look, { signal });
  addEventListener('pagehide', () => void end().catch(() => undefined), { signal });
  signal.addEventListener('abort', () => clearInterval(timer));
  look();
}

/** A worker sees neither battery nor, mostly, the link: it goes by what the page last saw. */
async function rememberConditions(library: Library, at: number): Promise<void> {
  const device = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  const battery = await device.getBattery?.().catch(() => undefined);
  const seen: SeenConditions = {
    at,
    ...linkOf(device),
    ...(battery ? { battery: { level: battery.level, charging: battery.charging } } : {}),
  };
  if (!library.readOnly) await library.backend.write({ puts: [[keys.meta('conditions'), seen]] });
}
