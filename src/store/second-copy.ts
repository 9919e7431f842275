// What cannot be fetched again, kept a second time in Cache Storage, apart from the database: what waits to be sent with its files, starred and
// saved articles, feeds, folders, settings, reading times. A browser that is killed can lose a whole database (`docs/decisions/second-copy.md`).

import type { ArticleId, Feed, Headline, Status } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Backend, Batch, Key, KeyPart } from './backend.ts';
import type { SecondCopy } from './followed.ts';
import { fileOf, type KeptFile } from './kept-file.ts';
import { keys } from './keys.ts';
import { derivedRows } from './derived-rows.ts';
import { counted } from './lists.ts';

type Row = readonly [Key, unknown];

/** A cache entry each, written before the person is told that it is kept; starred and saved articles too. */
const BY_ROW: readonly KeyPart[] = ['outbox', 'blob'];
/** Together in one document, written soon after they change. */
const TOGETHER: readonly KeyPart[] = ['feed', 'folder', 'session'];
const TOGETHER_META = [keys.meta('schema'), keys.meta('settings'), keys.meta('destinations')];
const DOCUMENT: Key = ['inventory'];
/** How soon the document follows a change, milliseconds. */
const SOON_MS = 2000;
/** More rows than so at once (a restored backup): all is written anew. */
const MOST_ROWS = 1000;
const PATH = '/second-copy/';

/** Follows `backend` into the cache `name`. Waits for `soon` before it writes the document (tests: at once). */
export function openSecondCopy(
  backend: Backend,
  name: string,
  soon: (work: () => void) => void = work => setTimeout(work, SOON_MS),
): SecondCopy {
  let isDue = false;
  let written: string | undefined;
  let opened: Promise<Cache> | undefined;
  // Held: a cache that nobody holds is closed, and each opening reads what it has.
  const open = (): Promise<Cache> => (opened ??= caches.open(name));

  async function put(rows: readonly Row[]): Promise<void> {
    const cache = await open();
    await Promise.all(rows.map(([key, value]) => cache.put(addressOf(key), answerOf(key, value))));
  }

  async function articlesOf(statuses: readonly Status[]): Promise<Row[]> {
    const headlines = await backend.getMany<Headline>(
      statuses.map(({ feedId, articleId }) => keys.headline(feedId, articleId)),
    );
    return statuses.flatMap((status, i): Row[] => {
      const headline = headlines[i];
      return headline === undefined ? [] : [[keys.status(status.articleId), { status, headline }]];
    });
  }

  async function writeDocument(): Promise<void> {
    isDue = false;
    const families = await Promise.all(TOGETHER.map(family => backend.range<unknown>({ prefix: [family] })));
    const meta = await backend.getMany<unknown>(TOGETHER_META);
    const document = [...families.flat(), ...TOGETHER_META.map((key, i): Row => [key, meta[i]])].flatMap(
      ([key, value]): Row[] =>
        value === undefined ? [] : [[key, key[0] === 'feed' ? withoutNews(value as Feed) : value]],
    );
    const text = JSON.stringify(document);
    if (text === written) return;
    // Rows of an older schema, or none: what an earlier version kept, or the browser took away.
    if (written === undefined && (await schemaOf(await open())) !== JSON.stringify(meta[0])) await writeAnew();
    await put([[DOCUMENT, document]]);
    written = text;
  }

  /** What is there first, then the database: a row that comes meanwhile is in neither's way. Nothing is taken out before all is in. */
  async function writeAnew(): Promise<void> {
    const cache = await open();
    const before = await cache.keys();
    const rows = await Promise.all(BY_ROW.map(family => backend.range<unknown>({ prefix: [family] })));
    const lists = await backend.rangesKeys([{ prefix: ['starred'] }, { prefix: ['saved'] }]);
    const ids = new Set(lists.flat().map(key => key[2] as ArticleId));
    const statuses = await backend.getMany<Status>([...ids].map(id => keys.status(id)));
    const all = [...rows.flat(), ...(await articlesOf(statuses.filter(status => status !== undefined)))];
    await put(all);
    const living = new Set([DOCUMENT, ...all.map(([key]) => key)].map(addressOf));
    await Promise.all(
      before.filter(({ url }) => !living.has(new URL(url).pathname)).map(request => cache.delete(request)),
    );
  }

  return {
    async follow({ puts = [], deletes = [] }, byPerson) {
      const rows = puts.filter(([key]) => isIn(BY_ROW, key));
      const marked = byPerson ? puts.filter(([key]) => key[0] === 'status').map(([, value]) => value as Status) : [];
      const gone = [
        ...deletes.filter(key => isIn(BY_ROW, key)),
        ...marked.filter(status => !isKept(status)).map(({ articleId }) => keys.status(articleId)),
      ];
      const many = rows.length + marked.length + gone.length;
      if (many > MOST_ROWS) await writeAnew();
      else if (many > 0) {
        const cache = await open();
        await Promise.all(gone.map(key => cache.delete(addressOf(key))));
        await put([...rows, ...(await articlesOf(marked.filter(isKept)))]);
      }
      if (isDue || ![...puts.map(([key]) => key), ...deletes].some(isTogether)) return;
      isDue = true;
      soon(() => void writeDocument().catch(() => undefined));
    },
  };
}

