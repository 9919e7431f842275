// Which article an item is. THE RULE (version 1; record: docs/decisions/article-identity.md)
//
// An item bears up to four keys, strongest first. A key counts only where no other item of the same document bears it.
//   g  the publisher's id (guid, atom:id, JSON Feed id), trimmed
//   l  its link, without scheme, `www.`, fragment of no meaning, trailing slash and tracking parameters
//   h  a hash of title and published date (both needed), else of title and first enclosure where there is no link
//   d  the published date to the second, where there is neither guid nor link, unless it is midnight sharp
// An item IS the article that first bore its strongest known key, with two exceptions: an article is given to one item of a
// document only, to the one that bears the stronger key; and a link (l) that leads to an article of ANOTHER guid counts only
// where title or date agree too, so that a daily page at one address makes a new article each day.
// All its keys that lead nowhere yet become aliases of the article. So it keeps its ArticleId when edited or reordered, when
// its feed moves house (g or h survive) and when its feed changes format (l or h survive).

import type { WireItem } from '../../feeds/wire.ts';
import { hashParts, hashText } from './hash.ts';
import type { ArticleId } from './model.ts';

/** Raised with each change of the rule; the store then carries statuses over (see `identity-migration.ts`). */
export const IDENTITY_VERSION = 1;

export type IdentityStrength = 'g' | 'l' | 'h' | 'd';
const STRENGTHS: readonly IdentityStrength[] = ['g', 'l', 'h', 'd'];

/** What the rule must know of a stored article to weigh a link. */
export interface KnownArticle {
  readonly title: string;
  readonly publishedAt: number;
  readonly identityKeys: readonly string[];
}

export interface Identified {
  readonly item: WireItem;
  /** Every key of the item that counts in this document, strongest first; all become aliases. */
  readonly keys: readonly string[];
}

/** The item's keys, whatever else stands in its document. */
export function identityKeysOf(item: WireItem): string[] {
  const guid = guidOf(item);
  const link = item.url === undefined ? undefined : normaliseLink(item.url);
  const title = (item.title ?? '').trim();
  const date = dateOf(item);
  const media = item.attachments?.[0]?.url;
  const out: string[] = [];
  if (guid !== undefined) out.push(`g:${shorten(guid)}`);
  if (link !== undefined) out.push(`l:${link}`);
  if (title !== '' && date !== undefined) out.push(`h:${hashParts([title, date])}`);
  else if (link === undefined && (title !== '' || media !== undefined))
    out.push(`h:${hashParts([title, date, media])}`);
  else if (link === undefined && guid === undefined) out.push(`h:${hashParts([textOf(item)])}`);
  if (guid === undefined && link === undefined && date !== undefined && date % 86_400_000 !== 0) out.push(`d:${date}`);
  return out;
}

/**
 * The items of one document, each with the keys that count there. An item whose guid and link both repeat an earlier
 * one is that one again and is left out.
 */
export function identify(items: readonly WireItem[]): Identified[] {
  const all = items.map(item => ({ item, keys: identityKeysOf(item) }));
  const seen = new Set<string>();
  const distinct = all.filter(({ item, keys }) => {
    const whole = keys.filter(key => key[0] !== 'd').join('\n');
    const text = whole === '' ? textOf(item) : whole;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  const times = new Map<string, number>();
  for (const { keys } of distinct) for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return distinct.map(({ item, keys }) => {
    const counting = keys.filter(key => times.get(key) === 1);
    // Nothing of it is its own: all that it says is.
    return { item, keys: counting.length > 0 ? counting : [`h:${hashParts([...keys, textOf(item)])}`] };
  });
}

/**
 * Gives each item the article that it is, or undefined where it is new. `articleOf` answers what a stored key leads to;
 * `known` what is stored of an article (undefined where it was dropped and only its keys are kept).
 */
export function resolve(
  items: readonly Identified[],
  articleOf: (key: string) => ArticleId | undefined,
  known: (id: ArticleId) => KnownArticle | undefined,
): (ArticleId | undefined)[] {
  const out = new Array<ArticleId | undefined>(items.length).fill(undefined);
  const claimed = new Set<ArticleId>();
  for (const strength of STRENGTHS) {
    items.forEach(({ item, keys }, i) => {
      if (out[i] !== undefined) return;
      const key = keys.find(one => one.startsWith(`${strength}:`));
      const id = key === undefined ? undefined : articleOf(key);
      if (id === undefined || claimed.has(id)) return;
      if (strength === 'l' && !linkAgrees(item, keys, known(id))) return;
      claimed.add(id);
      out[i] = id;
    });
  }
  return out;
}

/** A link without what changes while the page stays the same; its hash where it is long. */
export function normaliseLink(link: string): string {
  const match = /^https?:\/\/(?:www\.)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(link.trim());
  if (match === null) return shorten(link.trim());
  const [, host = '', path = '', query = '', fragment = ''] = match;
  const kept = query
    .slice(1)
    .split('&')
    .filter(pair => pair !== '' && !TRACKING.test(pair));
  return shorten(
    host.toLowerCase().replace(/:(?:80|443)$/, '') +
      path.replace(/\/+$/, '') +
      (kept.length > 0 ? `?${kept.join('&')}` : '') +
      (fragment.length > 1 && !/^#(?:comments?|respond|more(?:-\d+)?|top|ref=.*|xtor=.*)$/i.test(fragment)
        ? fragment
        : ''),
  );
}

const TRACKING =
  /^(?:utm_[a-z_]*|fbclid|gclid|mc_[ce]id|igshid|at_(?:medium|campaign|custom\d)|cmp|ns_(?:mchannel|campaign|source|linkname|fee))(?:=|$)/i;

function linkAgrees(item: WireItem, keys: readonly string[], known: KnownArticle | undefined): boolean {
  const guid = keys.find(key => key.startsWith('g:'));
  if (guid === undefined || known === undefined) return true;
  if (!known.identityKeys.some(key => key.startsWith('g:'))) return true;
  return (
    (item.title ?? '').trim() === known.title ||
    dateOf(item) === known.publishedAt ||
    known.identityKeys.some(key => key.startsWith('h:') && keys.includes(key))
  );
}

function guidOf(item: WireItem): string | undefined {
  // Without our additions `id` is the publisher's own; with them it may be made up from link or text.
  const guid = (item._predawn === undefined ? item.id : item._predawn.guid)?.trim();
  return guid === undefined || guid === '' ? undefined : guid;
}

function dateOf(item: WireItem): number | undefined {
  const at = item.date_published === undefined ? NaN : Date.parse(item.date_published);
  return Number.isNaN(at) ? undefined : at;
}

function textOf(item: WireItem): string {
  return (item.content_text ?? item.summary ?? item.content_html ?? item.title ?? item.id).slice(0, 2000);
}

/** Long keys cost in every article: past 80 characters the hash stands for the text. */
function shorten(text: string): string {
  return text.length <= 80 ? text : `#${hashText(text)}`;
}
