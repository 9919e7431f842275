// One feed's answer, written: headlines, bodies, statuses, identities, list keys and the feed itself in one transaction.

import type { WireItem } from '../../feeds/wire.ts';
import { PredawnError } from '../core/errors.ts';
import { identify, resolve, type Identified } from '../core/identity.ts';
import {
  fingerprintOf,
  ingestItem,
  isMuted,
  itemsPerDay,
  newStatus,
  refreshFeed,
  type Ingested,
} from '../core/ingest.ts';
import type { ArticleId, Body, Feed, FeedId, Headline, Status } from '../core/model.ts';
import type { Batch, Key } from './backend.ts';
import { keys } from './keys.ts';
import type { FeedOutcome, IngestResult, Library } from './library-api.ts';
import { join, statusChange } from './lists.ts';
import { newArticleId, retrying, Stale, type Store } from './store.ts';

const NOTHING: IngestResult = { newIds: [], updatedIds: [] };

export type Ingesting = Pick<Library, 'ingest' | 'putBody' | 'picturesStored'>;

export function ingesting(store: Store): Ingesting {
  const { backend } = store;

  async function ingestItems(
    feedId: FeedId,
    outcome: Extract<FeedOutcome, { kind: 'updated' }>,
    now: number,
  ): Promise<IngestResult> {
    const items = identify(outcome.items);
    const identityKeys = [...new Set(items.flatMap(item => item.keys))].map(key => keys.identity(feedId, key));
    const found = await backend.getMany<ArticleId>(identityKeys);
    const articleOf = new Map(identityKeys.map((key, i) => [String(key[2]), found[i]] as const));
    const candidates = [...new Set(found.filter(id => id !== undefined))];
    const stored = await backend.getMany<Headline>(candidates.map(id => keys.headline(feedId, id)));
    const known = new Map(candidates.map((id, i) => [id, stored[i]] as const));
    const resolved = resolve(
      items,
      key => articleOf.get(key),
      id => known.get(id),
    );
    const { ids } = outcome;
    const work = items.map((item, i) => workOf(item, { id: resolved[i], index: i, known, articleOf, now, ids }));
    const touched = work.filter(one => one.kind === 'edited' || one.kind === 'renamed').map(one => one.id);

    // Only what is new or edited is looked at again: another tab or the worker may have taken it in since.
    const unsure = new Set(work.filter(one => one.kind !== 'same').flatMap(one => one.keys));
    const again = identityKeys.filter(key => unsure.has(String(key[2])));
    const read: Key[] = [
      keys.feed(feedId),
      ...again,
      ...touched.map(id => keys.headline(feedId, id)),
      ...touched.map(id => keys.status(id)),
      ...touched.map(id => keys.body(id)),
    ];
    return store.commit(read, values => {
      const feed = values[0] as Feed | undefined;
      if (feed === undefined) throw new PredawnError('unknown-feed', { detail: feedId });
      if (again.some((key, i) => values[1 + i] !== articleOf.get(String(key[2])))) throw new Stale();
      const at = 1 + again.length;
      const before = new Map(
        touched.map((id, i) => [
          id,
          {
            headline: values[at + i] as Headline | undefined,
            status: values[at + touched.length + i] as Status | undefined,
            body: values[at + 2 * touched.length + i] as Body | undefined,
          },
        ]),
      );
      const batches: Batch[] = [];
      const newIds: ArticleId[] = [];
      const updatedIds: ArticleId[] = [];
      const dates: number[] = [];
      for (const one of work) {
        const aliases = one.keys
          .filter(key => articleOf.get(key) === undefined)
          .map((key): readonly [Key, unknown] => [keys.identity(feedId, key), one.id]);
        if (one.kind === 'new') {
          const made = ingestItem(one.item, { feedId, id: one.id, identityKeys: one.keys, now });
          if (isMuted(made.headline, feed.settings.mutedWords)) continue;
          dates.push(made.headline.publishedAt);
          newIds.push(one.id);
          batches.push(putsOf(made), statusChange(undefined, newStatus(made.headline)), { puts: aliases });
        } else if (one.kind !== 'same') {
          const was = before.get(one.id);
          if (was?.headline === undefined || was.status === undefined) throw new Stale();
          if (one.kind === 'renamed') {
            const identityKeys = [...new Set([...was.headline.identityKeys, ...one.keys])];
            batches.push({ puts: [...aliases, [keys.headline(feedId, one.id), { ...was.headline, identityKeys }]] });
            continue;
          }
          batches.push(edit(one, { headline: was.headline, status: was.status, body: was.body }, { feedId, now }), {
            puts: aliases,
          });
          updatedIds.push(one.id);
        }
      }
      const fresh: Feed = {
        ...refreshFeed(feed, outcome.feed, { newCount: newIds.length, publishedAt: dates, now }),
        ...(outcome.cursor === undefined ? {} : { cursor: outcome.cursor }),
        ...(outcome.validators === undefined ? {} : { validators: outcome.validators }),
        ...movedTo(feed, outcome.movedTo, now),
      };
      return { ...join(...batches, { puts: [[keys.feed(feedId), fresh]] }), result: { newIds, updatedIds } };
    });
  }

  function changeFeed(feedId: FeedId, change: (feed: Feed) => Feed): Promise<void> {
    return store.commit([keys.feed(feedId)], ([seen]) => {
      if (seen === undefined) throw new PredawnError('unknown-feed', { detail: feedId });
      return { puts: [[keys.feed(feedId), change(seen as Feed)]], result: undefined };
    });
  }

  function changeHeadline(
    feedId: FeedId,
    id: ArticleId,
    change: (headline: Headline) => Headline,
    also: Batch = {},
  ): Promise<void> {
    const key = keys.headline(feedId, id);
    return store.commit([key], ([seen]) => {
      if (seen === undefined) throw new PredawnError('unknown-article', { detail: id });
      return { ...join(also, { puts: [[key, change(seen as Headline)]] }), result: undefined };
    });
  }

  async function feedOf(id: ArticleId): Promise<FeedId> {
    const status = await backend.get<Status>(keys.status(id));
    if (status === undefined) throw new PredawnError('unknown-article', { detail: id });
    return status.feedId;
  }

  return {
    async ingest(feedId, outcome, now) {
      switch (outcome.kind) {
        case 'updated':
          return retrying(() => ingestItems(feedId, outcome, now));
        case 'unchanged':
          await changeFeed(feedId, feed => ({
            ...feed,
            state: { kind: 'active' },
            checkedAt: now,
            // Nothing new is news of its pace as well: a feed that has fallen silent is asked less.
            ...(feed.itemsPerDay === undefined
              ? {}
              : { itemsPerDay: itemsPerDay(feed, { newCount: 0, publishedAt: [], now }) }),
            ...(outcome.cursor === undefined ? {} : { cursor: outcome.cursor }),
            ...(outcome.validators === undefined ? {} : { validators: outcome.validators }),
            ...movedTo(feed, outcome.movedTo, now),
          }));
          return NOTHING;
        case 'gone':
          await changeFeed(feedId, feed => ({
            ...feed,
            state: feed.state.kind === 'gone' ? feed.state : { kind: 'gone', since: now },
          }));
          return NOTHING;
        case 'failed':
          await changeFeed(feedId, feed => failed(feed, outcome, now));
          return NOTHING;
      }
    },

    async putBody(body, { text, pictures }) {
      const feedId = await feedOf(body.articleId);
      await changeHeadline(feedId, body.articleId, headline => ({ ...headline, text, pictures }), {
        puts: [[keys.body(body.articleId), body]],
      });
    },

    async picturesStored(articleId, count, lost) {
      const feedId = await feedOf(articleId);
      await changeHeadline(feedId, articleId, ({ lostPictures, ...headline }) => ({
        ...headline,
        ...keptLost(lost ?? lostPictures),
        picturesStored: count,
      }));
    },
  };
}

