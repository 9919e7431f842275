// Lines as they settle, one after the other, no faster than the client reads; compressed by putting kept pieces together.

import type { EditionLine } from '../wire.ts';
import type { Line } from './edition.ts';
import { GZIP_HEAD, gzipTail, joinCrc } from './pieces.ts';

/** Feeds worked on at once for one edition: the fetcher has its own bound in all. */
const AT_ONCE = 256;

/** Runs the jobs and streams their lines; `last` makes the closing line from what was sent. */
export function lineStream(
  jobs: readonly (() => Promise<Line>)[],
  last: (kinds: readonly EditionLine['kind'][]) => Line,
  { gzip, signal, onEnd }: { readonly gzip: boolean; readonly signal: AbortSignal; readonly onEnd: () => void },
): ReadableStream<Uint8Array> {
  const settled: Line[] = [];
  const kinds: EditionLine['kind'][] = [];
  let running = 0;
  let started = 0;
  let crc = 0;
  let length = 0;
  let wake: (() => void) | undefined;
  let ended = false;

  function startSome(): void {
    // Lines that nobody reads yet hold back new work: memory stays bounded by the slowest client's pace.
    while (running + settled.length < AT_ONCE && started < jobs.length && !signal.aborted && !ended) {
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

  async function bytesOf({ piece }: Line): Promise<Uint8Array> {
    if (!gzip) return piece.raw();
    const bytes = await piece.deflated();
    crc = joinCrc(crc, piece.crc, piece.length);
    length += piece.length;
    return bytes;
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (gzip) controller.enqueue(GZIP_HEAD);
        startSome();
      },
      async pull(controller) {
        while (settled.length === 0 && running > 0) await new Promise<void>(resolve => (wake = resolve));
        const line = settled.shift();
        if (line) {
          kinds.push(line.kind);
          controller.enqueue(await bytesOf(line));
          startSome();
          return;
        }
        if (ended) return;
        ended = true;
        controller.enqueue(await bytesOf(last(kinds)));
        if (gzip) controller.enqueue(gzipTail(crc, length));
        controller.close();
        onEnd();
      },
      cancel() {
        ended = true;
        onEnd();
      },
    },
    { highWaterMark: 2 },
  );
}
