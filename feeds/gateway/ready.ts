// Finished answers of the busiest route, written to the socket without the detour through Request and Response while their feed is fresh.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMatch } from './etag.ts';
import type { Names } from './names.ts';
import type { RateLimit } from './rate-limit.ts';
import { createRecent } from './recent.ts';

export interface ReadyAnswer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface Ready {
  readonly keep: (target: string, answer: ReadyAnswer) => void;
  /** Answers at once where it can; what it does not know goes the long way, with all its checks. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean;
}

const BYTES = 4 * 1024 * 1024;

/** As node:http writes it in one piece: names and values in turn, and the body as a text of its bytes (a Buffer would be written apart). */
interface Prepared extends Pick<ReadyAnswer, 'etag' | 'until'> {
  readonly whole: string[];
  readonly unchanged: string[];
  readonly text: string;
}

function prepared({ etag, until, headers, body }: ReadyAnswer): Prepared {
  const unchanged = Object.entries(headers).flat();
  const whole = [...unchanged, 'content-length', String(body.byteLength)];
  return { etag, until, unchanged, whole, text: body.toString('latin1') };
}

export function createReady(options: {
  readonly names: Names;
  readonly rate: RateLimit;
  readonly now: () => number;
  /** Only where nobody needs to sign in, and where no proxy hides the client. */
  readonly isOpen: boolean;
}): Ready {
  const { names, rate, now, isOpen } = options;
  const answers = createRecent<Prepared>(BYTES);
  return {
    keep: (target, answer) => {
      if (isOpen) answers.set(target, prepared(answer), answer.body.byteLength + 1_000);
    },
    answer(request, response) {
      if (!isOpen || request.method !== 'GET') return false;
      const found = answers.get(request.url ?? '');
      if (!found || now() >= found.until) return false;
      const { headers } = request;
      const site = headers['sec-fetch-site'];
      const isPlain = headers.origin === undefined && (site === undefined || site === 'same-origin' || site === 'none');
      if (!isPlain || !names.isKnownHost(headers.host)) return false;
      const turn = rate.enter(request.socket.remoteAddress ?? '');
      if (turn.kind === 'refused') return false;
      turn.leave();
      if (isMatch(headers['if-none-match'], found.etag)) response.writeHead(304, found.unchanged).end();
      else response.writeHead(200, found.whole).end(found.text, 'latin1');
      return true;
    },
  };
}