/** Under `['meta', 'flags']` until the person was told. */
interface RestoredFlag {
  readonly restored?: true;
}

/** Whether the database was lost and given back since this was asked last. */
export async function takeRestored(backend: Backend): Promise<boolean> {
  const key = keys.meta('flags');
  return backend.transact([key], ([flags]) => {
    const { restored = false, ...others } = (flags ?? {}) as RestoredFlag;
    return { ...(restored ? { puts: [[key, others]] } : {}), result: restored };
  });
}

/** What a database that was lost is given back; undefined where there is nothing, or nothing that can be read. */
export async function fromSecondCopy(name: string): Promise<Batch | undefined> {
  const rows = await readAll(name).catch(() => []);
  const outbox = rows.flatMap(([key, value]) => (key[0] === 'outbox' ? [value as OutboxEntry] : []));
  const asked = new Set(outbox.flatMap(({ action }) => (action.kind === 'subscribe' ? [action.feedId] : [])));
  const puts = rows.flatMap(([key, value]): Row[] => {
    switch (key[0]) {
      case 'inventory':
        return (value as Row[]).map(([of, row]): Row => {
          const waits = of[0] !== 'feed' || asked.has((row as Feed).id);
          return [of, waits ? row : asSubscribed(row as Feed)];
        });
      case 'status': {
        const { status, headline } = value as { status: Status; headline: Headline };
        return [
          ...[[key, status] as const, ...derivedRows(key, status)],
          [keys.headline(headline.feedId, headline.id), withoutText(headline)],
          ...headline.identityKeys.map((item): Row => [keys.identity(headline.feedId, item), headline.id]),
        ];
      }
      default:
        return [[key, value], ...derivedRows(key, value)];
    }
  });
  if (puts.length === 0) return undefined;
  const last = Math.max(0, ...outbox.map(({ seq }) => seq));
  const found: RestoredFlag = { restored: true };
  return counted({ puts: [...puts, [keys.meta('outbox-seq'), last], [keys.meta('flags'), found]] });
}

async function readAll(name: string): Promise<Row[]> {
  const cache = await caches.open(name);
  const read = async (request: Request): Promise<Row | undefined> => {
    const key = JSON.parse(decodeURIComponent(new URL(request.url).pathname.slice(PATH.length))) as Key;
    const answer = await cache.match(request);
    return answer && [key, await valueOf(key, answer)];
  };
  // A row that is damaged takes no other with it.
  const found = await Promise.all((await cache.keys()).map(request => read(request).catch(() => undefined)));
  return found.filter(row => row !== undefined);
}

/** As text; undefined where there is no document. */
async function schemaOf(cache: Cache): Promise<string | undefined> {
  const found = await cache.match(addressOf(DOCUMENT));
  const rows = found && ((await found.json().catch(() => [])) as Row[]);
  return rows && JSON.stringify(rows.find(([key]) => key[1] === 'schema')?.[1]);
}

function addressOf(key: Key): string {
  return `${PATH}${encodeURIComponent(JSON.stringify(key))}`;
}

function answerOf(key: Key, value: unknown): Response {
  return new Response(key[0] === 'blob' ? fileOf(value as KeptFile | Blob) : JSON.stringify(value));
}

async function valueOf(key: Key, answer: Response): Promise<unknown> {
  if (key[0] !== 'blob') return answer.json();
  const file: KeptFile = {
    bytes: new Uint8Array(await answer.arrayBuffer()),
    type: answer.headers.get('content-type') ?? '',
  };
  return file;
}

function isKept(status: Status): boolean {
  return status.starred || status.saved;
}

function isIn(families: readonly KeyPart[], [family]: Key): boolean {
  return families.includes(family as KeyPart);
}

function isTogether(key: Key): boolean {
  return isIn(TOGETHER, key) || TOGETHER_META.some(meta => meta[0] === key[0] && meta[1] === key[1]);
}

/** Its text went with the database: no fingerprint, so that the feed's next answer brings it as an edit does. */
function withoutText({ lostPictures: _, ...headline }: Headline): Headline {
  return { ...headline, text: 'none', picturesStored: 0, fingerprint: '' };
}

/** Without what it says of articles that go with the database: they are asked for again. */
function withoutNews({ cursor: _, validators: __, checkedAt: ___, lastNewAt: ____, ...feed }: Feed): Feed {
  return feed;
}

/** One whose subscription was carried already waits for nobody. */
function asSubscribed(feed: Feed): Feed {
  return feed.state.kind === 'pending' ? { ...feed, state: { kind: 'active' } } : feed;
}
