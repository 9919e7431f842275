// Lines as they settle, one after the other, no faster than the client reads; compressed by putting kept pieces together.

import type { ServerResponse } from 'node:http';
import type { EditionLine } from '../wire.ts';
import type { Line } from './edition.ts';
import { GZIP_HEAD, gzipTail, joinCrc } from './pieces.ts';

/** Feeds worked on at once for one edition: the fetcher has its own bound in all. */
const AT_ONCE = 256;
/** Begun in one turn of the event loop: the first answers are read while the others are still being asked. */
const IN_A_TURN = 16;
const TOGETHER_BYTES = 16 * 1024;

/** Runs the jobs and gives their lines; `last` makes the closing line from what was sent. */
export async function* lineBytes(
  jobs: readonly (() => Promise<Line>)[],
  last: (kinds: readonly EditionLine['kind'][]) => Line,
  { gzip, signal }: { readonly gzip: boolean; readonly signal: AbortSignal },
): AsyncGenerator<readonly Uint8Array[], void> {
  const settled: Line[] = [];
  const kinds: EditionLine['kind'][] = [];
  let running = 0;
  let started = 0;
  let crc = 0;
  let length = 0;
  let wake: (() => void) | undefined;
  const turn = { isComing: false };

  function startSome(): void {
    if (turn.isComing) return;
    // Lines that nobody reads yet hold back new work: memory stays bounded by the slowest client's pace.
    const mayRun = () => running + settled.length < AT_ONCE && started < jobs.length && !signal.aborted;
    for (let begun = 0; mayRun(); begun++) {
      if (begun === IN_A_TURN) {
        turn.isComing = true;
        setImmediate(() => {
          turn.isComing = false;
          startSome();
          wake?.();
        });
        return;
      }
      const job = jobs[started++];
      if (!job) return;
      running += 1;
      void job().then(line => {
        running -= 1;
        settled.push(line);
        wake?.();
      });
    }
  }

  /** Lines that have settled together travel together: a write each would cost more than they do. */
  async function settledBytes(): Promise<readonly Uint8Array[]> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let line = settled.shift(); line; line = settled.shift()) {
      kinds.push(line.kind);
      for (const part of await partsOf(line)) {
        parts.push(part);
        size += part.byteLength;
      }
      if (size >= TOGETHER_BYTES) break;
    }
    return parts;
  }

  async function partsOf({ piece }: Line): Promise<readonly Uint8Array[]> {
    if (!gzip) return piece.raw();
    const bytes = await piece.deflated();
    crc = joinCrc(crc, piece.crc, piece.length);
    length += piece.length;
    return [bytes];
  }

  if (gzip) yield [GZIP_HEAD];
  startSome();
  while (running > 0 || settled.length > 0 || turn.isComing) {
    if (settled.length === 0) await new Promise<void>(resolve => (wake = resolve));
    else yield await settledBytes();
    startSome();
  }
  if (signal.aborted) return;
  yield await partsOf(last(kinds));
  if (gzip) yield [gzipTail(crc, length)];
}

/** Writes to the socket as fast as it takes it, and stops where the client has left. */
export async function writeAll(bytes: AsyncIterable<readonly Uint8Array[]>, response: ServerResponse): Promise<void> {
  for await (const parts of bytes) {
    if (response.destroyed || response.writableEnded) return;
    // Written in one turn: node:http gathers them into one call.
    let isTaken = true;
    for (const part of parts) isTaken = response.write(part);
    if (!isTaken) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
