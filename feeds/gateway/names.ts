// The names and addresses this gateway is known by: who may ask it under which Host, and what it must never fetch of itself.

import { networkInterfaces } from 'node:os';
import { isLoopback } from './config.ts';
import type { GatewayConfig } from './config.ts';
import { unwrapped } from './addresses.ts';
import type { SelfAddress } from './guard.ts';
import { plainHost } from './guard.ts';

export interface Names extends SelfAddress {
  /** Whether a `Host` header is one this gateway is known by. */
  readonly isKnownHost: (header: string | undefined) => boolean;
  /** Whether an origin is this gateway's own, as its pages send it. */
  readonly isOwnOrigin: (origin: string, host: string | undefined) => boolean;
  /** Whether an address is answered in process: below `/newsroom/` under any name of ours. */
  readonly isNewsroom: (url: URL) => boolean;
  /** Tells the port once it is known. */
  readonly listening: (port: number) => void;
}

const MOST_SEEN = 200;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

export function createNames(config: Pick<GatewayConfig, 'host' | 'port' | 'publicUrl'>): Names {
  const host = plainHost(config.host);
  const everywhere = EVERYWHERE.has(host);
  const interfaces = Object.values(networkInterfaces()).flatMap(list =>
    (list ?? []).map(each => plainHost(each.address)),
  );
  const hosts = new Set(['localhost', '127.0.0.1', '::1', host, ...(everywhere ? interfaces : [])]);
  const publicUrl = config.publicUrl === undefined ? undefined : new URL(config.publicUrl);
  if (publicUrl) hosts.add(plainHost(publicUrl.hostname));
  const ports = new Set(config.port === 0 ? [] : [config.port]);
  const local = new Set([...interfaces, '127.0.0.1', '::1']);
  /** What was found of headers seen lately: clients send the same few again and again. */
  const seen = new Map<string, boolean>();
  const isKnown = (header: string) => {
    const url = URL.parse(`http://${header}`);
    return url !== null && url.pathname === '/' && url.username === '' && hosts.has(plainHost(url.hostname));
  };

  return {
    hosts,
    ports,
    listens: address => {
      const plain = unwrapped(address);
      if (everywhere) return local.has(plain) || plain.startsWith('127.') || EVERYWHERE.has(plain);
      if (host === 'localhost') return plain === '127.0.0.1' || plain === '::1';
      return plain === host || (isLoopback(host) && EVERYWHERE.has(plain));
    },
    isKnownHost: header => {
      if (header === undefined) return false;
      const known = seen.get(header);
      if (known !== undefined) return known;
      const answer = isKnown(header);
      if (seen.size >= MOST_SEEN) seen.clear();
      if (header.length < 300) seen.set(header, answer);
      return answer;
    },
    isOwnOrigin: (origin, header) =>
      origin === publicUrl?.origin ||
      (header !== undefined && (origin === `http://${header}` || origin === `https://${header}`)),
    isNewsroom: url =>
      /^https?:$/.test(url.protocol) && hosts.has(plainHost(url.hostname)) && url.pathname.startsWith('/newsroom/'),
    listening: port => void ports.add(port),
  };
}
