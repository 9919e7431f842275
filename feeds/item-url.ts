// The page of an item: its link, else what else of it is an address, and last the feed's own site.

import { baseOf, linkOf, type Context } from './fields.ts';
import type { Media } from './media.ts';
import type { Fields } from './rss.ts';
import { isWeb, webAddress } from './urls.ts';

export function itemUrl(
  item: Fields,
  id: string | undefined,
  media: Media,
  context: Context,
): { url?: string; urlIsSite?: true } {
  const url = ownPage(item, id, context) ?? madeOut(item, media, context);
  if (url !== undefined) return { url };
  return context.site === undefined ? {} : { url: context.site, urlIsSite: true };
}

/** Link alternate, a link's text, an id that is an address, the original behind a proxy. */
function ownPage(item: Fields, id: string | undefined, context: Context): string | undefined {
  const linked = linkOf(item, ['alternate', ''], context);
  if (linked !== undefined) return linked;
  const guid = item.first('guid');
  if (guid !== undefined && guid.attribute('ispermalink')?.toLowerCase() !== 'false') {
    const isPermalink = guid.attribute('ispermalink')?.toLowerCase() === 'true';
    const permalink = isPermalink || hasScheme(guid.text) ? webAddress(guid.text, baseOf(guid, context)) : undefined;
    if (permalink !== undefined) return permalink;
  }
  const original = webAddress(item.text('feedburner:origlink'), context.fallback);
  if (original !== undefined) return original;
  // As written: a path that was made whole names the item, it leads to no page.
  const written = item.text('guid', 'id') ?? id;
  return written !== undefined && isWeb(written) ? webAddress(written) : undefined;
}

/** What stands for a page where there is no link: other relations, a video's page, content kept elsewhere, the one enclosure. */
function madeOut(item: Fields, media: Media, context: Context): string | undefined {
  const self = item.first('p:self');
  const video = item.text('yt:videoid');
  const content = item.all('content').find(node => node.attribute('src') !== undefined);
  const player = item.first('media:player');
  return (
    linkOf(item, ['related', 'via', 'self'], context) ??
    (self === undefined
      ? undefined
      : webAddress(self.attribute('href') ?? self.attribute('rdf:about'), baseOf(self, context))) ??
    (video === undefined ? undefined : webAddress(`https://www.youtube.com/watch?v=${encodeURIComponent(video)}`)) ??
    (content === undefined ? undefined : webAddress(content.attribute('src'), baseOf(content, context))) ??
    webAddress(item.text('comments'), context.fallback) ??
    webAddress(player?.attribute('url'), context.fallback) ??
    media.enclosures[0]?.url ??
    media.pictures.find(picture => picture.named === 'media')?.src
  );
}

/** A guid without a scheme is a number or a word far more often than a path. */
function hasScheme(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text.trim());
}
