// A backend whose writes a second copy follows. The copy's own code is loaded with the first of them: a page that only reads goes without.

import type { Backend, Batch } from './backend.ts';

export interface SecondCopy {
  /** After each commit, before its writer hears of it. `byPerson`: one word of the person's, not of many articles at once. */
  follow(batch: Batch, byPerson: boolean): Promise<void>;
}

/** `open` is called once. A second copy that cannot be written costs nothing but itself. */
export function followed(backend: Backend, open: () => Promise<SecondCopy>): Backend {
  let copy: Promise<SecondCopy> | undefined;

  const transact: Backend['transact'] = async (read, decide, options) => {
    let batch: Batch = {};
    const result = await backend.transact(read, values => (batch = decide(values)), options);
    await (copy ??= open()).then(second => second.follow(batch, options?.durable === true)).catch(() => undefined);
    return result;
  };
  return {
    ...backend,
    transact,
    write: (batch, options) => transact([], () => ({ ...batch, result: undefined }), options),
  };
}
