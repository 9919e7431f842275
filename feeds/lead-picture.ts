// Which picture stands beside a headline. The rule is written here and nowhere else.

import { pictures } from './html.ts';
import type { ParsedItem, ParsedPicture } from './parsed-feed.ts';
import { isWeb } from './urls.ts';
import { posters } from './video.ts';

/** A picture that the feed itself names for the item, with where it was named. */
export interface NamedPicture extends ParsedPicture {
  /** `media`: media:content of a picture; `thumbnail`: media:thumbnail; `item`: JSON Feed image, itunes:image; `enclosure`. */
  readonly named: 'media' | 'thumbnail' | 'item' | 'enclosure';
}

/** Neither side of a lead picture may be declared smaller, CSS pixels. */
const SMALLEST_LEAD = 48;

/** Known counters of readers and advertisers, and file names of icons: never shown as pictures. */
const NO_PICTURE =
  /(?:^https?:\/\/(?:[\w-]+\.)*(?:feedburner\.com\/~r|feedsportal\.com|doubleclick\.net|pixel\.wp\.com|stats\.wordpress\.com|b\.scorecardresearch\.com|google-analytics\.com|quantserve\.com|pheedo\.com|feedads\.g\.|ads\.pheedo|share\.feedsportal|rss\.buysellads|api\.follow\.it|da\.feedsportal|feeds\.feedblitz\.com\/~|assets\.feedblitz\.com|res3\.feedsportal|feeds\.wordpress\.com\/1\.0|s\.w\.org\/images\/core\/emoji|twemoji|blogger\.googleusercontent\.com\/tracker|amazon-adsystem|assoc-amazon|facebook\.com\/tr|sb\.scorecardresearch|piwik|matomo)|[/._-](?:pixel|tracker|tracking|beacon|spacer|blank|transparent|1x1|clear)\.(?:gif|png)|\/(?:pixel|beacon|track(?:er|ing)?|piwik|matomo)(?:\.php|[/?]|$)|\/(?:favicon|emoji|smilies|smiley)[./_-])/i;

/**
 * 1. The picture that the item names for itself (JSON Feed `image`, itunes:image); 2. the widest media:content picture; 3. an
 * enclosure of an image type; 4. the first picture of the text; 5. media:thumbnail.
 * Whatever is declared smaller than 48 pixels a side, a known counter, or an icon is passed over.
 */
export function leadPicture(named: readonly NamedPicture[], html: string | undefined): ParsedPicture | undefined {
  const able = named.filter(picture => mayLead(picture));
  const of = (kind: NamedPicture['named']): readonly NamedPicture[] => able.filter(picture => picture.named === kind);
  const media = of('media').toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0));
  const chosen = of('item')[0] ?? media[0] ?? of('enclosure')[0];
  if (chosen !== undefined) return plain(chosen);
  const shown = html === undefined ? undefined : firstLead(html);
  const thumbnail = of('thumbnail').toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
  return shown ?? (thumbnail === undefined ? undefined : plain(thumbnail));
}

function firstLead(html: string): ParsedPicture | undefined {
  for (const picture of pictures(html)) if (mayLead(picture)) return picture;
  return undefined;
}

/** Every picture of an item that a device may want to keep: the lead first, then those of the text and of the films that it plays, each address once, no trackers. */
export function itemPictures(item: ParsedItem): ParsedPicture[] {
  const found = new Map<string, ParsedPicture>();
  if (item.image !== undefined) found.set(item.image.src, item.image);
  const html = item.contentHtml ?? item.summary ?? '';
  for (const picture of [...pictures(html), ...posters(html).map(src => ({ src }))]) {
    if (!isTracker(picture) && !found.has(picture.src)) found.set(picture.src, picture);
  }
  return [...found.values()];
}

/** A picture nobody is meant to see: a pixel or two by declaration, or the address of a counter. */
export function isTracker(picture: ParsedPicture): boolean {
  return (picture.width ?? Infinity) <= 2 || (picture.height ?? Infinity) <= 2 || NO_PICTURE.test(picture.src);
}

function mayLead(picture: ParsedPicture): boolean {
  return (
    isWeb(picture.src) &&
    (picture.width ?? Infinity) >= SMALLEST_LEAD &&
    (picture.height ?? Infinity) >= SMALLEST_LEAD &&
    !NO_PICTURE.test(picture.src) &&
    !/\.ico(?:$|\?)/i.test(picture.src)
  );
}

function plain(picture: NamedPicture): ParsedPicture {
  return {
    src: picture.src,
    ...(picture.width === undefined ? {} : { width: picture.width }),
    ...(picture.height === undefined ? {} : { height: picture.height }),
    ...(picture.alt === undefined ? {} : { alt: picture.alt }),
  };
}
