// What a kill between two of Chromium's own writes leaves in a profile: a torn log, and two starts later no database (google/leveldb#1287).

import { appendFile, glob } from 'node:fs/promises';
import { join } from 'node:path';

/** A record begun and never ended: its head says 100 bytes, and none follows. */
const TORN = Buffer.from([1, 2, 3, 4, 100, 0, 1]);

/** The browser must be dead. Its next start goes on behind the tear; the one after that, if anything was written, finds the log damaged. */
export async function tearLog(profile: string): Promise<void> {
  for await (const log of glob(join(profile, 'Default/IndexedDB/*.leveldb/*.log'))) await appendFile(log, TORN);
}
