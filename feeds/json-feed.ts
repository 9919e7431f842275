// ParsedFeed -> JSON Feed 1.1 with our additions: what the gateway answers and what a device without a gateway makes for itself.

import { escapeHtml } from './entities.ts';
import { htmlToText } from './html.ts';
import type { ParsedAuthor, ParsedEnclosure, ParsedFeed, ParsedItem } from './parsed-feed.ts';
import type { WireAttachment, WireAuthor, WireFeed, WireFeedHead, WireItem, WireItemExtra } from './wire.ts';
import { withPosters } from './video.ts';

/** Longest summary beside a full text, characters. */
const SUMMARY_LENGTH = 400;

export interface WireOptions {
  /** The address asked for. */
  readonly url: string;
  /** Items at the most, newest first. Default: all, in the publisher's order. */
  readonly limit?: number;
}

export function toWireFeed(parsed: ParsedFeed, options: WireOptions): WireFeed {
  const { limit } = options;
  const items = limit === undefined || parsed.items.length <= limit ? parsed.items : newest(parsed.items, limit);
  return { ...toWireHead(parsed, options.url), items: items.map(item => toWireItem(item)) };
}

export function toWireHead(parsed: ParsedFeed, url: string): WireFeedHead {
  const description = parsed.description === undefined ? '' : htmlToText(parsed.description);
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: parsed.title ?? titleFromAddress(parsed.link ?? url),
    ...(parsed.link === undefined ? {} : { home_page_url: parsed.link }),
    feed_url: parsed.feedUrl ?? url,
    ...(description === '' ? {} : { description }),
    ...(parsed.image === undefined ? {} : { icon: parsed.image }),
    ...(parsed.icon === undefined ? {} : { favicon: parsed.icon }),
    ...(parsed.language === undefined ? {} : { language: parsed.language }),
    ...(parsed.author === undefined ? {} : { authors: [{ name: parsed.author }] }),
    _predawn: {
      format: parsed.format,
      ...(parsed.direction === undefined ? {} : { direction: parsed.direction }),
      ...(Object.keys(parsed.hints).length === 0 ? {} : { hints: parsed.hints }),
    },
  };
}

/** JSON Feed demands an id: the publisher's, else the link, else the text's own. */
export function toWireItem(item: ParsedItem): WireItem {
  const given = item.contentHtml ?? item.summary;
  const html = given === undefined ? undefined : withPosters(given);
  const summary =
    item.contentHtml === undefined || item.summary === undefined ? undefined : shorten(htmlToText(item.summary));
  // A transcript is a file beside the recording, and shown like one.
  const attachments = [
    ...(item.enclosures ?? []).map(enclosure => toAttachment(enclosure, item)),
    ...(item.transcripts ?? []).map(({ url, type = 'text/plain' }) => ({ url, mime_type: type })),
  ];
  const extra: WireItemExtra = {
    ...(item.id === undefined ? {} : { guid: item.id }),
    ...(item.direction === undefined ? {} : { direction: item.direction }),
    ...(item.comments === undefined ? {} : { comments: item.comments }),
    ...(item.commentCount === undefined ? {} : { commentCount: item.commentCount }),
    ...(item.source === undefined ? {} : { source: item.source }),
  };
  return {
    id: item.id ?? (item.urlIsSite ? undefined : item.url) ?? madeUpId(item),
    ...(item.url === undefined || item.urlIsSite ? {} : { url: item.url }),
    ...(item.externalUrl === undefined ? {} : { external_url: item.externalUrl }),
    ...(item.title === undefined ? {} : { title: item.title }),
    ...(html === undefined ? (item.title === undefined ? {} : { content_text: item.title }) : { content_html: html }),
    ...(summary === undefined || summary === '' ? {} : { summary }),
    ...(item.image === undefined ? {} : { image: item.image.src }),
    ...dates(item),
    ...((item.authors?.length ?? 0) === 0 ? {} : { authors: (item.authors ?? []).map(toWireAuthor) }),
    ...((item.categories?.length ?? 0) === 0 ? {} : { tags: item.categories ?? [] }),
    ...(item.language === undefined ? {} : { language: item.language }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(Object.keys(extra).length === 0 ? {} : { _predawn: extra }),
  };
}

function dates(item: ParsedItem): { date_published?: string; date_modified?: string } {
  const published = item.published ?? item.created ?? item.updated;
  return {
    ...(published === undefined ? {} : { date_published: published }),
    ...(item.updated === undefined || item.updated === published ? {} : { date_modified: item.updated }),
  };
}

function newest(items: readonly ParsedItem[], limit: number): readonly ParsedItem[] {
  const at = (item: ParsedItem): string => item.published ?? item.updated ?? item.created ?? '';
  // A feed without dates keeps its own order, which is newest first by custom; sorting is stable.
  return items.toSorted((a, b) => (at(a) === '' || at(b) === '' ? 0 : at(b).localeCompare(at(a)))).slice(0, limit);
}

function toAttachment(enclosure: ParsedEnclosure, item: ParsedItem): WireAttachment {
  const seconds =
    enclosure.durationSeconds ?? ((item.enclosures?.length ?? 0) === 1 ? item.durationSeconds : undefined);
  return {
    url: enclosure.url,
    mime_type: enclosure.type ?? 'application/octet-stream',
    ...(enclosure.title === undefined ? {} : { title: enclosure.title }),
    ...(enclosure.length === undefined || enclosure.length === 0 ? {} : { size_in_bytes: enclosure.length }),
    ...(seconds === undefined ? {} : { duration_in_seconds: seconds }),
  };
}

function toWireAuthor(author: ParsedAuthor): WireAuthor {
  const name = author.name ?? author.email;
  return { ...(name === undefined ? {} : { name }), ...(author.url === undefined ? {} : { url: author.url }) };
}

function shorten(text: string): string {
  if (text.length <= SUMMARY_LENGTH) return text;
  const cut = text.slice(0, SUMMARY_LENGTH);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SUMMARY_LENGTH - 40))}…`;
}

/** No id and no link: the title and the day stand in. Deterministic, so that the same item gets it again. */
function madeUpId(item: ParsedItem): string {
  const words = item.title ?? htmlToText(item.contentHtml ?? item.summary ?? '').slice(0, 200);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i += 1) hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193);
  return `predawn:${(item.published ?? '').slice(0, 10)}:${(hash >>> 0).toString(36)}:${String(words.length)}`;
}

function titleFromAddress(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return escapeHtml(url);
  }
}
