// RFC 9457 problem documents: what happened, in a form that programs and people can read.

import { wordsOf } from '../../src/core/error-words.ts';
import type { Problem } from '../wire.ts';

/** What a publisher did wrong is a 502 unless said here. */
const STATUSES: Readonly<Record<string, number>> = {
  'bad-url': 400,
  'bad-request': 400,
  'private-address': 403,
  'forbidden-port': 403,
  timeout: 504,
  'rate-limited': 503,
  'too-many-requests': 429,
  'quota-spent': 429,
  'too-many-feeds': 429,
  'not-found': 404,
  'feed-gone': 410,
  'not-a-feed': 422,
  'no-feed-found': 404,
  'not-a-page': 422,
  'parse-timeout': 422,
  'parse-failed': 422,
  'not-a-picture': 422,
  'bad-signature': 403,
  'unknown-route': 404,
  'method-not-allowed': 405,
  'unknown-name': 421,
  'cross-origin': 403,
  'needs-sign-in': 401,
  'wrong-token': 403,
  'internal-error': 500,
};

export interface ProblemOptions {
  readonly detail?: string;
  /** Milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
  readonly now?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer for a code; its sentence is that of the one table. */
export function problem(code: string, { detail, retryAt, now, headers }: ProblemOptions = {}): Response {
  const status = STATUSES[code] ?? 502;
  const body: Problem = {
    type: `urn:predawn:problem:${code}`,
    title: wordsOf(code).what,
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
  };
  const wait = retryAt === undefined || now === undefined ? undefined : Math.max(1, Math.ceil((retryAt - now) / 1000));
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      ...headers,
    },
  });
}
