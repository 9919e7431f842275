// The backend in memory under the contract of all backends, and its own quota.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { backendContract } from './backend-contract.ts';

describe('memory backend', () => {
  for (const { name, run } of backendContract) {
    test(name, async () => {
      const backend = openMemoryBackend();
      await run(backend);
      backend.close();
    });
  }

  test('writes nothing past its quota and says so', async () => {
    const backend = openMemoryBackend({ quota: 100 });
    await backend.write({ puts: [[['a'], 'x'.repeat(50)]] });
    await assert.rejects(backend.write({ deletes: [['a']], puts: [[['b'], 'x'.repeat(80)]] }), {
      code: 'quota-exceeded',
    });
    assert.deepEqual(await backend.rangeKeys({ prefix: [] }), [['a']]);
  });
});