/** A move within a subscription is its publisher's; the very first address is often only a site's. */
function movedTo(feed: Feed, url: string | undefined, now: number): Partial<Pick<Feed, 'url' | 'movedAt'>> {
  if (url === undefined || url === feed.url) return {};
  return feed.checkedAt === undefined ? { url } : { url, movedAt: now };
}

interface Work {
  /** `renamed`: its words are the same, but it bears keys that are not known yet (a new guid, a new link). */
  readonly kind: 'new' | 'edited' | 'renamed' | 'same';
  readonly id: ArticleId;
  readonly item: WireItem;
  readonly keys: readonly string[];
}

interface Found {
  readonly id: ArticleId | undefined;
  readonly index: number;
  readonly known: ReadonlyMap<ArticleId, Headline | undefined>;
  readonly articleOf: ReadonlyMap<string, ArticleId | undefined>;
  readonly now: number;
  readonly ids: ReadonlyMap<string, ArticleId> | undefined;
}

function workOf({ item, keys: itemKeys }: Identified, { id, index, known, articleOf, now, ids }: Found): Work {
  if (id === undefined) return { kind: 'new', id: ids?.get(item.id) ?? newArticleId(now, index), item, keys: itemKeys };
  const headline = known.get(id);
  // Known by its keys only: it was dropped to save space and does not come back by itself.
  if (headline === undefined) return { kind: 'same', id, item, keys: itemKeys };
  if (headline.fingerprint !== fingerprintOf(item)) return { kind: 'edited', id, item, keys: itemKeys };
  return {
    kind: itemKeys.some(key => articleOf.get(key) === undefined) ? 'renamed' : 'same',
    id,
    item,
    keys: itemKeys,
  };
}

