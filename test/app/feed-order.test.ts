import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupFeeds, placeFeed, placeFolder } from '../../src/app/feed-order.ts';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import type { Feed, FeedId, Folder, FolderId } from '../../src/core/model.ts';

const science = 'science' as FolderId;
const FOLDERS: Folder[] = [
  { id: 'world' as FolderId, title: 'World', order: 1 },
  { id: science, title: 'Science', order: 0 },
];

function feed(id: string, order: number, folderId?: FolderId): Feed {
  return {
    id: id as FeedId,
    url: `https://${id}.example/`,
    title: id,
    order,
    addedAt: 0,
    state: { kind: 'active' },
    settings: DEFAULT_FEED_SETTINGS,
    ...(folderId === undefined ? {} : { folderId }),
  };
}

const ids = (feeds: readonly Feed[]): string[] => feeds.map(one => one.id);
const after = (feeds: readonly Feed[], changed: readonly Feed[]): Feed[] =>
  feeds.map(one => changed.find(other => other.id === one.id) ?? one);

test('groups by folder in the order of the person, what has none comes last', () => {
  const groups = groupFeeds([feed('c', 1), feed('b', 0), feed('a', 0, science)], FOLDERS);
  assert.deepEqual(
    groups.map(group => [group.folder?.title, ids(group.feeds)]),
    [
      ['Science', ['a']],
      ['World', []],
      [undefined, ['b', 'c']],
    ],
  );
});

test('a feed of a folder that is gone stands with those that have none', () => {
  const groups = groupFeeds([feed('a', 0, 'lost' as FolderId)], []);
  assert.deepEqual(ids(groups[0]?.feeds ?? []), ['a']);
});

test('moving within a folder gives every feed its place', () => {
  const feeds = [feed('a', 0), feed('b', 0), feed('c', 0)];
  const moved = after(feeds, placeFeed(feeds, [], 'c' as FeedId, { folderId: undefined, at: 0 }));
  assert.deepEqual(ids(groupFeeds(moved, [])[0]?.feeds ?? []), ['c', 'a', 'b']);
});

test('moving into a folder changes the folder and leaves the others alone', () => {
  const feeds = [feed('a', 0, science), feed('b', 0), feed('c', 1)];
  const changed = placeFeed(feeds, FOLDERS, 'b' as FeedId, { folderId: science, at: 9 });
  assert.deepEqual(ids(changed), ['b']);
  assert.equal(changed[0]?.folderId, science);
  assert.equal(changed[0]?.order, 1);
});

test('a feed that is not there moves nothing', () => {
  assert.deepEqual(placeFeed([feed('a', 0)], [], 'x' as FeedId, { folderId: undefined, at: 0 }), []);
});

test('a folder is put among the others, and those keep their order', () => {
  const folders = ['a', 'b', 'c'].map((id, order) => ({ id: id as FolderId, title: id, order }));
  const moved = new Map(placeFolder(folders, 'c' as FolderId, 0).map(folder => [folder.id, folder]));
  const all = folders.map(folder => moved.get(folder.id) ?? folder).sort((a, b) => a.order - b.order);
  assert.deepEqual(
    all.map(folder => folder.id),
    ['c', 'a', 'b'],
  );
  assert.deepEqual(placeFolder(folders, 'x' as FolderId, 0), []);
});
