import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createListSource } from '../../src/app/list-source.ts';
import type { ArticleId } from '../../src/core/model.ts';
import type { Library } from '../../src/store/library-api.ts';
import { articleRowOf } from '../support/front.ts';

const TOTAL = 1500;
const all = Array.from({ length: TOTAL }, (_, at) => `a${String(at)}` as ArticleId);

/** A library of rows by name; says for which rows it was asked. Those in `gone` went after their ids were read. */
function libraryOf(gone = new Set<ArticleId>()) {
  const asked: (readonly ArticleId[])[] = [];
  const rowsOf = (ids: readonly ArticleId[]) => ids.filter(id => !gone.has(id)).map(id => articleRowOf(id));
  const library: Pick<Library, 'list' | 'rows'> = {
    list: (_query, page) => {
      const from = Number(page?.after?.[0] ?? 0);
      const to = Math.min(TOTAL, from + (page?.limit ?? 50));
      return Promise.resolve({
        rows: all.slice(from, to).map(id => articleRowOf(id)),
        ...(to < TOTAL ? { next: [to] } : {}),
      });
    },
    rows: ids => {
      asked.push(ids);
      return Promise.resolve(rowsOf(ids));
    },
  };
  return { library: library as Library, asked };
}

async function scrolledToEnd(library: Library) {
  const source = createListSource(library, { kind: 'all' });
  while (!source.complete) await source.more();
  return source;
}

describe('the rows of a list', () => {
  it('come with their ids: what was just read is not read again', async () => {
    const { library, asked } = libraryOf();
    const source = createListSource(library, { kind: 'all' });
    await source.more();
    assert.deepEqual(
      source.ready?.(all.slice(0, 8))?.map(row => row.headline.id),
      all.slice(0, 8),
    );
    assert.equal(asked.length, 0);
  });

  it('are read by the score, once, where they are kept no more', async () => {
    const { library, asked } = libraryOf();
    const source = await scrolledToEnd(library);
    assert.equal(source.ready?.(all.slice(96, 104)), undefined);
    const wanted = [all.slice(96, 104), all.slice(104, 112), all.slice(112, 120)];
    await Promise.all(wanted.map(ids => source.rows(ids)));
    assert.equal(asked.filter(ids => ids.includes('a96' as ArticleId)).length, 1);
    assert.equal(asked[0]?.length, 24);
  });

  it('are read before they come near on the way up', async () => {
    const { library, asked } = libraryOf();
    const source = await scrolledToEnd(library);
    for (let at = 480; at > 400; at -= 8) await source.rows(all.slice(at, at + 8));
    await new Promise(done => setTimeout(done));
    assert.ok(source.ready?.(all.slice(400, 408)));
    assert.equal(new Set(asked.map(ids => ids[0])).size, asked.length, 'each once');
  });

  it('and their ids are read before the end comes near, few at a time', async () => {
    const { library } = libraryOf();
    const source = createListSource(library, { kind: 'all' });
    await source.more();
    const first = source.ids.length;
    for (const expected of [24, 48, 48]) {
      source.ready?.(all.slice(0, 4));
      await new Promise(done => setTimeout(done));
      assert.equal(source.ids.length, first + expected, 'until it is far away again');
    }
    await source.more();
    assert.equal(source.ids.length, first + 48 + 96, 'who waits at the end gets more');
  });

  it('that have gone are left out and not asked for again', async () => {
    const { library, asked } = libraryOf(new Set(['a99' as ArticleId]));
    const source = await scrolledToEnd(library);
    assert.equal((await source.rows(all.slice(96, 104))).length, 7);
    const before = asked.length;
    assert.equal((await source.rows(all.slice(96, 104))).length, 7);
    assert.equal(asked.length, before);
  });

  it('are read past what is kept where they are wanted anew', async () => {
    const { library, asked } = libraryOf();
    const source = createListSource(library, { kind: 'all' });
    await source.more();
    await source.rows(all.slice(0, 8), true);
    assert.deepEqual(asked, [all.slice(0, 8)]);
  });
});
