// One push: web-push builds and encrypts the request, our guarded client sends it; the answer becomes what to do next.

import webPush from 'web-push';
import type { Fetcher } from './fetcher.ts';
import type { VapidKeys } from './push-keys.ts';
import type { DuePush } from './push-store.ts';

export type PushOutcome =
  | { readonly kind: 'sent' }
  /** 404, 410, or an address that may not be sent to: the subscription is over. */
  | { readonly kind: 'ended'; readonly status: number }
  | { readonly kind: 'later'; readonly status: number; readonly retryAt: number }
  /** Refused for good, or too late to be of use. */
  | { readonly kind: 'dropped'; readonly status: number };

export interface SendOptions {
  readonly fetcher: Pick<Fetcher, 'post'>;
  readonly keys: VapidKeys;
  readonly now: number;
  readonly signal: AbortSignal;
  /** New stories, where the device let us look. */
  readonly stories: number | undefined;
}

/** A newer push replaces one that the device has not had yet (RFC 8030 §5.4). */
const TOPIC = 'predawn-edition';
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 30 * 60_000;
const LONGEST_TTL_S = 8 * 3600;
/** A push service that may not be reached from here will not become one that may. */
const FORBIDDEN = new Set(['private-address', 'forbidden-port', 'bad-url']);

export async function sendPush(push: DuePush, options: SendOptions): Promise<PushOutcome> {
  const { fetcher, keys, now, signal, stories } = options;
  const ttl = ttlOf(push, now);
  if (ttl <= 0) return { kind: 'dropped', status: 0 };
  const { endpoint, p256dh, auth } = push.target;
  let details: webPush.RequestDetails;
  try {
    details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payloadOf(push, stories), {
      vapidDetails: keys,
      TTL: ttl,
      urgency: push.job.urgency,
      topic: TOPIC,
      contentEncoding: 'aes128gcm',
    });
  } catch {
    // Keys that cannot be encrypted for: checked at the door, so this is a subscription of an older rule.
    return { kind: 'ended', status: 0 };
  }
  // TTL and length are numbers, whatever their type says.
  const built: Readonly<Record<string, unknown>> = { ...details.headers };
  const headers = Object.fromEntries(Object.entries(built).map(([name, value]) => [name, String(value)]));
  const answer = await fetcher.post(endpoint, { headers, body: details.body ?? new Uint8Array(), signal });
  if (answer.kind === 'failed') {
    return FORBIDDEN.has(answer.code) ? { kind: 'ended', status: 0 } : again(push, now, undefined, 0);
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'ended', status };
  if (status === 429 || status >= 500) return again(push, now, answer.header('retry-after'), status);
  return { kind: 'dropped', status };
}

/** Declarative Web Push (webkit.org/blog/16535): an engine that reads it shows it even where no worker runs. */
export function payloadOf(push: Pick<DuePush, 'isVisible' | 'origin'>, stories: number | undefined): string {
  if (!push.isVisible) return JSON.stringify({ kind: 'wake' });
  const body = stories === 1 ? 'One new story' : `${stories ?? 'New'} new stories`.replace('New new', 'New');
  return JSON.stringify({
    web_push: 8030,
    notification: {
      title: 'Your edition is ready',
      body,
      navigate: `${push.origin}/`,
      tag: TOPIC,
      lang: 'en',
      // The worker may say it better: in the reader's language, and that it is on the device.
      mutable: true,
      // WebKit reads it here, not beside: `NotificationJSONParser.cpp`.
      ...(stories === undefined ? {} : { app_badge: String(stories) }),
    },
  });
}

/** Until about the reading that it is for, wherever a delay has eaten from it. */
function ttlOf(push: DuePush, now: number): number {
  return Math.min(LONGEST_TTL_S, Math.floor((push.job.at - now) / 1000) + push.job.ttlSeconds);
}

function again(push: DuePush, now: number, retryAfter: string | undefined, status: number): PushOutcome {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** push.tries);
  const retryAt = Math.max(now + wait, now + (retryAfterMs(retryAfter, now) ?? 0));
  return retryAt < push.job.at + push.job.ttlSeconds * 1000
    ? { kind: 'later', status, retryAt }
    : { kind: 'dropped', status };
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
