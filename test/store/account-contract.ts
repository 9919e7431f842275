// What any server account must keep to, so that nobody loses a mark: run it over the account's own `pull` and `push`.

import { mergeServerWord, type ServerWord } from '../../src/core/conflict.ts';
import type { ArticleId, Status } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import { markInFlight, nextToSend, settle, type Carried } from '../../src/core/outbox-rules.ts';
import type { Library } from '../../src/store/library-api.ts';
import { equal } from './expect.ts';
import { ACCOUNT, NOW, stories, withStories } from './fixtures.ts';

export interface Account {
  /** Everything that the server says of these articles, as it is now. */
  pull(ids: readonly ArticleId[]): Promise<readonly ServerWord[]>;
  /** Tells the server one mark. */
  push(entry: OutboxEntry): Promise<Carried>;
  /** Another device of the same person, for the suite: marks at the server directly. */
  elsewhere(word: ServerWord): void;
}

export interface AccountCase {
  readonly name: string;
  readonly run: (library: Library, account: Account) => Promise<void>;
}

const mark = (library: Library, articleId: ArticleId, field: 'read' | 'starred', value: boolean): Promise<unknown> =>
  library.act({ kind: 'mark', articleId, field, value, previous: !value }, { now: NOW, destination: ACCOUNT });

const pull = async (library: Library, account: Account, ids: readonly ArticleId[]): Promise<number> =>
  library.mergeServerWords(await account.pull(ids), { destinationId: ACCOUNT.id, now: NOW });

/** Sends one entry, as the replay does. */
async function send(library: Library, account: Account, now = NOW): Promise<boolean> {
  const entry = nextToSend(await library.outbox(), now, null, { urgent: true });
  if (entry === undefined) return false;
  const flying = markInFlight(entry, now);
  if (!(await library.settleOutbox(entry.seq, flying))) return true;
  await library.settleOutbox(entry.seq, settle(flying, await account.push(flying), now));
  return true;
}

async function read(library: Library, ids: readonly ArticleId[]): Promise<[boolean, boolean][]> {
  return (await library.rows(ids)).map(({ status }) => [status.read, status.starred]);
}

