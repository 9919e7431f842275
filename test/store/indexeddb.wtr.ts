// The backend over a real IndexedDB: the contract of all backends, full storage, races of connections.

import type { Backend } from '../../src/store/backend.ts';
import { openIndexedDbBackend } from '../../src/store/indexeddb.ts';
import { backendContract } from './backend-contract.ts';
import { equal, ok, rejects } from './expect.ts';

let name: string;
let backends: Backend[];
let nth = 0;

async function open(): Promise<Backend> {
  const backend = await openIndexedDbBackend(name);
  backends.push(backend);
  return backend;
}

describe('IndexedDB backend', () => {
  beforeEach(() => {
    name = `predawn-test-${String(++nth)}`;
    backends = [];
  });

  afterEach(async () => {
    for (const backend of backends) backend.close();
    await new Promise<void>((done, fail) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => {
        done();
      };
      request.onerror = () => {
        fail(new Error('could not delete', { cause: request.error }));
      };
    });
  });

  for (const { name: what, run } of backendContract) it(what, async () => run(await open()));

  it('sees what another connection wrote', async () => {
    const [one, other] = [await open(), await open()];
    await one.write({ puts: [[['a'], 1]] });
    equal(await other.get(['a']), 1);
  });

  it('loses no increment when two connections race', async () => {
    const both = [await open(), await open()];
    const add = (backend: Backend): Promise<void> =>
      backend.transact([['n']], ([n]) => ({
        puts: [[['n'], ((n as number | undefined) ?? 0) + 1]],
        result: undefined,
      }));
    await Promise.all(Array.from({ length: 40 }, (_, i) => add(both[i % 2] as Backend)));
    equal(await both[0]?.get(['n']), 40);
  });

  it('gives way to a deletion from another tab, and opens again at the next call', async () => {
    const backend = await open();
    await backend.write({ puts: [[['a'], 1]] });
    await new Promise<void>((done, fail) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => {
        done();
      };
      request.onblocked = () => {
        fail(new Error('our connection blocks the deletion'));
      };
    });
    equal(await backend.get(['a']), undefined);
    await backend.write({ puts: [[['a'], 2]] });
    equal(await backend.get(['a']), 2);
  });

  it('opens again after the engine has closed the connection', async () => {
    const backend = await open();
    await backend.write({ puts: [[['a'], 1]] });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
    const real = IDBDatabase.prototype.transaction;
    let closed = 0;
    IDBDatabase.prototype.transaction = function (...parts: Parameters<IDBDatabase['transaction']>) {
      if (closed++ === 0) throw new DOMException('The database connection is closing.', 'InvalidStateError');
      return real.apply(this, parts);
    };
    try {
      equal(await backend.get(['a']), 1);
    } finally {
      IDBDatabase.prototype.transaction = real;
    }
  });

  it('says storage-refused where the browser gives none', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
    const real = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    try {
      await rejects(openIndexedDbBackend(name), 'storage-refused');
    } finally {
      IDBFactory.prototype.open = real;
    }
  });

  it('writes nothing when storage is full, says so, and keeps what was there', async () => {
    // A storage bucket has a real quota of its own; the whole origin's would strike the tests beside this one too.
    const bucket = await bucketsOf(navigator).open(`full-${name}`, { quota: 1_000_000 });
    const real = Object.getOwnPropertyDescriptor(window, 'indexedDB') as PropertyDescriptor;
    Object.defineProperty(window, 'indexedDB', { value: bucket.indexedDB, configurable: true });
    try {
      const backend = await open();
      await backend.write({ puts: [[['a'], 'old']] });
      const large = Array.from({ length: 50 }, (_, i) => [['large', i], randomBytes(60_000)] as const);
      await rejects(backend.write({ deletes: [['a']], puts: large }), 'quota-exceeded');
      equal(await backend.get(['a']), 'old');
      equal(await backend.count(['large']), 0);
      backend.close();
    } finally {
      Object.defineProperty(window, 'indexedDB', real);
      await bucketsOf(navigator).delete(`full-${name}`);
    }
  });

  it('commits what it says it committed, durable or not', async () => {
    const backend = await open();
    await backend.write({ puts: [[['a'], 1]] }, { durable: true });
    await backend.transact([['a']], () => ({ puts: [[['b'], 2]], result: undefined }), { durable: true });
    equal(await backend.getMany([['a'], ['b']]), [1, 2]);
    ok(backend.kind === 'indexeddb', 'the real thing');
  });
});

/** Nothing shortens them. */
function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

interface Buckets {
  open(name: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>;
  delete(name: string): Promise<void>;
}

function bucketsOf(from: Navigator): Buckets {
  return (from as Navigator & { readonly storageBuckets: Buckets }).storageBuckets;
}
