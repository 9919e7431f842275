// What routes read from a request.

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** A limit of items, or nothing where it is none. */
export function readLimit(value: unknown): number | undefined {
  if (value === undefined) return DEFAULT_LIMIT;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= MAX_LIMIT
    ? number
    : undefined;
}
