// Decides what the gateway may connect to: literal hosts before anything happens, names once they are resolved and before connecting,
// and the connected address as a second lock. The same decision for every redirect hop.

import { isIP } from 'node:net';
import { blockList, everyForm, isForbidden, isIn, parseRange, unwrapped } from './addresses.ts';

export type Verdict =
  { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

/** Where this gateway itself is reached: nothing of it can be fetched by it. */
export interface SelfAddress {
  /** Host names and literals it is known by. */
  readonly hosts: ReadonlySet<string>;
  /** Ports it listens on, known once it listens. */
  readonly ports: ReadonlySet<number>;
  /** Addresses it listens on. */
  readonly listens: (address: string) => boolean;
}

export interface Guard {
  /** Of an address as written, before any look-up. */
  readonly checkUrl: (url: URL) => Verdict;
  /** Of an address that a name resolved to, or that a socket reached. */
  readonly checkAddress: (hostname: string, address: string, port: number) => Verdict;
  /** Whether the owner let this host through by name or by its literal address: a machine of his own. */
  readonly isAllowedPrivate: (hostname: string) => boolean;
}

const PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);
const MAX_URL_LENGTH = 4096;
const ALLOWED: Verdict = { kind: 'allowed' };

export function createGuard(allow: readonly string[], self: SelfAddress): Guard {
  const ranges = blockList(allow.map(parseRange).filter(range => range !== undefined));
  const names = new Set(allow.filter(entry => parseRange(entry) === undefined));
  const inRanges = (address: string) => isIn(ranges, unwrapped(address));

  function checkUrl(url: URL): Verdict {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return refused('bad-url', `Only http and https addresses can be fetched, not ${url.protocol}`);
    }
    if (url.href.length > MAX_URL_LENGTH) return refused('bad-url', 'The address is too long.');
    if (url.username !== '' || url.password !== '') {
      return refused('private-address', 'An address with a user name in it is not fetched.');
    }
    const hostname = plainHost(url.hostname);
    if (hostname === '') return refused('bad-url', 'The address has no host.');
    const port = portOf(url);
    if (self.hosts.has(hostname) && self.ports.has(port)) return own();
    if (isIP(hostname) !== 0) return checkAddress(hostname, hostname, port);
    if (!PORTS.has(port) && !names.has(hostname) && ranges.rules.length === 0) return badPort(port);
    return ALLOWED;
  }

  function checkAddress(hostname: string, address: string, port: number): Verdict {
    if (isIP(address) === 0) return refused('private-address', 'The host has no address that can be fetched.');
    if (self.ports.has(port) && everyForm(address).some(self.listens)) return own();
    if (names.has(plainHost(hostname)) || inRanges(address)) return ALLOWED;
    if (isForbidden(address)) {
      return refused('private-address', 'The address belongs to a private or reserved network, which is not fetched.');
    }
    return PORTS.has(port) ? ALLOWED : badPort(port);
  }

  return {
    checkUrl,
    checkAddress,
    isAllowedPrivate: hostname => {
      const host = plainHost(hostname);
      return names.has(host) || (isIP(host) !== 0 && inRanges(host));
    },
  };
}

/** A host as compared: lower case, without brackets and the dots at its end. */
export function plainHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function own(): Verdict {
  return refused('private-address', 'The gateway does not fetch from itself.');
}

function badPort(port: number): Verdict {
  return refused('forbidden-port', `Port ${port} is not one that feeds are fetched from.`);
}

function refused(code: string, detail: string): Verdict {
  return { kind: 'refused', code, detail };
}
