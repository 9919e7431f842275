// The stored schema's version, its migrations, and the rule that older code never writes into newer data.

import { PredawnError } from '../core/errors.ts';
import { IDENTITY_VERSION } from '../core/identity.ts';
import type { Backend } from './backend.ts';
import { keys } from './keys.ts';

export interface Schema {
  readonly version: number;
  readonly identityVersion: number;
}

/** What this code writes. */
export const SCHEMA: Schema = { version: 1, identityVersion: IDENTITY_VERSION };

/** Whether this code may write where `stored` is found. */
export function mayWrite(stored: Schema | undefined): boolean {
  return stored === undefined || (stored.version <= SCHEMA.version && stored.identityVersion <= SCHEMA.identityVersion);
}

export function assertWritable(stored: Schema | undefined): void {
  if (!mayWrite(stored)) throw new PredawnError('newer-schema');
}

/** Brings the store up to `SCHEMA`, once, whoever else opens it at the same time. Answers false where it is newer. */
export async function migrate(backend: Backend, lock: <T>(work: () => Promise<T>) => Promise<T>): Promise<boolean> {
  const stored = await backend.get<Schema>(keys.meta('schema'));
  if (!mayWrite(stored)) return false;
  if (isCurrent(stored)) return true;
  return lock(async () => {
    const found = await backend.get<Schema>(keys.meta('schema'));
    if (!mayWrite(found)) return false;
    if (!isCurrent(found)) await backend.write({ puts: [[keys.meta('schema'), SCHEMA]] });
    return true;
  });
}

function isCurrent(stored: Schema | undefined): boolean {
  return stored !== undefined && stored.version === SCHEMA.version && stored.identityVersion === SCHEMA.identityVersion;
}
