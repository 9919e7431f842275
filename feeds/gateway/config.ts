// The environment, read once into a typed value; a bad value becomes one clear sentence.

import { isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { parseRange } from './addresses.ts';

export interface GatewayConfig {
  readonly port: number;
  readonly host: string;
  /** Folder of everything that is kept. */
  readonly dataDir: string;
  /** CIDR ranges and host names that the guard lets through, on any port. */
  readonly allowPrivate: readonly string[];
  /** Where the world reaches this gateway, when that is not `http://HOST:PORT`. */
  readonly publicUrl?: string;
  /** Address or mail that publishers read in our User-Agent. */
  readonly contact?: string;
  readonly token?: string;
  /** Open to everyone, with quotas. */
  readonly isPublic: boolean;
  /** CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Origins of other sites that may read feeds and their pictures. */
  readonly embedOrigins: readonly string[];
  /** The only feeds that other sites may read; absent means any. */
  readonly embedFeeds?: readonly string[];
  /** Bytes that kept data may take. */
  readonly cacheBytes: number;
  /** Requests that one client may make a minute. */
  readonly ratePerMinute: number;
  readonly logLevel: string;
}

export type ConfigOutcome =
  { readonly kind: 'config'; readonly config: GatewayConfig } | { readonly kind: 'invalid'; readonly sentence: string };

const DEFAULT_PORT = 8787;
const DEFAULT_CACHE_MB = 512;
const DEFAULT_RATE = 1_200;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

class BadValue extends Error {}

/** Reads every setting; the first bad one ends it with a sentence for a person. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigOutcome {
  try {
    return { kind: 'config', config: read(name => env[name]?.trim() ?? '') };
  } catch (error) {
    if (error instanceof BadValue) return { kind: 'invalid', sentence: error.message };
    throw error;
  }
}

function read(setting: (name: string) => string): GatewayConfig {
  const host = readHost(setting('HOST') || '127.0.0.1');
  const token = setting('PREDAWN_TOKEN');
  const isPublic = readFlag('PREDAWN_PUBLIC', setting('PREDAWN_PUBLIC'));
  const publicUrl = readUrl(setting('PREDAWN_URL'));
  const contact = readContact(setting('PREDAWN_CONTACT'));
  const embedFeeds = list(setting('PREDAWN_EMBED_FEEDS')).map(readFeedAddress);
  if (token !== '' && token.length < 8) {
    throw new BadValue('PREDAWN_TOKEN is too short: give it at least 8 characters.');
  }
  if (!isLoopback(host) && token === '' && !isPublic) {
    throw new BadValue(
      `HOST is ${host}, which others can reach: set PREDAWN_TOKEN to a secret of your own, or PREDAWN_PUBLIC=1 to open the gateway to everyone.`,
    );
  }
  return {
    port: readNumber('PORT', setting('PORT'), DEFAULT_PORT, 0, 65535),
    host,
    dataDir: resolve(setting('PREDAWN_DATA') || '.predawn'),
    allowPrivate: list(setting('PREDAWN_ALLOW_PRIVATE')).map(readAllowed),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(contact === undefined ? {} : { contact }),
    ...(token === '' ? {} : { token }),
    isPublic,
    trustProxy: list(setting('PREDAWN_TRUST_PROXY')).map(value => readRange('PREDAWN_TRUST_PROXY', value)),
    embedOrigins: list(setting('PREDAWN_EMBED_ORIGINS')).map(readOrigin),
    ...(embedFeeds.length === 0 ? {} : { embedFeeds }),
    cacheBytes:
      readNumber('PREDAWN_CACHE_MB', setting('PREDAWN_CACHE_MB'), DEFAULT_CACHE_MB, 8, 1_000_000) * 1024 * 1024,
    ratePerMinute: readNumber('PREDAWN_RATE', setting('PREDAWN_RATE'), DEFAULT_RATE, 1, 100_000_000),
    logLevel: readLevel(setting('PREDAWN_LOG')),
  };
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function list(value: string): string[] {
  return value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function readNumber(name: string, value: string, fallback: number, min: number, max: number): number {
  if (value === '') return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new BadValue(`${name} is "${value}", but must be a whole number from ${min} to ${max}.`);
  }
  return number;
}

function readFlag(name: string, value: string): boolean {
  if (['', '0', 'false', 'no', 'off'].includes(value.toLowerCase())) return false;
  if (['1', 'true', 'yes', 'on'].includes(value.toLowerCase())) return true;
  throw new BadValue(`${name} is "${value}", but must be 1 or 0.`);
}

function readHost(value: string): string {
  const host = value.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0 && !HOST_NAME.test(host)) {
    throw new BadValue(`HOST is "${value}", but must be an address or a host name such as 127.0.0.1.`);
  }
  return host;
}

const HOST_NAME = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?$/i;

function readAllowed(value: string): string {
  if (value.includes('/') || isIP(value) !== 0) return readRange('PREDAWN_ALLOW_PRIVATE', value);
  if (HOST_NAME.test(value) && !/^[\d.]+$/.test(value)) return value.toLowerCase().replace(/\.$/, '');
  throw new BadValue(
    `PREDAWN_ALLOW_PRIVATE holds "${value}", but each entry must be a range such as 192.168.1.0/24 or a host name such as nas.lan.`,
  );
}

function readRange(name: string, value: string): string {
  const range = value.includes('/') ? value : `${value}/${isIPv6(value) ? 128 : 32}`;
  if (parseRange(range) === undefined) {
    throw new BadValue(`${name} holds "${value}", but a range looks like 10.0.0.0/8 or fd00::/8.`);
  }
  return range;
}

function readUrl(value: string): string | undefined {
  if (value === '') return undefined;
  const url = URL.parse(value);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new BadValue(
      `PREDAWN_URL is "${value}", but must be an address without a path, such as https://news.example.org.`,
    );
  }
  return url.origin;
}

function readOrigin(value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== value.toLowerCase().replace(/\/$/, '')) {
    throw new BadValue(
      `PREDAWN_EMBED_ORIGINS holds "${value}", but each entry must be a site's origin such as https://blog.example.org.`,
    );
  }
  return url.origin;
}

function readFeedAddress(value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new BadValue(`PREDAWN_EMBED_FEEDS holds "${value}", but each entry must be the full address of a feed.`);
  }
  return url.href;
}

function readContact(value: string): string | undefined {
  if (value === '') return undefined;
  if (/[^\x20-\x7e]|[()]/.test(value) || !(URL.canParse(value) || /^[^@\s]+@[^@\s]+$/.test(value))) {
    throw new BadValue(
      `PREDAWN_CONTACT is "${value}", but must be an address or a mail address at which publishers find you.`,
    );
  }
  return value;
}

function readLevel(value: string): string {
  if (value === '') return 'info';
  if (LOG_LEVELS.includes(value)) return value;
  throw new BadValue(`PREDAWN_LOG is "${value}", but must be one of ${LOG_LEVELS.join(', ')}.`);
}
