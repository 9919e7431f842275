// One feed of an edition becomes one line: what is new since the cursor, and never a failed response.

import type { EditionLine } from '../wire.ts';
import { cursorOf, positionOf } from './cursor.ts';
import type { Documents, FeedRecord, ItemRecord } from './documents.ts';
import type { FeedDesk } from './feed-desk.ts';
import { normaliseAddress } from './feed-desk.ts';
import type { LineKeeper } from './line-keeper.ts';
import type { Piece } from './pieces.ts';
import { pieceOf } from './pieces.ts';
import { headText, itemsLine } from './wire-text.ts';

export interface EditionOptions {
  readonly desk: Pick<FeedDesk, 'ask'>;
  readonly documents: Documents;
  /** Lines as they were last sent whole. */
  readonly lines: LineKeeper;
  /** Whether this client takes them packed. */
  readonly gzip: boolean;
}

export interface Line {
  readonly kind: EditionLine['kind'];
  readonly piece: Piece;
}

type Kept = FeedRecord & { readonly head: string };

/** The line of one feed. */
export async function editionLine(
  { desk, documents, lines, gzip }: EditionOptions,
  asked: { readonly url: string; readonly cursor?: string | undefined },
  limit: number,
  signal: AbortSignal,
): Promise<Line> {
  const address = normaliseAddress(asked.url);
  if (address === undefined) {
    return line({ kind: 'failed', url: asked.url, code: 'bad-url', detail: 'That is not an address.' });
  }
  const answer = await desk.ask(address, signal);
  if (answer.kind === 'gone') return line({ kind: 'gone', url: asked.url });
  if (answer.kind === 'failed') return failedLine(asked.url, answer);
  const { feed } = answer;
  const moved = feed.url === address ? undefined : feed.url;
  const position = positionOf(asked.cursor, feed);
  if (position === feed.seq) {
    if (moved !== undefined) return line({ kind: 'moved', url: asked.url, to: moved, cursor: cursorOf(feed) });
    if (feed.failure) return failedLine(asked.url, feed.failure);
    return line({ kind: 'unchanged', url: asked.url, cursor: cursorOf(feed) });
  }
  const kind = moved === undefined ? 'updated' : 'moved';
  const compose = (items: readonly Uint8Array[]) =>
    pieceOf(
      itemsLine(
        kind,
        { url: asked.url, cursor: cursorOf(feed), ...(moved === undefined ? {} : { to: moved }) },
        headText(feed),
        items,
      ),
    );
  // What is new since a cursor is whole whatever the limit: the limit shortens a first look, it never loses anything later.
  if (position !== undefined) return { kind, piece: compose(await documents.since(feed.uid, position)) };
  const key = `${gzip ? 'packed' : 'raw'} ${lineKey(asked.url, feed, limit)}`;
  const piece = await lines.piece(key, async () => {
    const made = compose(answer.arrived ? newestOf(answer.arrived, limit) : await documents.newest(feed.uid, limit));
    // Kept as it is sent: packed it takes a fifth of the room.
    if (gzip) await made.deflated();
    return made;
  });
  return { kind, piece };
}

/** The last line: what became of the feeds. */
export function endLine(kinds: readonly EditionLine['kind'][]): Line {
  const count = (...wanted: EditionLine['kind'][]) => kinds.filter(kind => wanted.includes(kind)).length;
  return line({
    kind: 'end',
    updated: count('updated', 'moved'),
    unchanged: count('unchanged'),
    failed: count('failed', 'gone'),
  });
}

/** A line for an address that could not even be tried. */
export function failedLine(
  url: string,
  failure: { readonly code: string; readonly detail: string; readonly retryAt?: number },
): Line {
  const { code, detail, retryAt } = failure;
  const at = retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() };
  return line({ kind: 'failed', url, code, detail, ...at });
}

/** As `documents.newest` orders them. */
function newestOf(items: readonly ItemRecord[], limit: number): readonly Uint8Array[] {
  return items
    .toSorted((a, b) => b.publishedAt - a.publishedAt || b.seq - a.seq)
    .slice(0, limit)
    .map(item => item.json);
}

function line(value: EditionLine): Line {
  return { kind: value.kind, piece: pieceOf([Buffer.from(`${JSON.stringify(value)}\n`)]) };
}

function lineKey(url: string, feed: Kept, limit: number): string {
  return `${feed.uid} ${feed.seq} ${feed.checkedAt ?? 0} ${limit} ${feed.url} ${url}`;
}
