// The inside of a worker thread: bytes of strangers are unpacked, parsed and made ready for the wire here, and only here.

import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { itemPictures } from '../lead-picture.ts';
import { NotAFeedError, parse } from '../parse.ts';
import type { ParsedFeed, ParsedItem } from '../parsed-feed.ts';
import { toWireHead, toWireItem } from '../json-feed.ts';
import type { WireItem, WirePicture } from '../wire.ts';
import { signedSizes } from './signature.ts';
import { UnpackError, unpack } from './unpack.ts';
import { cutItems, mark } from './unchanged.ts';
import type { Cut } from './unchanged.ts';
import type { KnownItem, Sourced } from './documents.ts';
import type { ChangedItem, WorkAnswer, WorkRequest } from './work.ts';
import { COMMA } from './wire-text.ts';

const MAX_PICTURES = 60;
const GAP_SAMPLE = 12;

/** One after the other, and answered in their order. */
let turn: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (request: WorkRequest) => {
  turn = turn
    .then(() => answer(request))
    .catch((error: unknown): WorkAnswer => {
      if (error instanceof UnpackError) return { kind: 'failed', code: error.code, detail: error.message };
      if (error instanceof NotAFeedError) return { kind: 'failed', code: 'not-a-feed', detail: error.message };
      return { kind: 'failed', code: 'parse-failed', detail: `It could not be read: ${String(error).slice(0, 200)}` };
    })
    .then(result => parentPort?.postMessage(result, result.kind === 'feed' ? [result.bytes.buffer] : []))
    .catch(() => undefined);
});

async function answer(request: WorkRequest): Promise<WorkAnswer> {
  const bytes = unpack(request.body, request.encoding, request.maxBytes);
  switch (request.kind) {
    case 'feed':
      return feedAnswer({ ...request, known: JSON.parse(request.known) as KnownItem[] }, bytes);
    case 'discover': {
      const { discoverAnswer } = await import('./work-discover.ts');
      return discoverAnswer(request, bytes);
    }
    case 'article': {
      const { articleAnswer } = await import('./work-article.ts');
      return articleAnswer(request, bytes);
    }
    case 'icons': {
      const { iconsAnswer } = await import('./work-discover.ts');
      return iconsAnswer(request, bytes);
    }
  }
}

type FeedRequest = Omit<Extract<WorkRequest, { kind: 'feed' }>, 'known'> & { readonly known: readonly KnownItem[] };

/** What is read costs what is new: items that stand in the document as they did are not parsed again. */
async function feedAnswer(request: FeedRequest, bytes: Uint8Array): Promise<WorkAnswer> {
  const cut = cutItems(bytes, request.contentType);
  if (cut && request.known.length > 0 && cut.sources.length <= request.maxItems) {
    const short = await readNew(request, cut);
    if (short) return short;
  }
  const parsed = await parse(bytes, request.contentType, request.url);
  return readFeed(request, parsed, parsed.items.length === cut?.sources.length ? cut.sources : [], []);
}

/** Reads what is new alone; nothing where an item could depend on one that is left out. */
async function readNew(request: FeedRequest, cut: Cut): Promise<WorkAnswer | undefined> {
  const bySource = new Map(request.known.map(item => [item.source, item]));
  const left = cut.sources.map(source => bySource.get(source)).filter(item => item !== undefined);
  const ids = new Set(left.map(item => item.id));
  // An id of our own, or one that stands twice, was given because of its neighbours.
  if (left.length === 0 || ids.size < left.length || left.some(item => item.id.startsWith('predawn:')))
    return undefined;
  const fresh = [...cut.sources.keys()].filter(position => !bySource.has(cut.sources[position]));
  const parsed = await parse(cut.only(fresh), request.contentType, request.url);
  const isSure =
    parsed.items.length === fresh.length &&
    parsed.items.every(item => dateOf(item) !== undefined && item.id !== undefined && !ids.has(item.id));
  if (!isSure) return undefined;
  return readFeed(
    request,
    parsed,
    fresh.map(position => cut.sources[position] ?? ''),
    left,
  );
}

interface Reading {
  readonly wire: WireItem;
  readonly source: string | undefined;
  readonly publishedAt: number;
}

/** `sources` are of the items of `parsed`, where they are known; `left` were left out of it, being as they were. */
function readFeed(
  request: FeedRequest,
  parsed: ParsedFeed,
  sources: readonly string[],
  left: readonly KnownItem[],
): WorkAnswer {
  const known = new Map(request.known.map(item => [item.id, item]));
  const present = new Set(left.map(item => item.id));
  const changed: ChangedItem[] = [];
  const sourced: Sourced[] = [];
  const written = writer();
  const dates = left.map(item => item.publishedAt);
  const sourceOf = new Map(parsed.items.map((item, position) => [item, sources[position]]));
  const items = newest(parsed.items, request.maxItems);
  const plain = items.map(toWireItem);
  const shared = repeated(plain.map(wire => wire.id));
  const readings: Reading[] = [];
  items.forEach((item, position) => {
    const published = dateOf(item);
    if (published !== undefined) dates.push(published);
    const bare = plain[position];
    if (!bare) return;
    const wire = withPictures(shared.has(bare.id) ? withOwnId(bare, item) : bare, item, request.pictureKey);
    // The very same item twice in a document.
    if (present.has(wire.id)) return;
    present.add(wire.id);
    // Without a date: as old as when it was first seen, in the document's order. A date of the future counts as now.
    const seen = known.get(wire.id)?.publishedAt ?? request.now - position;
    const publishedAt = published === undefined ? seen : Math.min(published, request.now);
    readings.push({ wire, source: sourceOf.get(item), publishedAt });
  });
  readings.sort((a, b) => a.publishedAt - b.publishedAt);
  // Written as they are told, the newest first: what is told whole is sent as it stands in these bytes.
  for (const { wire, source, publishedAt } of readings.toReversed()) {
    const { bytes, keep } = written.write(JSON.stringify(wire));
    const before = known.get(wire.id);
    const fingerprint = fingerprintLike(before, bytes);
    if (before?.fingerprint === fingerprint) {
      if (source !== undefined && before.source !== source) sourced.push({ id: wire.id, source });
      continue;
    }
    changed.push({ id: wire.id, fingerprint, ...(source === undefined ? {} : { source }), publishedAt, ...keep() });
  }
  changed.reverse();
  const gapMs = usualGap(dates);
  return {
    kind: 'feed',
    head: JSON.stringify(toWireHead(parsed, request.url)),
    hints: parsed.hints,
    changed,
    sourced,
    bytes: written.taken(),
    present: isBeyond(known, changed, request.maxItems) ? [...present] : [],
    ...(gapMs === undefined ? {} : { gapMs }),
  };
}

