// A map that forgets: bounded by weight, what was used longest ago goes first.

export interface Recent<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T, weight: number) => void;
  readonly delete: (key: string) => void;
  readonly weight: () => number;
  /** Forgets all that nobody has used since the call before this one. */
  readonly forgetUnused: () => void;
}

export function createRecent<T>(maxWeight: number): Recent<T> {
  const entries = new Map<string, { readonly value: T; readonly weight: number }>();
  let total = 0;
  let used = new Set<string>();
  const drop = (key: string) => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      used.add(key);
      return entry.value;
    },
    set(key, value, weight) {
      drop(key);
      if (weight > maxWeight) return;
      entries.set(key, { value, weight });
      used.add(key);
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= maxWeight) break;
        drop(oldest);
      }
    },
    delete: drop,
    weight: () => total,
    forgetUnused: () => {
      for (const key of entries.keys()) if (!used.has(key)) drop(key);
      used = new Set();
    },
  };
}
