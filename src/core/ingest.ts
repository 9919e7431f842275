// An item of a feed becomes what a device stores: headline and body. Pure and linear; addresses and markup are kept as they came.

import type { WireAttachment, WireFeedHead, WireItem, WirePicture } from '../../feeds/wire.ts';
import type { ParsedEnclosure } from '../../feeds/parsed-feed.ts';
import { hashParts } from './hash.ts';
import type { ArticleId, Body, Feed, FeedId, Headline, Picture, Status } from './model.ts';
import { learnItemsPerDay } from './pace.ts';
import { countWords, excerptOf, plainText, textToHtml, titleOf } from './text.ts';

/** A feed's summary of this many words is a text, not a teaser. */
const FULL_SUMMARY_WORDS = 250;
const TEASER_END =
  /(?:\[(?:…|\.\.\.|&hellip;)\]|…|\.\.\.|(?:read|continue|view|see) (?:more|reading|full|the rest)[^.]{0,40}|weiterlesen|mehr lesen|lire la suite)\s*[»›→>]*\s*$/i;
/** A text longer than this is no teaser, whatever its last words are. */
const TEASER_WORDS = 120;

export interface IngestContext {
  readonly feedId: FeedId;
  readonly id: ArticleId;
  readonly identityKeys: readonly string[];
  readonly now: number;
  /** What is stored of it, where it is known. */
  readonly previous?: Headline;
}

export interface Ingested {
  readonly headline: Headline;
  readonly body: Body;
}

/** Hash of what an edit changes; the same for the same item, whoever computes it. */
export function fingerprintOf(item: WireItem): string {
  return hashParts([
    item.title,
    item.url,
    item.content_html,
    item.content_text,
    item.summary,
    item.date_published,
    authorOf(item),
    item.language,
    item._predawn?.comments,
    item.tags?.join('\n'),
    item.attachments?.map(one => `${one.url} ${one.duration_in_seconds ?? ''}`).join('\n'),
    item._predawn?.pictures?.map(one => `${one.src} ${one.sizes.map(size => size.url).join(' ')}`).join('\n'),
  ]);
}

export function ingestItem(item: WireItem, { feedId, id, identityKeys, now, previous }: IngestContext): Ingested {
  const content = item.content_html ?? (item.content_text === undefined ? undefined : textToHtml(item.content_text));
  const html = content ?? item.summary ?? '';
  const text = item.content_text !== undefined && item.content_html === undefined ? item.content_text : plainText(html);
  const summary = item.summary === undefined ? '' : plainText(item.summary, 600);
  const wordCount = countWords(text);
  const firstSeenAt = previous?.firstSeenAt ?? now;
  const publishedAt = clampDate(item.date_published, firstSeenAt) ?? previous?.publishedAt ?? firstSeenAt;
  const updatedAt = clampDate(item.date_modified, now) ?? (previous === undefined ? undefined : now);
  const pictures = (item._predawn?.pictures ?? []).map(pictureOf);
  const lead = leadOf(item, pictures);
  const media = item.attachments?.map(mediaOf).find(kind => kind !== undefined);
  const excerpt = excerptOf(oneLine(summary === '' ? text : summary));
  const author = authorOf(item);
  const headline: Headline = {
    id,
    feedId,
    title: titleOf(item.title) || excerptOf(oneLine(text), 90) || item.url || 'Untitled',
    ...(item.url === undefined ? {} : { url: item.url }),
    ...(author === undefined ? {} : { author }),
    publishedAt,
    ...(updatedAt === undefined || updatedAt <= publishedAt ? {} : { updatedAt }),
    firstSeenAt,
    excerpt,
    wordCount,
    ...(lead === undefined ? {} : { lead }),
    ...(item.language === undefined ? {} : { language: item.language }),
    ...(item._predawn?.direction === undefined ? {} : { direction: item._predawn.direction }),
    // A drawing is its own whole text.
    text:
      text === '' && pictures.length > 0 && content !== undefined
        ? 'full'
        : textKind(content, text, summary, wordCount),
    pictures: pictures.length,
    picturesStored: 0,
    ...(media === undefined ? {} : { media }),
    fingerprint: fingerprintOf(item),
    identityKeys,
  };
  const body: Body = {
    articleId: id,
    html,
    source: 'feed',
    fetchedAt: now,
    pictures,
    enclosures: (item.attachments ?? []).map(enclosureOf),
    ...(item._predawn?.comments === undefined ? {} : { commentsUrl: item._predawn.comments }),
    categories: item.tags ?? [],
  };
  return { headline, body };
}

export function newStatus(headline: Headline): Status {
  return {
    articleId: headline.id,
    feedId: headline.feedId,
    publishedAt: headline.publishedAt,
    read: false,
    starred: false,
    saved: false,
  };
}

