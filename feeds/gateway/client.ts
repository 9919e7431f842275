// Who asks: the client's address behind trusted proxies, and an opaque mark of it for everything that is kept.

import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context } from 'hono';
import { blockList, isIn, parseRange, unwrapped } from './addresses.ts';
import type { GatewayEnv } from './app.ts';

export interface Clients {
  /** The address that a request came from. */
  readonly addressOf: (c: Context<GatewayEnv>) => string;
  /** A mark that says nothing about the address to whoever reads the database. */
  readonly markOf: (address: string) => string;
  /** Whether a request came from this machine itself, not through a proxy. */
  readonly isLocal: (c: Context<GatewayEnv>) => boolean;
}

export function createClients(trustProxy: readonly string[], key: Uint8Array): Clients {
  const trusted = blockList(trustProxy.map(parseRange).filter(range => range !== undefined));
  const marks = new Map<string, string>();

  function addressOf(c: Context<GatewayEnv>): string {
    let address = socketAddress(c);
    const forwarded = c.req.header('x-forwarded-for');
    if (forwarded === undefined || trustProxy.length === 0) return address;
    // From right to left: each trusted proxy vouches for the one before it.
    for (const hop of forwarded.split(',').reverse()) {
      if (isIP(address) === 0 || !isIn(trusted, address)) break;
      const before = unwrapped(hop.trim());
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  return {
    addressOf,
    markOf: address => {
      let mark = marks.get(address);
      if (mark === undefined) {
        // A whole /64 of IPv6 is one household.
        const name = address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
        mark = createHmac('sha256', key).update(name).digest('base64url').slice(0, 16);
        if (marks.size > 10_000) marks.clear();
        marks.set(address, mark);
      }
      return mark;
    },
    isLocal: c => {
      const address = socketAddress(c);
      return (address.startsWith('127.') || address === '::1') && c.req.header('x-forwarded-for') === undefined;
    },
  };
}

/** Tests call the app without a socket: then it is this machine. */
function socketAddress(c: Context<GatewayEnv>): string {
  const bindings = c.env as GatewayEnv['Bindings'] | undefined;
  return unwrapped(bindings?.incoming?.socket.remoteAddress ?? '127.0.0.1');
}
