// Who hears of a change: listeners of this library, and every other tab and the worker over a BroadcastChannel.

import type { Key } from './backend.ts';

export interface Changes {
  /** After the commit: tells the listeners here and everywhere else. */
  announce(changed: readonly Key[]): void;
  onChange(listener: (changed: readonly Key[]) => void): () => void;
  close(): void;
}

/** Families that views show; list and identity keys follow from them and are not told. */
const TOLD = new Set(['feed', 'folder', 'headline', 'body', 'status', 'outbox', 'wake', 'meta']);
/** Past this many keys of one change the family alone is told (`['status']`): read again what you show. */
const MOST_KEYS = 500;

/** `channelName` absent: nobody else can share this store (memory). */
export function openChanges(channelName: string | undefined): Changes {
  const listeners = new Set<(changed: readonly Key[]) => void>();
  const channel =
    channelName === undefined || typeof BroadcastChannel === 'undefined'
      ? undefined
      : new BroadcastChannel(channelName);
  const tell = (changed: readonly Key[]): void => {
    for (const listener of [...listeners]) listener(changed);
  };
  if (channel !== undefined) {
    channel.onmessage = event => {
      if (Array.isArray(event.data)) tell(event.data as Key[]);
    };
  }
  return {
    announce(changed) {
      const told = shorten(changed.filter(key => TOLD.has(String(key[0]))));
      if (told.length === 0) return;
      channel?.postMessage(told);
      tell(told);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      channel?.close();
    },
  };
}

function shorten(changed: readonly Key[]): readonly Key[] {
  if (changed.length <= MOST_KEYS) return changed;
  return [...new Set(changed.map(key => String(key[0])))].map((family): Key => [family]);
}
