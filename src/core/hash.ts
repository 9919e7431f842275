// A short stable hash of text, for identity keys and fingerprints. Not cryptographic: it tells apart, it does not protect.

/** 106 bits as 22 base-36 characters (two 53-bit cyrb53 runs with different seeds); linear in the length. */
export function hashText(text: string): string {
  return run(text, 0x9e3779b9) + run(text, 0x51ed270b);
}

/** Hashes parts so that their borders count: `['ab','c']` and `['a','bc']` differ. */
export function hashParts(parts: readonly (string | number | undefined)[]): string {
  return hashText(parts.map(part => (part === undefined ? '-' : `${String(part).length}:${part}`)).join('|'));
}

function run(text: string, seed: number): string {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
}
