// Keeps the store within its rule (`core/retention.ts`), in slices that never block, and frees space when it is short.

import { picturesToKeep } from '../core/lost-pictures.ts';
import { isKept, reasonToGo, SPACE_STEPS, type SpaceStep } from '../core/retention.ts';
import {
  DEFAULT_SETTINGS,
  type ArticleId,
  type Body,
  type Edition,
  type Feed,
  type FeedId,
  type Headline,
  type Settings,
  type Status,
} from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Key } from './backend.ts';
import { clearFormerFeed, removeArticles } from './keeping.ts';
import { keys } from './keys.ts';
import type { FreeOptions, Library, RetainOptions } from './library-api.ts';
import { articleIdOf } from './lists.ts';
import type { Store } from './store.ts';

/** Articles that one slice looks at. */
const SLICE = 250;

export type Retaining = Pick<Library, 'retain' | 'freeSpace'>;

export function retaining(store: Store): Retaining {
  const { backend } = store;

  async function heldIds(): Promise<Set<string>> {
    const edition = await backend.get<Edition>(keys.meta('edition'));
    const entries = await backend.range<OutboxEntry>({ prefix: ['outbox'] });
    const spokenOf = entries.flatMap(([, { action }]) =>
      action.kind === 'mark' || action.kind === 'save' ? [action.articleId] : [],
    );
    return new Set<string>([...(edition?.articleIds ?? []), ...spokenOf]);
  }

  async function retainFeed(
    feed: Feed,
    held: ReadonlySet<string>,
    general: Settings,
    options: RetainOptions,
  ): Promise<number> {
    const rules = { now: options.now, keepDays: feed.settings.keepDays ?? general.keepDays };
    let removed = 0;
    let rank = 0;
    let after: Key | undefined;
    for (;;) {
      const page = await backend.rangeKeys({
        prefix: ['recent-of-feed', feed.id],
        limit: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      if (page.length === 0 || options.signal?.aborted === true) return removed;
      const ids = page.map(key => articleIdOf(key) as ArticleId);
      const found = await backend.getMany<unknown>([
        ...ids.map(id => keys.status(id)),
        ...ids.map(id => keys.headline(feed.id, id)),
      ]);
      const going = page.filter((_, i) => {
        const id = ids[i] as ArticleId;
        const status = found[i] as Status | undefined;
        const headline = found[ids.length + i] as Headline | undefined;
        if (status === undefined) return true;
        const facts = {
          status,
          firstSeenAt: headline?.firstSeenAt ?? status.publishedAt,
          rank: rank + i,
          held: held.has(id),
        };
        return reasonToGo(facts, rules) !== undefined;
      });
      if (going.length > 0) {
        const pictures =
          options.dropPictures === undefined
            ? []
            : await picturesOf(
                feed.id,
                going.map(key => articleIdOf(key) as ArticleId),
              );
        const stayed = await removeArticles(store, feed.id, going, 'retention');
        removed += going.length - stayed;
        if (pictures.length > 0) await options.dropPictures?.(pictures);
      }
      rank += page.length;
      after = page.at(-1);
      await options.pause?.();
    }
  }

  async function picturesOf(feedId: FeedId, ids: readonly ArticleId[]): Promise<string[]> {
    const bodies = await backend.getMany<Body>(ids.map(id => keys.body(id)));
    const headlines = await backend.getMany<Headline>(ids.map(id => keys.headline(feedId, id)));
    const pictures = ids.flatMap((_, at) => picturesToKeep(headlines[at] ?? {}, bodies[at]));
    return [...new Set(pictures.map(picture => picture.src))];
  }

  /** One step of the rule, from the oldest article on, until `wanted` bytes are free. */
  async function freeStep(
    step: SpaceStep,
    wanted: number,
    held: ReadonlySet<string>,
    options: FreeOptions,
  ): Promise<{ bytes: number; articles: number }> {
    let bytes = 0;
    let articles = 0;
    let after: Key | undefined;
    while (bytes < wanted && options.signal?.aborted !== true) {
      const page = await backend.range<FeedId>({
        prefix: ['recent'],
        limit: SLICE,
        reverse: true,
        ...(after === undefined ? {} : { after }),
      });
      if (page.length === 0) break;
      after = page.at(-1)?.[0];
      const ids = page.map(([key]) => articleIdOf(key) as ArticleId);
      const statuses = await backend.getMany<Status>(ids.map(id => keys.status(id)));
      const chosen = statuses.filter(
        (status): status is Status =>
          status !== undefined &&
          !isKept(status) &&
          !held.has(status.articleId) &&
          status.read === (step.of === 'read'),
      );
      const freed = await freeSlice(step, chosen, wanted - bytes, options);
      bytes += freed.bytes;
      articles += freed.articles;
      await options.pause?.();
    }
    return { bytes, articles };
  }

  async function freeSlice(
    step: SpaceStep,
    statuses: readonly Status[],
    wanted: number,
    options: FreeOptions,
  ): Promise<{ bytes: number; articles: number }> {
    const found = await backend.getMany<unknown>([
      ...statuses.map(({ feedId, articleId }) => keys.headline(feedId, articleId)),
      ...statuses.map(({ articleId }) => keys.body(articleId)),
    ]);
    let bytes = 0;
    let articles = 0;
    const puts: (readonly [Key, unknown])[] = [];
    const deletes: Key[] = [];
    for (const [i, { articleId, feedId }] of statuses.entries()) {
      if (bytes >= wanted) break;
      const headline = found[i] as Headline | undefined;
      const body = found[statuses.length + i] as Body | undefined;
      if (headline === undefined || body === undefined) continue;
      if (step.what === 'pictures') {
        if (headline.picturesStored === 0 || options.dropPictures === undefined) continue;
        bytes += await options.dropPictures(picturesToKeep(headline, body).map(picture => picture.src));
        puts.push([keys.headline(feedId, articleId), { ...headline, picturesStored: 0 }]);
      } else {
        bytes += 2 * body.html.length;
        deletes.push(keys.body(articleId));
        puts.push([keys.headline(feedId, articleId), { ...headline, text: 'none', pictures: 0, picturesStored: 0 }]);
      }
      articles++;
    }
    if (articles > 0) await store.commit([], () => ({ puts, deletes, result: undefined }));
    return { bytes, articles };
  }

  return {
    async retain(options) {
      const held = await heldIds();
      const general = { ...DEFAULT_SETTINGS, ...(await backend.get<Settings>(keys.meta('settings'))) };
      let removed = 0;
      for (const [, feed] of await backend.range<Feed>({ prefix: ['feed'] })) {
        if (options.signal?.aborted === true) return { removed, complete: false };
        removed += await retainFeed(feed, held, general, options);
      }
      // What an interrupted unsubscribe left behind, and former feeds whose last kept article has gone.
      for (const [key] of await backend.range<Feed>({ prefix: ['former-feed'] }))
        await clearFormerFeed(store, key[1] as FeedId);
      return { removed, complete: options.signal?.aborted !== true };
    },

    async freeSpace(options) {
      const held = await heldIds();
      let bytes = 0;
      const counted = { pictures: 0, texts: 0 };
      for (const step of options.steps ?? SPACE_STEPS) {
        if (bytes >= options.bytes) break;
        const freed = await freeStep(step, options.bytes - bytes, held, options);
        bytes += freed.bytes;
        counted[step.what] += freed.articles;
      }
      return { bytes, ...counted };
    },
  };
}
