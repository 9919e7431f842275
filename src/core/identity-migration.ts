// What becomes of stored articles when the identity rule changes: new keys to the same ArticleIds, and where the new rule sees
// one article in two, one of them with what the person did to either.

import { normaliseLink } from './identity.ts';
import type { ArticleId, Headline, Status } from './model.ts';

export interface StoredArticle {
  readonly headline: Headline;
  readonly status: Status;
}

export interface Regrouped {
  /** Every key of the new rule and the article it leads to. */
  readonly aliases: ReadonlyMap<string, ArticleId>;
  /** Articles with their new keys and, where others were merged into them, their new status. */
  readonly kept: readonly StoredArticle[];
  /** Merged into another: to be removed. */
  readonly gone: readonly StoredArticle[];
}

/**
 * Groups one feed's articles by the keys of a new rule. Stars, saves and read marks of all that become one go to the one that
 * was seen first.
 */
export function regroup(
  articles: readonly StoredArticle[],
  keysOf: (headline: Headline) => readonly string[],
): Regrouped {
  const aliases = new Map<string, ArticleId>();
  const kept = new Map<ArticleId, StoredArticle>();
  const gone: StoredArticle[] = [];
  const eldestFirst = [...articles].sort(
    (a, b) => a.headline.firstSeenAt - b.headline.firstSeenAt || (a.headline.id < b.headline.id ? -1 : 1),
  );
  for (const article of eldestFirst) {
    const identityKeys = keysOf(article.headline);
    const id = identityKeys.map(key => aliases.get(key)).find(found => found !== undefined);
    const into = id === undefined ? undefined : kept.get(id);
    if (into === undefined)
      kept.set(article.headline.id, { ...article, headline: { ...article.headline, identityKeys } });
    else {
      gone.push(article);
      const all = [...new Set([...into.headline.identityKeys, ...identityKeys])];
      kept.set(into.headline.id, {
        headline: { ...into.headline, identityKeys: all },
        status: mergeStatus(into.status, article.status),
      });
    }
    for (const key of identityKeys) if (!aliases.has(key)) aliases.set(key, into?.headline.id ?? article.headline.id);
  }
  return { aliases, kept: [...kept.values()], gone };
}

/** What the person did to either was done to the one that they are. */
export function mergeStatus(into: Status, from: Status): Status {
  const readAt = latest(into.readAt, from.readAt);
  const starredAt = latest(into.starredAt, from.starredAt);
  const savedAt = latest(into.savedAt, from.savedAt);
  const progress = latest(into.progress, from.progress);
  return {
    articleId: into.articleId,
    feedId: into.feedId,
    publishedAt: into.publishedAt,
    read: into.read || from.read,
    ...(readAt === undefined ? {} : { readAt }),
    starred: into.starred || from.starred,
    ...(starredAt === undefined ? {} : { starredAt }),
    saved: into.saved || from.saved,
    ...(savedAt === undefined ? {} : { savedAt }),
    ...(progress === undefined ? {} : { progress }),
    ...(into.kept === true && from.kept === true ? { kept: true } : {}),
  };
}

/** The keys that version 1 of the rule can still make of what is stored: links anew, the rest as they were written. */
export function keysOfHeadline(headline: Headline): readonly string[] {
  const kept = headline.identityKeys.filter(key => !key.startsWith('l:'));
  const links =
    headline.identityKeys.some(key => key.startsWith('l:')) && headline.url !== undefined
      ? [`l:${normaliseLink(headline.url)}`]
      : [];
  return [...kept.filter(key => key.startsWith('g:')), ...links, ...kept.filter(key => !key.startsWith('g:'))];
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