/** Whether a muted word stands in the item's title or excerpt, as a word, whatever its case. */
export function isMuted(headline: Pick<Headline, 'title' | 'excerpt'>, mutedWords: readonly string[]): boolean {
  if (mutedWords.length === 0) return false;
  const text = ` ${`${headline.title} ${headline.excerpt}`.toLowerCase().replace(/[^\p{L}\p{N}#@]+/gu, ' ')} `;
  return mutedWords.some(word => {
    const clean = word
      .toLowerCase()
      .replace(/[^\p{L}\p{N}#@]+/gu, ' ')
      .trim();
    return clean !== '' && text.includes(` ${clean} `);
  });
}

/** The subscription after an answer with items: the publisher's words in, the person's own kept. */
export function refreshFeed(
  feed: Feed,
  head: WireFeedHead,
  found: { readonly newCount: number; readonly publishedAt: readonly number[]; readonly now: number },
): Feed {
  const { now, newCount } = found;
  const icon = head._predawn?.iconUrl ?? head.favicon ?? head.icon;
  const title = titleOf(head.title);
  return {
    ...feed,
    title: title === '' ? feed.title : title,
    ...(head.home_page_url === undefined ? {} : { siteUrl: head.home_page_url }),
    ...(icon === undefined ? {} : { iconUrl: icon }),
    ...(head.language === undefined ? {} : { language: head.language }),
    ...(head._predawn?.direction === undefined ? {} : { direction: head._predawn.direction }),
    state: { kind: 'active' },
    checkedAt: now,
    ...(newCount > 0 ? { lastNewAt: now } : {}),
    itemsPerDay: itemsPerDay(feed, found),
  };
}

const DAY_MS = 86_400_000;

/** New items a day: from the dates at first sight, then a decaying mean of what each check found. */
export function itemsPerDay(
  feed: Pick<Feed, 'itemsPerDay' | 'checkedAt'>,
  found: { newCount: number; publishedAt: readonly number[]; now: number },
): number {
  if (feed.itemsPerDay === undefined || feed.checkedAt === undefined) {
    const week = found.publishedAt.filter(at => found.now - at < 7 * DAY_MS).length;
    const month = found.publishedAt.filter(at => found.now - at < 28 * DAY_MS).length;
    return Math.max(week / 7, month / 28);
  }
  const gapMs = found.now - feed.checkedAt;
  return gapMs <= 0 ? feed.itemsPerDay : learnItemsPerDay(feed.itemsPerDay, found.newCount, gapMs);
}

/** Milliseconds of an ISO date, never later than `latest`; undefined where it is no date. */
function clampDate(date: string | undefined, latest: number): number | undefined {
  const at = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : Math.min(at, latest);
}

function textKind(content: string | undefined, text: string, summary: string, words: number): Headline['text'] {
  if (text === '') return 'none';
  if (words >= FULL_SUMMARY_WORDS) return 'full';
  if (content === undefined) return 'summary';
  if (words <= TEASER_WORDS && (TEASER_END.test(text.slice(-80)) || (summary !== '' && text === summary)))
    return 'summary';
  return 'full';
}

function leadOf(item: WireItem, pictures: readonly Picture[]): Picture | undefined {
  const marked = item._predawn?.pictures?.find(picture => picture.lead === true);
  if (marked !== undefined) return pictureOf(marked);
  return item.image === undefined
    ? undefined
    : (pictures.find(picture => picture.src === item.image) ?? { src: item.image, sizes: [] });
}

function pictureOf({ src, width, height, alt, sizes }: WirePicture): Picture {
  return {
    src,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(alt === undefined ? {} : { alt }),
    sizes: [...sizes].sort((a, b) => a.w - b.w),
  };
}

function enclosureOf(one: WireAttachment): ParsedEnclosure {
  return {
    url: one.url,
    type: one.mime_type,
    ...(one.size_in_bytes === undefined ? {} : { length: one.size_in_bytes }),
    ...(one.title === undefined ? {} : { title: one.title }),
    ...(one.duration_in_seconds === undefined ? {} : { durationSeconds: one.duration_in_seconds }),
  };
}

function mediaOf(one: WireAttachment): 'audio' | 'video' | undefined {
  return one.mime_type.startsWith('audio/') ? 'audio' : one.mime_type.startsWith('video/') ? 'video' : undefined;
}

function authorOf(item: WireItem): string | undefined {
  const names = (item.authors ?? []).map(author => titleOf(author.name)).filter(name => name !== '');
  return names.length === 0 ? undefined : names.slice(0, 3).join(', ');
}

function oneLine(text: string): string {
  return text.slice(0, 2000).replace(/\s+/g, ' ').trim();
}
