import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeFrontPage, type FrontPageInput } from '../../src/core/front-page.ts';
import type { ArticleRow, FolderId } from '../../src/core/model.ts';
import { articleRowOf, MORNING } from '../support/front.ts';

function input(rows: readonly ArticleRow[], change: Partial<FrontPageInput> = {}): FrontPageInput {
  return {
    edition: {
      startedAt: MORNING,
      articleIds: rows.map(row => row.headline.id),
      feedCount: 1,
      complete: true,
      printedAt: MORNING,
    },
    rows,
    folders: [],
    counts: { all: rows.length, unread: rows.length, starred: 0, saved: 0, waiting: 0 },
    settings: { theme: 'auto', density: 'regular', language: 'en' },
    timeZone: 'UTC',
    now: MORNING,
    ...change,
  };
}

const ids = (rows: readonly ArticleRow[]): string[] => rows.map(row => row.headline.id);

describe('composing the front page', () => {
  it('leads with pictures, one story a feed where there are enough feeds', () => {
    const front = composeFrontPage(
      input([
        articleRowOf('plain', { feed: 'one' }),
        articleRowOf('first', { feed: 'two', picture: true }),
        articleRowOf('second-of-two', { feed: 'two', picture: true }),
        articleRowOf('third', { feed: 'three', picture: true }),
      ]),
    );
    assert.deepEqual(ids(front.leads), ['first', 'third', 'plain']);
  });

  it('fills the leads from one feed where there is but one', () => {
    const front = composeFrontPage(input(['a', 'b', 'c', 'd'].map(id => articleRowOf(id))));
    assert.deepEqual(ids(front.leads), ['a', 'b', 'c']);
    assert.deepEqual(
      front.sections.map(section => ids(section.rows)),
      [['d']],
    );
  });

  it('keeps its order when a story has been read', () => {
    const rows = ['a', 'b', 'c', 'd'].map(id => articleRowOf(id, { feed: id, picture: true }));
    const read = rows.map((row, at) => (at === 0 ? { ...row, status: { ...row.status, read: true } } : row));
    assert.deepEqual(ids(composeFrontPage(input(read)).leads), ids(composeFrontPage(input(rows)).leads));
  });

  it('groups by folder in its order, then by feed', () => {
    const rows = [
      ...['l1', 'l2', 'l3'].map(id => articleRowOf(id, { feed: id, picture: true })),
      articleRowOf('loose', { feed: 'loose' }),
      articleRowOf('w', { feed: 'w', folder: 'world' }),
      articleRowOf('s', { feed: 's', folder: 'science' }),
    ];
    const front = composeFrontPage(
      input(rows, {
        folders: [
          { id: 'world' as FolderId, title: 'World', order: 2 },
          { id: 'science' as FolderId, title: 'Science', order: 1 },
        ],
      }),
    );
    assert.deepEqual(
      front.sections.map(section => [section.title, section.href, section.total]),
      [
        ['Science', '/folder/science', 1],
        ['World', '/folder/world', 1],
        ['The loose', '/feed/loose', 1],
      ],
    );
  });

  it('shows five rows a section and thirty in all, and says how many there are', () => {
    const rows = Array.from({ length: 200 }, (_, at) =>
      articleRowOf(`r${String(at)}`, { feed: `f${String(at % 20)}` }),
    );
    const front = composeFrontPage(input(rows));
    assert.equal(front.sections.flatMap(section => section.rows).length, 30);
    assert.ok(front.sections.every(section => section.rows.length <= 5));
    assert.ok(front.sections.some(section => section.total > section.rows.length));
  });

  it('tells what is left unread from before, without the edition itself', () => {
    const rows = [articleRowOf('new')];
    const old = Array.from({ length: 9 }, (_, at) => articleRowOf(`old${String(at)}`));
    const front = composeFrontPage(
      input(rows, { unread: [...rows, ...old], counts: { all: 60, unread: 51, starred: 0, saved: 0, waiting: 0 } }),
    );
    assert.equal(front.earlier?.total, 50);
    assert.deepEqual(ids(front.earlier.rows), ['old0', 'old1', 'old2', 'old3']);
  });

  it('has no such section where everything older is read', () => {
    const rows = [articleRowOf('new')];
    assert.equal(composeFrontPage(input(rows, { unread: rows })).earlier, undefined);
  });

  it('makes an empty page of an empty edition', () => {
    const front = composeFrontPage(input([]));
    assert.deepEqual([front.leads, front.sections], [[], []]);
  });
});
