// Signs the picture addresses that the gateway hands out: only those of articles it has parsed can be asked for.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { PICTURE_WIDTHS } from '../wire.ts';
import type { WirePicture } from '../wire.ts';

const SIGNATURE_BYTES = 12;

export type PictureWidth = (typeof PICTURE_WIDTHS)[number];

/** The addresses of a picture, one a width, relative to the gateway's origin. */
export function signedSizes(key: Uint8Array, src: string): WirePicture['sizes'] {
  const encoded = encodeURIComponent(src);
  const signature = sign(key, src);
  return PICTURE_WIDTHS.map(w => ({ w, url: `/api/image?url=${encoded}&w=${w}&f=webp&s=${signature}` }));
}

/** The address of a site's icon. */
export function signedIcon(key: Uint8Array, siteUrl: string): string {
  return `/api/icon?url=${encodeURIComponent(siteUrl)}&s=${sign(key, `icon ${siteUrl}`)}`;
}

export function isSigned(key: Uint8Array, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function sign(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
}
