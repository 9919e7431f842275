// Puts kept texts together into what travels. Items were made ready when they were parsed; here nothing is parsed again.

import type { WireFeedHead } from '../wire.ts';
import type { FeedRecord } from './documents.ts';

/** The head of a feed with what only this moment knows. */
export function headText(feed: FeedRecord & { readonly head: string }): string {
  const head = JSON.parse(feed.head) as WireFeedHead;
  const site = head.home_page_url ?? feed.url;
  return JSON.stringify({
    ...head,
    _predawn: {
      ...head._predawn,
      ...(feed.checkedAt === undefined ? {} : { checkedAt: feed.checkedAt }),
      iconUrl: `/api/icon?url=${encodeURIComponent(site)}`,
    },
  });
}

/** A whole JSON Feed. */
export function feedBytes(head: string, items: readonly Uint8Array[]): Buffer {
  return Buffer.concat(around(`${head.slice(0, -1)},"items":[`, items, ']}'));
}

/** One line of an edition that brings items, in the pieces in which it stands in memory. */
export function itemsLine(
  kind: 'updated' | 'moved',
  fields: { readonly url: string; readonly to?: string; readonly cursor: string },
  head: string,
  items: readonly Uint8Array[],
): readonly Uint8Array[] {
  const { url, to, cursor } = fields;
  const where = to === undefined ? '' : `,"to":${JSON.stringify(to)}`;
  return around(
    `{"kind":"${kind}","url":${JSON.stringify(url)}${where},"feed":${head},"items":[`,
    items,
    `],"cursor":${JSON.stringify(cursor)}}\n`,
  );
}

export const COMMA = 44;

/** The items between two texts, with commas. */
function around(before: string, items: readonly Uint8Array[], after: string): readonly Uint8Array[] {
  return [Buffer.from(before), asTheyStand(items) ?? joined(items), Buffer.from(after)];
}

/** Items that stand in this order in one buffer and are most of it, a comma between two: their place there, not a byte is copied. */
function asTheyStand(items: readonly Uint8Array[]): Uint8Array | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const whole = new Uint8Array(first.buffer);
  let end = first.byteOffset - 1;
  for (const item of items) {
    const isNext = item.buffer === first.buffer && item.byteOffset === end + 1;
    if (!isNext || (item !== first && whole[end] !== COMMA)) return undefined;
    end = item.byteOffset + item.byteLength;
  }
  // A small part would hold the whole in memory.
  return (end - first.byteOffset) * 2 < whole.byteLength ? undefined : whole.subarray(first.byteOffset, end);
}

function joined(items: readonly Uint8Array[]): Uint8Array {
  let length = Math.max(0, items.length - 1);
  for (const item of items) length += item.byteLength;
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  items.forEach((item, index) => {
    if (index > 0) bytes[at++] = COMMA;
    bytes.set(item, at);
    at += item.byteLength;
  });
  return bytes;
}
