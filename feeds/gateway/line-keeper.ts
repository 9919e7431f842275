// Lines as they were last sent whole, ready to be sent again; one that is being made is made once, however many wait for it.

import type { Piece } from './pieces.ts';
import { createRecent } from './recent.ts';

export interface LineKeeper {
  readonly piece: (key: string, make: () => Promise<Piece>) => Promise<Piece>;
  /** Forgets lines that nobody has asked for since the call before this one: they are made anew from the database. */
  readonly forgetUnused: () => void;
}

export function createLineKeeper(maxBytes: number): LineKeeper {
  const kept = createRecent<Piece>(maxBytes);
  const making = new Map<string, Promise<Piece>>();

  async function made(key: string, make: () => Promise<Piece>): Promise<Piece> {
    try {
      const piece = await make();
      kept.set(key, piece, piece.weight());
      return piece;
    } finally {
      making.delete(key);
    }
  }

  return {
    piece: async (key, make) => {
      const known = kept.get(key);
      if (known) return known;
      let work = making.get(key);
      if (!work) {
        work = made(key, make);
        making.set(key, work);
      }
      return work;
    },
    forgetUnused: kept.forgetUnused,
  };
}
