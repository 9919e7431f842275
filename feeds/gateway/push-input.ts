// What a device may ask of push: read with suspicion, bounded, and answered with a sentence where it is wrong.

import { createECDH } from 'node:crypto';
import type { PushFeed, PushJobRequest, PushTarget, PushWishes } from './push-store.ts';

export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'wrong'; readonly detail: string };

export const MOST_JOBS = 2;
const MOST_FEEDS = 500;
const AHEAD_MS = 48 * 3_600_000;
const LATE_MS = 60_000;
const MOST_ENDPOINT = 2048;
const URGENCIES = ['low', 'normal', 'high'] as const;

export function readTarget(value: unknown): Read<PushTarget> {
  const { endpoint, keys } = fields(value);
  const { p256dh, auth } = fields(keys);
  if (typeof endpoint !== 'string' || endpoint.length > MOST_ENDPOINT) return wrong('endpoint must be an address.');
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return wrong('endpoint must be an https address without a user name.');
  }
  if (typeof p256dh !== 'string' || !isPoint(p256dh)) return wrong('keys.p256dh must be a P-256 point in base64url.');
  if (typeof auth !== 'string' || bytesOf(auth) !== 16) return wrong('keys.auth must be 16 bytes in base64url.');
  return { kind: 'read', value: { endpoint: url.href, p256dh, auth } };
}

export function readWishes(value: unknown, now: number): Read<PushWishes> {
  const { jobs, visible, feeds = [] } = fields(value);
  if (!Array.isArray(jobs) || jobs.length > MOST_JOBS) return wrong(`jobs must be a list of at most ${MOST_JOBS}.`);
  if (typeof visible !== 'boolean') return wrong('visible must be true or false.');
  if (visible && jobs.length > 1) return wrong('A visible push is sent once in 20 hours: one job at the most.');
  if (!Array.isArray(feeds) || feeds.length > MOST_FEEDS)
    return wrong(`feeds must be a list of at most ${MOST_FEEDS}.`);
  if (visible && jobs.length > 0 && feeds.length === 0) {
    return wrong('A visible push is sent only where something is new: feeds must be given.');
  }
  const readJobs: PushJobRequest[] = [];
  for (const job of jobs) {
    const { at, ttlSeconds, urgency } = fields(job);
    if (!isWhole(at) || at < now - LATE_MS || at > now + AHEAD_MS)
      return wrong('jobs[].at must lie in the next 48 hours.');
    if (!isWhole(ttlSeconds) || ttlSeconds < 60 || ttlSeconds > 8 * 3600) {
      return wrong('jobs[].ttlSeconds must be from 60 to 28800.');
    }
    const known = URGENCIES.find(one => one === urgency);
    if (!known) return wrong(`jobs[].urgency must be one of ${URGENCIES.join(', ')}.`);
    readJobs.push({ at, ttlSeconds, urgency: known });
  }
  const readFeeds: PushFeed[] = [];
  for (const feed of feeds) {
    const { url, cursor } = fields(feed);
    if (typeof url !== 'string' || url.length > 4096) return wrong('feeds[].url must be an address.');
    if (cursor !== undefined && (typeof cursor !== 'string' || cursor.length > 64))
      return wrong('feeds[].cursor must be a cursor.');
    readFeeds.push({ url, ...(cursor === undefined ? {} : { cursor }) });
  }
  return { kind: 'read', value: { jobs: readJobs, isVisible: visible, feeds: readFeeds } };
}

function fields(value: unknown): Readonly<Record<string, unknown>> & Shape {
  return typeof value === 'object' && value !== null ? (value as Shape & Record<string, unknown>) : {};
}

interface Shape {
  readonly endpoint?: unknown;
  readonly keys?: unknown;
  readonly p256dh?: unknown;
  readonly auth?: unknown;
  readonly jobs?: unknown;
  readonly visible?: unknown;
  readonly feeds?: unknown;
  readonly at?: unknown;
  readonly ttlSeconds?: unknown;
  readonly urgency?: unknown;
  readonly url?: unknown;
  readonly cursor?: unknown;
}

/** A point that is not on the curve would throw at sending. */
function isPoint(text: string): boolean {
  if (bytesOf(text) !== 65) return false;
  try {
    const pair = createECDH('prime256v1');
    pair.generateKeys();
    pair.computeSecret(text, 'base64url');
    return true;
  } catch {
    return false;
  }
}

function bytesOf(text: string): number {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url').byteLength : 0;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function wrong(detail: string): { readonly kind: 'wrong'; readonly detail: string } {
  return { kind: 'wrong', detail };
}
