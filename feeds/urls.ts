// Addresses as publishers write them, made absolute; only http and https are ever handed on as links.

/** Already as `new URL` would write it: nothing to normalise, encode or resolve. */
const PLAIN =
  /^https?:\/\/(?:[a-z0-9-]+\.)+[a-z]{2,}\/(?!\.)(?:[\w\-~!$&()*+,;=:@%?#]|\.(?!\.?(?:\/|[?#]|$))|\/(?!\.))*$/;

/** Absolute form of an address, or `undefined` where it is none. Spaces and line breaks inside are mended. */
export function absolute(address: string, base?: string): string | undefined {
  if (address.length < 2000 && PLAIN.test(address)) return address;
  const tidy = tidyAddress(address);
  if (tidy === '') return undefined;
  try {
    return base === undefined || base === '' ? new URL(tidy).href : new URL(tidy, base).href;
  } catch {
    return undefined;
  }
}

/** As `absolute`, but http and https only: what may become a link, a picture or a request. */
export function webAddress(address: string | undefined, base?: string): string | undefined {
  if (address === undefined) return undefined;
  const found = absolute(address, base);
  return found !== undefined && isWeb(found) ? found : undefined;
}

export function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

function tidyAddress(address: string): string {
  const trimmed = address.trim();
  return /[\n\r\t]/.test(trimmed) ? trimmed.replaceAll(/\s*[\n\r\t]\s*/g, '') : trimmed;
}
