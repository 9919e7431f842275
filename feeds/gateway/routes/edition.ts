// POST /api/edition : many feeds in one streamed answer, a line each as it settles.

import { ReadableStream as WebStream } from 'node:stream/web';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import type { GatewayEnv } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { editionLine, endLine, failedLine } from '../edition.ts';
import type { Line } from '../edition.ts';
import { lineBytes, writeAll } from '../line-stream.ts';
import { normaliseAddress } from '../feed-desk.ts';
import { problem } from '../problem.ts';
import { isWithinFeeds } from '../quota.ts';
import type { Services } from '../services.ts';
import { createTurns } from '../turns.ts';
import { readLimit } from './parameters.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

interface Asked {
  readonly url: string;
  readonly cursor?: string | undefined;
}

export function editionRoute(app: Hono<GatewayEnv>, config: GatewayConfig, services: Services): void {
  const { rounds, limits, log, metrics, now, feeds: desk, documents, lines } = services;
  const turns = createTurns(limits.editionsAtOnce);
  app.post('/api/edition', async c => {
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES)
      return problem('bad-request', { detail: 'It is too large.' });
    const request = readRequest(await c.req.text(), limits.editionFeeds);
    if (typeof request === 'string') return problem('bad-request', { detail: request });
    const client = c.get('client');
    const began = now();
    const urls = [...new Set(request.feeds.map(feed => normaliseAddress(feed.url)).filter(url => url !== undefined))];
    const homes = await documents.homes(urls);
    if (!(await isWithinFeeds(homes, client, config, services))) return problem('too-many-feeds');
    await rounds.asked(homes, client, began);
    const signal = c.get('signal');
    const gzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    const leave = await turns.enter();
    if (signal.aborted) {
      leave();
      return problem('cancelled');
    }
    const settle = async (asked: Asked): Promise<Line> => {
      try {
        return await editionLine({ desk, documents, lines, gzip }, asked, request.limit, signal);
      } catch (error) {
        log.error({ error, host: URL.parse(asked.url)?.host }, 'a feed of an edition failed');
        return failedLine(asked.url, { code: 'internal-error', detail: 'Something broke in the gateway.' });
      }
    };
    const bytes = lineBytes(
      request.feeds.map(asked => () => settle(asked)),
      kinds => {
        metrics.edition(kinds.length, now() - began);
        return endLine(kinds);
      },
      { gzip, signal },
    );
    const headers = {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
      // nginx and its like would hold the lines back.
      'x-accel-buffering': 'no',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    };
    const { outgoing } = (c.env as GatewayEnv['Bindings'] | undefined) ?? {};
    if (!outgoing) {
      leave();
      return c.body(WebStream.from(flat(bytes)) as unknown as ReadableStream, 200, headers);
    }
    // Straight to the socket: a web stream in between costs more than the lines.
    outgoing.writeHead(200, headers);
    void writeAll(bytes, outgoing)
      .catch((error: unknown) => {
        log.error({ error }, 'an edition broke off');
        outgoing.destroy();
      })
      .finally(leave);
    return RESPONSE_ALREADY_SENT;
  });
}

async function* flat(parts: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Uint8Array, void> {
  for await (const each of parts) yield* each;
}

/** The request, or a sentence on what is wrong with it. */
function readRequest(
  text: string,
  maxFeeds: number,
): { readonly feeds: readonly Asked[]; readonly limit: number } | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'The body must be JSON.';
  }
  const { feeds, limit: wanted } = (typeof body === 'object' && body !== null ? body : {}) as {
    feeds?: unknown;
    limit?: unknown;
  };
  const limit = readLimit(wanted);
  if (limit === undefined) return 'limit must be a whole number from 1 to 500.';
  if (!Array.isArray(feeds)) return 'feeds must be a list.';
  if (feeds.length > maxFeeds) return `An edition has at most ${maxFeeds} feeds.`;
  const asked: Asked[] = [];
  for (const each of feeds as unknown[]) {
    const { url, cursor } = (typeof each === 'object' && each !== null ? each : {}) as {
      url?: unknown;
      cursor?: unknown;
    };
    if (typeof url !== 'string') return 'Each feed must have a url.';
    asked.push({ url, cursor: typeof cursor === 'string' ? cursor : undefined });
  }
  return { feeds: asked, limit };
}
