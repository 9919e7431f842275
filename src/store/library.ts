// Opens the library: the one store, its schema brought up to date, and everything that page and worker ask of it.

import { codeOf } from '../core/errors.ts';
import { acting } from './acting.ts';
import type { Backend } from './backend.ts';
import { openChanges } from './changes.ts';
import { ingesting } from './ingesting.ts';
import { followed } from './followed.ts';
import { openIndexedDbBackend } from './indexeddb.ts';
import { keeping } from './keeping.ts';
import type { Library } from './library-api.ts';
import { openMemoryBackend } from './memory.ts';
import { merging } from './merging.ts';
import { reading } from './reading.ts';
import { retaining } from './retaining.ts';
import { migrate } from './schema.ts';
import { settling } from './settling.ts';
import { subscribing } from './subscribing.ts';
import { createStore } from './store.ts';

export interface LibraryOptions {
  /** Name of the database and of its channels and locks; default `predawn`. */
  readonly name?: string;
  /** A store of one's own; default IndexedDB, or memory where the browser refuses it (`backend.kind` tells which). */
  readonly backend?: Backend;
  /** Keeps what cannot be fetched again a second time; its code is loaded when it is first needed. Default none. */
  readonly secondCopy?: () => Promise<typeof import('./second-copy.ts')>;
}

export async function openLibrary({
  name = 'predawn',
  backend: given,
  secondCopy,
}: LibraryOptions = {}): Promise<Library> {
  const plain = given ?? (await openBackend(name));
  const copyName = `${name}-second-copy`;
  const keepsTwice = secondCopy !== undefined && plain.kind === 'indexeddb' && typeof caches !== 'undefined';
  const backend = keepsTwice
    ? followed(plain, async () => (await secondCopy()).openSecondCopy(plain, copyName))
    : plain;
  const changes = openChanges(backend.kind === 'indexeddb' ? `${name}-changes` : undefined);
  const isCurrent = await migrate(
    plain,
    work => underLock(`${name}-migrate`, work),
    undefined,
    // On a first visit there is none, and no file is loaded to find that out.
    async () =>
      keepsTwice && (await caches.has(copyName).catch(() => false))
        ? (await secondCopy()).fromSecondCopy(copyName)
        : undefined,
  );
  let readOnly = !isCurrent;
  const store = createStore(backend, changes, () => {
    readOnly = true;
  });
  return {
    backend,
    get readOnly() {
      return readOnly;
    },
    ...reading(backend),
    ...acting(store),
    ...ingesting(store),
    ...settling(store),
    ...subscribing(store),
    ...merging(store),
    ...keeping(store),
    ...retaining(store),
    announce: changed => {
      changes.announce(changed);
    },
    onChange: listener => changes.onChange(listener),
    close() {
      changes.close();
      backend.close();
    },
  };
}

async function openBackend(name: string): Promise<Backend> {
  if (typeof indexedDB === 'undefined') return openMemoryBackend();
  try {
    return await openIndexedDbBackend(name);
  } catch (error) {
    if (codeOf(error) !== 'storage-refused') throw error;
    return openMemoryBackend();
  }
}

async function underLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Missing on plain http and in tests; there is no worker then either, and each migration commits on its own.
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as { readonly locks?: LockManager }).locks;
  return locks === undefined ? work() : locks.request(name, work);
}
