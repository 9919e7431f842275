// Signs the picture addresses that the gateway hands out: only those of articles it has parsed can be asked for.

import { hash, timingSafeEqual } from 'node:crypto';
import { PICTURE_WIDTHS } from '../wire.ts';
import type { WirePicture } from '../wire.ts';

/** Characters: 96 bits. */
const SIGNATURE_LENGTH = 16;

export type PictureWidth = (typeof PICTURE_WIDTHS)[number];

/** The addresses of a picture, one a width, relative to the gateway's origin. */
export function signedSizes(key: Uint8Array, src: string): WirePicture['sizes'] {
  const encoded = encodeURIComponent(src);
  const signature = sign(key, src);
  return PICTURE_WIDTHS.map(w => ({ w, url: `/api/image?url=${encoded}&w=${w}&f=webp&s=${signature}` }));
}

export function isSigned(key: Uint8Array, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * The key on both sides of the text, and less than half of the digest given away: nothing can be appended (an HMAC costs ten times as much
 * for a feed of a thousand pictures).
 */
function sign(key: Uint8Array, text: string): string {
  const secret = Buffer.from(key).toString('latin1');
  return hash('sha256', `${secret}\n${text}\n${secret}`, 'base64url').slice(0, SIGNATURE_LENGTH);
}
