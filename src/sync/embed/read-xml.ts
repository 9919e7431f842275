// RSS and Atom without a gateway. A chunk of its own: it brings the whole parser, and is loaded only when a source turns out to be XML.

import { toWireFeed } from '../../../feeds/json-feed.ts';
import { parse } from '../../../feeds/parse.ts';
import type { WireFeed } from '../../../feeds/wire.ts';

export async function readXml(bytes: Uint8Array, contentType: string, url: string): Promise<WireFeed> {
  return toWireFeed(await parse(bytes, contentType, url), { url, limit: 50 });
}
