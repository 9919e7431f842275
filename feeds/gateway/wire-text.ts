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
  return around(`${head.slice(0, -1)},"items":[`, items, ']}');
}

/** One line of an edition that brings items. */
export function itemsLine(
  kind: 'updated' | 'moved',
  fields: { readonly url: string; readonly to?: string; readonly cursor: string },
  head: string,
  items: readonly Uint8Array[],
): Buffer {
  const { url, to, cursor } = fields;
  const where = to === undefined ? '' : `,"to":${JSON.stringify(to)}`;
  return around(
    `{"kind":"${kind}","url":${JSON.stringify(url)}${where},"feed":${head},"items":[`,
    items,
    `],"cursor":${JSON.stringify(cursor)}}\n`,
  );
}

const COMMA = 44;

/** The items between two texts, with commas: one copy of each byte. */
function around(before: string, items: readonly Uint8Array[], after: string): Buffer {
  const head = Buffer.from(before);
  const tail = Buffer.from(after);
  let length = head.byteLength + tail.byteLength + Math.max(0, items.length - 1);
  for (const item of items) length += item.byteLength;
  const whole = Buffer.allocUnsafeSlow(length);
  whole.set(head);
  let at = head.byteLength;
  items.forEach((item, index) => {
    if (index > 0) whole[at++] = COMMA;
    whole.set(item, at);
    at += item.byteLength;
  });
  whole.set(tail, at);
  return whole;
}
