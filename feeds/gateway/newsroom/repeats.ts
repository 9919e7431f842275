// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same key has one effect and always the same answer.

import { createHash } from 'node:crypto';
import { problem } from './answers.ts';

export interface Outcome {
  readonly status: number;
  readonly value: unknown;
}

export interface Repeats {
  /** Runs `act` once for a key. Another payload under the same key is refused. A failure is not remembered. */
  once(
    key: string | undefined,
    payload: string,
    act: () => Promise<Outcome>,
  ): Promise<{ outcome: Outcome; isRepeat: boolean } | Response>;
}

export function createRepeats(kept = 2000): Repeats {
  const known = new Map<string, { readonly fingerprint: string; readonly outcome: Promise<Outcome> }>();
  return {
    async once(key, payload, act) {
      if (key === undefined) return { outcome: await act(), isRepeat: false };
      if (key.length === 0 || key.length > 200)
        return problem(400, 'bad-idempotency-key', 'An Idempotency-Key has 1 to 200 characters.');
      const fingerprint = createHash('sha256').update(payload).digest('base64url');
      const before = known.get(key);
      if (before) {
        if (before.fingerprint !== fingerprint) {
          return problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used for something else.');
        }
        return { outcome: await before.outcome, isRepeat: true };
      }
      const outcome = act();
      known.set(key, { fingerprint, outcome });
      const oldest = known.size > kept ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      const settled = await outcome.catch((error: unknown) => {
        known.delete(key);
        throw error;
      });
      if (settled.status >= 400) known.delete(key);
      return { outcome: settled, isRepeat: false };
    },
  };
}
