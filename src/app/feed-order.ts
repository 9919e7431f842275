// Feeds in their folders, in the person's order; moving one gives the new order of what changed. Pure.

import type { Feed, FeedId, Folder, FolderId } from '../core/model.ts';

export interface FeedGroup {
  /** Absent: feeds without a folder. */
  readonly folder?: Folder;
  readonly feeds: readonly Feed[];
}

/** Folders in their order, then what stands in none. Empty folders are shown; an empty rest is not. */
export function groupFeeds(feeds: readonly Feed[], folders: readonly Folder[]): FeedGroup[] {
  const sorted = [...feeds].sort((a, b) => a.order - b.order || a.addedAt - b.addedAt);
  const known = new Set(folders.map(folder => folder.id));
  const groups: FeedGroup[] = [...folders]
    .sort((a, b) => a.order - b.order)
    .map(folder => ({ folder, feeds: sorted.filter(feed => feed.folderId === folder.id) }));
  const loose = sorted.filter(feed => feed.folderId === undefined || !known.has(feed.folderId));
  return loose.length > 0 ? [...groups, { feeds: loose }] : groups;
}

/** Puts a feed at a place of a folder (`undefined`: none); answers the feeds whose record changes. */
export function placeFeed(
  feeds: readonly Feed[],
  folders: readonly Folder[],
  id: FeedId,
  to: { readonly folderId: FolderId | undefined; readonly at: number },
): Feed[] {
  const moved = feeds.find(feed => feed.id === id);
  if (!moved) return [];
  const others = groupFeeds(
    feeds.filter(feed => feed.id !== id),
    folders,
  ).find(group => group.folder?.id === to.folderId)?.feeds;
  const order = [...(others ?? [])];
  order.splice(Math.max(0, Math.min(to.at, order.length)), 0, inFolder(moved, to.folderId));
  return order.flatMap((feed, at) => {
    const before = feeds.find(one => one.id === feed.id);
    return before?.order === at && before.folderId === feed.folderId ? [] : [{ ...feed, order: at }];
  });
}

/** Puts a folder at a place among the others; answers the folders whose record changes. */
export function placeFolder(folders: readonly Folder[], id: FolderId, at: number): Folder[] {
  const moved = folders.find(folder => folder.id === id);
  if (!moved) return [];
  const order = [...folders].sort((a, b) => a.order - b.order).filter(folder => folder.id !== id);
  order.splice(Math.max(0, Math.min(at, order.length)), 0, moved);
  return order.flatMap((folder, place) => (folder.order === place ? [] : [{ ...folder, order: place }]));
}

export function inFolder(feed: Feed, folderId: FolderId | undefined): Feed {
  const { folderId: _, ...rest } = feed;
  return folderId === undefined ? rest : { ...rest, folderId };
}
