// What page and worker say to each other, typed. Changes of data travel apart, over the `predawn-changes` BroadcastChannel.

import type { WakeReason, WakeReport } from '../core/model.ts';

export type PageMessage =
  | { readonly kind: 'wake'; readonly reason: WakeReason }
  | { readonly kind: 'cancel-wake' }
  /** Replay the outbox now (no SyncManager, or a first try at once). */
  | { readonly kind: 'replay'; readonly urgent?: boolean }
  /** Print the front page anew: what it shows has changed. */
  | { readonly kind: 'print' }
  /** The person agreed to the update. */
  | { readonly kind: 'skip-waiting' };

export type WorkerMessage =
  | { readonly kind: 'wake-progress'; readonly report: WakeReport; readonly done: number; readonly total: number }
  | { readonly kind: 'wake-ended'; readonly report: WakeReport }
  /** Which path do you show? Answered over the port that comes with it. */
  | { readonly kind: 'where' }
  /** A notification was clicked on: show this. */
  | { readonly kind: 'show'; readonly url: string }
  | { readonly kind: 'replayed'; readonly acknowledged: number; readonly waiting: number; readonly dead: number };

export const TAGS = {
  outbox: 'predawn-outbox',
  /** One a save: `predawn-save:<articleId>`. */
  save: 'predawn-save:',
  morningA: 'predawn-morning-a',
  morningB: 'predawn-morning-b',
} as const;

export const LOCKS = { wake: 'predawn-wake', replay: 'predawn-replay', migrate: 'predawn-migrate' } as const;
export const CACHES = { pictures: 'predawn-pictures', pages: 'predawn-pages', front: 'predawn-front-' } as const;
