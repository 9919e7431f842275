// The few assertions that suites need which run under node:test and in a browser alike.

export function equal(actual: unknown, expected: unknown, what = ''): void {
  const [a, b] = [show(actual), show(expected)];
  if (a !== b) throw new Error(`${what === '' ? '' : `${what}: `}expected ${b}, found ${a}`);
}

export function ok(fact: boolean, what: string): void {
  if (!fact) throw new Error(`expected ${what}`);
}

/** Rejects with an error of that code. */
export async function rejects(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error(`expected a rejection with ${code}, it resolved`);
  const found = (error as { code?: unknown }).code;
  if (found !== code) throw new Error(`expected the code ${code}, found ${String(found)}`, { cause: error });
}

/** Stable text of plain values, Maps, Sets, undefined and -0 told apart from null and 0 where it matters not at all. */
function show(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return '[undefined]';
    if (inner instanceof Map) return { map: [...inner] };
    if (inner instanceof Set) return { set: [...inner] };
    if (inner instanceof Error) return { error: inner.message };
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return inner;
  });
}
