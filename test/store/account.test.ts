// The conflict rule, proven over an account in memory whose every other push fails once: before, or after it took effect.

import { describe, test } from 'node:test';
import type { ServerWord } from '../../src/core/conflict.ts';
import type { ArticleId } from '../../src/core/model.ts';
import type { Carried } from '../../src/core/outbox-rules.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { accountContract, type Account } from './account-contract.ts';

function accountInMemory(): Account {
  const words = new Map<ArticleId, ServerWord>();
  const elsewhere = (word: ServerWord): void => {
    words.set(word.articleId, { ...words.get(word.articleId), ...word });
  };
  let pushes = 0;
  return {
    pull: ids => Promise.resolve(ids.flatMap(id => words.get(id) ?? [])),
    push({ action }): Promise<Carried> {
      if (action.kind !== 'mark') throw new Error('an account takes marks only');
      const failure: Carried = { kind: 'no-answer', code: 'network' };
      pushes++;
      if (pushes % 3 === 1) return Promise.resolve(failure);
      elsewhere({ articleId: action.articleId, [action.field]: action.value });
      return Promise.resolve(pushes % 3 === 2 ? { kind: 'answered', status: 200 } : failure);
    },
    elsewhere,
  };
}

describe('a server account', () => {
  for (const { name, run } of accountContract) {
    test(name, async () => {
      const library = await openLibrary({ backend: openMemoryBackend() });
      await run(library, accountInMemory());
      library.close();
    });
  }
});
