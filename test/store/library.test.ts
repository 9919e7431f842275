// The library over memory, under the contract of all stores.

import { describe, test } from 'node:test';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { libraryContract } from './library-contract.ts';

describe('library over memory', () => {
  for (const { name, run } of libraryContract) {
    test(name, async () => {
      const library = await openLibrary({ backend: openMemoryBackend() });
      await run(library);
      library.close();
    });
  }
});
