// What a device holds of a feed, in one opaque word: which keeping of the feed, and up to which change.

const SHAPE = /^1\.([A-Za-z0-9_-]{8,32})\.([0-9a-z]{1,11})$/;

export function cursorOf(feed: { readonly uid: string; readonly seq: number }): string {
  return `1.${feed.uid}.${feed.seq.toString(36)}`;
}

/** The change that a cursor stands at; nothing where it is not of this keeping, and everything is news. */
export function positionOf(
  cursor: string | undefined,
  feed: { readonly uid: string; readonly seq: number },
): number | undefined {
  const [, uid, seq = ''] = SHAPE.exec(cursor ?? '') ?? [];
  if (uid !== feed.uid) return undefined;
  const position = parseInt(seq, 36);
  // From the future: the database was put back to an older copy.
  return position <= feed.seq ? position : undefined;
}