/** An edited item: new words and date, what the person did kept; the old list keys go in the same batch. */
function edit(
  { id, item, keys: itemKeys }: Work,
  was: { readonly headline: Headline; readonly status: Status; readonly body: Body | undefined },
  { feedId, now }: { readonly feedId: FeedId; readonly now: number },
): Batch {
  const identityKeys = [...new Set([...was.headline.identityKeys, ...itemKeys])];
  const { headline, body } = ingestItem(item, { feedId, id, identityKeys, now, previous: was.headline });
  const status: Status =
    was.status.publishedAt === headline.publishedAt ? was.status : { ...was.status, publishedAt: headline.publishedAt };
  // A full text fetched from the page is worth more than the teaser that the feed still gives.
  if (was.body?.source === 'page' && headline.text !== 'full') {
    const { text, pictures, picturesStored, lostPictures, wordCount } = was.headline;
    const kept = { text, pictures, picturesStored, wordCount, ...keptLost(lostPictures) };
    return join(statusChange(was.status, status), {
      puts: [[keys.headline(feedId, id), { ...headline, ...kept }]],
    });
  }
  const samePictures =
    was.body !== undefined &&
    was.body.pictures.map(one => one.src).join('\n') === body.pictures.map(one => one.src).join('\n');
  return join(
    statusChange(was.status, status),
    putsOf({ headline: samePictures ? { ...headline, ...keptPictures(was.headline) } : headline, body }),
  );
}

function keptPictures({ picturesStored, lostPictures }: Headline): Pick<Headline, 'picturesStored' | 'lostPictures'> {
  return { picturesStored, ...keptLost(lostPictures) };
}

function keptLost(lost: Headline['lostPictures']): Pick<Headline, 'lostPictures'> {
  return lost === undefined || lost.length === 0 ? {} : { lostPictures: lost };
}

function putsOf({ headline, body }: Ingested): Batch {
  return {
    puts: [
      [keys.headline(headline.feedId, headline.id), headline],
      [keys.body(headline.id), body],
    ],
  };
}

function failed(feed: Feed, { code, retryAt }: Extract<FeedOutcome, { kind: 'failed' }>, now: number): Feed {
  // Never fetched yet: it goes on waiting, its outbox entry tells why.
  if (feed.state.kind === 'pending' || feed.state.kind === 'choose') return feed;
  const since = feed.state.kind === 'failing' ? feed.state.since : now;
  return { ...feed, state: { kind: 'failing', code, since, ...(retryAt === undefined ? {} : { retryAt }) } };
}
