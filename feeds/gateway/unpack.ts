// Content-Encoding undone, with a bound: a bomb is refused before it has unfolded. Runs in worker threads.

import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

export class UnpackError extends Error {
  readonly code: 'feed-too-large' | 'bad-encoding';

  constructor(code: UnpackError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** RFC 9110 §8.4: codings were applied in the order they are listed, so the last comes off first. */
export function unpack(body: Uint8Array, encoding: string | undefined, maxBytes: number): Uint8Array {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity')
    .reverse();
  if (codings.length > 3) throw new UnpackError('bad-encoding', 'The answer is packed too many times.');
  let bytes = body;
  for (const coding of codings) bytes = unpackOnce(bytes, coding, maxBytes);
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

function unpackOnce(bytes: Uint8Array, coding: string, maxBytes: number): Uint8Array {
  const maxOutputLength = maxBytes;
  try {
    switch (coding) {
      case 'gzip':
      case 'x-gzip':
        // Servers say gzip and send plain text; the first bytes tell.
        if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
        return gunzipSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
      case 'deflate':
        return ((bytes[0] ?? 0) & 0x0f) === 8
          ? inflateSync(bytes, { maxOutputLength })
          : inflateRawSync(bytes, { maxOutputLength });
      case 'br':
        return brotliDecompressSync(bytes, { maxOutputLength });
      case 'zstd':
        return zstdDecompressSync(bytes, { maxOutputLength });
      default:
        throw new UnpackError(
          'bad-encoding',
          `The answer is packed in a way that is not known here (${coding.slice(0, 20)}).`,
        );
    }
  } catch (error) {
    if (error instanceof UnpackError) throw error;
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new UnpackError('bad-encoding', 'The answer cannot be unpacked.', error);
  }
}

function tooLarge(maxBytes: number): UnpackError {
  const megabytes = Math.round(maxBytes / 1024 / 1024);
  return new UnpackError('feed-too-large', `Unpacked it is larger than ${megabytes} MB, which is more than is read.`);
}
