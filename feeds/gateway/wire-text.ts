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
export function feedText(head: string, items: readonly string[]): string {
  return `${head.slice(0, -1)},"items":[${items.join(',')}]}`;
}

/** One line of an edition that brings items. */
export function itemsLine(
  kind: 'updated' | 'moved',
  fields: { readonly url: string; readonly to?: string; readonly cursor: string },
  head: string,
  items: readonly string[],
): string {
  const { url, to, cursor } = fields;
  const where = to === undefined ? '' : `,"to":${JSON.stringify(to)}`;
  return `{"kind":"${kind}","url":${JSON.stringify(url)}${where},"feed":${head},"items":[${items.join(',')}],"cursor":${JSON.stringify(cursor)}}\n`;
}
