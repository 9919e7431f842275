// HTTP's word on refreshing, as pure arithmetic on headers: validators, freshness, Retry-After (RFC 9110, RFC 9111).

/** What a publisher gave to ask "anything new?" with; sent back byte for byte. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** Reads one header, whatever holds the headers. */
export type HeaderReader = (name: string) => string | null | undefined;

const SECOND_MS = 1000;
/** Beyond this a `max-age` is a mistake in somebody's configuration. */
export const FRESHNESS_CAP_MS = 24 * 3600 * SECOND_MS;
/** Beyond this a `Retry-After` is a mistake too. */
export const RETRY_CAP_MS = 7 * 24 * 3600 * SECOND_MS;

/** RFC 9110 §13.1: the conditional headers for what is held. */
export function conditionalHeaders(validators: Validators | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  if (validators?.etag !== undefined) headers['if-none-match'] = validators.etag;
  if (validators?.lastModified !== undefined) headers['if-modified-since'] = validators.lastModified;
  return headers;
}

/** The validators of an answer, untouched. */
export function validatorsOf(header: HeaderReader): Validators {
  const etag = header('etag');
  const lastModified = header('last-modified');
  return { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
}

export function hasValidators(validators: Validators | undefined): boolean {
  return validators?.etag !== undefined || validators?.lastModified !== undefined;
}

/** `Cache-Control` as a map; a directive without a value maps to an empty string. */
export function cacheControl(value: string | null | undefined): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const part of (value ?? '').split(',')) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name !== '' && !directives.has(name)) {
      const given = equals < 0 ? '' : part.slice(equals + 1).trim();
      directives.set(name, given.replace(/^"(.*)"$/, '$1'));
    }
  }
  return directives;
}

/**
 * How long an answer says it is fresh, in milliseconds, capped; `undefined` where it says nothing. RFC 9111 §4.2.1, `s-maxage` left out
 * (the gateway stands for its readers), the age it already has subtracted.
 */
export function freshnessMs(header: HeaderReader, now: number): number | undefined {
  const directives = cacheControl(header('cache-control'));
  if (directives.has('no-cache') || directives.has('no-store')) return 0;
  const ageMs = (wholeSeconds(header('age')) ?? 0) * SECOND_MS;
  const maxAge = wholeSeconds(directives.get('max-age'));
  if (maxAge !== undefined) return clamp(maxAge * SECOND_MS - ageMs, FRESHNESS_CAP_MS);
  const expires = header('expires');
  if (expires == null) return undefined;
  // RFC 9111 §5.3: an invalid date, `0` above all, means already expired.
  const until = httpDate(expires);
  if (until === undefined) return 0;
  const sent = httpDate(header('date') ?? '') ?? now;
  return clamp(until - sent - ageMs, FRESHNESS_CAP_MS);
}

/** When `Retry-After` allows the next request (RFC 9110 §10.2.3: seconds or a date), as milliseconds since the epoch, capped. */
export function retryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value == null) return undefined;
  const seconds = wholeSeconds(value);
  const at = seconds === undefined ? httpDate(value) : now + seconds * SECOND_MS;
  return at === undefined ? undefined : now + clamp(at - now, RETRY_CAP_MS);
}

/** An HTTP date (RFC 9110 §5.6.7, obsolete forms too) as milliseconds; nothing that merely looks like one. */
export function httpDate(value: string): number | undefined {
  if (!/^[A-Za-z]{3,9},? /.test(value.trim())) return undefined;
  const asctime = /^[A-Za-z]{3} [A-Za-z]{3} +\d+ [\d:]{8} \d{4}$/.test(value.trim());
  const time = Date.parse(asctime ? `${value.trim()} GMT` : value);
  return Number.isNaN(time) ? undefined : time;
}

function wholeSeconds(value: string | null | undefined): number | undefined {
  const text = value?.trim();
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
