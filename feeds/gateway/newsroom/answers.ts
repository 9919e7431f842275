// How the newsroom answers: pages under their own strict policy, conditional requests, problem documents.

import { createHash } from 'node:crypto';
import type { Problem } from '../../wire.ts';

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const ASSET_POLICY = "default-src 'none'; sandbox";

export function page(html: string, status = 200, maxAge = 60): Response {
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store',
    },
  });
}

export function asset(bytes: Uint8Array<ArrayBuffer>, contentType: string, maxAge: number): Response {
  return new Response(bytes, {
    headers: {
      'content-type': contentType,
      'content-length': String(bytes.length),
      'content-security-policy': ASSET_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': maxAge >= 31_536_000 ? `public, max-age=${maxAge}, immutable` : `public, max-age=${maxAge}`,
    },
  });
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

/** RFC 9457. */
export function problem(status: number, code: string, title: string, headers: Record<string, string> = {}): Response {
  const body: Problem = { type: 'about:blank', title, status, code };
  return json(body, status, { 'content-type': 'application/problem+json', ...headers });
}

export interface Validated {
  readonly text: string;
  readonly contentType: string;
  readonly maxAge: number;
  /** Milliseconds since the epoch; absent where this publisher sends no Last-Modified. */
  readonly modifiedAt?: number;
  /** Whether this publisher sends an ETag. */
  readonly tagged: boolean;
}

/** RFC 9110 §13: If-None-Match first, If-Modified-Since only where there is none; a validator that we do not send matches nothing. */
export function conditional(request: Request, document: Validated): Response {
  const etag = document.tagged
    ? `"${createHash('sha256').update(document.text).digest('base64url').slice(0, 22)}"`
    : undefined;
  const modified = document.modifiedAt === undefined ? undefined : new Date(document.modifiedAt).toUTCString();
  const headers: Record<string, string> = {
    'cache-control': `public, max-age=${document.maxAge}`,
    'x-content-type-options': 'nosniff',
  };
  if (etag !== undefined) headers['etag'] = etag;
  if (modified !== undefined) headers['last-modified'] = modified;
  if (isUnchanged(request.headers, etag, modified)) return new Response(null, { status: 304, headers });
  return new Response(document.text, { headers: { ...headers, 'content-type': document.contentType } });
}

function isUnchanged(asked: Headers, etag: string | undefined, modified: string | undefined): boolean {
  const tags = asked.get('if-none-match');
  if (tags !== null) {
    if (etag === undefined) return false;
    return tags.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  }
  const since = Date.parse(asked.get('if-modified-since') ?? '');
  return modified !== undefined && !Number.isNaN(since) && Date.parse(modified) <= since;
}