/** The account must begin empty, and answer each push (its first may fail). */
export const accountContract: readonly AccountCase[] = [
  {
    name: 'takes over what another device did',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(2));
      account.elsewhere({ articleId: ids[0] as ArticleId, read: true, starred: true });
      equal(await pull(library, account, ids), 1);
      equal(await read(library, ids), [
        [true, true],
        [false, false],
      ]);
      equal((await library.counts()).unread, 1);
      equal(await pull(library, account, ids), 0);
      equal((await library.outbox()).length, 0);
    },
  },
  {
    name: 'lets a change that waits stand against the server’s word, field by field',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1));
      account.elsewhere({ articleId: ids[0] as ArticleId, read: false, starred: true });
      await mark(library, ids[0] as ArticleId, 'read', true);
      await pull(library, account, ids);
      equal(await read(library, ids), [[true, true]]);
    },
  },
  {
    name: 'lets a change stand that is made at the very moment of the pull',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1));
      const words = [{ articleId: ids[0] as ArticleId, read: false }];
      account.elsewhere(words[0] as ServerWord);
      const marked = mark(library, ids[0] as ArticleId, 'read', true);
      await Promise.all([marked, library.mergeServerWords(words, { destinationId: ACCOUNT.id, now: NOW })]);
      equal(await read(library, ids), [[true, false]]);
    },
  },
  {
    name: 'lets it stand while it is on its way: the server’s word may be older',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1));
      account.elsewhere({ articleId: ids[0] as ArticleId, read: false });
      await mark(library, ids[0] as ArticleId, 'read', true);
      const [entry] = await library.outbox();
      if (entry === undefined) throw new Error('no entry');
      await library.settleOutbox(entry.seq, markInFlight(entry, NOW));
      await pull(library, account, ids);
      equal(await read(library, ids), [[true, false]]);
    },
  },
  {
    name: 'brings the server to the person’s word, then follows it again',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      await mark(library, id, 'starred', true);
      while (await send(library, account, NOW)) continue;
      equal(await account.pull([id]), [{ articleId: id, starred: true }]);
      account.elsewhere({ articleId: id, starred: false });
      await pull(library, account, ids);
      equal(await read(library, ids), [[false, false]]);
    },
  },
  {
    name: 'follows the server again once a change was refused for good',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1));
      const [id] = ids as [ArticleId];
      await mark(library, id, 'starred', true);
      const [entry] = await library.outbox();
      if (entry === undefined) throw new Error('no entry');
      await library.settleOutbox(entry.seq, { ...entry, state: 'dead', lastError: 'refused' });
      equal(await read(library, ids), [[false, false]]);
      account.elsewhere({ articleId: id, starred: true });
      await pull(library, account, ids);
      equal(await read(library, ids), [[false, true]]);
    },
  },
  {
    name: 'is told of many marks at once: an entry each, written with what is seen; opposite ones cancel, later ones replace',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(1200));
      const to = { destination: ACCOUNT };
      equal((await library.markRead(ids.slice(0, 1100), true, NOW, to)).length, 1100);
      equal([(await library.outbox()).length, (await library.counts()).unread], [1100, 100]);
      // The undo of "mark all read": nothing is left to tell.
      equal((await library.markRead(ids.slice(0, 1000), false, NOW, to)).length, 1000);
      equal([(await library.outbox()).length, (await library.counts()).unread], [100, 1100]);
      // Nothing changes: nothing is told. And a single mark replaces one of many.
      equal(await library.markRead(ids.slice(1000, 1100), true, NOW, to), []);
      await mark(library, ids[1000] as ArticleId, 'read', false);
      equal((await library.outbox()).length, 99);
      await library.settleOutbox((await library.outbox())[0]?.seq ?? 0, null);
      while (await send(library, account, NOW)) continue;
      equal((await account.pull(ids.slice(1050, 1051)))[0]?.read, true);
    },
  },
  {
    name: 'lets many marks that wait stand against the server’s word',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(3));
      for (const articleId of ids) account.elsewhere({ articleId, read: false });
      await library.markRead(ids.slice(0, 2), true, NOW, { destination: ACCOUNT });
      await pull(library, account, ids);
      equal(
        (await read(library, ids)).map(([isRead]) => isRead),
        [true, true, false],
      );
    },
  },
  {
    name: 'writes nothing of many marks where one cannot be written',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(3));
      const broken = { ...ACCOUNT, key: (() => 1) as never };
      const refused = await library.markRead(ids, true, NOW, { destination: broken }).catch((error: unknown) => error);
      equal((refused as { code?: string }).code, 'not-cloneable');
      equal([(await library.outbox()).length, (await library.counts()).unread], [0, 3]);
    },
  },
  {
    name: 'writes what is seen and its entry together, or neither',
    async run(library) {
      const { ids } = await withStories(library, 'a', stories(1));
      const broken = { ...ACCOUNT, key: (() => 1) as never };
      const [articleId] = ids as [ArticleId];
      const refused = await library
        .act(
          { kind: 'mark', articleId, field: 'starred', value: true, previous: false },
          { now: NOW, destination: broken },
        )
        .catch((error: unknown) => error);
      equal((refused as { code?: string }).code, 'not-cloneable');
      equal([(await library.outbox()).length, (await library.counts()).starred], [0, 0]);
      await mark(library, articleId, 'starred', true);
      equal([(await library.outbox()).length, (await library.counts()).starred], [1, 1]);
    },
  },
  {
    name: 'ends with both sides agreeing, whatever came between, and never shows a waiting change undone',
    async run(library, account) {
      const { ids } = await withStories(library, 'a', stories(4));
      const wanted = new Map<string, boolean>();
      const random = seeded(20261123);
      for (let step = 0; step < 300; step++) {
        const articleId = ids[random(ids.length)] as ArticleId;
        const field = random(2) === 0 ? 'read' : 'starred';
        const value = random(2) === 0;
        switch (random(4)) {
          case 0:
            await mark(library, articleId, field, value);
            wanted.set(`${articleId} ${field}`, value);
            break;
          case 1:
            account.elsewhere({ articleId, [field]: value });
            break;
          case 2:
            await pull(library, account, ids);
            break;
          default:
            await send(library, account);
        }
        for (const { action } of await library.outbox()) {
          if (action.kind !== 'mark') continue;
          const status = (await library.rows([action.articleId]))[0]?.status as Status;
          equal(
            status[action.field],
            wanted.get(`${action.articleId} ${action.field}`),
            `${action.field} after step ${String(step)}`,
          );
        }
      }
      while (await send(library, account)) continue;
      await pull(library, account, ids);
      const words = new Map((await account.pull(ids)).map(word => [word.articleId, word]));
      for (const { status } of await library.rows(ids)) {
        const word = words.get(status.articleId);
        if (word !== undefined) equal(mergeServerWord(status, word, undefined, NOW) === status, true, status.articleId);
      }
    },
  },
];

/** The same numbers each run (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
