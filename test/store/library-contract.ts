// What the library promises, whatever store it stands on: one suite for memory (Node) and IndexedDB (a real browser).

import type { ArticleId } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import type { Key } from '../../src/store/backend.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { equal, ok, rejects } from './expect.ts';
import {
  ACCOUNT,
  articleId,
  DAY,
  folderId,
  HEAD,
  HOUR,
  NOW,
  stories,
  story,
  subscribe,
  titles,
  withStories,
} from './fixtures.ts';

export interface LibraryCase {
  readonly name: string;
  readonly run: (library: Library) => Promise<void>;
}

export const libraryContract: readonly LibraryCase[] = [
  // Subscribing.
  {
    name: 'shows a subscription as pending at once, with its outbox entry',
    async run(library) {
      const feed = await subscribe(library, 'a');
      equal((await library.feed(feed))?.state, { kind: 'pending' });
      equal(
        (await library.outbox()).map(entry => [entry.seq, entry.action.kind, entry.state]),
        [[1, 'subscribe', 'waiting']],
      );
      equal((await library.counts()).waiting, 1);
    },
  },
  {
    name: 'subscribes to one address once',
    async run(library) {
      await subscribe(library, 'a');
      const again = await library.act(
        { kind: 'subscribe', feedId: 'other' as never, url: 'https://a.example/feed', isFeed: true },
        { now: NOW },
      );
      equal(again, undefined);
      equal((await library.feeds()).length, 1);
      equal((await library.outbox()).length, 1);
    },
  },
  {
    name: 'gives each feed a place after the others',
    async run(library) {
      for (const name of ['a', 'b', 'c']) await subscribe(library, name);
      equal(
        (await library.feeds()).map(feed => feed.id),
        ['a', 'b', 'c'],
      );
    },
  },
  {
    name: 'subscribes to a whole file of feeds, each once, in its order',
    async run(library) {
      await subscribe(library, 'a');
      const request = (name: string): { action: never; title: string } => ({
        action: { kind: 'subscribe', feedId: `id-${name}`, url: `https://${name}.example/feed`, isFeed: true } as never,
        title: name.toUpperCase(),
      });
      const names = Array.from({ length: 250 }, (_, i) => `n${String(i)}`);
      const steps: number[] = [];
      const entries = await library.subscribeAll(['a', ...names, 'n7'].map(request), {
        now: NOW,
        onProgress: done => steps.push(done),
      });
      equal([entries.length, steps, entries[0]?.seq, entries.at(-1)?.seq], [250, [100, 200, 250], 2, 251]);
      equal(
        (await library.feeds()).slice(1).map(feed => feed.title),
        names.map(name => name.toUpperCase()),
      );
      equal([(await library.counts()).waiting, (await library.outbox()).length], [251, 251]);
      await library.unsubscribe('id-n3' as never);
      equal((await library.counts()).waiting, 250);
    },
  },
  {
    name: 'removes a pending subscription that is refused for good, and brings it back on another try',
    async run(library) {
      const feed = await subscribe(library, 'a');
      const [entry] = await library.outbox();
      if (entry === undefined) throw new Error('no entry');
      equal(await library.settleOutbox(entry.seq, { ...entry, state: 'dead', lastError: 'no-feed-found' }), true);
      equal(await library.feed(feed), undefined);
      equal((await library.counts()).waiting, 0);
      equal((await library.outbox())[0]?.lastError, 'no-feed-found');
      equal(await library.retryEntry(entry.seq, NOW + 1), true);
      equal((await library.feed(feed))?.state, { kind: 'pending' });
      const [again] = await library.outbox();
      equal([again?.state, again?.tries, again?.lastError], ['waiting', 0, undefined]);
      equal((await library.counts()).waiting, 1);
    },
  },
  {
    name: 'keeps a subscription that was fetched when its late entry dies',
    async run(library) {
      const feed = await subscribe(library, 'a');
      await library.ingest(feed, { kind: 'updated', feed: HEAD, items: [] }, NOW);
      const [entry] = await library.outbox();
      if (entry === undefined) throw new Error('no entry');
      await library.settleOutbox(entry.seq, { ...entry, state: 'dead' });
      equal((await library.feed(feed))?.state, { kind: 'active' });
    },
  },

  // Taking in.
  {
    name: 'takes in new articles with all their lists, once',
    async run(library) {
      const feed = await subscribe(library, 'a');
      const first = await library.ingest(feed, { kind: 'updated', feed: HEAD, items: stories(3), cursor: 'c1' }, NOW);
      equal([first.newIds.length, first.updatedIds.length], [3, 0]);
      const again = await library.ingest(
        feed,
        { kind: 'updated', feed: HEAD, items: stories(3), cursor: 'c2' },
        NOW + HOUR,
      );
      equal(again, { newIds: [], updatedIds: [] });
      equal(await titles(library, { kind: 'all' }), ['Story 1', 'Story 2', 'Story 3']);
      equal(await titles(library, { kind: 'unread' }), ['Story 1', 'Story 2', 'Story 3']);
      equal(await titles(library, { kind: 'feed', feedId: feed }), ['Story 1', 'Story 2', 'Story 3']);
      const counts = await library.counts();
      equal([counts.all, counts.unread, counts.unreadByFeed.get(feed)], [3, 3, 3]);
      const stored = await library.feed(feed);
      equal(
        [stored?.title, stored?.cursor, stored?.state.kind, stored?.checkedAt],
        ['The Daily', 'c2', 'active', NOW + HOUR],
      );
    },
  },
  {
    name: 'updates an edited article and moves it in every list, never doubling it',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(3));
      const [first] = ids;
      await library.act(
        { kind: 'mark', articleId: first as ArticleId, field: 'starred', value: true, previous: false },
        { now: NOW },
      );
      const edited = story(1, { title: 'Story 1, corrected', date_published: new Date(NOW - 10 * HOUR).toISOString() });
      const result = await library.ingest(
        feed,
        { kind: 'updated', feed: HEAD, items: [edited, story(2), story(3)] },
        NOW + HOUR,
      );
      equal(result, { newIds: [], updatedIds: [first] });
      for (const query of [
        { kind: 'all' },
        { kind: 'unread' },
        { kind: 'feed', feedId: feed },
        { kind: 'feed', feedId: feed, unreadOnly: true },
      ] as const) {
        equal(await titles(library, query), ['Story 2', 'Story 3', 'Story 1, corrected'], query.kind);
      }
      equal(await titles(library, { kind: 'starred' }), ['Story 1, corrected']);
      const article = await library.article(first as ArticleId);
      equal([article?.status.publishedAt, article?.headline.updatedAt], [NOW - 10 * HOUR, NOW + HOUR]);
      equal(await library.backend.count(['recent']), 3);
    },
  },
  {
    name: 'never dates an article later than it was first seen',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', [
        story(1, { date_published: new Date(NOW + 400 * DAY).toISOString() }),
      ]);
      equal((await library.article(ids[0] as ArticleId))?.headline.publishedAt, NOW);
      const still = story(1, { title: 'New title', date_published: new Date(NOW + 300 * DAY).toISOString() });
      await library.ingest(feed, { kind: 'updated', feed: HEAD, items: [still] }, NOW + DAY);
      equal((await library.article(ids[0] as ArticleId))?.headline.publishedAt, NOW);
    },
  },
  {
    name: 'keeps the feed’s order among articles without dates',
    async run(library) {
      const undated = stories(4).map(({ date_published: _, ...item }) => item);
      await withStories(library, 'a', undated);
      equal(await titles(library, { kind: 'all' }), ['Story 1', 'Story 2', 'Story 3', 'Story 4']);
    },
  },
  {
    name: 'keeps a page’s full text when the feed edits its teaser',
    async run(library) {
      const teaser = story(1, { content_html: '<p>Only the beginning […]</p>' });
      const { feed, ids } = await withStories(library, 'a', [teaser]);
      const [id] = ids as [ArticleId];
      equal((await library.article(id))?.headline.text, 'summary');
      const body = {
        articleId: id,
        html: '<p>All of it.</p>',
        source: 'page',
        fetchedAt: NOW,
        pictures: [],
        enclosures: [],
        categories: [],
      } as const;
      await library.putBody(body, { text: 'full', pictures: 0 });
      await library.ingest(
        feed,
        { kind: 'updated', feed: HEAD, items: [{ ...teaser, content_html: '<p>Only a new beginning […]</p>' }] },
        NOW + HOUR,
      );
      const article = await library.article(id);
      equal([article?.body?.html, article?.headline.text], ['<p>All of it.</p>', 'full']);
    },
  },
  {
    name: 'leaves muted words out',
    async run(library) {
      const feed = await subscribe(library, 'a');
      const stored = await library.feed(feed);
      if (stored === undefined) throw new Error('no feed');
      await library.putFeed({ ...stored, settings: { ...stored.settings, mutedWords: ['Crypto'] } });
      const items = [story(1, { title: 'Crypto is back' }), story(2, { title: 'Cryptography is fun' }), story(3)];
      await library.ingest(feed, { kind: 'updated', feed: HEAD, items }, NOW);
      equal(await titles(library, { kind: 'all' }), ['Cryptography is fun', 'Story 3']);
    },
  },
  {
    name: 'notes failures, their first time, ends and recoveries of a feed',
    async run(library) {
      const { feed } = await withStories(library, 'a', stories(1));
      await library.ingest(feed, { kind: 'failed', code: 'timeout' }, NOW + 1);
      await library.ingest(feed, { kind: 'failed', code: 'dns-failed', retryAt: NOW + HOUR }, NOW + 2);
      equal((await library.feed(feed))?.state, {
        kind: 'failing',
        code: 'dns-failed',
        since: NOW + 1,
        retryAt: NOW + HOUR,
      });
      await library.ingest(feed, { kind: 'unchanged', cursor: 'c9' }, NOW + 3);
      equal([(await library.feed(feed))?.state.kind, (await library.feed(feed))?.cursor], ['active', 'c9']);
      await library.ingest(feed, { kind: 'gone' }, NOW + 4);
      await library.ingest(feed, { kind: 'gone' }, NOW + 5);
      equal((await library.feed(feed))?.state, { kind: 'gone', since: NOW + 4 });
      equal((await library.counts()).all, 1);
    },
  },
  {
    name: 'learns from silence: a feed with nothing new is expected to bring less',
    async run(library) {
      const { feed } = await withStories(library, 'a', stories(5));
      const before = (await library.feed(feed))?.itemsPerDay ?? 0;
      ok(before > 0, 'a pace is known');
      await library.ingest(feed, { kind: 'unchanged' }, NOW + 240 * HOUR);
      const after = (await library.feed(feed))?.itemsPerDay ?? before;
      ok(after > 0 && after < before / 2, `${before} to ${after}`);
    },
  },
  {
    name: 'keeps articles and their identity when the feed moves house',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(2));
      const moved = stories(2).map(item => ({
        ...item,
        url: item.url?.replace('daily.example', 'news.example') ?? '',
      }));
      const result = await library.ingest(
        feed,
        { kind: 'updated', feed: HEAD, items: moved, movedTo: 'https://news.example/feed' },
        NOW + 1,
      );
      equal(result, { newIds: [], updatedIds: ids });
      equal((await library.feed(feed))?.url, 'https://news.example/feed');
    },
  },
  {
    name: 'learns a new guid of unchanged words, so that a later edit finds its article',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(2));
      const atom = stories(2).map(item => ({ ...item, id: `tag:${item.id}`, _predawn: { guid: `tag:${item.id}` } }));
      equal(await library.ingest(feed, { kind: 'updated', feed: HEAD, items: atom }, NOW + HOUR), {
        newIds: [],
        updatedIds: [],
      });
      const edited = atom.map(item => ({
        ...item,
        title: 'All new',
        url: `https://else.example/${item.id}`,
        date_published: new Date(NOW).toISOString(),
      }));
      equal(await library.ingest(feed, { kind: 'updated', feed: HEAD, items: edited }, NOW + 2 * HOUR), {
        newIds: [],
        updatedIds: ids,
      });
    },
  },
  {
    name: 'refuses to take in for a feed that is not there',
    async run(library) {
      await rejects(
        library.ingest('nobody' as never, { kind: 'updated', feed: HEAD, items: stories(1) }, NOW),
        'unknown-feed',
      );
      equal((await library.counts()).all, 0);
    },
  },
  {
    name: 'makes one article of each item when two take in the same answer at once',
    async run(library) {
      const feed = await subscribe(library, 'a');
      const outcome = { kind: 'updated', feed: HEAD, items: stories(20) } as const;
      const results = await Promise.all([
        library.ingest(feed, outcome, NOW),
        library.ingest(feed, outcome, NOW),
        library.ingest(feed, outcome, NOW + 5),
      ]);
      equal(
        results.reduce((sum, result) => sum + result.newIds.length, 0),
        20,
      );
      equal((await library.counts()).all, 20);
    },
  },
  {
    name: 'loses no mark made while the article is being edited',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(30));
      const edited = stories(30).map(item => ({
        ...item,
        title: `${item.title ?? ''}!`,
        date_published: new Date(NOW - 100 * HOUR).toISOString(),
      }));
      await Promise.all([
        library.ingest(feed, { kind: 'updated', feed: HEAD, items: edited }, NOW + 1),
        library.markRead(ids, true, NOW + 1),
      ]);
      const counts = await library.counts();
      equal([counts.all, counts.unread], [30, 0]);
      equal(
        (await library.rows(ids)).every(row => row.status.read && row.status.publishedAt === NOW - 100 * HOUR),
        true,
      );
    },
  },

  // Lists.
  {
    name: 'pages through a list without gap or repeat',
    async run(library) {
      await withStories(library, 'a', stories(25));
      const seen: string[] = [];
      let after: Key | undefined;
      do {
        const page = await library.list({ kind: 'all' }, { limit: 10, ...(after === undefined ? {} : { after }) });
        seen.push(...page.rows.map(row => row.headline.title));
        after = page.next;
      } while (after !== undefined);
      equal(
        seen,
        stories(25).map(item => item.title),
      );
    },
  },
  {
    name: 'gives every list from its other end as well, page by page',
    async run(library) {
      const news = folderId('news');
      await library.putFolder({ id: news, title: 'News', order: 1 });
      for (const [i, name] of ['a', 'b'].entries()) {
        const feed = await subscribe(library, name, news);
        const items = Array.from({ length: 20 }, (_, n) => story(1 + i + 2 * n, { title: `${name} ${String(n)}` }));
        await library.ingest(feed, { kind: 'updated', feed: HEAD, items }, NOW);
      }
      for (const query of [{ kind: 'all' }, { kind: 'unread' }, { kind: 'folder', folderId: news }] as const) {
        const read = async (order: 'newest' | 'oldest'): Promise<string[]> => {
          const found: string[] = [];
          let after: Key | undefined;
          do {
            const page = await library.list(query, { limit: 7, order, ...(after ? { after } : {}) });
            found.push(...page.rows.map(row => row.headline.title));
            after = page.next;
          } while (after);
          return found;
        };
        const newest = await read('newest');
        equal(newest.length, 40);
        equal(await read('oldest'), [...newest].reverse());
      }
    },
  },
  {
    name: 'merges a folder’s feeds by date, page by page, and follows a feed that moves out',
    async run(library) {
      const news = folderId('news');
      await library.putFolder({ id: news, title: 'News', order: 1 });
      const names = ['a', 'b', 'c'];
      for (const [i, name] of names.entries()) {
        const feed = await subscribe(library, name, news);
        const items = Array.from({ length: 20 }, (_, n) =>
          story(1 + i + 3 * n, { title: `${name} ${String(1 + i + 3 * n)}` }),
        );
        await library.ingest(feed, { kind: 'updated', feed: HEAD, items }, NOW);
      }
      const seen: string[] = [];
      let after: Key | undefined;
      do {
        const page = await library.list(
          { kind: 'folder', folderId: news },
          { limit: 7, ...(after === undefined ? {} : { after }) },
        );
        seen.push(...page.rows.map(row => row.headline.title));
        after = page.next;
      } while (after !== undefined);
      equal(
        seen,
        Array.from({ length: 60 }, (_, n) => `${names[n % 3] ?? ''} ${String(n + 1)}`),
      );
      const [first] = await library.feeds();
      if (first === undefined) throw new Error('no feed');
      const { folderId: _, ...out } = first;
      await library.putFeed(out);
      equal(await titles(library, { kind: 'folder', folderId: news }, 3), ['b 2', 'c 3', 'b 5']);
      equal((await library.unreadIds({ kind: 'folder', folderId: news })).length, 40);
      await library.removeFolder(news);
      equal(
        (await library.feeds()).map(feed => feed.folderId),
        [undefined, undefined, undefined],
      );
      equal(await titles(library, { kind: 'folder', folderId: news }), []);
    },
  },
  {
    name: 'changes a feed as it is by then, and brings none back that is gone',
    async run(library) {
      const [feed, gone] = [await subscribe(library, 'a'), await subscribe(library, 'b')];
      const seen = await library.feed(feed);
      const validators = { etag: '"2"' };
      await library.ingest(feed, { kind: 'updated', feed: HEAD, items: stories(1), validators }, NOW);
      await library.unsubscribe(gone);
      await library.changeFeeds([feed, gone], current => ({ ...current, customTitle: 'Mine' }));
      const now = await library.feed(feed);
      equal([seen?.validators, now?.validators, now?.customTitle], [undefined, validators, 'Mine']);
      equal((await library.feeds()).length, 1);
    },
  },
  {
    name: 'reads on in the one feed of a folder that has all the newest',
    async run(library) {
      const news = folderId('news');
      for (let n = 0; n < 12; n++) {
        const feed = await subscribe(library, `f${String(n)}`, news);
        await library.ingest(
          feed,
          { kind: 'updated', feed: HEAD, items: n === 5 ? stories(90) : stories(3, 1000 + 10 * n) },
          NOW,
        );
      }
      const expected = stories(60).map(item => item.title);
      equal(await titles(library, { kind: 'folder', folderId: news }, 60), expected);
    },
  },
  {
    name: 'answers rows in the order asked for, without those that are gone',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(3));
      const [one, two, three] = ids as [ArticleId, ArticleId, ArticleId];
      equal(
        (await library.rows([three, articleId('gone'), one, two])).map(row => row.headline.title),
        ['Story 3', 'Story 1', 'Story 2'],
      );
      equal(await library.rows([]), []);
    },
  },

  // Acting.
  {
    name: 'marks read and unread, with counts and lists in step',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(3));
      const [one] = ids as [ArticleId];
      const entry = await library.act(
        { kind: 'mark', articleId: one, field: 'read', value: true, previous: false },
        { now: NOW },
      );
      equal(entry, undefined);
      equal(await titles(library, { kind: 'unread' }), ['Story 2', 'Story 3']);
      equal((await library.counts()).unreadByFeed.get(feed), 2);
      await library.act({ kind: 'mark', articleId: one, field: 'read', value: false, previous: true }, { now: NOW });
      equal(await titles(library, { kind: 'unread' }), ['Story 1', 'Story 2', 'Story 3']);
      await rejects(
        library.act(
          { kind: 'mark', articleId: articleId('none'), field: 'read', value: true, previous: false },
          { now: NOW },
        ),
        'unknown-article',
      );
    },
  },
  {
    name: 'lists starred and saved articles by when that was done',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(3));
      for (const [i, id] of [ids[1], ids[0], ids[2]].entries()) {
        await library.act(
          { kind: 'mark', articleId: id as ArticleId, field: 'starred', value: true, previous: false },
          { now: NOW + i },
        );
        await library.setSaved(id as ArticleId, true, NOW - i);
      }
      equal(await titles(library, { kind: 'starred' }), ['Story 3', 'Story 1', 'Story 2']);
      equal(await titles(library, { kind: 'saved' }), ['Story 2', 'Story 1', 'Story 3']);
    },
  },
  {
    name: 'marks thousands in chunks and undoes exactly that',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(2500));
      await library.markRead(ids.slice(0, 3), true, NOW);
      const changed = await library.markRead(await library.unreadIds({ kind: 'feed', feedId: feed }), true, NOW);
      equal([changed.length, (await library.counts()).unread], [2497, 0]);
      equal((await library.markRead(changed, false, NOW)).length, 2497);
      equal((await library.counts()).unread, 2497);
      equal(
        (await library.rows(ids.slice(0, 3))).every(row => row.status.read),
        true,
      );
    },
  },
  {
    name: 'saves an article with its entry, and takes both back together',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      const entry = await library.act({ kind: 'save', articleId: id, feedId: feed, notify: true }, { now: NOW });
      equal([entry?.action.kind, (await library.counts()).saved, (await library.counts()).waiting], ['save', 1, 1]);
      const again = await library.act({ kind: 'save', articleId: id, feedId: feed, notify: false }, { now: NOW + 1 });
      equal([again?.seq, (await library.outbox()).length], [entry?.seq, 1]);
      await library.setSaved(id, false, NOW + 2);
      equal([(await library.counts()).saved, (await library.outbox()).length], [0, 0]);
    },
  },
  {
    name: 'replaces an unsent mark of the same article and field by a later one',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      const progress = (value: number): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: id, field: 'progress', value, previous: undefined },
          { now: NOW, destination: ACCOUNT },
        );
      await progress(0.2);
      await progress(0.5);
      await progress(0.9);
      const entries = await library.outbox();
      equal(
        entries.map(({ action }) => action.kind === 'mark' && [action.value, action.previous]),
        [[0.9, undefined]],
      );
      equal((await library.article(id))?.status.progress, 0.9);
    },
  },
  {
    name: 'sends neither of two opposite marks',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      const star = (value: boolean): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: id, field: 'starred', value, previous: !value },
          { now: NOW, destination: ACCOUNT },
        );
      await star(true);
      equal((await library.outbox()).length, 1);
      equal(await star(false), undefined);
      equal([(await library.outbox()).length, (await library.counts()).starred], [0, 0]);
      await star(true);
      equal((await library.outbox()).length, 1);
    },
  },
  {
    name: 'does not cancel a mark that may have arrived, nor replace one in flight',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      const star = (value: boolean): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: id, field: 'starred', value, previous: !value },
          { now: NOW, destination: ACCOUNT },
        );
      await star(true);
      const [first] = await library.outbox();
      if (first === undefined) throw new Error('no entry');
      await library.settleOutbox(first.seq, { ...first, state: 'in-flight', tries: 1 });
      await star(false);
      equal(
        (await library.outbox()).map(entry => entry.state),
        ['in-flight', 'waiting'],
      );
      // The first went wrong on the way: the later one, unsent, may still be replaced, the tried one is not forgotten.
      await library.settleOutbox(first.seq, { ...first, state: 'waiting', tries: 1 });
      await star(true);
      equal((await library.outbox()).length, 1);
      equal((await library.outbox())[0]?.seq, first.seq);
    },
  },
  {
    name: 'replaces a tried mark by its opposite instead of cancelling it: the first may have arrived',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const star = (value: boolean): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: ids[0] as ArticleId, field: 'starred', value, previous: !value },
          { now: NOW, destination: ACCOUNT },
        );
      await star(true);
      const [first] = await library.outbox();
      if (first === undefined) throw new Error('no entry');
      await library.settleOutbox(first.seq, { ...first, state: 'in-flight', tries: 1 });
      await library.settleOutbox(first.seq, { ...first, tries: 1, lastError: 'timeout' });
      await star(false);
      const [entry, ...more] = await library.outbox();
      equal(
        [entry?.action.kind === 'mark' && entry.action.value, entry?.tries, entry?.id === first.id, more],
        [false, 0, false, []],
      );
    },
  },
  {
    name: 'makes one entry of marks made at the same moment',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const progress = (value: number): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: ids[0] as ArticleId, field: 'progress', value, previous: undefined },
          { now: NOW, destination: ACCOUNT },
        );
      await Promise.all([progress(0.1), progress(0.2), progress(0.3)]);
      equal((await library.outbox()).length, 1);
    },
  },
  {
    name: 'does not touch the waiting mark of another account',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const star = (value: boolean, subject: string): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: ids[0] as ArticleId, field: 'starred', value, previous: !value },
          { now: NOW, destination: ACCOUNT, subject },
        );
      await star(true, 'ann');
      await star(false, 'bob');
      equal(
        (await library.outbox()).map(entry => entry.subject),
        ['ann', 'bob'],
      );
    },
  },
  {
    name: 'never coalesces sends, and keeps their files with them',
    async run(library) {
      const request = {
        url: 'https://x.example/post',
        method: 'POST',
        headers: {},
        body: { kind: 'form', encoding: 'multipart', fields: [{ name: 'photo', blobId: 'b1', filename: 'p.jpg' }] },
      } as const;
      const blobs = new Map([['b1', new Blob(['jpeg'])]]);
      await library.act({ kind: 'send', request, title: 'Photo' }, { now: NOW, destination: ACCOUNT, blobs });
      await library.act(
        { kind: 'send', request, title: 'Photo' },
        { now: NOW, destination: ACCOUNT, blobs: new Map([['b2', new Blob(['two'])]]) },
      );
      const entries = await library.outbox();
      equal(
        entries.map(entry => [entry.seq, entry.blobIds]),
        [
          [1, ['b1']],
          [2, ['b2']],
        ],
      );
      equal(await (await library.blob('b1'))?.text(), 'jpeg');
      // A private window of WebKit takes no Blob into IndexedDB, and hangs.
      equal((await library.backend.get(keys.blob('b1'))) instanceof Blob, false);
      await library.settleOutbox(1, null);
      equal([await library.blob('b1'), await (await library.blob('b2'))?.text()], [undefined, 'two']);
    },
  },
  {
    name: 'never gives a seq twice, even after the outbox was empty',
    async run(library) {
      await library.act({ kind: 'refresh' }, { now: NOW });
      await library.settleOutbox(1, null);
      equal((await library.act({ kind: 'refresh' }, { now: NOW }))?.seq, 2);
      equal((await library.act({ kind: 'refresh' }, { now: NOW }))?.seq, 2);
    },
  },
  {
    name: 'writes nothing where an action cannot be stored',
    async run(library) {
      const bad = {
        kind: 'send',
        title: 'x',
        request: {
          url: 'https://x.example/',
          method: 'POST',
          headers: { broken: (() => 1) as never },
          body: { kind: 'none' },
        },
      } as const;
      await rejects(library.act(bad, { now: NOW, blobs: new Map([['b', new Blob(['x'])]]) }), 'not-cloneable');
      equal(
        [(await library.outbox()).length, await library.blob('b'), await library.backend.get(keys.meta('outbox-seq'))],
        [0, undefined, undefined],
      );
    },
  },

  {
    name: 'refuses a message of more than 25 MB before anything of it is written',
    async run(library) {
      const request = (field: string) =>
        ({
          url: 'https://x.example/post',
          method: 'POST',
          headers: {},
          body: {
            kind: 'form',
            encoding: 'multipart',
            fields: [
              { name: 'text', value: field },
              { name: 'photo', blobId: 'b', filename: 'p.jpg' },
            ],
          },
        }) as const;
      const send = (field: string, bytes: number): Promise<unknown> =>
        library.act(
          { kind: 'send', title: 'Photo', request: request(field) },
          { now: NOW, destination: ACCOUNT, blobs: new Map([['b', new Blob([new Uint8Array(bytes)])]]) },
        );
      const limit = 25 * 1024 * 1024;
      await rejects(send('é', limit - 1), 'too-large');
      equal([(await library.outbox()).length, await library.blob('b')], [0, undefined]);
      await send('é', limit - 2);
      equal([(await library.outbox()).length, (await library.blob('b'))?.size], [1, limit - 2]);
    },
  },

  // Settling.
  {
    name: 'lets one try be claimed once, and the late word of an older one overwrite nothing',
    async run(library) {
      const entry = await library.act({ kind: 'refresh' }, { now: NOW });
      if (entry === undefined) throw new Error('no entry');
      const first: OutboxEntry = { ...entry, state: 'in-flight', tries: 1, lastTriedAt: NOW };
      equal(await library.settleOutbox(entry.seq, first), true);
      // A second that read the same: it must not send.
      equal(await library.settleOutbox(entry.seq, { ...first, lastTriedAt: NOW + 1 }), false);
      // The first hung and lost its lock: whoever has it now sends again.
      equal(await library.settleOutbox(entry.seq, { ...first, state: 'waiting' }), true);
      const second: OutboxEntry = { ...first, tries: 2, lastTriedAt: NOW + 5 };
      equal(await library.settleOutbox(entry.seq, second), true);
      equal(await library.settleOutbox(entry.seq, { ...first, state: 'dead', lastError: 'refused' }), false);
      equal((await library.outbox())[0], second);
      // An acknowledgement is one, whoever brings it.
      equal(await library.settleOutbox(entry.seq, null), true);
    },
  },
  {
    name: 'does not bring a cancelled or replaced entry back',
    async run(library) {
      const entry = await library.act({ kind: 'refresh' }, { now: NOW });
      if (entry === undefined) throw new Error('no entry');
      equal(await library.cancelEntry(entry.seq, NOW), true);
      equal(await library.settleOutbox(entry.seq, { ...entry, state: 'in-flight' }), false);
      equal(await library.cancelEntry(entry.seq, NOW), false);
      equal((await library.outbox()).length, 0);
    },
  },
  {
    name: 'settles no entry by another’s word',
    async run(library) {
      const entry = await library.act({ kind: 'refresh' }, { now: NOW });
      if (entry === undefined) throw new Error('no entry');
      equal(await library.settleOutbox(entry.seq, { ...entry, id: 'other' as never, state: 'dead' }), false);
      equal((await library.outbox())[0]?.state, 'waiting');
    },
  },
  {
    name: 'takes nothing back that was changed again since, without an entry of its own',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const progress = (value: number, more: object = {}): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: ids[0] as ArticleId, field: 'progress', value, previous: undefined },
          { now: NOW, ...more },
        );
      await progress(0.5, { destination: ACCOUNT });
      await progress(0.9);
      const [entry] = await library.outbox();
      if (entry !== undefined) await library.settleOutbox(entry.seq, { ...entry, state: 'dead' });
      equal((await library.article(ids[0] as ArticleId))?.status.progress, 0.9);
    },
  },
  {
    name: 'takes a refused mark back, but not over what the person did since',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(2));
      const star = (id: ArticleId): Promise<unknown> =>
        library.act(
          { kind: 'mark', articleId: id, field: 'starred', value: true, previous: false },
          { now: NOW, destination: ACCOUNT },
        );
      for (const id of ids) await star(id);
      await library.act(
        { kind: 'mark', articleId: ids[1] as ArticleId, field: 'starred', value: false, previous: true },
        { now: NOW + 1 },
      );
      for (const entry of await library.outbox())
        await library.settleOutbox(entry.seq, { ...entry, state: 'dead', lastError: 'refused' });
      equal(
        (await library.rows(ids)).map(row => row.status.starred),
        [false, false],
      );
      equal((await library.counts()).starred, 0);
      equal((await library.counts()).waiting, 0);
    },
  },
  {
    name: 'undoes what the person cancels',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(1));
      const saved = await library.act(
        { kind: 'save', articleId: ids[0] as ArticleId, feedId: feed, notify: false },
        { now: NOW },
      );
      equal(await library.cancelEntry(saved?.seq ?? 0, NOW), true);
      equal((await library.counts()).saved, 0);
      const pending = await subscribe(library, 'b');
      const [entry] = await library.outbox();
      await library.cancelEntry(entry?.seq ?? 0, NOW);
      equal(await library.feed(pending), undefined);
    },
  },
  {
    name: 'forgets one account’s entries and files at sign-out',
    async run(library) {
      const request = { url: 'https://x.example/', method: 'POST', headers: {}, body: { kind: 'none' } } as const;
      const send = (subject: string | null, blob: string): Promise<unknown> =>
        library.act(
          { kind: 'send', request, title: 't' },
          { now: NOW, destination: ACCOUNT, subject, blobs: new Map([[blob, new Blob([blob])]]) },
        );
      await send('ann', 'a1');
      await send('bob', 'b1');
      await send(null, 'n1');
      equal(await library.forget('ann'), 1);
      equal(
        (await library.outbox()).map(entry => entry.subject),
        ['bob', null],
      );
      equal([await library.blob('a1'), (await library.blob('b1')) !== undefined], [undefined, true]);
    },
  },

  // Leaving and keeping.
  {
    name: 'keeps starred and saved articles of a feed that was unsubscribed, in their lists only',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(500));
      await library.act(
        { kind: 'mark', articleId: ids[3] as ArticleId, field: 'starred', value: true, previous: false },
        { now: NOW },
      );
      await library.setSaved(ids[7] as ArticleId, true, NOW);
      await library.unsubscribe(feed);
      const counts = await library.counts();
      equal([counts.all, counts.unread, counts.starred, counts.saved], [0, 0, 1, 1]);
      equal(await library.feeds(), []);
      equal(await titles(library, { kind: 'starred' }), ['Story 4']);
      const article = await library.article(ids[3] as ArticleId);
      equal([article?.feed.title, article?.body !== undefined], ['The Daily', true]);
      await library.act(
        { kind: 'mark', articleId: ids[3] as ArticleId, field: 'read', value: true, previous: false },
        { now: NOW },
      );
      await library.act(
        { kind: 'mark', articleId: ids[3] as ArticleId, field: 'read', value: false, previous: true },
        { now: NOW },
      );
      equal((await library.counts()).unread, 0);
      equal(await library.backend.count(['identity']), 0);
      equal(await library.backend.count(['headline']), 2);
      // The last star gone, nothing is left of it.
      await library.act(
        { kind: 'mark', articleId: ids[3] as ArticleId, field: 'starred', value: false, previous: true },
        { now: NOW },
      );
      await library.retain({ now: NOW });
      equal(await library.backend.count(['headline']), 1);
      await library.setSaved(ids[7] as ArticleId, false, NOW);
      await library.retain({ now: NOW });
      equal([...new Set((await library.backend.rangeKeys({ prefix: [] })).map(key => key[0]))], ['meta']);
    },
  },
  {
    name: 'leaves nothing of a feed without kept articles, nor its waiting entry',
    async run(library) {
      const feed = await subscribe(library, 'a');
      await library.ingest(feed, { kind: 'updated', feed: HEAD, items: stories(10) }, NOW);
      await library.unsubscribe(feed);
      const left = (await library.backend.rangeKeys({ prefix: [] })).map(key => key[0]);
      equal([...new Set(left)], ['meta']);
    },
  },
  {
    name: 'removes what the rule no longer keeps, and does not take it in again',
    async run(library) {
      const old = stories(60).map((item, i) => ({
        ...item,
        date_published: new Date(NOW - (i < 30 ? 1 : 100) * DAY - i * HOUR).toISOString(),
      }));
      const { feed, ids } = await withStories(library, 'a', old, NOW - 100 * DAY);
      await library.act(
        { kind: 'mark', articleId: ids[45] as ArticleId, field: 'starred', value: true, previous: false },
        { now: NOW },
      );
      await library.act({ kind: 'save', articleId: ids[46] as ArticleId, feedId: feed, notify: false }, { now: NOW });
      await library.putEdition({
        startedAt: NOW,
        articleIds: [ids[50] as ArticleId],
        feedCount: 1,
        complete: true,
        printedAt: NOW,
      });
      const dropped: string[] = [];
      const result = await library.retain({
        now: NOW,
        dropPictures: sources => (dropped.push(...sources), Promise.resolve(0)),
      });
      equal([result.complete, (await library.counts()).starred, (await library.counts()).saved], [true, 1, 1]);
      equal((await library.rows([ids[50] as ArticleId])).length, 1);
      ok(result.removed >= 27, `most of the old to go, went ${String(result.removed)}`);
      equal((await library.counts()).all, 60 - result.removed);
      const again = await library.ingest(feed, { kind: 'updated', feed: HEAD, items: old }, NOW + HOUR);
      equal(again.newIds, []);
    },
  },
  {
    name: 'frees space from read texts first, keeping headlines, and never from what is kept',
    async run(library) {
      const long = stories(40).map(item => ({ ...item, content_html: `<p>${'word '.repeat(400)}</p>` }));
      const { ids } = await withStories(library, 'a', long);
      await library.markRead(ids.slice(20), true, NOW);
      await library.act(
        { kind: 'mark', articleId: ids[39] as ArticleId, field: 'starred', value: true, previous: false },
        { now: NOW },
      );
      const freed = await library.freeSpace({ now: NOW, bytes: 20_000 });
      ok(
        freed.bytes >= 20_000 && freed.texts >= 5 && freed.texts <= 6,
        `about 20 kB of 4 kB texts, was ${JSON.stringify(freed)}`,
      );
      const rows = await library.rows(ids);
      equal(
        rows.filter(row => row.headline.text === 'none').every(row => row.status.read && !row.status.starred),
        true,
      );
      equal([rows.length, rows[38]?.headline.text, rows[39]?.headline.text], [40, 'none', 'full']);
    },
  },

  {
    name: 'counts what is there, after everything that can happen to an article',
    async run(library) {
      const { feed: a, ids } = await withStories(library, 'a', stories(60));
      const { feed: b, ids: others } = await withStories(library, 'b', stories(40, 200));
      await library.markRead([...ids.slice(0, 30), ...ids.slice(0, 30), ...others.slice(5, 9)], true, NOW);
      await library.markRead(ids.slice(10, 12), false, NOW);
      const edited = stories(60).map(item => ({
        ...item,
        title: 'x',
        date_published: new Date(NOW - 80 * DAY).toISOString(),
      }));
      await library.ingest(a, { kind: 'updated', feed: HEAD, items: [...edited, ...stories(5, 400)] }, NOW + 1);
      await library.setSaved(ids[2] as ArticleId, true, NOW);
      const word = { articleId: others[0] as ArticleId, read: true };
      await library.mergeServerWords([word, { ...word, starred: true }, word], { destinationId: 'account', now: NOW });
      await library.retain({ now: NOW + 40 * DAY });
      await agree(library);
      await library.unsubscribe(b);
      await agree(library);
      equal((await library.counts()).unreadByFeed.has(b), false);
    },
  },

  // Telling.
  {
    name: 'tells what changed after it is stored, and not what only lists need',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const told: Key[] = [];
      const stop = library.onChange(changed => told.push(...changed));
      await library.act(
        { kind: 'mark', articleId: ids[0] as ArticleId, field: 'read', value: true, previous: false },
        { now: NOW },
      );
      equal(told, [['status', ids[0]]]);
      stop();
      await library.putSettings({ theme: 'dark' });
      equal(told.length, 1);
    },
  },
  {
    name: 'tells nothing where nothing was stored',
    async run(library) {
      let told = 0;
      library.onChange(() => told++);
      await library
        .act({ kind: 'mark', articleId: articleId('none'), field: 'read', value: true, previous: false }, { now: NOW })
        .catch(() => undefined);
      equal(told, 0);
    },
  },
  {
    name: 'keeps settings, edition, wakes and sessions',
    async run(library) {
      equal((await library.settings()).keepDays, 30);
      await library.putSettings({ keepDays: 7 });
      await library.putSettings({ theme: 'dark' });
      equal([(await library.settings()).keepDays, (await library.settings()).theme], [7, 'dark']);
      await library.putEdition({ startedAt: NOW, articleIds: [], feedCount: 0, complete: true, printedAt: NOW });
      equal((await library.edition())?.startedAt, NOW);
      for (const n of [1, 2, 3]) {
        await library.putWake({
          startedAt: NOW + n,
          reason: 'start',
          feeds: { planned: 0, updated: 0, unchanged: 0, failed: 0 },
          newArticles: 0,
          pictures: 0,
          bytes: 0,
          result: 'nothing',
        });
        await library.putSession({
          startedAt: NOW + n,
          endedAt: NOW + n,
          localDay: '2026-11-20',
          weekday: 5,
          minute: 390,
        });
      }
      equal(
        (await library.wakes(2)).map(wake => wake.startedAt),
        [NOW + 3, NOW + 2],
      );
      equal(
        (await library.sessions(NOW + 2)).map(session => session.startedAt),
        [NOW + 2, NOW + 3],
      );
    },
  },
  {
    name: 'reads and never writes where a newer version has been',
    async run(library) {
      const { feed, ids } = await withStories(library, 'a', stories(1));
      await library.backend.write({ puts: [[keys.meta('schema'), { version: 99, identityVersion: 1 }]] });
      equal(library.readOnly, false);
      await rejects(library.markRead(ids, true, NOW), 'newer-schema');
      equal(library.readOnly, true);
      await rejects(library.ingest(feed, { kind: 'updated', feed: HEAD, items: stories(2) }, NOW), 'newer-schema');
      await rejects(library.act({ kind: 'refresh' }, { now: NOW }), 'newer-schema');
      equal(await titles(library, { kind: 'unread' }), ['Story 1']);
    },
  },
];

/** The counters say what counting would say. */
async function agree(library: Library): Promise<void> {
  const counts = await library.counts();
  const feeds = (await library.feeds()).map(feed => feed.id);
  const [all, unread, ...each] = await library.backend.counts([
    ['recent'],
    ['unread'],
    ...feeds.map((id): Key => ['unread-of-feed', id]),
  ]);
  equal([counts.all, counts.unread, ...feeds.map(id => counts.unreadByFeed.get(id))], [all, unread, ...each]);
}
