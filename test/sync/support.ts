// What the tests of wakes and replays stand on: a library in memory, a clock that is set, answers that are scripted.

import type { Feed, FeedId } from '../../src/core/model.ts';
import type { Destination, SendRequest } from '../../src/core/outbox.ts';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import type { Library } from '../../src/store/library-api.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import type { ReplayDeps } from '../../src/sync/replay.ts';
import { createTransport, type Fetch } from '../../src/sync/transport.ts';
import type { WakeDeps } from '../../src/sync/wake.ts';
import type { WireItem } from '../../feeds/wire.ts';

export const GATEWAY = 'https://reader.test';
/** 23 November 2026, 06:30 UTC. */
export const MORNING = Date.UTC(2026, 10, 23, 6, 30);

export interface Clock {
  now: () => number;
  pass(ms: number): void;
  set(at: number): void;
}

export function clockAt(start = MORNING): Clock {
  let at = start;
  return { now: () => at, pass: ms => void (at += ms), set: to => void (at = to) };
}

export function memoryLibrary(quota?: number): Promise<Library> {
  return openLibrary({ backend: openMemoryBackend(quota === undefined ? {} : { quota }) });
}

export function feed(id: string, change: Partial<Feed> = {}): Feed {
  return {
    id: id as FeedId,
    url: `https://${id}.test/feed`,
    title: id,
    order: 1,
    addedAt: MORNING - 30 * 86_400_000,
    state: { kind: 'active' },
    settings: DEFAULT_FEED_SETTINGS,
    ...change,
  };
}

export function item(id: string, change: Partial<WireItem> = {}): WireItem {
  return {
    id,
    url: `https://site.test/${id}`,
    title: `Title of ${id}`,
    content_html: `<p>Text of ${id}.</p>`,
    date_published: new Date(MORNING - 3_600_000).toISOString(),
    _predawn: { guid: id },
    ...change,
  };
}

export const HEAD = { version: 'https://jsonfeed.org/version/1.1', title: 'A feed' } as const;

/** An edition's lines as the gateway streams them, cut into odd pieces. */
export function ndjson(lines: readonly unknown[], { end = true } = {}): Response {
  const all = end ? [...lines, { kind: 'end', updated: 0, unchanged: 0, failed: 0 }] : lines;
  const bytes = new TextEncoder().encode(all.map(line => `${JSON.stringify(line)}\n`).join(''));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 37) controller.enqueue(bytes.slice(at, at + 37));
      controller.close();
    },
  });
  return new Response(stream, { headers: { 'content-type': 'application/x-ndjson' } });
}

export function updated(id: string, items: readonly WireItem[], cursor = 'c1') {
  return { kind: 'updated', url: `https://${id}.test/feed`, feed: HEAD, items, cursor } as const;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': type, ...headers } });
}

export function wakeDeps(library: Library, fetch: Fetch, change: Partial<WakeDeps> = {}): WakeDeps {
  const now = change.now ?? clockAt().now;
  return {
    library,
    transport: createTransport({ gateway: GATEWAY, fetch, now }),
    fetch,
    now,
    conditions: async () => ({ online: true, metered: false, saveData: false, freeBytes: 1e9 }),
    offsetAt: () => 0,
    ...change,
  };
}

export function replayDeps(library: Library, fetch: Fetch, change: Partial<ReplayDeps> = {}): ReplayDeps {
  const now = change.now ?? clockAt().now;
  return {
    library,
    transport: createTransport({ gateway: GATEWAY, fetch, now }),
    fetch,
    now,
    origin: GATEWAY,
    waitMs: 0,
    ...change,
  };
}

export function destination(id: string, change: Partial<Destination> = {}): Destination {
  return {
    id,
    key: { kind: 'header', name: 'Idempotency-Key' },
    mode: 'cors',
    onUnknown: 'resend',
    onConflict: 'acknowledged',
    ...change,
  };
}

export function post(url: string, text: string): SendRequest {
  return { url, method: 'POST', headers: {}, body: { kind: 'text', text, type: 'application/json' } };
}

export function send(url: string, text: string) {
  return { kind: 'send', title: text, request: post(url, text) } as const;
}
