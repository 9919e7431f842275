// One request over one connection, taken as bytes: undici's dispatcher itself, without a stream in between, and every byte copied once.

import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface Taken {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty where the status is not one whose body is wanted. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** It had more bytes than are taken; the connection was closed. */
  readonly isTooLarge: boolean;
}

export interface TakeOptions {
  readonly dispatcher: Dispatcher;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Of an answer whose body nobody wants so much is read, to keep the connection; beyond it the connection is closed. */
const UNWANTED_BYTES = 64 * 1024;
/** Room made at once where a length is promised; a promise costs a liar nothing. */
const PROMISED_BYTES = 1024 * 1024;
const FIRST_BYTES = 16 * 1024;

export function take(url: URL, options: TakeOptions): Promise<Taken> {
  const { dispatcher, method, headers, body, maxBytes, signal } = options;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let taken: Omit<Taken, 'body' | 'isTooLarge'> | undefined;
    let isWanted = true;
    let bytes = new Uint8Array();
    let length = 0;

    function give(isTooLarge: boolean): void {
      signal.removeEventListener('abort', onAbort);
      if (taken) resolve({ ...taken, isTooLarge, body: isTooLarge || !isWanted ? new Uint8Array() : whole() });
    }
    function whole(): Uint8Array<ArrayBuffer> {
      return bytes.byteLength === length ? bytes : new Uint8Array(bytes.buffer.transfer(length));
    }
    function hold(chunk: Uint8Array): void {
      const end = length + chunk.byteLength;
      if (end > bytes.byteLength) {
        const larger = new Uint8Array(Math.max(end, FIRST_BYTES, bytes.byteLength * 2));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(chunk, length);
    }
    function fail(error: unknown): void {
      signal.removeEventListener('abort', onAbort);
      reject(error instanceof Error ? error : new Error('fetch-failed', { cause: error }));
    }
    function onAbort(): void {
      const reason: unknown = signal.reason;
      const error = reason instanceof Error ? reason : new DOMException('The request was given up.', 'AbortError');
      controller?.abort(error);
      fail(error);
    }

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    dispatcher.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers, body: body ?? null },
      {
        onRequestStart(given) {
          controller = given;
          // Given up while it waited for its connection.
          if (signal.aborted) given.abort(new DOMException('The request was given up.', 'AbortError'));
        },
        onResponseStart(given, status, received) {
          if (status < 200) return;
          taken = { status, headers: received };
          isWanted = status === 200 || method !== 'GET';
          const promised = Number(received['content-length'] ?? 0);
          if (isWanted && promised > maxBytes) {
            give(true);
            given.abort(new Error('too-large'));
          } else if (isWanted && promised > 0) bytes = new Uint8Array(Math.min(promised, PROMISED_BYTES));
        },
        onResponseData(given, chunk) {
          const end = length + chunk.byteLength;
          if (end > (isWanted ? maxBytes : UNWANTED_BYTES)) {
            give(isWanted);
            given.abort(new Error('too-large'));
            return;
          }
          if (isWanted) hold(chunk);
          length = end;
        },
        onResponseEnd: () => give(false),
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}
