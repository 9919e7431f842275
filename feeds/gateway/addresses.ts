// Addresses as numbers: which ranges of the internet are nobody's to fetch from, and which address hides inside another.

import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

export interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** IANA's special-purpose registries, and what else no publisher has. */
const FORBIDDEN_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];
const FORBIDDEN_V6 = [
  '::/128', // unspecified
  '::1/128', // loopback
  '100::/64', // discard
  '2001::/23', // IETF protocol assignments: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '3fff::/20', // documentation
  '5f00::/16', // segment routing
  'fc00::/7', // unique local
  'fe80::/10', // link-local
  'fec0::/10', // site-local, deprecated
  'ff00::/8', // multicast
];

const forbidden = blockList([...FORBIDDEN_V4, ...FORBIDDEN_V6].map(mustParse));

/** Whether an address (with every address hidden in it) is one that no publisher has. */
export function isForbidden(address: string): boolean {
  return everyForm(address).some(form => isIn(forbidden, form));
}

/** An address, and the IPv4 address that it carries: v4-mapped, v4-compatible, NAT64 (both prefixes), 6to4. */
export function everyForm(address: string): readonly string[] {
  const plain = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (!isIPv6(plain)) return [plain];
  const words = ipv6Words(plain);
  const inner = embeddedV4(words);
  return inner === undefined ? [plain] : [plain, inner];
}

/** The address as it is compared: v4-mapped forms unwrapped. */
export function unwrapped(address: string): string {
  const plain = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const words = ipv6Words(plain);
  return isMapped(words) ? lowWords(words, 6) : plain;
}

export function parseRange(text: string): Range | undefined {
  const [address = '', prefixText = ''] = text.split('/');
  const version = isIP(address);
  const prefix = Number(prefixText);
  if (version === 0 || !/^\d{1,3}$/.test(prefixText) || prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

export function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return list;
}

export function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function mustParse(text: string): Range {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`not-a-range: ${text}`);
  return range;
}

function embeddedV4(words: readonly number[]): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = words;
  if (isMapped(words)) return lowWords(words, 6);
  // ::a.b.c.d, deprecated but still understood here and there.
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0) return lowWords(words, 6);
  // ::ffff:0:a.b.c.d, stateless translation (RFC 2765).
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0xffff && f === 0) return lowWords(words, 6);
  // 64:ff9b::/96 and 64:ff9b:1::/48 (RFC 6052, RFC 8215).
  if (a === 0x64 && b === 0xff9b) return lowWords(words, 6);
  // 2002:a.b.c.d::/48 (RFC 3056).
  if (a === 0x2002) return lowWords(words, 1);
  return undefined;
}

function isMapped(words: readonly number[]): boolean {
  return words[5] === 0xffff && words.slice(0, 5).every(word => word === 0);
}

function lowWords(words: readonly number[], at: number): string {
  const high = words[at] ?? 0;
  const low = words[at + 1] ?? 0;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight words of a valid IPv6 address. */
function ipv6Words(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  let text = address;
  if (dotted) {
    const [, head = '', p = '0', q = '0', r = '0', s = '0'] = dotted;
    text = `${head}${((Number(p) << 8) | Number(q)).toString(16)}:${((Number(r) << 8) | Number(s)).toString(16)}`;
  }
  const [left = '', right] = text.split('::');
  const toWords = (part: string) => (part === '' ? [] : part.split(':').map(word => parseInt(word, 16)));
  const before = toWords(left);
  const after = right === undefined ? [] : toWords(right);
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}
