// The library over a real IndexedDB: the contract of all stores, several tabs, and browsers that refuse storage.

import type { Key } from '../../src/store/backend.ts';
import { openIndexedDbBackend } from '../../src/store/indexeddb.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { openLibrary } from '../../src/store/library.ts';
import { equal } from './expect.ts';
import { NOW, stories, withStories } from './fixtures.ts';
import { libraryContract } from './library-contract.ts';

let name: string;
let libraries: Library[];
let nth = 0;

async function open(): Promise<Library> {
  const library = await openLibrary({ name });
  libraries.push(library);
  return library;
}

describe('library over IndexedDB', () => {
  beforeEach(() => {
    name = `predawn-library-${String(++nth)}`;
    libraries = [];
  });

  afterEach(async () => {
    for (const library of libraries) library.close();
    await new Promise<void>(done => {
      indexedDB.deleteDatabase(name).onsuccess = () => {
        done();
      };
    });
  });

  for (const { name: what, run } of libraryContract) it(what, async () => run(await open()));

  it('tells another tab what changed', async () => {
    const [one, other] = [await open(), await open()];
    const { ids } = await withStories(one, 'a', stories(1));
    const told = new Promise<readonly Key[]>(done =>
      other.onChange(changed => changed[0]?.[0] === 'status' && done(changed)),
    );
    await one.markRead(ids, true, NOW);
    equal(await told, [['status', ids[0]]]);
    equal((await other.rows(ids))[0]?.status.read, true);
  });

  it('makes one store of two that open at once', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    equal([one.readOnly, other.readOnly], [false, false]);
    await withStories(one, 'a', stories(3));
    equal((await other.counts()).all, 3);
  });

  it('gives each of two tabs that act at once its own place in the outbox', async () => {
    const [one, other] = [await open(), await open()];
    const request = { url: 'https://x.example/', method: 'POST', headers: {}, body: { kind: 'none' } } as const;
    const acts = Array.from({ length: 20 }, (_, i) =>
      (i % 2 === 0 ? one : other).act({ kind: 'send', request, title: String(i) }, { now: NOW }),
    );
    const seqs = (await Promise.all(acts)).map(entry => entry?.seq ?? 0).sort((a, b) => a - b);
    equal(
      seqs,
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    equal((await one.outbox()).length, 20);
  });

  it('opens read-only where a newer version has been', async () => {
    const backend = await openIndexedDbBackend(name);
    await backend.write({ puts: [[keys.meta('schema'), { version: 2, identityVersion: 99 }]] });
    backend.close();
    const library = await open();
    equal([library.readOnly, (await library.counts()).all], [true, 0]);
  });

  it('works in memory where the browser refuses storage, and says so', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
    const real = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    try {
      const library = await open();
      equal(library.backend.kind, 'memory');
      await withStories(library, 'a', stories(2));
      equal((await library.counts()).all, 2);
    } finally {
      IDBFactory.prototype.open = real;
    }
  });
});