/** A mark; beside an item that was kept under a hash, that hash, or every item would be told as edited. */
function fingerprintLike(before: KnownItem | undefined, bytes: Uint8Array): string {
  const isMarked = before === undefined || before.fingerprint.includes('.');
  return isMarked ? mark(bytes) : hash('sha1', bytes, 'base64url').slice(0, 16);
}

/** Whether more would be kept than the limit allows: only then it matters what the document still holds. */
function isBeyond(known: ReadonlyMap<string, unknown>, changed: readonly ChangedItem[], limit: number): boolean {
  return known.size + changed.filter(item => !known.has(item.id)).length > limit;
}

const SCRATCH_BYTES = 512 * 1024;
/** Larger ones are let go after their document. */
const SCRATCH_KEPT_BYTES = 4 * 1024 * 1024;
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/** JSON becomes bytes here and stays bytes, a comma between two: hashed, stored and sent as such. */
function writer() {
  let at = 0;
  return {
    /** The bytes until the next write, unless they are kept. */
    write: (json: string) => {
      // UTF-8 takes at most three bytes a UTF-16 unit.
      const room = at + 1 + json.length * 3;
      if (room > scratch.byteLength) {
        const larger = Buffer.allocUnsafeSlow(Math.max(room, scratch.byteLength * 2));
        larger.set(scratch.subarray(0, at));
        scratch = larger;
      }
      const start = at === 0 ? 0 : at + 1;
      const end = start + scratch.write(json, start);
      if (start > 0) scratch[at] = COMMA;
      return { bytes: scratch.subarray(start, end), keep: () => ({ start, end: (at = end) }) };
    },
    /** All that was kept, in a buffer of its own. */
    taken: (): Uint8Array<ArrayBuffer> => {
      const own = new Uint8Array(at);
      own.set(scratch.subarray(0, at));
      if (scratch.byteLength > SCRATCH_KEPT_BYTES) scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
      return own;
    },
  };
}

function repeated(ids: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(ids.filter(id => seen.size === seen.add(id).size));
}

/** An id that several items of a document share is nobody's: link, title and date stand in, and no device is led astray by the guid. */
function withOwnId(wire: WireItem, item: ParsedItem): WireItem {
  const { guid: _guid, ...extra } = wire._predawn ?? {};
  const words = [
    item.url,
    item.title,
    item.published ?? item.created,
    item.title === undefined ? item.contentHtml : '',
  ];
  return { ...wire, id: `predawn:${hash('sha1', words.join('\n'), 'base64url').slice(0, 16)}`, _predawn: extra };
}

function withPictures(wire: WireItem, item: ParsedItem, key: Uint8Array): WireItem {
  const found = itemPictures(item).slice(0, MAX_PICTURES);
  if (found.length === 0) return wire;
  const pictures: WirePicture[] = found.map((picture, index) => ({
    ...picture,
    ...(index === 0 && picture.src === item.image?.src ? { lead: true as const } : {}),
    sizes: signedSizes(key, picture.src),
  }));
  return { ...wire, _predawn: { ...wire._predawn, pictures } };
}

/** Of a document that holds more than is kept, the newest; an undated one keeps its order. */
function newest(items: readonly ParsedItem[], limit: number): readonly ParsedItem[] {
  if (items.length <= limit) return items;
  const at = (item: ParsedItem) => dateOf(item) ?? Infinity;
  return items
    .map((item, position) => ({ item, position, at: at(item) }))
    .sort((a, b) => (a.at === b.at ? a.position - b.position : b.at - a.at))
    .slice(0, limit)
    .map(({ item }) => item);
}

/** The middle one of the gaps between the newest items. */
function usualGap(dates: number[]): number | undefined {
  const newestFirst = dates.sort((a, b) => b - a).slice(0, GAP_SAMPLE);
  if (newestFirst.length < 4) return undefined;
  const gaps = newestFirst.slice(1).map((date, index) => (newestFirst[index] ?? date) - date);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1];
}

function dateOf(item: ParsedItem): number | undefined {
  return time(item.published ?? item.created ?? item.updated);
}

function time(iso: string | undefined): number | undefined {
  const value = iso === undefined ? NaN : Date.parse(iso);
  return Number.isNaN(value) ? undefined : value;
}
